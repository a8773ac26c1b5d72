/* SPDX-License-Identifier: Apache-2.0 */
#include "sources_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/err.h"
#include "options.h"
#include "proto/settings.h"
#include "services/fetcher/source.h"

enum { FILE_SIZE_MAX = 64 << 20 };

int sources_file_path(char *out, size_t size, const struct options *o,
                      const struct zb_settings *settings)
{
	const char *name = settings->fetcher.sources;
	const char *conf = o->conf_path != NULL ? o->conf_path : "";
	const char *slash = strrchr(conf, '/');
	int folder = name[0] != '/' && slash != NULL ? (int)(slash - conf) + 1 : 0;
	int n = snprintf(out, size, "%.*s%s", folder, conf, name);
	return n < 0 || n >= (int)size ? ZB_ETOOBIG : 0;
}

/* --- an entry --- */

/* Double quotes: the one form in which YAML can hold any text (YAML 1.2, 7.3.1). */
static void add_quoted(struct zb_buf *out, const char *text)
{
	zb_buf_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7F) {
			zb_buf_addf(out, "\\x%02x", (unsigned)(unsigned char)*text);
			continue;
		}
		if (*text == '"' || *text == '\\')
			zb_buf_add_char(out, '\\');
		zb_buf_add_char(out, *text);
	}
	zb_buf_add_char(out, '"');
}

static void add_text(struct zb_buf *out, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	zb_buf_addf(out, "  %s: ", key);
	add_quoted(out, value);
	zb_buf_add_char(out, '\n');
}

static void add_list(struct zb_buf *out, const char *key, const struct zb_conf_strings *list)
{
	if (list->n == 0)
		return;
	zb_buf_addf(out, "  %s: [", key);
	for (size_t i = 0; i < list->n; i++) {
		zb_buf_add_str(out, i > 0 ? ", " : "");
		add_quoted(out, list->items[i]);
	}
	zb_buf_add_str(out, "]\n");
}

void sources_file_entry(struct zb_buf *out, const struct source *s)
{
	zb_buf_add_str(out, "- name: ");
	add_quoted(out, s->name);
	zb_buf_addf(out, "\n  kind: %s\n", source_kind_name(s->kind));
	add_list(out, "urls", &s->urls);
	add_text(out, "interval", s->interval);
	add_list(out, "allow", &s->allow);
	add_list(out, "deny", &s->deny);
	add_text(out, "region", s->region);
	add_text(out, "publisher", s->publisher);
	add_text(out, "site_code", s->site_code);
}

/* --- its place --- */

struct place {
	size_t at;               /* where the entry goes */
	size_t cut_from, cut_to; /* what goes away: the [] of an empty list */
	size_t indent;
	bool head; /* the key must be written too */
};

static struct zb_span line_at(struct zb_span text, size_t at)
{
	const char *end = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;
	return zb_span_sub(text, at, end != NULL ? (size_t)(end - text.p) - at : text.n);
}

static bool is_silent(struct zb_span line)
{
	line = zb_span_trim(line);
	return line.n == 0 || line.p[0] == '#' || zb_span_eq(line, ZB_S("---"));
}

/* Behind "sources:": nothing, or an empty list. False: entries on that line. */
static bool read_key_line(struct place *p, struct zb_span text, struct zb_span line)
{
	size_t at = (size_t)(line.p - text.p) + strlen("sources:");
	struct zb_span rest = zb_span_sub(line, strlen("sources:"), line.n);
	const char *hash = memchr(rest.p, '#', rest.n);
	if (hash != NULL)
		rest.n = (size_t)(hash - rest.p);
	struct zb_span value = zb_span_trim(rest);
	p->cut_from = p->cut_to = at;
	if (value.n == 0)
		return true;
	if (value.p[0] != '[' || value.p[value.n - 1] != ']' ||
	    zb_span_trim(zb_span_sub(value, 1, value.n - 2)).n > 0)
		return false;
	p->cut_to = (size_t)(value.p - text.p) + value.n;
	return true;
}

/* Behind the last line that belongs to the list. */
static int find_place(struct place *p, struct zb_span text)
{
	bool inside = false;
	bool item = false;
	*p = (struct place){ .at = text.n, .cut_from = text.n, .cut_to = text.n, .indent = 2 };
	p->head = true;
	for (size_t at = 0; at < text.n;) {
		struct zb_span line = line_at(text, at);
		size_t next = at + line.n + 1 < text.n ? at + line.n + 1 : text.n;
		bool key = line.n > 0 && strchr(" \t-#", line.p[0]) == NULL;
		if (zb_span_starts(line, ZB_S("sources:"))) {
			if (!read_key_line(p, text, line))
				return ZB_EINVAL;
			p->head = false;
			inside = true;
			p->at = next;
		} else if (key && !is_silent(line)) {
			inside = false;
		} else if (inside && !is_silent(line)) {
			size_t dash = 0;
			while (dash < line.n && line.p[dash] == ' ')
				dash++;
			if (!item && dash < line.n && line.p[dash] == '-') {
				p->indent = dash;
				item = true;
			}
			p->at = next;
		}
		at = next;
	}
	return 0;
}

static void add_indented(struct zb_buf *out, struct zb_span entry, size_t indent)
{
	for (size_t at = 0; at < entry.n;) {
		struct zb_span line = line_at(entry, at);
		for (size_t i = 0; i < indent; i++)
			zb_buf_add_char(out, ' ');
		zb_buf_add_span(out, line);
		zb_buf_add_char(out, '\n');
		at += line.n + 1;
	}
}

static void splice(struct zb_buf *out, struct zb_span text, const struct place *p,
                   struct zb_span entry)
{
	zb_buf_add_span(out, zb_span_sub(text, 0, p->cut_from));
	if (p->cut_to < p->at)
		zb_buf_add_span(out, zb_span_sub(text, p->cut_to, p->at - p->cut_to));
	if (out->n > 0 && out->p[out->n - 1] != '\n')
		zb_buf_add_char(out, '\n');
	if (p->head)
		zb_buf_add_str(out, "sources:\n");
	add_indented(out, entry, p->indent);
	zb_buf_add_span(out, zb_span_sub(text, p->at, text.n));
}

/* --- the file --- */

static int read_all(struct zb_buf *out, const char *path, mode_t *mode)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return errno == ENOENT ? ZB_ENOTFOUND : -errno;
	*mode = st.st_mode & 07777;
	return zb_buf_add_file(out, path);
}

static int write_all(const char *path, struct zb_span text, mode_t mode)
{
	FILE *f = fopen(path, "wbe");
	if (f == NULL)
		return -errno;
	bool ok = fwrite(text.p, 1, text.n, f) == text.n && fflush(f) == 0 &&
	          fchmod(fileno(f), mode) == 0 && fsync(fileno(f)) == 0;
	int ret = ok ? 0 : -errno;
	if (fclose(f) != 0 && ret == 0)
		ret = -errno;
	return ret;
}

static int replace(const char *path, struct zb_span text, mode_t mode, struct zb_diag *diag)
{
	char part[PATH_MAX];
	struct sources loaded;
	if (snprintf(part, sizeof(part), "%s.part", path) >= (int)sizeof(part))
		return ZB_ETOOBIG;
	int ret = write_all(part, text, mode);
	if (ret == 0)
		ret = sources_load(&loaded, part, diag);
	if (ret == 0)
		sources_deinit(&loaded);
	if (ret == 0 && rename(part, path) != 0)
		ret = -errno;
	if (ret < 0)
		unlink(part);
	return ret;
}

int sources_file_add(const char *path, struct zb_span entry, struct zb_diag *diag)
{
	char target[PATH_MAX];
	struct zb_buf old;
	struct zb_buf made;
	struct place place;
	mode_t mode = 0644;
	if (realpath(path, target) == NULL) /* a link stays one */
		snprintf(target, sizeof(target), "%s", path);
	zb_buf_init(&old, FILE_SIZE_MAX);
	zb_buf_init(&made, FILE_SIZE_MAX);
	int ret = read_all(&old, target, &mode);
	if (ret == ZB_ENOTFOUND)
		ret = 0;
	if (ret == 0 && find_place(&place, zb_buf_span(&old)) < 0)
		ret = zb_diag_set(diag, path, 0,
		                  "its sources stand on one line: write a line for each");
	if (ret == 0) {
		splice(&made, zb_buf_span(&old), &place, entry);
		ret = made.err == 0 ? replace(target, zb_buf_span(&made), mode, diag)
		                    : made.err;
	}
	zb_buf_deinit(&old);
	zb_buf_deinit(&made);
	return ret;
}
