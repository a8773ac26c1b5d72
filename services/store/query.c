/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/query.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"
#include "services/store/base.h"
#include "services/store/view.h"

enum {
	CHUNK = 256,            /* records looked at in one transaction */
	CHUNK_BYTES = 64 << 20, /* or less, where they are large */
	ARENA_MAX = 1 << 30,
	PLACES_MAX = 1 << 28,
};

/* A record that an index names. */
struct place {
	uint64_t seq;
	char id[KEY_ID_SIZE];
};

struct places {
	struct place *items;
	size_t n;
	size_t cap;
	size_t at; /* how many were looked at */
};

struct running {
	const struct base *base;
	const struct match *match;
	struct zb_arena *arena;
	struct zb_txn *txn;
	bool indexed;
	struct places places; /* indexed: what is to be looked at */
	uint64_t seq;         /* else: the last change that was */
	struct query_hit hits[CHUNK];
	size_t n_hits;
	Zhibiao__Document *document; /* the last one seen, in the arena */
};

static int add_place(struct places *p, uint64_t seq, struct zb_span id)
{
	if (id.n != KEY_ID_SIZE)
		return 0;
	int ret = zb_vec_grow(&p->items, &p->cap, p->n + 1, sizeof(*p->items), PLACES_MAX);
	if (ret < 0)
		return ret;
	p->items[p->n].seq = seq;
	memcpy(p->items[p->n++].id, id.p, KEY_ID_SIZE);
	return 0;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* --- which records an index names --- */

typedef bool (*name_fn)(struct zb_span wanted, struct zb_span name);

/* A cut name may hold what was asked for behind the cut: the record itself decides. */
static bool may_match(name_fn matches, struct zb_span wanted, struct zb_span term)
{
	return term.n > KEY_TERM_MAX - 40 || matches(wanted, term);
}

/* Walks the distinct names, and the entries of those that match. */
static int collect_names(struct running *q, enum key_db db, name_fn matches,
                         struct zb_span wanted)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	char next[ZB_KV_KEY_MAX];
	int ret = zb_cursor_open(&cur, q->txn, q->base->db[db]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span("", 0), &key, &val);
	while (ret == 0) {
		struct zb_span term = key_head_term(key, 8);
		if (may_match(matches, wanted, term)) {
			ret = add_place(&q->places, key_tail_64(key), val);
			if (ret == 0)
				ret = zb_cursor_next(cur, &key, &val);
			continue;
		}
		/* 1 sorts behind the 0 that ends this name, before all longer ones. */
		memcpy(next, term.p, term.n);
		next[term.n] = 1;
		ret = zb_cursor_seek(cur, zb_span(next, term.n + 1), &key, &val);
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : ret;
}

/* Keys are "LAST FIRST": all that end on or after the day asked from, then by their beginning. */
static int collect_periods(struct running *q)
{
	enum { DAY = 10 };
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	int ret = zb_cursor_open(&cur, q->txn, q->base->db[KEY_BY_PERIOD]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span_str(q->match->period.first), &key, &val);
	while (ret == 0) {
		if (match_overlaps(q->match, zb_span_sub(key, DAY + 1, DAY),
		                   zb_span_sub(key, 0, DAY)))
			ret = add_place(&q->places, key_tail_64(key), val);
		if (ret == 0)
			ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : ret;
}

static bool is_number(struct zb_span s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* The narrowest index comes first; without one, or for the newest only, the feed is walked. */
static int collect(struct running *q)
{
	const struct match *m = q->match;
	if (m->since > 0)
		return 0;
	q->indexed = true;
	int ret = zb_txn_begin(&q->txn, q->base->kv, false);
	if (ret < 0)
		return ret;
	if (m->indicator.n > 0)
		ret = collect_names(q, KEY_BY_INDICATOR, match_name, m->indicator);
	else if (m->industry.n > 0)
		ret = collect_names(q, KEY_BY_INDUSTRY, match_name, m->industry);
	else if (m->region.n > 0 && !is_number(m->region))
		ret = collect_names(q, KEY_BY_REGION, match_region, m->region);
	else if (match_has_period(m))
		ret = collect_periods(q);
	else
		q->indexed = false;
	zb_txn_abort(&q->txn);
	if (q->places.n > 0)
		qsort(q->places.items, q->places.n, sizeof(*q->places.items), compare_places);
	return ret;
}

/* --- a chunk of records --- */

static int find_document(struct running *q, struct zb_span id)
{
	if (q->document != NULL && zb_span_eq(zb_bytes_span(q->document->id), id))
		return 0;
	q->document = NULL;
	return view_head(&q->document, q->arena, q->base, q->txn, id);
}

/* Adds the record to the hits, if it is like what was asked for. */
static int take(struct running *q, const Zhibiao__Record *r, bool gone, uint64_t seq)
{
	if (!match_record(q->match, r))
		return 0;
	int ret = find_document(q, zb_bytes_span(r->document));
	if (ret < 0)
		return ret == ZB_ENOTFOUND ? 0 : ret;
	if (match_text(q->match, r, q->document))
		q->hits[q->n_hits++] = (struct query_hit){
			.record = r, .document = q->document, .gone = gone, .seq = seq
		};
	return 0;
}

static int look_at(struct running *q, struct zb_span id, uint64_t seq)
{
	Zhibiao__Record *r = NULL;
	int ret = view_record(&r, q->arena, q->base, q->txn, id);
	if (ret < 0)
		return ret == ZB_ENOTFOUND ? 0 : ret;
	/* A record that came back stands twice in the feed; the first place counts, unless the
	 * question is only about what came later. */
	if (seq != r->seq && r->seq > q->match->since)
		return 0;
	if (q->match->as_of > 0 && seq > q->match->as_of)
		return 0; /* came later */
	uint64_t went = view_gone_seq(q->base, q->txn, id);
	bool gone = went > 0 && (q->match->as_of == 0 || went <= q->match->as_of);
	return gone && !q->match->history ? 0 : take(q, r, gone, seq);
}

/* What went and stayed away: the feed may say that it came back later. */
static int look_at_gone(struct running *q, struct zb_span id, uint64_t seq)
{
	Zhibiao__Record *r = NULL;
	int ret = view_is_gone(q->base, q->txn, id)
	                  ? view_record(&r, q->arena, q->base, q->txn, id)
	                  : ZB_ENOTFOUND;
	/* One that came and went since then was never handed over. */
	if (ret == 0 && r->seq <= q->match->since)
		ret = take(q, r, true, seq);
	return ret == ZB_ENOTFOUND ? 0 : ret;
}

static bool has_room(const struct running *q)
{
	return q->n_hits < CHUNK && zb_arena_used(q->arena) < CHUNK_BYTES;
}

static int look_at_places(struct running *q, bool *more)
{
	struct places *p = &q->places;
	int ret = 0;
	for (int i = 0; ret == 0 && p->at < p->n && i < CHUNK && has_room(q); i++) {
		const struct place *place = &p->items[p->at++];
		ret = look_at(q, zb_span(place->id, KEY_ID_SIZE), place->seq);
	}
	*more = p->at < p->n;
	return ret;
}

static int look_at_change(struct running *q, struct zb_span key, struct zb_span val)
{
	Zhibiao__Change *change = NULL;
	int ret = zb_decode_trusted(&change, q->arena, &zhibiao__change__descriptor, val);
	q->seq = key_tail_64(key);
	if (ret < 0)
		return ret;
	if (strcmp(change->kind, "record") == 0)
		ret = look_at(q, zb_bytes_span(change->id), q->seq);
	else if (strcmp(change->kind, "gone") == 0 && q->match->deletions)
		ret = look_at_gone(q, zb_bytes_span(change->id), q->seq);
	return ret;
}

static int look_at_changes(struct running *q, bool *more)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	struct key from = key_seq(q->seq + 1);
	*more = true;
	int ret = zb_cursor_open(&cur, q->txn, q->base->db[KEY_CHANGES]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, key_span(&from), &key, &val);
	for (int i = 0; ret == 0 && i < 4 * CHUNK && has_room(q); i++) {
		ret = look_at_change(q, key, val);
		if (ret == 0)
			ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	if (ret == ZB_ENOTFOUND) {
		*more = false;
		ret = 0;
	}
	return ret;
}

static int run_chunk(struct running *q, bool *more, query_fn fn, void *ctx)
{
	zb_arena_reset(q->arena);
	q->n_hits = 0;
	q->document = NULL;
	*more = false;
	int ret = zb_txn_begin(&q->txn, q->base->kv, false);
	if (ret == 0)
		ret = q->indexed ? look_at_places(q, more) : look_at_changes(q, more);
	zb_txn_abort(&q->txn);
	for (size_t i = 0; ret == 0 && i < q->n_hits; i++)
		ret = fn(ctx, &q->hits[i]);
	return ret;
}

int query_run(const struct base *base, const struct match *match, query_fn fn, void *ctx)
{
	struct running *q = calloc(1, sizeof(*q));
	bool more = !match->nothing;
	if (q == NULL)
		return ZB_ENOMEM;
	q->base = base;
	q->match = match;
	q->seq = match->since;
	int ret = zb_arena_new(&q->arena, ARENA_MAX);
	if (ret == 0)
		ret = collect(q);
	while (ret == 0 && more)
		ret = run_chunk(q, &more, fn, ctx);
	zb_arena_free(q->arena);
	free(q->places.items);
	free(q);
	return ret;
}
