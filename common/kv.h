/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ordered key-value file of one writing process and any number of reading ones: LMDB behind
 * types of ours (liblmdb 0.9, data version 1).
 *
 * Lifecycle: zb_kv_open, zb_kv_db for each named database, then transactions. One write
 * transaction at a time; it must end before the next begins. Read transactions are short: one
 * that stays open keeps every page freed since from being used again.
 *
 * Keys are 1 to ZB_KV_KEY_MAX bytes and ordered as bytes. Spans that a transaction hands out
 * point into the map and are valid until the transaction ends, or until its next write.
 *
 * Room: the map starts small and doubles up to `map_size`. A put that finds no room returns
 * ZB_EFULL; abort, zb_kv_grow, do it again; when growing returns ZB_EFULL too, or a commit does
 * (disk full), nothing of the transaction is kept and the file is as it was before.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum { ZB_KV_KEY_MAX = 511 };

struct zb_kv;
struct zb_txn;
struct zb_cursor;

struct zb_kv_conf {
	const char *path;   /* a folder; made with mode 0700 if missing, unless read_only */
	uint64_t map_size;  /* ceiling of the file in bytes; 0 gives 64 GiB */
	unsigned databases; /* how many named databases at most */
	bool read_only;     /* another process writes */
	bool random_access; /* no read-ahead: larger than memory, read at random */
};

struct zb_kv_info {
	uint64_t map_size;   /* bytes mapped now */
	uint64_t map_max;    /* the ceiling */
	uint64_t used;       /* bytes of pages in use, free list included */
	uint64_t last_txn;   /* id of the last commit */
	unsigned readers;    /* reader slots in use */
	uint64_t oldest_lag; /* commits between the oldest open reader and now */
};

/* ZB_ENOTFOUND: read_only and there is no such store; ZB_EVERSION: another LMDB data version. */
int zb_kv_open(struct zb_kv **out, const struct zb_kv_conf *conf);
void zb_kv_close(struct zb_kv *kv);
/* Opens (and, unless read-only, makes) the database `name`; *db is its handle for as long as
 * `kv` is open. To be called before other transactions run. */
int zb_kv_db(unsigned *db, struct zb_kv *kv, const char *name);
/* Doubles the map, at most to the ceiling: ZB_EFULL where it is there already. No transaction
 * may be open in this process. */
int zb_kv_grow(struct zb_kv *kv);
/* A new ceiling, for a reload; smaller than what is in use is ignored. */
void zb_kv_set_map_max(struct zb_kv *kv, uint64_t map_size);
/*
 * Gives memory of the mapped file back to the system where more than about `keep` bytes of it are
 * resident in this process: what the map holds stays in the page cache and is mapped again when it
 * is touched, spans handed out with it. Returns about how many bytes of it are resident then.
 */
uint64_t zb_kv_trim(struct zb_kv *kv, uint64_t keep);
/* Frees the slots of readers that died. Returns how many. */
int zb_kv_reader_check(struct zb_kv *kv);
int zb_kv_info(struct zb_kv_info *out, struct zb_kv *kv);
/* A consistent, compacted copy into the (empty, existing) folder `path`, while others write. */
int zb_kv_copy(struct zb_kv *kv, const char *path);

int zb_txn_begin(struct zb_txn **out, struct zb_kv *kv, bool write);
/* Durable on return 0. The transaction is gone either way and *txn is NULL. */
int zb_txn_commit(struct zb_txn **txn);
/* Undoes a write transaction, ends a reading one. Accepts NULL. */
void zb_txn_abort(struct zb_txn **txn);
/* ZB_ENOTFOUND where there is no such key; `val` may be NULL. */
int zb_txn_get(struct zb_span *val, struct zb_txn *txn, unsigned db, struct zb_span key);
int zb_txn_put(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val);
/* The first entry at or behind `at` in a writing transaction; ZB_ENOTFOUND. `key` and `val` may be
 * NULL. */
int zb_txn_seek(struct zb_txn *txn, unsigned db, struct zb_span at, struct zb_span *key,
                struct zb_span *val);
/* ZB_EEXISTS, and nothing done, where the key is there already. */
int zb_txn_add(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val);
/* Faster than put where `key` sorts behind every other; ZB_EEXISTS where it does not. */
int zb_txn_append(struct zb_txn *txn, unsigned db, struct zb_span key, struct zb_span val);
int zb_txn_del(struct zb_txn *txn, unsigned db, struct zb_span key);
/* About how many bytes the pages have that a writing transaction changed: it holds these in memory. */
uint64_t zb_txn_touched(const struct zb_txn *txn);
/* Entries of a database. */
int zb_txn_count(uint64_t *n, struct zb_txn *txn, unsigned db);

/* A cursor belongs to its transaction: close it before the transaction ends. */
int zb_cursor_open(struct zb_cursor **out, struct zb_txn *txn, unsigned db);
void zb_cursor_close(struct zb_cursor *cur);
/* To the first entry at or behind `key` (the first of all for an empty one); ZB_ENOTFOUND at the
 * end. `key` and `val` outputs may be NULL. */
int zb_cursor_seek(struct zb_cursor *cur, struct zb_span at, struct zb_span *key,
                   struct zb_span *val);
/* To the last entry whose key starts with `prefix` (of all for an empty one). */
int zb_cursor_last(struct zb_cursor *cur, struct zb_span prefix, struct zb_span *key,
                   struct zb_span *val);
int zb_cursor_next(struct zb_cursor *cur, struct zb_span *key, struct zb_span *val);
int zb_cursor_prev(struct zb_cursor *cur, struct zb_span *key, struct zb_span *val);
/* Deletes the entry under the cursor; zb_cursor_next then gives the one behind it. */
int zb_cursor_del(struct zb_cursor *cur);
