/* SPDX-License-Identifier: Apache-2.0 */
#include "lexicon.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "lex_is.h"

enum {
	ENTRIES_MAX = 200000,
	NODES_MAX = 1 << 24,
	FILES_MAX = 256,
	FILE_MAX = 16 << 20,
	SURFACE_MAX = 120,
	PAIR_BITS = 1 << 19,
};

/* A double-array trie: the child of s by byte c is base[s] + c, if its check is s. */
struct node {
	int32_t base;
	int32_t check; /* -1: free */
	int32_t entry; /* index + 1 */
};

struct lexicon {
	struct zb_arena *arena;
	struct lex_entry *entries;
	size_t n, cap;
	struct node *nodes;
	size_t nodes_cap;
	int32_t *first; /* by code point: the node behind a three-byte character; 0: none */
	uint8_t single[8192]; /* by code point: it is an entry by itself */
	uint64_t *pairs;      /* bits by hash of the first two characters of longer entries */
	uint64_t hash;
	char hex[17];
};

struct loader {
	struct lexicon *lex;
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
};

static const char *const unit_names[] = { "count",    "money", "percent",  "point",
	                                  "physical", "times", "duration", "part",
	                                  "tech",     "batch", "ordinal",  NULL };
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
	                                    "plan_doc", "grant_doc", NULL };
static const char *const industry_names[] = { "plain", "fused", "good", "mild", NULL };
static const char *const indicator_names[] = { "level", "rate", "thing", "act", NULL };
static const char *const org_names[] = { "company", "body", "park", NULL };
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
		*text = zb_arena_dup(l->lex->arena, value);
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
	struct lexicon *lex = l->lex;
	int ret = zb_vec_grow(&lex->entries, &lex->cap, lex->n + 1, sizeof(*lex->entries),
	                      ENTRIES_MAX);
	if (ret < 0)
		return ret;
	struct lex_entry *e = &lex->entries[lex->n];
	*e = (struct lex_entry){ .cls = (uint8_t)l->cls };
	struct zb_span surface = take_field(&line);
	if (surface.n == 0 || surface.n > SURFACE_MAX || zb_utf8_check(surface) != surface.n)
		return fault(l, "an entry must begin with 1 to 120 bytes of UTF-8", surface);
	e->surface = zb_arena_dup(lex->arena, surface);
	if (e->surface.p == NULL)
		return ZB_ENOMEM;
	while (line.n > 0 && ret == 0)
		ret = read_pair(l, e, take_field(&line));
	if (ret == 0)
		lex->n++;
	return ret;
}

/* --- files --- */

static void add_hash(struct lexicon *lex, struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++) /* FNV-1a, 64 bits */
		lex->hash = (lex->hash ^ (unsigned char)s.p[i]) * 1099511628211u;
}

static int read_whole(struct zb_buf *out, const char *path)
{
	FILE *f = fopen(path, "rbe");
	if (f == NULL)
		return -errno;
	char *to = NULL;
	size_t n = 0;
	while ((to = zb_buf_reserve(out, 65536)) != NULL && (n = fread(to, 1, 65536, f)) > 0)
		out->n += n;
	int ret = ferror(f) != 0 ? -EIO : out->err;
	fclose(f);
	return ret;
}

static int load_file(struct lexicon *lex, const char *path, struct zb_diag *diag)
{
	struct zb_buf buf;
	struct loader l = { .lex = lex, .path = path, .diag = diag };
	zb_buf_init(&buf, FILE_MAX);
	int ret = read_whole(&buf, path);
	if (ret < 0)
		zb_diag_set(diag, path, 0, "cannot be read: %s", zb_strerror(ret));
	struct zb_span rest = zb_buf_span(&buf);
	add_hash(lex, rest);
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

static int load_folder(struct lexicon *lex, const char *dir, struct zb_diag *diag)
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
			ret = load_file(lex, path, diag);
		free(files[i]);
	}
	free(files);
	return ret;
}

/* --- the automaton --- */

static int by_surface(const void *a, const void *b)
{
	const struct lex_entry *x = a;
	const struct lex_entry *y = b;
	int order = zb_span_cmp(x->surface, y->surface);
	return order != 0 ? order : (int)x->cls - (int)y->cls;
}

/* Entries [from, to) share their first `depth` bytes and hang below node `at`. */
struct span_job {
	size_t from, to, depth;
	int32_t at;
};

static int grow_nodes(struct lexicon *lex, size_t need)
{
	size_t old = lex->nodes_cap;
	int ret =
		zb_vec_grow(&lex->nodes, &lex->nodes_cap, need, sizeof(*lex->nodes), NODES_MAX);
	for (size_t i = old; ret == 0 && i < lex->nodes_cap; i++)
		lex->nodes[i].check = -1;
	return ret;
}

static bool fits(const struct lexicon *lex, int32_t base, const unsigned char *bytes, int n)
{
	for (int i = 0; i < n; i++) {
		size_t at = (size_t)base + bytes[i];
		if (at < lex->nodes_cap && lex->nodes[at].check != -1)
			return false;
	}
	return true;
}

static int child_bytes(const struct lexicon *lex, const struct span_job *job,
                       unsigned char bytes[256])
{
	int n = 0;
	for (size_t i = job->from; i < job->to; i++) {
		struct zb_span s = lex->entries[i].surface;
		if (s.n <= job->depth)
			continue;
		unsigned char c = (unsigned char)s.p[job->depth];
		if (n == 0 || bytes[n - 1] != c)
			bytes[n++] = c;
	}
	return n;
}

static int place_children(struct lexicon *lex, const struct span_job *job, int32_t *hint)
{
	unsigned char bytes[256];
	int n = child_bytes(lex, job, bytes);
	if (n == 0)
		return 0;
	int32_t base = *hint;
	int tries = 0;
	while (!fits(lex, base, bytes, n)) {
		base++;
		if (++tries == 512) { /* crowded here: look further on from now on */
			*hint = base;
			tries = 0;
		}
	}
	int ret = grow_nodes(lex, (size_t)base + 257);
	if (ret < 0)
		return ret;
	lex->nodes[job->at].base = base;
	for (int i = 0; i < n; i++)
		lex->nodes[base + bytes[i]].check = job->at;
	return 0;
}

static int build(struct lexicon *lex)
{
	qsort(lex->entries, lex->n, sizeof(*lex->entries), by_surface);
	struct span_job *jobs = NULL;
	size_t cap = 0;
	size_t n = 0;
	int32_t hint = 1;
	int ret = grow_nodes(lex, 1024);
	if (ret == 0)
		ret = zb_vec_grow(&jobs, &cap, 1, sizeof(*jobs), NODES_MAX);
	if (ret == 0) {
		lex->nodes[0].check = 0;
		jobs[n++] = (struct span_job){ .to = lex->n };
	}
	while (n > 0 && ret == 0) {
		struct span_job job = jobs[--n];
		ret = place_children(lex, &job, &hint);
		size_t i = job.from;
		while (i < job.to && lex->entries[i].surface.n == job.depth) {
			lex->entries[i].next = NULL;
			if (i + 1 < job.to && lex->entries[i + 1].surface.n == job.depth)
				lex->entries[i].next = &lex->entries[i + 1];
			i++;
		}
		if (i > job.from)
			lex->nodes[job.at].entry = (int32_t)job.from + 1;
		while (i < job.to && ret == 0) {
			size_t from = i;
			char c = lex->entries[i].surface.p[job.depth];
			while (i < job.to && lex->entries[i].surface.p[job.depth] == c)
				i++;
			ret = zb_vec_grow(&jobs, &cap, n + 1, sizeof(*jobs), NODES_MAX);
			if (ret == 0)
				jobs[n++] = (struct span_job){
					.from = from,
					.to = i,
					.depth = job.depth + 1,
					.at = lex->nodes[job.at].base + (unsigned char)c,
				};
		}
	}
	free(jobs);
	return ret;
}

/* What stands behind the first character: another, or its first byte. */
static uint32_t second_of(struct zb_span s, size_t at)
{
	uint32_t cp = zb_utf8_three(s, at);
	return cp != 0 ? cp : at < s.n ? (unsigned char)s.p[at] : 0;
}

static uint32_t pair_hash(uint32_t a, uint32_t b)
{
	return (a * 40503u ^ b * 2654435761u) >> 7 & (PAIR_BITS - 1);
}

static bool has_pair(const struct lexicon *lex, uint32_t a, uint32_t b)
{
	uint32_t h = pair_hash(a, b);
	return (lex->pairs[h / 64] >> (h % 64) & 1) != 0;
}

/*
 * Nearly every look-up begins with a Chinese character and finds nothing. The first three steps
 * are taken in one, and two characters that begin no entry are known without a walk.
 */
static int index_first(struct lexicon *lex)
{
	lex->first = calloc(65536, sizeof(*lex->first));
	lex->pairs = calloc(PAIR_BITS / 64, sizeof(*lex->pairs));
	if (lex->first == NULL || lex->pairs == NULL)
		return ZB_ENOMEM;
	for (size_t i = 0; i < lex->n; i++) {
		struct zb_span s = lex->entries[i].surface;
		uint32_t cp = zb_utf8_three(s, 0);
		int32_t at = 0;
		for (size_t k = 0; cp != 0 && k < 3; k++)
			at = lex->nodes[at].base + (unsigned char)s.p[k];
		if (cp == 0)
			continue;
		lex->first[cp] = at;
		if (s.n > 3) {
			uint32_t h = pair_hash(cp, second_of(s, 3));
			lex->pairs[h / 64] |= (uint64_t)1 << (h % 64);
		} else {
			lex->single[cp / 8] |= (uint8_t)(1u << (cp % 8));
		}
	}
	return 0;
}

int lexicon_open(struct lexicon **out, const char *dir, struct zb_diag *diag)
{
	*out = NULL;
	struct lexicon *lex = calloc(1, sizeof(*lex));
	if (lex == NULL)
		return ZB_ENOMEM;
	lex->hash = 14695981039346656037u;
	int ret = 0;
	if ((ret = zb_arena_new(&lex->arena, 256u << 20)) < 0 ||
	    (ret = load_folder(lex, dir, diag)) < 0 || (ret = build(lex)) < 0 ||
	    (ret = index_first(lex)) < 0) {
		lexicon_close(lex);
		return ret;
	}
	snprintf(lex->hex, sizeof(lex->hex), "%016llx", (unsigned long long)lex->hash);
	*out = lex;
	return 0;
}

void lexicon_close(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	free(lexicon->first);
	free(lexicon->pairs);
	free(lexicon->nodes);
	free(lexicon->entries);
	zb_arena_free(lexicon->arena);
	free(lexicon);
}

static bool may_match(const struct lexicon *lex, struct zb_span text, size_t at, uint32_t cp)
{
	return (lex->single[cp / 8] >> (cp % 8) & 1) != 0 ||
	       has_pair(lex, cp, second_of(text, at + 3));
}

const struct lex_entry *lexicon_match(const struct lexicon *lexicon, struct zb_span text,
                                      size_t at, size_t *len)
{
	const struct node *nodes = lexicon->nodes;
	uint32_t cp = zb_utf8_three(text, at);
	int32_t s = cp != 0 ? lexicon->first[cp] : 0;
	if (cp != 0 && (s == 0 || !may_match(lexicon, text, at, cp)))
		return NULL;
	int32_t found = cp != 0 ? nodes[s].entry : 0;
	if (found != 0)
		*len = 3;
	for (size_t i = cp != 0 ? at + 3 : at; i < text.n; i++) {
		int32_t t = nodes[s].base + (unsigned char)text.p[i];
		if ((size_t)t >= lexicon->nodes_cap || nodes[t].check != s || t == 0)
			break;
		s = t;
		if (nodes[s].entry != 0) {
			found = nodes[s].entry;
			*len = i + 1 - at;
		}
	}
	return found != 0 ? &lexicon->entries[found - 1] : NULL;
}

static const struct lex_entry *of_class(const struct lex_entry *e, enum lex_class cls)
{
	while (e != NULL && e->cls != cls)
		e = e->next;
	return e;
}

const struct lex_entry *lexicon_match_class(const struct lexicon *lexicon, struct zb_span text,
                                            size_t at, enum lex_class cls, size_t *len)
{
	const struct node *nodes = lexicon->nodes;
	uint32_t cp = zb_utf8_three(text, at);
	int32_t s = cp != 0 ? lexicon->first[cp] : 0;
	if (cp != 0 && (s == 0 || !may_match(lexicon, text, at, cp)))
		return NULL;
	const struct lex_entry *found = NULL;
	if (cp != 0 && nodes[s].entry != 0) {
		found = of_class(&lexicon->entries[nodes[s].entry - 1], cls);
		*len = found != NULL ? 3 : *len;
	}
	for (size_t i = cp != 0 ? at + 3 : at; i < text.n; i++) {
		int32_t t = nodes[s].base + (unsigned char)text.p[i];
		if ((size_t)t >= lexicon->nodes_cap || nodes[t].check != s || t == 0)
			break;
		s = t;
		const struct lex_entry *e =
			nodes[s].entry != 0
				? of_class(&lexicon->entries[nodes[s].entry - 1], cls)
				: NULL;
		if (e != NULL) {
			found = e;
			*len = i + 1 - at;
		}
	}
	return found;
}

const struct lex_entry *lexicon_find(const struct lexicon *lexicon, struct zb_span s,
                                     enum lex_class cls)
{
	size_t len = 0;
	const struct lex_entry *e = lexicon_match_class(lexicon, s, 0, cls, &len);
	return e != NULL && len == s.n ? e : NULL;
}

const char *lexicon_hash(const struct lexicon *lexicon)
{
	return lexicon->hex;
}

size_t lexicon_size(const struct lexicon *lexicon)
{
	return lexicon->n;
}
