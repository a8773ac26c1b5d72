/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/batch.h"

#include <errno.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/zip.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"
#include "services/store/base.h"
#include "services/store/commit.h"
#include "services/store/result.h"

struct batch {
	struct base *base;
	struct batch_conf conf;
	struct zb_arena *arena;
	struct zb_zipper *zipper;
	struct zb_buf zip;
	struct entry *entries;
	size_t n;
	struct commit commit;
	struct batch_stats stats;
	uint64_t refused_ticket;
};

int batch_new(struct batch **out, struct base *base, const struct batch_conf *conf)
{
	*out = NULL;
	struct batch *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return ZB_ENOMEM;
	b->base = base;
	b->conf = *conf;
	zb_buf_init(&b->zip, (size_t)ZB_WIRE_BODY_MAX + ((size_t)ZB_WIRE_BODY_MAX >> 6));
	b->entries = calloc(conf->entries_max, sizeof(*b->entries));
	int ret = b->entries != NULL ? zb_arena_new(&b->arena, conf->bytes_max) : ZB_ENOMEM;
	if (ret == 0)
		ret = zb_zipper_new(&b->zipper);
	if (ret == 0)
		ret = commit_init(&b->commit, base, conf->bytes_max);
	if (ret < 0) {
		batch_free(b);
		return ret;
	}
	*out = b;
	return 0;
}

void batch_free(struct batch *batch)
{
	if (batch == NULL)
		return;
	commit_deinit(&batch->commit);
	zb_zipper_free(batch->zipper);
	zb_buf_deinit(&batch->zip);
	zb_arena_free(batch->arena);
	free(batch->entries);
	free(batch);
}

static int zip_body(struct zb_span *out, struct batch *b, struct zb_span body)
{
	zb_buf_reset(&b->zip);
	int ret = zb_zip(&b->zip, b->zipper, body, b->conf.zstd_level);
	if (ret < 0)
		return ret;
	*out = zb_arena_dup(b->arena, zb_buf_span(&b->zip));
	return out->p != NULL ? 0 : ZB_ETOOBIG;
}

/* The document's body, and those of its parts behind it. */
static int zip_bodies(struct entry *e, struct batch *b, struct zb_span body)
{
	const Zhibiao__Document *d = e->result->document;
	if (body.n == 0)
		return 0;
	e->zipped = zb_arena_array(b->arena, d->n_parts + 1, sizeof(*e->zipped));
	int ret = e->zipped != NULL ? 0 : ZB_ETOOBIG;
	size_t at = 0;
	for (size_t i = 0; ret == 0 && i <= d->n_parts; i++) {
		size_t size = i == 0 ? d->body_size : d->parts[i - 1]->body_size;
		ret = zip_body(&e->zipped[i], b, zb_span_sub(body, at, size));
		at += size;
	}
	return ret;
}

/* Of a Result that cannot be decoded as well: so its sender learns which one it was. */
static uint64_t ticket_of(struct zb_span payload)
{
	enum { TICKET = 1 }; /* proto/wire.proto; comes first */
	struct zb_field f;
	size_t at = 0;
	return zb_field_next(&f, payload, &at) == 1 && f.number == TICKET ? f.value : 0;
}

static int read_entry(struct entry *e, struct batch *b, struct zb_span payload,
                      struct zb_span body, const char **why)
{
	*e = (struct entry){ .outcome = "", .detail = "" };
	b->refused_ticket = ticket_of(payload);
	int ret = zb_decode(&e->result, b->arena, &zhibiao__result__descriptor, payload);
	if (ret < 0) {
		*why = ret == ZB_ETOOBIG ? "too large" : "no Result";
		return ret;
	}
	*why = result_check(e->result, body);
	if (*why != NULL)
		return ZB_EMALFORMED;
	ret = zip_bodies(e, b, body);
	if (ret < 0)
		*why = "body too large";
	return ret;
}

int batch_add(struct entry **entry, struct batch *batch, struct zb_span payload,
              struct zb_span body, const char **why)
{
	*entry = NULL;
	*why = "";
	batch->refused_ticket = 0;
	if (batch->n == batch->conf.entries_max)
		return ZB_EBUSY;
	if (batch->n == 0)
		zb_arena_reset(batch->arena); /* of what was refused since the last commit */
	struct entry *e = &batch->entries[batch->n];
	int ret = read_entry(e, batch, payload, body, why);
	if (ret == ZB_ETOOBIG && batch->n > 0)
		return ZB_EBUSY; /* alone it may fit */
	if (ret < 0)
		return ZB_EMALFORMED;
	batch->n++;
	*entry = e;
	return 0;
}

size_t batch_count(const struct batch *batch)
{
	return batch->n;
}

size_t batch_bytes(const struct batch *batch)
{
	return zb_arena_used(batch->arena);
}

struct entry *batch_entry(struct batch *batch, size_t i)
{
	return &batch->entries[i];
}

static int commit_once(struct batch *b, size_t first, size_t n, int64_t now_ms)
{
	int ret = commit_begin(&b->commit, now_ms);
	if (ret < 0)
		return ret;
	for (size_t i = first; i < first + n && b->commit.err == 0; i++)
		entry_put(&b->commit, &b->entries[i]);
	return commit_finish(&b->commit);
}

/* A short write is how LMDB reports a disk that filled up in the middle of one. */
static bool is_no_room(int err)
{
	return err == ZB_EFULL || err == -EIO || err == -EFBIG;
}

static int commit_range(struct batch *b, size_t first, size_t n, int64_t now_ms)
{
	int ret = commit_once(b, first, n, now_ms);
	while (ret == ZB_EFULL && zb_kv_grow(b->base->kv) == 0) {
		b->stats.regrown++;
		ret = commit_once(b, first, n, now_ms);
	}
	if (ret == 0) {
		b->stats.commits++;
		b->stats.documents += n;
	}
	return is_no_room(ret) ? ZB_EFULL : ret;
}

/* Only the documents to blame are refused; where every one fails the store itself is to blame. */
static int commit_singly(struct batch *b, int64_t now_ms, int why)
{
	size_t done = 0;
	for (size_t i = 0; i < b->n; i++) {
		int ret = commit_range(b, i, 1, now_ms);
		if (ret == ZB_EFULL)
			return ret;
		if (ret == 0) {
			done++;
			continue;
		}
		b->entries[i].outcome = ZB_OUTCOME_MALFORMED;
		b->entries[i].detail = zb_strerror(ret);
	}
	return done > 0 || why == ZB_ETOOBIG || why == ZB_EMALFORMED ? 0 : why;
}

int batch_commit(struct batch *batch, int64_t now_ms)
{
	if (batch->n == 0)
		return 0;
	int ret = commit_range(batch, 0, batch->n, now_ms);
	if (ret < 0 && ret != ZB_EFULL)
		ret = commit_singly(batch, now_ms, ret);
	return ret;
}

void batch_clear(struct batch *batch)
{
	batch->n = 0;
	zb_arena_reset(batch->arena);
}

struct batch_stats batch_stats(const struct batch *batch)
{
	return batch->stats;
}

uint64_t batch_refused_ticket(const struct batch *batch)
{
	return batch->refused_ticket;
}
