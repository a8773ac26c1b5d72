/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/entry.h"

#include <string.h>

#include "common/arena.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "proto/wire.pb-c.h"
#include "services/store/commit.h"
#include "services/store/near.h"
#include "services/store/record.h"

/* --- texts and their live addresses --- */

static void put_text(struct commit *c, struct zb_span sha, struct zb_span root, uint64_t live)
{
	Zhibiao__Text text;
	zhibiao__text__init(&text);
	text.root = zb_bytes_of(root);
	text.live = live;
	commit_put_message(c, KEY_TEXTS, sha, &text.base);
}

/* An address moves on from this version: the last one takes the text's records along. */
static void leave_text(struct commit *c, const Zhibiao__Document *old)
{
	struct zb_span sha = zb_bytes_span(old->text_sha256);
	Zhibiao__Text *text = NULL;
	if (old->text.len == 0 ||
	    commit_get_message(&text, c, KEY_TEXTS, sha, &zhibiao__text__descriptor) != 0)
		return;
	struct zb_span root = zb_bytes_span(text->root);
	uint64_t live = text->live > 0 ? text->live - 1 : 0;
	Zhibiao__Document *first = NULL;
	put_text(c, sha, root, live);
	if (live == 0 && commit_get_message(&first, c, KEY_DOCUMENTS, root,
	                                    &zhibiao__document__descriptor) == 0)
		record_lose_all(c, root, first->url, NULL);
}

/* True where another live address has the text; else this document is its root now. */
static bool join_text(struct commit *c, Zhibiao__Document *d)
{
	struct zb_span sha = zb_bytes_span(d->text_sha256);
	Zhibiao__Text *text = NULL;
	if (d->text.len == 0)
		return false;
	int ret = commit_get_message(&text, c, KEY_TEXTS, sha, &zhibiao__text__descriptor);
	bool duplicate = ret == 0 && text->live > 0;
	if (duplicate)
		d->duplicate_of = text->root;
	put_text(c, sha, zb_bytes_span(duplicate ? text->root : d->id),
	         duplicate ? text->live + 1 : 1);
	struct key key = key_id_64(sha, d->seq);
	commit_put(c, KEY_BY_TEXT, key_span(&key), zb_bytes_span(d->id));
	return duplicate;
}

/* --- documents --- */

/* The newest version of the address: its number (0: none) and the document. */
static uint32_t find_newest(struct commit *c, Zhibiao__Document **newest, struct zb_span url)
{
	struct key head = key_term_head(url);
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	char id[KEY_ID_SIZE];
	uint32_t version = 0;
	*newest = NULL;
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_VERSIONS]);
	if (ret == 0)
		ret = zb_cursor_last(cur, key_span(&head), &key, &val);
	if (ret == 0 && val.n == sizeof(id)) {
		version = key_tail_32(key);
		memcpy(id, val.p, sizeof(id));
	}
	zb_cursor_close(cur);
	if (version > 0)
		commit_get_message(newest, c, KEY_DOCUMENTS, zb_span(id, sizeof(id)),
		                   &zhibiao__document__descriptor);
	if (ret != 0 && ret != ZB_ENOTFOUND && c->err == 0)
		c->err = ret;
	return version;
}

static bool says_the_same(const Zhibiao__Document *a, const Zhibiao__Document *b)
{
	return a->text.len > 0 &&
	       zb_span_eq(zb_bytes_span(a->text_sha256), zb_bytes_span(b->text_sha256)) &&
	       strcmp(a->title, b->title) == 0 && strcmp(a->published, b->published) == 0;
}

/* A body as the document (0) or one of its parts (from 1) says it. */
struct body_of {
	struct zb_span sha;
	uint64_t size;
	ProtobufCBinaryData headers;
};

static struct body_of body_of(const Zhibiao__Result *r, size_t i)
{
	const Zhibiao__Document *d = r->document;
	if (i == 0)
		return (struct body_of){ zb_bytes_span(d->body_sha256), d->body_size,
			                 r->headers };
	const Zhibiao__Part *p = d->parts[i - 1];
	struct body_of b = { .sha = zb_bytes_span(p->body_sha256), .size = p->body_size };
	if (r->n_part_headers > 0)
		b.headers = r->part_headers[i - 1];
	return b;
}

static bool is_archived(struct commit *c, struct zb_span sha)
{
	return commit_get(NULL, c, KEY_BODIES, sha) != ZB_ENOTFOUND;
}

static void put_bodies(struct commit *c, const struct entry *e)
{
	for (size_t i = 0; e->zipped != NULL && i <= e->result->document->n_parts; i++) {
		const struct body_of of = body_of(e->result, i);
		Zhibiao__Body body;
		if (is_archived(c, of.sha))
			continue;
		zhibiao__body__init(&body);
		body.data = zb_bytes_of(e->zipped[i]);
		body.size = of.size;
		body.headers = of.headers;
		commit_put_message(c, KEY_BODIES, of.sha, &body.base);
	}
}

/* True where a body neither came nor is there. */
static bool lacks_body(struct commit *c, const struct entry *e)
{
	for (size_t i = 0; e->zipped == NULL && i <= e->result->document->n_parts; i++) {
		const struct body_of of = body_of(e->result, i);
		if (of.size > 0 && !is_archived(c, of.sha))
			return true;
	}
	return false;
}

/* --- pages that are parts --- */

static bool is_of(const Zhibiao__Document *d, const char *url)
{
	return d != NULL && strcmp(d->url, url) == 0;
}

/* The newest version of a part's address is the document it is part of; what it was as a document
 * of its own goes. */
static void join_parts(struct commit *c, const Zhibiao__Document *d)
{
	for (size_t i = 0; i < d->n_parts; i++) {
		const char *url = d->parts[i]->url;
		Zhibiao__Document *newest = NULL;
		uint32_t version = find_newest(c, &newest, zb_span_str(url));
		if (newest != NULL &&
		    zb_span_eq(zb_bytes_span(newest->id), zb_bytes_span(d->id)))
			continue;
		if (is_of(newest, url))
			leave_text(c, newest);
		struct key key = key_version(zb_span_str(url), version + 1);
		commit_put(c, KEY_VERSIONS, key_span(&key), zb_bytes_span(d->id));
	}
}

/* `newest` stands for `url`: is it a document of another address that still is what it was? */
static bool is_joined(struct commit *c, const Zhibiao__Document *newest, const char *url)
{
	Zhibiao__Document *whole = NULL;
	if (newest == NULL || is_of(newest, url))
		return false;
	find_newest(c, &whole, zb_span_str(newest->url));
	return whole != NULL && zb_span_eq(zb_bytes_span(whole->id), zb_bytes_span(newest->id));
}

static void put_document(struct commit *c, struct entry *e, uint32_t version)
{
	Zhibiao__Result *result = e->result;
	Zhibiao__Document *d = result->document;
	unsigned char cluster[KEY_ID_SIZE];
	struct zb_span id = zb_bytes_span(d->id);
	d->version = version;
	d->stored_ms = c->now_ms;
	d->duplicate_of = zb_bytes_of(zb_span("", 0));
	d->seq = commit_change(c, "document", id, id, d->url);
	bool duplicate = join_text(c, d);
	d->records = duplicate ? 0 : (uint32_t)result->n_records;
	if (d->sketch.len == NEAR_SKETCH_SIZE && d->text.len >= NEAR_TEXT_MIN) {
		near_join(cluster, c, zb_bytes_span(d->sketch), id);
		d->cluster = zb_bytes_of(zb_span((const char *)cluster, sizeof(cluster)));
	}
	commit_put_message(c, KEY_DOCUMENTS, id, &d->base);
	d->cluster = zb_bytes_of(zb_span("", 0)); /* was on this stack */
	struct key key = key_version(zb_span_str(d->url), version);
	commit_put(c, KEY_VERSIONS, key_span(&key), id);
	put_bodies(c, e);
	join_parts(c, d);
	uint32_t place = 0;
	for (size_t i = 0; i < result->n_records && !duplicate; i++) {
		Zhibiao__Record *r = result->records[i];
		if (commit_get(NULL, c, KEY_RECORDS, zb_bytes_span(r->id)) == ZB_ENOTFOUND)
			record_add(c, r, place++, d->url);
	}
	e->outcome = duplicate ? ZB_OUTCOME_DUPLICATE : ZB_OUTCOME_STORED;
	e->records = duplicate ? 0 : place;
}

/* What was read anew, about the same version of the same page. */
static void put_reading(struct commit *c, const Zhibiao__Document *old,
                        const Zhibiao__Result *result)
{
	Zhibiao__Document d = *result->document;
	d.url = old->url;
	d.fetched_ms = old->fetched_ms;
	d.version = old->version;
	d.seq = old->seq;
	d.stored_ms = old->stored_ms;
	d.sketch = old->sketch;
	d.cluster = old->cluster;
	d.duplicate_of = old->duplicate_of;
	d.records = (uint32_t)result->n_records;
	commit_put_message(c, KEY_DOCUMENTS, zb_bytes_span(old->id), &d.base);
}

/* The same bytes read under other rules: what is new comes, what is no longer said goes. */
static void read_again(struct commit *c, struct entry *e, Zhibiao__Document *old)
{
	Zhibiao__Result *result = e->result;
	struct zb_span id = zb_bytes_span(old->id);
	const struct record_set kept = record_set_of(c, result);
	uint32_t changed = record_lose_all(c, id, old->url, &kept);
	uint32_t place = record_places(c, id);
	for (size_t i = 0; i < result->n_records && c->err == 0; i++) {
		Zhibiao__Record *r = result->records[i];
		struct zb_span record = zb_bytes_span(r->id);
		if (commit_get(NULL, c, KEY_RECORDS, record) == ZB_ENOTFOUND)
			record_add(c, r, place++, old->url);
		else if (commit_get(NULL, c, KEY_GONE, record) == 0)
			record_regain(c, record, id, old->url);
		else
			continue;
		changed++;
	}
	put_reading(c, old, result);
	e->outcome = changed > 0 ? ZB_OUTCOME_STORED : ZB_OUTCOME_UNCHANGED;
	e->detail = changed > 0 ? "read again under other rules" : "";
	e->records = changed;
}

/* The address has gone back to an earlier version of itself: that one is the newest again. `newest`
 * is NULL where the address was part of another document in between. */
static void come_back(struct commit *c, struct entry *e, const Zhibiao__Document *old,
                      const Zhibiao__Document *newest, uint32_t version)
{
	struct zb_span id = zb_bytes_span(old->id);
	struct zb_span sha = zb_bytes_span(old->text_sha256);
	Zhibiao__Text *text = NULL;
	Zhibiao__Document *root = NULL;
	if (newest != NULL)
		leave_text(c, newest);
	commit_change(c, "document", id, id, old->url);
	struct key key = key_version(zb_span_str(old->url), version);
	commit_put(c, KEY_VERSIONS, key_span(&key), id);
	if (old->text.len > 0 &&
	    commit_get_message(&text, c, KEY_TEXTS, sha, &zhibiao__text__descriptor) == 0) {
		put_text(c, sha, zb_bytes_span(text->root), text->live + 1);
		if (text->live == 0 &&
		    commit_get_message(&root, c, KEY_DOCUMENTS, zb_bytes_span(text->root),
		                       &zhibiao__document__descriptor) == 0)
			record_regain_all(c, zb_bytes_span(root->id), root->url);
	}
	join_parts(c, old);
	e->outcome = ZB_OUTCOME_STORED;
	e->detail = "an earlier version again";
}

/* True where the version is there already and `e` has its outcome. `newest` of `version` is what
 * its address is now, NULL: a part of another document. */
static bool is_known(struct commit *c, struct entry *e, const Zhibiao__Document *newest,
                     uint32_t version)
{
	const Zhibiao__Document *d = e->result->document;
	Zhibiao__Document *old = NULL;
	struct zb_span id = zb_bytes_span(d->id);
	if (commit_get_message(&old, c, KEY_DOCUMENTS, id, &zhibiao__document__descriptor) != 0)
		return c->err != 0;
	e->outcome = ZB_OUTCOME_UNCHANGED;
	e->records = old->records;
	bool same_text =
		zb_span_eq(zb_bytes_span(old->text_sha256), zb_bytes_span(d->text_sha256));
	if (newest == NULL || !zb_span_eq(zb_bytes_span(newest->id), id))
		come_back(c, e, old, newest, version + 1);
	else if (same_text && old->duplicate_of.len == 0 &&
	         (e->result->again || strcmp(old->rules, d->rules) != 0))
		read_again(c, e, old);
	return true;
}

/* An attachment is found from its notice, by way of every notice that has it. */
static void bind_attachment(struct commit *c, const struct entry *e)
{
	const char *parent = e->result->document->parent_url;
	if (parent[0] == '\0')
		return;
	struct key key = key_term_id(zb_span_str(parent),
	                             zb_span((const char *)e->document, KEY_ID_SIZE));
	if (commit_get(NULL, c, KEY_ATTACHMENTS, key_span(&key)) == ZB_ENOTFOUND)
		commit_put(c, KEY_ATTACHMENTS, key_span(&key), zb_span("", 0));
}

static void put_version(struct commit *c, struct entry *e)
{
	const Zhibiao__Document *d = e->result->document;
	Zhibiao__Document *newest = NULL;
	uint32_t version = find_newest(c, &newest, zb_span_str(d->url));
	if (is_joined(c, newest, d->url)) {
		memcpy(e->document, newest->id.data, KEY_ID_SIZE);
		e->outcome = ZB_OUTCOME_JOINED;
		e->detail = "its article has it";
		return;
	}
	if (!is_of(newest, d->url))
		newest = NULL; /* of an article that has moved on */
	if (is_known(c, e, newest, version))
		return;
	if (lacks_body(c, e)) {
		e->outcome = ZB_OUTCOME_MALFORMED;
		e->detail = "the body is missing";
		return;
	}
	if (newest != NULL && says_the_same(newest, d) &&
	    strcmp(newest->rules, d->rules) == 0) {
		memcpy(e->document, newest->id.data, KEY_ID_SIZE);
		e->outcome = ZB_OUTCOME_UNCHANGED;
		e->records = newest->records;
		return;
	}
	if (newest != NULL)
		leave_text(c, newest);
	put_document(c, e, version + 1);
}

void entry_put(struct commit *c, struct entry *e)
{
	zb_arena_reset(c->scratch);
	e->detail = "";
	e->records = 0;
	memcpy(e->document, e->result->document->id.data, KEY_ID_SIZE);
	put_version(c, e);
	if (c->err == 0 && strcmp(e->outcome, ZB_OUTCOME_MALFORMED) != 0)
		bind_attachment(c, e);
}
