/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/commit.h"

#include "common/arena.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"

enum { VALUE_MAX = 512 << 20 };

int commit_init(struct commit *c, const struct base *base, size_t scratch_max)
{
	*c = (struct commit){ .base = base };
	zb_buf_init(&c->value, VALUE_MAX);
	return zb_arena_new(&c->scratch, scratch_max);
}

void commit_deinit(struct commit *c)
{
	zb_txn_abort(&c->txn);
	zb_buf_deinit(&c->value);
	zb_arena_free(c->scratch);
	c->scratch = NULL;
}

int commit_begin(struct commit *c, int64_t now_ms)
{
	c->err = 0;
	c->now_ms = now_ms;
	zb_arena_reset(c->scratch);
	int ret = zb_txn_begin(&c->txn, c->base->kv, true);
	if (ret == 0)
		ret = base_last_seq(&c->seq, c->base, c->txn);
	if (ret < 0)
		zb_txn_abort(&c->txn);
	return ret;
}

int commit_finish(struct commit *c)
{
	if (c->err == 0)
		return zb_txn_commit(&c->txn);
	zb_txn_abort(&c->txn);
	return c->err;
}

void commit_abort(struct commit *c)
{
	zb_txn_abort(&c->txn);
}

uint64_t commit_next_seq(struct commit *c)
{
	return ++c->seq;
}

void commit_put(struct commit *c, enum key_db db, struct zb_span key, struct zb_span val)
{
	if (c->err == 0)
		c->err = zb_txn_put(c->txn, c->base->db[db], key, val);
}

void commit_put_message(struct commit *c, enum key_db db, struct zb_span key,
                        const ProtobufCMessage *msg)
{
	zb_buf_reset(&c->value);
	if (c->err == 0)
		c->err = zb_encode(&c->value, msg);
	commit_put(c, db, key, zb_buf_span(&c->value));
}

int commit_get(struct zb_span *val, struct commit *c, enum key_db db, struct zb_span key)
{
	if (c->err != 0)
		return c->err;
	int ret = base_get(val, c->base, c->txn, db, key);
	if (ret < 0 && ret != ZB_ENOTFOUND)
		c->err = ret;
	return ret;
}

int commit_get_message(void *out, struct commit *c, enum key_db db, struct zb_span key,
                       const ProtobufCMessageDescriptor *type)
{
	struct zb_span val = { 0 };
	int ret = commit_get(&val, c, db, key);
	if (ret < 0)
		return ret;
	ret = zb_decode_trusted(out, c->scratch, type, val);
	if (ret < 0)
		c->err = ret;
	return ret;
}

uint64_t commit_change(struct commit *c, const char *kind, struct zb_span id,
                       struct zb_span document, const char *url)
{
	Zhibiao__Change change;
	zhibiao__change__init(&change);
	change.seq = commit_next_seq(c);
	change.at_ms = c->now_ms;
	change.kind = zb_field_text(kind);
	change.id = zb_bytes_of(id);
	change.document = zb_bytes_of(document);
	change.url = zb_field_text(url);
	struct key key = key_seq(change.seq);
	zb_buf_reset(&c->value);
	if (c->err == 0)
		c->err = zb_encode(&c->value, &change.base);
	if (c->err == 0)
		c->err = zb_txn_append(c->txn, c->base->db[KEY_CHANGES], key_span(&key),
		                       zb_buf_span(&c->value));
	return change.seq;
}
