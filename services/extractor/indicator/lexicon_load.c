/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a lexicon: lines to entries. */
#include "lexicon_load.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "lex_is.h"

enum {
	ENTRIES_MAX = 200000,
	FILES_MAX = 256,
	FILE_MAX = 16 << 20,
	SURFACE_MAX = 120,
};

struct loader {
	struct lex_table *table;
	const char *path;
	unsigned line;
	struct zb_diag *diag;
	enum lex_class cls;
};

/* --- words of the files --- */

static const char *const class_names[LEX_CLASS_MAX] = {
	[LEX_UNIT] = "unit",
	[LEX_REGION] = "region",
	[LEX_INDUSTRY] = "industry",
	[LEX_INDICATOR] = "indicator",
	[LEX_OP] = "op",
	[LEX_VERB] = "verb",
	[LEX_FUNCTION] = "function",
	[LEX_WORD] = "word",
	[LEX_PLAN] = "plan",
	[LEX_ORG] = "org",
	[LEX_STATUS] = "status",
	[LEX_PART] = "part",
	[LEX_LABEL] = "label",
};

static const char *const unit_names[] = { "count",   "money",    "percent", "point", "physical",
	                                  "times",   "duration", "part",    "tech",  "batch",
	                                  "ordinal", "none",     NULL };
static const char *const op_names[] = { "eq", "about", "gt", "ge", "lt", "le", NULL };
static const char *const verb_names[] = { "other",  "reach",   "up",    "down",
	                                  "up_to",  "down_to", "add",   "share",
	                                  "rank",   "narrow",  "widen", "faster",
	                                  "slower", "pull",    "sign",  NULL };
static const char *const function_names[] = { "other", "of",   "and",        "each",   "among",
	                                      "than",  "yoy",  "prev",       "annual", "total",
	                                      "rate",  "fall", "proportion", "per",    "daily",
	                                      "from",  "to",   "all",        "at",     "by",
	                                      "cum",   "same", NULL };
static const char *const region_names[] = { "admin",  "country", "area", "zone", "self",
	                                    "nation", "world",   "weak", NULL };
static const char *const word_names[] = { "other", "name", "list", "noun", NULL };
static const char *const status_names[] = { "actual",   "target",    "forecast", "provision",
	                                    "plan_doc", "grant_doc", "opinion",  NULL };
static const char *const industry_names[] = { "plain", "fused", "good", "mild", NULL };
static const char *const indicator_names[] = { "level", "rate", "thing", "bare", "act", NULL };
static const char *const org_names[] = { "company", "body", "park", "role", NULL };
static const char *const label_names[] = { "generic", "tail", "total", "growth", "share",
	                                   "yoy",     "prev", "since", NULL };
static const char *const plain_names[] = { "plain", NULL };

static const char *const *const is_names[LEX_CLASS_MAX] = {
	[LEX_UNIT] = unit_names,
	[LEX_REGION] = region_names,
	[LEX_INDUSTRY] = industry_names,
	[LEX_INDICATOR] = indicator_names,
	[LEX_OP] = op_names,
	[LEX_VERB] = verb_names,
	[LEX_FUNCTION] = function_names,
	[LEX_WORD] = word_names,
	[LEX_PLAN] = plain_names,
	[LEX_ORG] = org_names,
	[LEX_STATUS] = status_names,
	[LEX_PART] = plain_names,
	[LEX_LABEL] = label_names,
};

static int find_name(const char *const *names, struct zb_span s)
{
	for (int i = 0; names[i] != NULL; i++)
		if (zb_span_eq(zb_span_str(names[i]), s))
			return i;
	return -1;
}

/* --- one line --- */

static struct zb_span take_field(struct zb_span *rest)
{
	const char *tab = memchr(rest->p, '\t', rest->n);
	size_t n = tab != NULL ? (size_t)(tab - rest->p) : rest->n;
	struct zb_span field = zb_span(rest->p, n);
	*rest = zb_span_sub(*rest, n + 1, rest->n);
	return field;
}

static int fault(struct loader *l, const char *what, struct zb_span about)
{
	return zb_diag_set(l->diag, l->path, l->line, "%s: '" ZB_SPAN_FMT "'", what,
	                   ZB_SPAN_ARGS(about));
}

static int read_exp(int16_t *out, struct zb_span value)
{
	char text[8];
	char *end = NULL;
	if (value.n == 0 || value.n >= sizeof(text))
		return ZB_EMALFORMED;
	memcpy(text, value.p, value.n);
	text[value.n] = '\0';
	long v = strtol(text, &end, 10);
	if (*end != '\0' || v < -30 || v > 30)
		return ZB_EMALFORMED;
	*out = (int16_t)v;
	return 0;
}

static int read_pair(struct loader *l, struct lex_entry *e, struct zb_span field)
{
	const char *eq = memchr(field.p, '=', field.n);
	if (eq == NULL)
		return fault(l, "a field must be key=value", field);
	struct zb_span key = zb_span(field.p, (size_t)(eq - field.p));
	struct zb_span value = zb_span_sub(field, key.n + 1, field.n);
	struct zb_span *text = zb_span_eq(key, ZB_S("code"))   ? &e->code
	                       : zb_span_eq(key, ZB_S("full")) ? &e->full
	                       : zb_span_eq(key, ZB_S("in"))   ? &e->in
	                                                       : NULL;
	if (text != NULL) {
		*text = zb_arena_dup(l->table->arena, value);
		return text->p != NULL ? 0 : ZB_ENOMEM;
	}
	if (zb_span_eq(key, ZB_S("is"))) {
		int is = find_name(is_names[l->cls], value);
		if (is < 0)
			return fault(l, "no such sort in this class", value);
		e->is = (uint8_t)is;
		return 0;
	}
	if (zb_span_eq(key, ZB_S("exp")))
		return read_exp(&e->exp, value) == 0 ? 0 : fault(l, "no exponent", value);
	return fault(l, "unknown key", key);
}

static int read_head(struct loader *l, struct zb_span line)
{
	struct zb_span word = zb_span_trim(zb_span_sub(line, 2, line.n));
	if (!zb_span_starts(word, ZB_S("class=")))
		return fault(l, "expected '#! class=NAME'", line);
	word = zb_span_sub(word, 6, word.n);
	for (int c = 1; c < LEX_CLASS_MAX; c++) {
		if (zb_span_eq(zb_span_str(class_names[c]), word)) {
			l->cls = (enum lex_class)c;
			return 0;
		}
	}
	return fault(l, "no such class", word);
}

static int read_line(struct loader *l, struct zb_span line)
{
	if (zb_span_ends(line, ZB_S("\r")))
		line.n--;
	if (zb_span_starts(line, ZB_S("#!")))
		return read_head(l, line);
	if (line.n == 0 || line.p[0] == '#')
		return 0;
	if (l->cls == LEX_NONE)
		return fault(l, "'#! class=NAME' must stand before the first entry", line);
	struct lex_table *table = l->table;
	int ret = zb_vec_grow(&table->entries, &table->cap, table->n + 1,
	                      sizeof(*table->entries), ENTRIES_MAX);
	if (ret < 0)
		return ret;
	struct lex_entry *e = &table->entries[table->n];
	*e = (struct lex_entry){ .cls = (uint8_t)l->cls };
	struct zb_span surface = take_field(&line);
	if (surface.n == 0 || surface.n > SURFACE_MAX || zb_utf8_check(surface) != surface.n)
		return fault(l, "an entry must begin with 1 to 120 bytes of UTF-8", surface);
	e->surface = zb_arena_dup(table->arena, surface);
	if (e->surface.p == NULL)
		return ZB_ENOMEM;
	while (line.n > 0 && ret == 0)
		ret = read_pair(l, e, take_field(&line));
	if (ret == 0)
		table->n++;
	return ret;
}

/* --- files --- */

static void add_hash(struct lex_table *table, struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++) /* FNV-1a, 64 bits */
		table->hash = (table->hash ^ (unsigned char)s.p[i]) * 1099511628211u;
}

static int load_file(struct lex_table *table, const char *path, struct zb_diag *diag)
{
	struct zb_buf buf;
	struct loader l = { .table = table, .path = path, .diag = diag };
	zb_buf_init(&buf, FILE_MAX);
	int ret = zb_buf_add_file(&buf, path);
	if (ret < 0)
		zb_diag_set(diag, path, 0, "cannot be read: %s", zb_strerror(ret));
	struct zb_span rest = zb_buf_span(&buf);
	add_hash(table, rest);
	while (rest.n > 0 && ret == 0) {
		const char *nl = memchr(rest.p, '\n', rest.n);
		size_t n = nl != NULL ? (size_t)(nl - rest.p) : rest.n;
		l.line++;
		ret = read_line(&l, zb_span(rest.p, n));
		rest = zb_span_sub(rest, n + 1, rest.n);
	}
	zb_buf_deinit(&buf);
	return ret;
}

static int is_tsv(const struct dirent *e)
{
	struct zb_span name = zb_span_str(e->d_name);
	return name.p[0] != '.' && zb_span_ends(name, ZB_S(".tsv"));
}

int lexicon_load(struct lex_table *table, const char *dir, struct zb_diag *diag)
{
	char path[4096];
	struct dirent **files = NULL;
	snprintf(path, sizeof(path), "%s/lexicon", dir);
	int n = scandir(path, &files, is_tsv, alphasort);
	if (n <= 0) {
		free(files);
		zb_diag_set(diag, path, 0, n < 0 ? "cannot be read" : "holds no .tsv file");
		return ZB_ENOTFOUND;
	}
	int ret = n <= FILES_MAX ? 0 : zb_diag_set(diag, path, 0, "holds too many files");
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/lexicon/%s", dir, files[i]->d_name);
		if (ret == 0)
			ret = load_file(table, path, diag);
		free(files[i]);
	}
	free(files);
	return ret;
}
