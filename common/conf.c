/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libyaml's document tree, walked by the row table. libcyaml, which wraps the same parser, tells
 * the line of an unknown key but has no ranges in the version that Debian 12 ships.
 */
#include "common/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "common/conf_walk.h"
#include "common/err.h"

enum { FILE_MAX = 4 << 20, DEPTH_MAX = 32, KEYS_MAX = 1000 };

static void fail(struct conf_walk *w, const yaml_node_t *node, const char *key, const char *why)
{
	unsigned line = (unsigned)node->start_mark.line + 1;
	const char *section = w->section != NULL ? w->section : "";
	const char *dot = section[0] != '\0' && key != NULL ? "." : "";
	bool named = section[0] != '\0' || key != NULL;
	w->faults++;
	zb_diag_set(w->diag, w->path, line, "%s%s%s%s%s", section, dot, key != NULL ? key : "",
	            named ? ": " : "", why);
}

/* --- one value --- */

static const char *scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

static bool parse_int(int64_t *out, const char *s, bool suffix)
{
	char *end = NULL;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (errno != 0 || end == s)
		return false;
	static const char units[] = "KMGT";
	const char *unit = suffix && *end != '\0' ? strchr(units, *end) : NULL;
	for (int i = 0; unit != NULL && i <= unit - units; i++)
		if (__builtin_mul_overflow(v, 1024ll, &v))
			return false;
	if (unit != NULL)
		end++;
	*out = v;
	return *end == '\0';
}

static bool parse_bool(bool *out, const char *s)
{
	static const char *const words[2][3] = { { "false", "no", "off" },
		                                 { "true", "yes", "on" } };
	for (int v = 0; v < 2; v++) {
		for (int i = 0; i < 3; i++) {
			if (strcmp(s, words[v][i]) == 0) {
				*out = v == 1;
				return true;
			}
		}
	}
	return false;
}

static void load_number(struct conf_walk *w, const struct zb_conf_row *row, char *at,
                        const yaml_node_t *node)
{
	char why[128];
	int64_t v = 0;
	bool size = row->type == ZB_CONF_TYPE_SIZE;
	if (!parse_int(&v, scalar(node), size)) {
		fail(w, node, row->key,
		     size ? "must be a number of bytes, such as 4096, 16M or 2G"
		          : "must be a whole number");
		return;
	}
	if (v < row->min || v > row->max) {
		snprintf(why, sizeof(why),
		         "%" PRId64 " is out of range (%" PRId64 " to %" PRId64 ")", v,
		         row->min, row->max);
		fail(w, node, row->key, why);
		return;
	}
	memcpy(at, &v, sizeof(v));
}

/* What a line of a header or of the log could be forged with. */
static bool has_control(const yaml_node_t *node)
{
	const char *s = scalar(node);
	for (size_t i = 0; i < node->data.scalar.length; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
			return true;
	return false;
}

static bool is_text(struct conf_walk *w, const struct zb_conf_row *row, const yaml_node_t *node)
{
	char why[ZB_CONF_WHY] = "has a control character in it";
	bool good = !has_control(node) && (row->check == NULL || row->check(why, scalar(node)));
	if (!good)
		fail(w, node, row->key, why);
	return good;
}

static void load_text(struct conf_walk *w, const struct zb_conf_row *row, char *at,
                      const yaml_node_t *node)
{
	size_t n = node->data.scalar.length;
	if (n > (size_t)row->max) {
		char why[64];
		snprintf(why, sizeof(why), "longer than %" PRId64 " bytes", row->max);
		fail(w, node, row->key, why);
		return;
	}
	if (!is_text(w, row, node))
		return;
	char *text = conf_dup_text(scalar(node), n);
	if (text == NULL) {
		w->err = ZB_ENOMEM;
		return;
	}
	char *old = NULL;
	memcpy(&old, at, sizeof(old));
	free(old);
	memcpy(at, &text, sizeof(text));
}

static void load_enum(struct conf_walk *w, const struct zb_conf_row *row, char *at,
                      const yaml_node_t *node)
{
	char why[256] = "must be one of:";
	for (int i = 0; row->names[i] != NULL; i++) {
		if (strcmp(row->names[i], scalar(node)) == 0) {
			memcpy(at, &i, sizeof(i));
			return;
		}
		size_t used = strlen(why);
		snprintf(why + used, sizeof(why) - used, " %s", row->names[i]);
	}
	fail(w, node, row->key, why);
}

static void load_scalar(struct conf_walk *w, const struct zb_conf_row *row, char *at,
                        const yaml_node_t *node)
{
	if (node->type != YAML_SCALAR_NODE) {
		fail(w, node, row->key, "must be a single value");
		return;
	}
	bool flag = false;
	switch (row->type) {
	case ZB_CONF_TYPE_INT:
	case ZB_CONF_TYPE_SIZE:
		load_number(w, row, at, node);
		break;
	case ZB_CONF_TYPE_BOOL:
		if (parse_bool(&flag, scalar(node)))
			memcpy(at, &flag, sizeof(flag));
		else
			fail(w, node, row->key, "must be true or false");
		break;
	case ZB_CONF_TYPE_ENUM:
		load_enum(w, row, at, node);
		break;
	default:
		load_text(w, row, at, node);
	}
}

static void load_strings(struct conf_walk *w, const struct zb_conf_row *row, char *at,
                         const yaml_node_t *node)
{
	struct zb_conf_strings list = { 0 };
	size_t n = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	if (n > (size_t)row->max) {
		fail(w, node, row->key, "too many entries");
		return;
	}
	list.items = calloc(n + 1, sizeof(*list.items));
	if (list.items == NULL) {
		w->err = ZB_ENOMEM;
		return;
	}
	for (size_t i = 0; i < n && w->err == 0; i++) {
		yaml_node_t *item =
			yaml_document_get_node(w->doc, node->data.sequence.items.start[i]);
		if (item->type != YAML_SCALAR_NODE)
			fail(w, item, row->key, "entries must be single values");
		else if (!is_text(w, row, item))
			continue;
		else if ((list.items[list.n] = conf_dup_text(scalar(item),
		                                             item->data.scalar.length)) == NULL)
			w->err = ZB_ENOMEM;
		else
			list.n++;
	}
	memcpy(at, &list, sizeof(list));
}

static void load_list(struct conf_walk *w, const struct zb_conf_row *row, char *at,
                      const yaml_node_t *node)
{
	struct zb_conf_list list = { 0 };
	size_t n = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	if (n > (size_t)row->max) {
		fail(w, node, row->key, "too many entries");
		return;
	}
	list.items = calloc(n > 0 ? n : 1, row->size);
	if (list.items == NULL) {
		w->err = ZB_ENOMEM;
		return;
	}
	list.n = n;
	memcpy(at, &list, sizeof(list));
	for (size_t i = 0; i < n && w->err == 0; i++) {
		char *base = (char *)list.items + i * row->size;
		conf_push_defaults(w, row->rows, base);
		conf_push(w, (struct conf_job){
				     .rows = row->rows,
				     .base = base,
				     .section = row->key,
				     .node = yaml_document_get_node(
					     w->doc, node->data.sequence.items.start[i]),
			     });
	}
}

/* --- one mapping --- */

static const struct zb_conf_row *find_row(const struct zb_conf_row *rows, const char *key)
{
	for (; rows->type != ZB_CONF_TYPE_END; rows++)
		if (rows->type != ZB_CONF_TYPE_LINE && strcmp(rows->key, key) == 0)
			return rows;
	return NULL;
}

static void load_pair(struct conf_walk *w, const struct conf_job *job, const yaml_node_t *key,
                      const yaml_node_t *value)
{
	const struct zb_conf_row *row = find_row(job->rows, scalar(key));
	if (row == NULL) {
		fail(w, key, scalar(key), "unknown key");
		return;
	}
	char *at = job->base + row->offset;
	bool empty = value->type == YAML_SCALAR_NODE && value->data.scalar.length == 0 &&
	             value->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	switch (row->type) {
	case ZB_CONF_TYPE_MAP:
		if (!empty)
			conf_push(w, (struct conf_job){ .rows = row->rows,
			                                .base = at,
			                                .section = row->key,
			                                .node = value });
		break;
	case ZB_CONF_TYPE_STRLIST:
	case ZB_CONF_TYPE_LIST:
		if (empty)
			break;
		if (value->type != YAML_SEQUENCE_NODE)
			fail(w, value, row->key, "must be a list");
		else if (row->type == ZB_CONF_TYPE_LIST)
			load_list(w, row, at, value);
		else
			load_strings(w, row, at, value);
		break;
	default:
		load_scalar(w, row, at, value);
	}
}

static bool is_repeated(struct conf_walk *w, const yaml_node_t *map,
                        const yaml_node_pair_t *pair)
{
	const char *key = scalar(yaml_document_get_node(w->doc, pair->key));
	for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < pair; p++)
		if (strcmp(scalar(yaml_document_get_node(w->doc, p->key)), key) == 0)
			return true;
	return false;
}

static void check_required(struct conf_walk *w, const struct conf_job *job)
{
	for (const struct zb_conf_row *row = job->rows; row->type != ZB_CONF_TYPE_END; row++) {
		char *text = NULL;
		if (!row->required || w->err != 0)
			continue;
		memcpy(&text, job->base + row->offset, sizeof(text));
		if (text == NULL || (row->type == ZB_CONF_TYPE_STR && text[0] == '\0'))
			fail(w, job->node, row->key, "is missing");
	}
}

static void note_line(const struct conf_job *job)
{
	int64_t line = (int64_t)job->node->start_mark.line + 1;
	for (const struct zb_conf_row *row = job->rows; row->type != ZB_CONF_TYPE_END; row++)
		if (row->type == ZB_CONF_TYPE_LINE)
			memcpy(job->base + row->offset, &line, sizeof(line));
}

static void load_mapping(struct conf_walk *w, const struct conf_job *job)
{
	size_t faults = w->faults;
	w->section = job->section;
	if (job->node->type != YAML_MAPPING_NODE) {
		fail(w, job->node, NULL, "keys and values expected here");
		return;
	}
	size_t n = 0;
	note_line(job);
	const yaml_node_pair_t *end = job->node->data.mapping.pairs.top;
	for (yaml_node_pair_t *p = job->node->data.mapping.pairs.start; p < end && w->err == 0;
	     p++) {
		const yaml_node_t *key = yaml_document_get_node(w->doc, p->key);
		if (key->type != YAML_SCALAR_NODE)
			fail(w, key, NULL, "a key must be a single value");
		else if (++n > KEYS_MAX)
			break;
		else if (is_repeated(w, job->node, p))
			fail(w, key, scalar(key), "given twice");
		else
			load_pair(w, job, key, yaml_document_get_node(w->doc, p->value));
	}
	if (n > KEYS_MAX)
		fail(w, job->node, NULL, "too many keys");
	if (w->faults == faults) /* what is missing may be what was misspelt */
		check_required(w, job);
}

/* --- the file --- */

static FILE *open_file(const char *path, struct zb_diag *diag, int *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
	if (fd < 0) {
		*err = errno == ENOENT ? ZB_ENOTFOUND : -errno;
		zb_diag_set(diag, path, 0, "cannot be read: %s", strerrordesc_np(errno));
		return NULL;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		*err = zb_diag_set(diag, path, 0, "is no regular file of at most 4 MiB");
		close(fd);
		return NULL;
	}
	FILE *f = fdopen(fd, "rb");
	if (f == NULL) {
		*err = ZB_ENOMEM;
		close(fd);
	}
	return f;
}

/* libyaml's time grows with the square of the depth: the events are looked at first, up to the
 * limit. Other faults are left to the parser that builds the document. */
static int check_depth(FILE *f, const char *path, struct zb_diag *diag)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int depth = 0, err = 0;
	bool ended = false;
	if (yaml_parser_initialize(&parser) == 0)
		return ZB_ENOMEM;
	yaml_parser_set_input_file(&parser, f);
	while (!ended && err == 0 && yaml_parser_parse(&parser, &event) != 0) {
		bool begins = event.type == YAML_SEQUENCE_START_EVENT ||
		              event.type == YAML_MAPPING_START_EVENT;
		bool ends = event.type == YAML_SEQUENCE_END_EVENT ||
		            event.type == YAML_MAPPING_END_EVENT;
		depth += begins ? 1 : ends ? -1 : 0;
		if (depth > DEPTH_MAX)
			err = zb_diag_set(diag, path, (unsigned)event.start_mark.line + 1,
			                  "is nested more than %d deep", DEPTH_MAX);
		ended = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	rewind(f);
	return err;
}

/* The first in the file, whatever the order in which they were met. */
static int tell_faults(struct zb_diag *diag, const struct zb_diags *all)
{
	int err = 0;
	for (size_t i = 0; i < all->n; i++)
		err = zb_diag_set(diag, all->items[i].file, all->items[i].line, "%s",
		                  all->items[i].message);
	if (diag != NULL && diag->all != NULL)
		diag->all->found += all->found - all->n;
	return err;
}

static int walk_document(void *out, const struct zb_conf_row *rows, const char *path,
                         yaml_document_t *doc, struct zb_diag *diag)
{
	struct zb_diags all = { .n = 0 };
	struct zb_diag first = { .all = &all };
	struct conf_walk w = { .doc = doc, .path = path, .diag = &first };
	const yaml_node_t *root = yaml_document_get_root_node(doc);
	conf_push_defaults(&w, rows, out);
	if (root != NULL && w.err == 0)
		conf_push(&w, (struct conf_job){ .rows = rows, .base = out, .node = root });
	while (w.n > 0 && w.err == 0) {
		struct conf_job job = w.jobs[--w.n];
		load_mapping(&w, &job);
	}
	free(w.jobs);
	if (w.err == 0 && w.faults > 0)
		w.err = tell_faults(diag, &all);
	if (w.err != 0)
		zb_conf_deinit(out, rows);
	return w.err;
}

int zb_conf_load(void *out, const struct zb_conf_row *rows, const char *path,
                 struct zb_diag *diag)
{
	int err = 0;
	FILE *f = open_file(path, diag, &err);
	if (f == NULL)
		return err;
	yaml_parser_t parser;
	yaml_document_t doc;
	err = check_depth(f, path, diag);
	if (err == 0 && yaml_parser_initialize(&parser) == 0)
		err = ZB_ENOMEM;
	if (err < 0) {
		fclose(f);
		return err;
	}
	yaml_parser_set_input_file(&parser, f);
	if (yaml_parser_load(&parser, &doc) == 0) {
		err = zb_diag_set(diag, path, (unsigned)parser.problem_mark.line + 1, "%s",
		                  parser.problem != NULL ? parser.problem : "is no YAML");
	} else {
		err = walk_document(out, rows, path, &doc, diag);
		yaml_document_delete(&doc);
	}
	yaml_parser_delete(&parser);
	fclose(f);
	return err;
}
