/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/hash.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"
#include "services/store/base.h"
#include "services/store/fact.h"
#include "services/store/view.h"

enum { ARENA_MAX = 1 << 30, BODY_MAX = 300 << 20, PROGRESS_STEP = 4096 };

struct verify {
	const struct base *base;
	const struct verify_calls *calls;
	struct verify_tally *tally;
	struct zb_txn *txn;
	struct zb_arena *arena; /* reset for each entry */
	struct zb_buf body;
	const char *pass;
	struct zb_span key;   /* the entry being looked at */
	uint64_t records_met; /* by way of their documents */
	uint64_t next_seq;
};

static void fault(struct verify *v, const char *what)
{
	char name[2 * KEY_SHA_SIZE + 1];
	char text[512];
	size_t n = v->key.n < KEY_SHA_SIZE ? v->key.n : KEY_SHA_SIZE;
	zb_hex(name, (const unsigned char *)v->key.p, n);
	snprintf(text, sizeof(text), "%s %s: %s", v->pass, name, what);
	v->tally->faults++;
	if (v->calls->fault != NULL)
		v->calls->fault(v->calls->ctx, text);
}

static void fault_of(struct verify *v, const char *what, const char *name)
{
	char text[256];
	snprintf(text, sizeof(text), "%s %s", what, name);
	fault(v, text);
}

static void fault_count(struct verify *v, const char *what, uint64_t is, uint64_t should)
{
	char text[256];
	snprintf(text, sizeof(text), "%s: %" PRIu64 ", not %" PRIu64, what, is, should);
	fault(v, text);
}

/* The entry `key` of `db` is there and leads to `want`. */
static void expect_entry(struct verify *v, enum key_db db, const struct key *key,
                         struct zb_span want)
{
	struct zb_span val;
	if (base_get(&val, v->base, v->txn, db, key_span(key)) != 0)
		fault_of(v, "no entry in", key_db_name(db));
	else if (!zb_span_eq(val, want))
		fault_of(v, "leads elsewhere: its entry in", key_db_name(db));
}

static bool is_there(struct verify *v, enum key_db db, struct zb_span key)
{
	return base_get(NULL, v->base, v->txn, db, key) == 0;
}

static bool decode(struct verify *v, void *out, const ProtobufCMessageDescriptor *type,
                   struct zb_span val)
{
	if (zb_decode(out, v->arena, type, val) == 0)
		return true;
	fault(v, "cannot be decoded");
	return false;
}

/* --- records, met through their documents --- */

static void check_index(struct verify *v, enum key_db db, const char *term,
                        const Zhibiao__Record *r)
{
	if (term[0] == '\0')
		return;
	struct key key = key_term(zb_span_str(term), r->seq);
	expect_entry(v, db, &key, zb_bytes_span(r->id));
}

static void check_indexes(struct verify *v, const Zhibiao__Record *r)
{
	struct key_days days;
	unsigned char fact[KEY_ID_SIZE];
	check_index(v, KEY_BY_INDICATOR, r->indicator, r);
	check_index(v, KEY_BY_INDUSTRY, r->industry, r);
	check_index(v, KEY_BY_REGION, r->region, r);
	if (r->period != NULL) {
		if (!key_days(&days, zb_span_str(r->period->start),
		              zb_span_str(r->period->end))) {
			fault(v, "its period is none");
			return;
		}
		struct key key = key_period(&days, r->seq);
		expect_entry(v, KEY_BY_PERIOD, &key, zb_bytes_span(r->id));
	}
	if (fact_key(fact, r)) {
		struct key key = key_id_64(zb_span((const char *)fact, sizeof(fact)), r->seq);
		if (!is_there(v, KEY_FACTS, key_span(&key)))
			fault(v, "no entry in facts");
	}
}

static void check_record(struct verify *v, struct zb_span id, const Zhibiao__Document *d)
{
	Zhibiao__Record *r = NULL;
	struct zb_span text = zb_bytes_span(d->text);
	struct zb_span val;
	v->key = id;
	v->pass = "record";
	if (base_get(&val, v->base, v->txn, KEY_RECORDS, id) != 0) {
		fault(v, "its document has it, the records have not");
		return;
	}
	v->records_met++;
	if (!decode(v, &r, &zhibiao__record__descriptor, val))
		return;
	if (!zb_span_eq(zb_bytes_span(r->id), id) ||
	    !zb_span_eq(zb_bytes_span(r->document), zb_bytes_span(d->id)))
		fault(v, "its ids are not its own");
	if (r->start >= r->end || r->end > text.n ||
	    !zb_span_eq(zb_span_sub(text, r->start, r->end - r->start), zb_span_str(r->quote)))
		fault(v, "its place in the text is not its quote");
	check_indexes(v, r);
}

static void check_records_of(struct verify *v, const Zhibiao__Document *d)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	struct zb_span prefix = zb_bytes_span(d->id);
	uint32_t place = 0;
	int ret = zb_cursor_open(&cur, v->txn, v->base->db[KEY_BY_DOCUMENT]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, prefix, &key, &val);
	for (; ret == 0 && zb_span_starts(key, prefix); place++) {
		if (key_tail_32(key) != place) {
			v->key = key;
			v->pass = "by_document";
			fault(v, "not in a row");
		}
		check_record(v, val, d);
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
}

/* --- entries of each database --- */

static void check_text_of(struct verify *v, const Zhibiao__Document *d)
{
	unsigned char sha[ZB_SHA256_SIZE];
	zb_sha256(sha, zb_bytes_span(d->text));
	if (!zb_span_eq(zb_span((const char *)sha, sizeof(sha)), zb_bytes_span(d->text_sha256)))
		fault(v, "its text is not what text_sha256 says");
	if (d->text.len == 0)
		return;
	struct key key = key_id_64(zb_bytes_span(d->text_sha256), d->seq);
	expect_entry(v, KEY_BY_TEXT, &key, zb_bytes_span(d->id));
	if (!is_there(v, KEY_TEXTS, zb_bytes_span(d->text_sha256)))
		fault(v, "no entry in texts");
}

static void check_document(struct verify *v, struct zb_span val)
{
	Zhibiao__Document *d = NULL;
	v->tally->documents++;
	if (!decode(v, &d, &zhibiao__document__descriptor, val))
		return;
	struct zb_span id = zb_bytes_span(d->id);
	if (!zb_span_eq(id, v->key)) {
		fault(v, "its id is another");
		return;
	}
	struct key version = key_version(zb_span_str(d->url), d->version);
	expect_entry(v, KEY_VERSIONS, &version, id);
	check_text_of(v, d);
	if (d->body_size > 0 && !is_there(v, KEY_BODIES, zb_bytes_span(d->body_sha256)))
		fault(v, "its body is missing");
	for (size_t i = 0; i < d->n_parts; i++)
		if (d->parts[i]->body_size > 0 &&
		    !is_there(v, KEY_BODIES, zb_bytes_span(d->parts[i]->body_sha256)))
			fault(v, "the body of a part is missing");
	if (d->duplicate_of.len > 0 &&
	    !is_there(v, KEY_DOCUMENTS, zb_bytes_span(d->duplicate_of)))
		fault(v, "the document it is a duplicate of is missing");
	struct key member = key_pair(zb_bytes_span(d->cluster), id);
	if (d->cluster.len > 0 && !is_there(v, KEY_CLUSTERS, key_span(&member)))
		fault(v, "not in its cluster");
	struct key bound = key_term_id(zb_span_str(d->parent_url), id);
	if (d->parent_url[0] != '\0' && !is_there(v, KEY_ATTACHMENTS, key_span(&bound)))
		fault(v, "not among the attachments of its notice");
	check_records_of(v, d);
}

static void check_body(struct verify *v, struct zb_span val)
{
	unsigned char sha[ZB_SHA256_SIZE];
	(void)val;
	v->tally->bodies++;
	zb_buf_reset(&v->body);
	int ret = view_body(&v->body, NULL, v->arena, v->base, v->txn, v->key);
	if (ret < 0) {
		fault_of(v, "cannot be decompressed:", zb_strerror(ret));
		return;
	}
	zb_sha256(sha, zb_buf_span(&v->body));
	if (!zb_span_eq(zb_span((const char *)sha, sizeof(sha)), v->key))
		fault(v, "decompresses to other bytes than its SHA-256 says");
}

static void check_change(struct verify *v, struct zb_span val)
{
	Zhibiao__Change *c = NULL;
	uint64_t seq = key_tail_64(v->key);
	v->tally->changes++;
	if (seq != v->next_seq)
		fault_count(v, "the feed has a gap", seq, v->next_seq);
	v->next_seq = seq + 1;
	if (!decode(v, &c, &zhibiao__change__descriptor, val))
		return;
	enum key_db db = strcmp(c->kind, "document") == 0 ? KEY_DOCUMENTS : KEY_RECORDS;
	if (!is_there(v, db, zb_bytes_span(c->id)))
		fault(v, "names what is not there");
}

static void check_gone(struct verify *v, struct zb_span val)
{
	v->tally->gone++;
	if (!is_there(v, KEY_RECORDS, v->key))
		fault(v, "no such record");
	if (val.n != 8 || !is_there(v, KEY_CHANGES, val))
		fault(v, "no such change");
}

/* The way back: from an index entry to its record. */
static const Zhibiao__Record *record_behind(struct verify *v, struct zb_span id)
{
	Zhibiao__Record *r = NULL;
	if (view_record(&r, v->arena, v->base, v->txn, id) == 0)
		return r;
	fault(v, "leads to no record");
	return NULL;
}

static void expect_key(struct verify *v, const struct key *key)
{
	if (!zb_span_eq(key_span(key), v->key))
		fault(v, "leads to a record that does not belong there");
}

static void check_by_indicator(struct verify *v, struct zb_span val)
{
	const Zhibiao__Record *r = record_behind(v, val);
	if (r == NULL)
		return;
	struct key key = key_term(zb_span_str(r->indicator), r->seq);
	expect_key(v, &key);
}

static void check_by_industry(struct verify *v, struct zb_span val)
{
	const Zhibiao__Record *r = record_behind(v, val);
	if (r == NULL)
		return;
	struct key key = key_term(zb_span_str(r->industry), r->seq);
	expect_key(v, &key);
}

static void check_by_region(struct verify *v, struct zb_span val)
{
	const Zhibiao__Record *r = record_behind(v, val);
	if (r == NULL)
		return;
	struct key key = key_term(zb_span_str(r->region), r->seq);
	expect_key(v, &key);
}

static void check_by_period(struct verify *v, struct zb_span val)
{
	const Zhibiao__Record *r = record_behind(v, val);
	struct key_days days;
	if (r == NULL)
		return;
	if (r->period == NULL ||
	    !key_days(&days, zb_span_str(r->period->start), zb_span_str(r->period->end))) {
		fault(v, "leads to a record without a period");
		return;
	}
	struct key key = key_period(&days, r->seq);
	expect_key(v, &key);
}

static void check_fact(struct verify *v, struct zb_span val)
{
	Zhibiao__Fact__Source *s = NULL;
	unsigned char fact[KEY_ID_SIZE];
	if (!decode(v, &s, &zhibiao__fact__source__descriptor, val))
		return;
	const Zhibiao__Record *r = record_behind(v, zb_bytes_span(s->record));
	if (r == NULL)
		return;
	if (!fact_key(fact, r)) {
		fault(v, "leads to a record that makes no fact");
		return;
	}
	struct key key = key_id_64(zb_span((const char *)fact, sizeof(fact)), r->seq);
	expect_key(v, &key);
}

static void check_version(struct verify *v, struct zb_span val)
{
	Zhibiao__Document *d = NULL;
	if (view_head(&d, v->arena, v->base, v->txn, val) != 0) {
		fault(v, "leads to no document");
		return;
	}
	struct key head = key_term_head(zb_span_str(d->url));
	bool found = zb_span_starts(v->key, key_span(&head));
	for (size_t i = 0; i < d->n_parts && !found; i++) {
		head = key_term_head(zb_span_str(d->parts[i]->url));
		found = zb_span_starts(v->key, key_span(&head));
	}
	if (!found)
		fault(v, "leads to a document of another address");
}

/* True where the document is the newest version of its address. */
static bool is_newest(struct verify *v, struct zb_span id)
{
	Zhibiao__Document *d = NULL;
	unsigned char newest[KEY_ID_SIZE];
	return view_head(&d, v->arena, v->base, v->txn, id) == 0 &&
	       view_newest(newest, v->base, v->txn, zb_span_str(d->url)) == 0 &&
	       zb_span_eq(zb_span((const char *)newest, sizeof(newest)), id);
}

static void check_text(struct verify *v, struct zb_span val)
{
	Zhibiao__Text *text = NULL;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span id;
	uint64_t live = 0;
	if (!decode(v, &text, &zhibiao__text__descriptor, val))
		return;
	if (!is_there(v, KEY_DOCUMENTS, zb_bytes_span(text->root)))
		fault(v, "its root is no document");
	int ret = zb_cursor_open(&cur, v->txn, v->base->db[KEY_BY_TEXT]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, v->key, &key, &id);
	while (ret == 0 && zb_span_starts(key, v->key)) {
		live += is_newest(v, id) ? 1 : 0;
		ret = zb_cursor_next(cur, &key, &id);
	}
	zb_cursor_close(cur);
	if (live != text->live)
		fault_count(v, "live addresses", text->live, live);
}

static void check_cluster(struct verify *v, struct zb_span val)
{
	Zhibiao__Document *d = NULL;
	struct zb_span id = zb_span_sub(v->key, KEY_ID_SIZE, KEY_ID_SIZE);
	(void)val;
	if (view_head(&d, v->arena, v->base, v->txn, id) != 0)
		fault(v, "leads to no document");
	else if (!zb_span_starts(v->key, zb_bytes_span(d->cluster)))
		fault(v, "leads to a document of another cluster");
}

static void check_attachment(struct verify *v, struct zb_span val)
{
	(void)val;
	size_t n = v->key.n > KEY_ID_SIZE ? v->key.n - KEY_ID_SIZE : 0;
	if (!is_there(v, KEY_DOCUMENTS, zb_span_sub(v->key, n, KEY_ID_SIZE)))
		fault(v, "leads to no document");
}

/* --- the walk --- */

struct pass {
	enum key_db db;
	void (*check)(struct verify *v, struct zb_span val);
};

static const struct pass passes[] = {
	{ KEY_CHANGES, check_change },
	{ KEY_DOCUMENTS, check_document },
	{ KEY_VERSIONS, check_version },
	{ KEY_BODIES, check_body },
	{ KEY_BY_INDICATOR, check_by_indicator },
	{ KEY_BY_INDUSTRY, check_by_industry },
	{ KEY_BY_REGION, check_by_region },
	{ KEY_BY_PERIOD, check_by_period },
	{ KEY_TEXTS, check_text },
	{ KEY_CLUSTERS, check_cluster },
	{ KEY_FACTS, check_fact },
	{ KEY_GONE, check_gone },
	{ KEY_ATTACHMENTS, check_attachment },
};

static void tell(struct verify *v, const struct pass *pass, uint64_t done, uint64_t total)
{
	if (v->calls->progress != NULL)
		v->calls->progress(v->calls->ctx, key_db_name(pass->db), done, total);
}

static int walk(struct verify *v, const struct pass *pass)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	uint64_t total = 0;
	uint64_t done = 0;
	zb_txn_count(&total, v->txn, v->base->db[pass->db]);
	int ret = zb_cursor_open(&cur, v->txn, v->base->db[pass->db]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span("", 0), &key, &val);
	while (ret == 0) {
		zb_arena_reset(v->arena);
		v->pass = key_db_name(pass->db);
		v->key = key;
		pass->check(v, val);
		if (++done % PROGRESS_STEP == 0)
			tell(v, pass, done, total);
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	tell(v, pass, done, total);
	return ret == ZB_ENOTFOUND ? 0 : ret;
}

static void check_counts(struct verify *v)
{
	uint64_t by_document = 0;
	zb_txn_count(&v->tally->records, v->txn, v->base->db[KEY_RECORDS]);
	zb_txn_count(&by_document, v->txn, v->base->db[KEY_BY_DOCUMENT]);
	v->pass = "store";
	v->key = zb_span("", 0);
	if (v->tally->records != v->records_met)
		fault_count(v, "records met by way of documents", v->records_met,
		            v->tally->records);
	if (by_document != v->records_met)
		fault_count(v, "entries in by_document", by_document, v->records_met);
}

int verify_run(struct verify_tally *tally, const struct base *base,
               const struct verify_calls *calls)
{
	struct verify v = { .base = base, .calls = calls, .tally = tally, .next_seq = 1 };
	*tally = (struct verify_tally){ 0 };
	zb_buf_init(&v.body, BODY_MAX);
	int ret = zb_arena_new(&v.arena, ARENA_MAX);
	if (ret == 0)
		ret = zb_txn_begin(&v.txn, base->kv, false);
	for (size_t i = 0; ret == 0 && i < sizeof(passes) / sizeof(passes[0]); i++)
		ret = walk(&v, &passes[i]);
	if (ret == 0)
		check_counts(&v);
	zb_txn_abort(&v.txn);
	zb_arena_free(v.arena);
	zb_buf_deinit(&v.body);
	return ret;
}
