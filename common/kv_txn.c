/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/err.h"
#include "common/kv_priv.h"

static MDB_val to_mdb(struct zb_span s)
{
	/* LMDB never writes through a key or value it is handed. */
	union {
		const char *in;
		void *out;
	} u = { .in = s.p };
	return (MDB_val){ .mv_size = s.n, .mv_data = u.out };
}

static struct zb_span from_mdb(const MDB_val *v)
{
	return zb_span(v->mv_data, v->mv_size);
}

static void hand_out(struct zb_span *out, const MDB_val *v)
{
	if (out != NULL)
		*out = from_mdb(v);
}

/*
 * A writing transaction keeps a cursor for each database and does everything through it: a step
 * near the one before (get, then put; the links of one page) finds its page without a way from
 * the root.
 */
struct zb_txn {
	MDB_txn *txn;
	MDB_cursor **near; /* by database; NULL in a reading transaction */
	uint64_t *touched; /* frames of memory that changed pages lie in: a bit each, hashed */
	uint64_t n_touched;
};

enum {
	RESERVED_DBS = 2, /* LMDB's own, before the named ones */
	FRAME_SHIFT = 12,
	FRAME_BITS = 1 << 16,
};

struct zb_cursor {
	MDB_cursor *cur;
	bool deleted; /* the cursor stands on the entry behind the one deleted */
};

static void free_txn(struct zb_txn *t)
{
	free(t->near); /* the cursors went with LMDB's transaction */
	free(t->touched);
	free(t);
}

int zb_txn_begin(struct zb_txn **out, struct zb_kv *kv, bool write)
{
	struct zb_txn *t = calloc(1, sizeof(*t));
	*out = NULL;
	if (t == NULL)
		return ZB_ENOMEM;
	if (write) {
		t->near = calloc(kv->databases + RESERVED_DBS, sizeof(MDB_cursor *));
		t->touched = calloc(FRAME_BITS / 64, sizeof(uint64_t));
	}
	int rc = write && (t->near == NULL || t->touched == NULL)
	                 ? ENOMEM
	                 : zb_kv_begin(&t->txn, kv, write ? 0 : MDB_RDONLY);
	if (rc != 0) {
		free_txn(t);
		return zb_kv_err(rc);
	}
	*out = t;
	return 0;
}

int zb_txn_commit(struct zb_txn **txn)
{
	struct zb_txn *t = *txn;
	*txn = NULL;
	int rc = mdb_txn_commit(t->txn);
	free_txn(t);
	return zb_kv_err(rc);
}

void zb_txn_abort(struct zb_txn **txn)
{
	struct zb_txn *t = *txn;
	*txn = NULL;
	if (t == NULL)
		return;
	mdb_txn_abort(t->txn);
	free_txn(t);
}

static int near_cursor(MDB_cursor **out, struct zb_txn *txn, unsigned db)
{
	int rc = txn->near[db] != NULL ? 0 : mdb_cursor_open(txn->txn, db, &txn->near[db]);
	*out = txn->near[db];
	return rc;
}

/* What a change was made to, or is about to be. */
static void touch(struct zb_txn *txn, const MDB_val *v)
{
	uint64_t frame = (uintptr_t)v->mv_data >> FRAME_SHIFT;
	uint64_t hash = frame * 0x9E3779B97F4A7C15ull >> 48;
	uint64_t bit = 1ull << hash % 64;
	if ((txn->touched[hash / 64] & bit) != 0)
		return;
	txn->touched[hash / 64] |= bit;
	txn->n_touched += 1 + (v->mv_size >> FRAME_SHIFT);
}

uint64_t zb_txn_touched(const struct zb_txn *txn)
{
	return txn->n_touched << FRAME_SHIFT;
}

int zb_txn_get(struct zb_span *val, struct zb_txn *txn, unsigned db, struct zb_span key)
{
	MDB_cursor *cur = NULL;
	MDB_val k = to_mdb(key);
	MDB_val v = { 0 };
	int rc = 0;
	if (txn->near == NULL)
		rc = mdb_get(txn->txn, db, &k, &v);
	else if ((rc = near_cursor(&cur, txn, db)) == 0)
		rc = mdb_cursor_get(cur, &k, &v, MDB_SET);
	if (rc == 0)
		hand_out(val, &v);
	return zb_kv_err(rc);
}

int zb_txn_seek(struct zb_txn *txn, unsigned db, struct zb_span at, struct zb_span *key,
                struct zb_span *val)
{
	MDB_cursor *cur = NULL;
	MDB_val k = to_mdb(at);
	MDB_val v = { 0 };
	int rc = near_cursor(&cur, txn, db);
	if (rc == 0)
		rc = mdb_cursor_get(cur, &k, &v, MDB_SET_RANGE);
	if (rc == 0) {
		hand_out(key, &k);
		hand_out(val, &v);
	}
	return zb_kv_err(rc);
}

static int put(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val,
               unsigned flags)
{
	MDB_cursor *cur = NULL;
	MDB_val k = to_mdb(key);
	MDB_val v = to_mdb(val);
	int rc = near_cursor(&cur, txn, db);
	if (rc == 0)
		rc = mdb_cursor_put(cur, &k, &v, flags);
	if (rc == 0 && mdb_cursor_get(cur, &k, &v, MDB_GET_CURRENT) == 0)
		touch(txn, &v);
	return zb_kv_err(rc);
}

int zb_txn_put(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val)
{
	return put(txn, db, key, val, 0);
}

int zb_txn_add(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val)
{
	return put(txn, db, key, val, MDB_NOOVERWRITE);
}

int zb_txn_append(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val)
{
	return put(txn, db, key, val, MDB_APPEND);
}

int zb_txn_del(struct zb_txn *txn, unsigned db, struct zb_span key)
{
	MDB_cursor *cur = NULL;
	MDB_val k = to_mdb(key);
	MDB_val v = { 0 };
	int rc = near_cursor(&cur, txn, db);
	if (rc == 0)
		rc = mdb_cursor_get(cur, &k, &v, MDB_SET);
	if (rc == 0) {
		touch(txn, &v);
		rc = mdb_cursor_del(cur, 0);
	}
	return zb_kv_err(rc);
}

int zb_txn_count(uint64_t *n, struct zb_txn *txn, unsigned db)
{
	MDB_stat stat;
	int rc = mdb_stat(txn->txn, db, &stat);
	*n = rc == 0 ? stat.ms_entries : 0;
	return zb_kv_err(rc);
}

int zb_cursor_open(struct zb_cursor **out, struct zb_txn *txn, unsigned db)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ZB_ENOMEM;
	int rc = mdb_cursor_open(txn->txn, db, &(*out)->cur);
	if (rc != 0) {
		free(*out);
		*out = NULL;
	}
	return zb_kv_err(rc);
}

void zb_cursor_close(struct zb_cursor *cur)
{
	if (cur == NULL)
		return;
	mdb_cursor_close(cur->cur);
	free(cur);
}

static int step(struct zb_cursor *cur, MDB_val *k, struct zb_span *key, struct zb_span *val,
                MDB_cursor_op op)
{
	MDB_val v = { 0 };
	cur->deleted = false;
	int rc = mdb_cursor_get(cur->cur, k, &v, op);
	if (rc == 0) {
		hand_out(key, k);
		hand_out(val, &v);
	}
	return zb_kv_err(rc == EINVAL ? MDB_NOTFOUND : rc);
}

int zb_cursor_seek(struct zb_cursor *cur, struct zb_span at, struct zb_span *key,
                   struct zb_span *val)
{
	MDB_val k = to_mdb(at);
	return step(cur, &k, key, val, at.n > 0 ? MDB_SET_RANGE : MDB_FIRST);
}

int zb_cursor_next(struct zb_cursor *cur, struct zb_span *key, struct zb_span *val)
{
	MDB_val k = { 0 };
	return step(cur, &k, key, val, cur->deleted ? MDB_GET_CURRENT : MDB_NEXT);
}

int zb_cursor_prev(struct zb_cursor *cur, struct zb_span *key, struct zb_span *val)
{
	MDB_val k = { 0 };
	return step(cur, &k, key, val, MDB_PREV);
}

/* The first key behind every key that starts with `prefix`; false where there is none. */
static bool prefix_end(char *end, size_t *n, struct zb_span prefix)
{
	memcpy(end, prefix.p, prefix.n);
	*n = prefix.n;
	while (*n > 0 && (unsigned char)end[*n - 1] == 0xFF)
		--*n;
	if (*n == 0)
		return false;
	end[*n - 1]++;
	return true;
}

int zb_cursor_last(struct zb_cursor *cur, struct zb_span prefix, struct zb_span *key,
                   struct zb_span *val)
{
	char end[ZB_KV_KEY_MAX];
	size_t n = 0;
	if (prefix.n > sizeof(end))
		return ZB_ETOOBIG;
	struct zb_span found = { 0 };
	MDB_val k = { 0 };
	int ret = ZB_ENOTFOUND;
	if (prefix.n > 0 && prefix_end(end, &n, prefix))
		ret = zb_cursor_seek(cur, zb_span(end, n), NULL, NULL);
	ret = ret == 0 ? zb_cursor_prev(cur, &found, val)
	               : step(cur, &k, &found, val, MDB_LAST);
	if (ret == 0 && !zb_span_starts(found, prefix))
		return ZB_ENOTFOUND;
	if (ret == 0 && key != NULL)
		*key = found;
	return ret;
}

int zb_cursor_del(struct zb_cursor *cur)
{
	int rc = mdb_cursor_del(cur->cur, 0);
	cur->deleted = rc == 0;
	return zb_kv_err(rc);
}
