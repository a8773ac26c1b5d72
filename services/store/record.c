/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/record.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/wire.pb-c.h"
#include "services/store/commit.h"
#include "services/store/fact.h"

static void index_record(struct commit *c, const Zhibiao__Record *r)
{
	const struct {
		enum key_db db;
		const char *term;
	} terms[] = {
		{ KEY_BY_INDICATOR, r->indicator },
		{ KEY_BY_INDUSTRY, r->industry },
		{ KEY_BY_REGION, r->region },
	};
	struct zb_span id = zb_bytes_span(r->id);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		if (terms[i].term[0] == '\0')
			continue;
		struct key key = key_term(zb_span_str(terms[i].term), r->seq);
		commit_put(c, terms[i].db, key_span(&key), id);
	}
	struct key_days days;
	if (r->period != NULL &&
	    key_days(&days, zb_span_str(r->period->start), zb_span_str(r->period->end))) {
		struct key key = key_period(&days, r->seq);
		commit_put(c, KEY_BY_PERIOD, key_span(&key), id);
	}
}

void record_add(struct commit *c, Zhibiao__Record *r, uint32_t place, const char *url)
{
	struct zb_span id = zb_bytes_span(r->id);
	r->seq = commit_change(c, "record", id, zb_bytes_span(r->document), url);
	commit_put_message(c, KEY_RECORDS, id, &r->base);
	struct key key = key_id_32(zb_bytes_span(r->document), place);
	commit_put(c, KEY_BY_DOCUMENT, key_span(&key), id);
	index_record(c, r);
	fact_add(c, r);
}

uint32_t record_places(struct commit *c, struct zb_span document)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	uint32_t n = 0;
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_BY_DOCUMENT]);
	if (ret == 0 && (ret = zb_cursor_last(cur, document, &key, NULL)) == 0)
		n = key_tail_32(key) + 1;
	zb_cursor_close(cur);
	if (ret != 0 && ret != ZB_ENOTFOUND && c->err == 0)
		c->err = ret;
	return n;
}

static void record_lose(struct commit *c, struct zb_span record, struct zb_span document,
                        const char *url)
{
	char number[8];
	uint64_t seq = commit_change(c, "gone", record, document, url);
	struct key key = key_seq(seq);
	memcpy(number, key.p, sizeof(number));
	commit_put(c, KEY_GONE, record, zb_span(number, sizeof(number)));
}

void record_regain(struct commit *c, struct zb_span record, struct zb_span document,
                   const char *url)
{
	commit_change(c, "record", record, document, url);
	if (c->err == 0)
		c->err = zb_txn_del(c->txn, c->base->db[KEY_GONE], record);
}

static int compare_ids(const void *a, const void *b)
{
	const Zhibiao__Record *const *x = a;
	const Zhibiao__Record *const *y = b;
	return memcmp((*x)->id.data, (*y)->id.data, KEY_ID_SIZE);
}

struct record_set record_set_of(struct commit *c, const Zhibiao__Result *result)
{
	struct record_set set = { .items = zb_arena_array(c->scratch, result->n_records + 1,
		                                          sizeof(*set.items)) };
	if (set.items == NULL) {
		c->err = c->err != 0 ? c->err : ZB_ETOOBIG;
		return set;
	}
	for (size_t i = 0; i < result->n_records; i++)
		set.items[set.n++] = result->records[i];
	qsort(set.items, set.n, sizeof(*set.items), compare_ids);
	return set;
}

static bool is_in(const struct record_set *set, char id[KEY_ID_SIZE])
{
	Zhibiao__Record wanted;
	zhibiao__record__init(&wanted);
	const Zhibiao__Record *key = &wanted;
	wanted.id = zb_bytes_of(zb_span(id, KEY_ID_SIZE));
	return set != NULL &&
	       bsearch(&key, set->items, set->n, sizeof(*set->items), compare_ids) != NULL;
}

/* A copy of the id at that place of the document: the map moves under the next put. */
static bool record_at(char id[KEY_ID_SIZE], struct commit *c, struct zb_span document,
                      uint32_t i)
{
	struct key key = key_id_32(document, i);
	struct zb_span val;
	if (commit_get(&val, c, KEY_BY_DOCUMENT, key_span(&key)) != 0 || val.n != KEY_ID_SIZE)
		return false;
	memcpy(id, val.p, KEY_ID_SIZE);
	return true;
}

uint32_t record_lose_all(struct commit *c, struct zb_span document, const char *url,
                         const struct record_set *kept)
{
	uint32_t places = record_places(c, document);
	uint32_t lost = 0;
	for (uint32_t i = 0; i < places && c->err == 0; i++) {
		char id[KEY_ID_SIZE];
		if (!record_at(id, c, document, i))
			continue;
		struct zb_span record = zb_span(id, KEY_ID_SIZE);
		if (is_in(kept, id) || commit_get(NULL, c, KEY_GONE, record) == 0)
			continue;
		record_lose(c, record, document, url);
		lost++;
	}
	return lost;
}

void record_regain_all(struct commit *c, struct zb_span document, const char *url)
{
	uint32_t places = record_places(c, document);
	for (uint32_t i = 0; i < places && c->err == 0; i++) {
		char id[KEY_ID_SIZE];
		if (!record_at(id, c, document, i))
			continue;
		if (commit_get(NULL, c, KEY_GONE, zb_span(id, KEY_ID_SIZE)) == 0)
			record_regain(c, zb_span(id, KEY_ID_SIZE), document, url);
	}
}
