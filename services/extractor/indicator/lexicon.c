/* SPDX-License-Identifier: Apache-2.0 */
#include "lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "lexicon_load.h"

enum { NODES_MAX = 1 << 24, PAIR_BITS = 1 << 19 };

/* A double-array trie: the child of s by byte c is base[s] + c, if its check is s. */
struct node {
	int32_t base;
	int32_t check; /* -1: free */
	int32_t entry; /* index + 1; negative where labels of tables alone have this surface */
};

struct lexicon {
	struct lex_table table;
	struct node *nodes;
	size_t nodes_cap;
	int32_t *first; /* by code point: the node behind a three-byte character; 0: none */
	uint8_t single[8192]; /* by code point: it is an entry by itself */
	uint64_t *pairs;      /* bits by hash of the first two characters of longer entries */
	char hex[17];
};

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
		struct zb_span s = lex->table.entries[i].surface;
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

/* Entries of one surface stand in the order of their classes, labels last. */
static int32_t entry_of(const struct lexicon *lex, size_t first)
{
	int32_t entry = (int32_t)first + 1;
	return lex->table.entries[first].cls == LEX_LABEL ? -entry : entry;
}

static int build(struct lexicon *lex)
{
	qsort(lex->table.entries, lex->table.n, sizeof(*lex->table.entries), by_surface);
	struct span_job *jobs = NULL;
	size_t cap = 0;
	size_t n = 0;
	int32_t hint = 1;
	int ret = grow_nodes(lex, 1024);
	if (ret == 0)
		ret = zb_vec_grow(&jobs, &cap, 1, sizeof(*jobs), NODES_MAX);
	if (ret == 0) {
		lex->nodes[0].check = 0;
		jobs[n++] = (struct span_job){ .to = lex->table.n };
	}
	while (n > 0 && ret == 0) {
		struct span_job job = jobs[--n];
		ret = place_children(lex, &job, &hint);
		size_t i = job.from;
		while (i < job.to && lex->table.entries[i].surface.n == job.depth) {
			lex->table.entries[i].next = NULL;
			if (i + 1 < job.to && lex->table.entries[i + 1].surface.n == job.depth)
				lex->table.entries[i].next = &lex->table.entries[i + 1];
			i++;
		}
		if (i > job.from)
			lex->nodes[job.at].entry = entry_of(lex, job.from);
		while (i < job.to && ret == 0) {
			size_t from = i;
			char c = lex->table.entries[i].surface.p[job.depth];
			while (i < job.to && lex->table.entries[i].surface.p[job.depth] == c)
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
	for (size_t i = 0; i < lex->table.n; i++) {
		struct zb_span s = lex->table.entries[i].surface;
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
	lex->table.hash = 14695981039346656037u;
	int ret = 0;
	if ((ret = zb_arena_new(&lex->table.arena, 256u << 20)) < 0 ||
	    (ret = lexicon_load(&lex->table, dir, diag)) < 0 || (ret = build(lex)) < 0 ||
	    (ret = index_first(lex)) < 0) {
		lexicon_close(lex);
		return ret;
	}
	snprintf(lex->hex, sizeof(lex->hex), "%016llx", (unsigned long long)lex->table.hash);
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
	free(lexicon->table.entries);
	zb_arena_free(lexicon->table.arena);
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
	if (cp != 0 && !may_match(lexicon, text, at, cp))
		return NULL;
	int32_t s = cp != 0 ? lexicon->first[cp] : 0;
	if (cp != 0 && s == 0)
		return NULL;
	int32_t found = cp != 0 ? nodes[s].entry : 0;
	found = found > 0 ? found : 0;
	if (found != 0)
		*len = 3;
	for (size_t i = cp != 0 ? at + 3 : at; i < text.n; i++) {
		int32_t t = nodes[s].base + (unsigned char)text.p[i];
		if ((size_t)t >= lexicon->nodes_cap || nodes[t].check != s || t == 0)
			break;
		s = t;
		if (nodes[s].entry > 0) {
			found = nodes[s].entry;
			*len = i + 1 - at;
		}
	}
	return found != 0 ? &lexicon->table.entries[found - 1] : NULL;
}

static const struct lex_entry *of_class(const struct lex_entry *e, enum lex_class cls)
{
	while (e != NULL && e->cls != cls)
		e = e->next;
	return e;
}

static const struct lex_entry *entry_at(const struct lexicon *lex, int32_t node)
{
	int32_t entry = lex->nodes[node].entry;
	return &lex->table.entries[(entry < 0 ? -entry : entry) - 1];
}

const struct lex_entry *lexicon_match_class(const struct lexicon *lexicon, struct zb_span text,
                                            size_t at, enum lex_class cls, size_t *len)
{
	const struct node *nodes = lexicon->nodes;
	uint32_t cp = zb_utf8_three(text, at);
	if (cp != 0 && !may_match(lexicon, text, at, cp))
		return NULL;
	int32_t s = cp != 0 ? lexicon->first[cp] : 0;
	if (cp != 0 && s == 0)
		return NULL;
	const struct lex_entry *found = NULL;
	if (cp != 0 && nodes[s].entry != 0) {
		found = of_class(entry_at(lexicon, s), cls);
		*len = found != NULL ? 3 : *len;
	}
	for (size_t i = cp != 0 ? at + 3 : at; i < text.n; i++) {
		int32_t t = nodes[s].base + (unsigned char)text.p[i];
		if ((size_t)t >= lexicon->nodes_cap || nodes[t].check != s || t == 0)
			break;
		s = t;
		const struct lex_entry *e =
			nodes[s].entry != 0 ? of_class(entry_at(lexicon, s), cls) : NULL;
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
	return lexicon->table.n;
}
