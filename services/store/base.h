/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The opened store: its LMDB with every database of key.h, schema checked. The daemon opens it to
 * write; the command line and tests open it read-only beside it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/diag.h"
#include "common/kv.h"
#include "services/store/key.h"

struct base {
	struct zb_kv *kv;
	unsigned db[KEY_DB_COUNT]; /* handles, by enum key_db */
};

struct base_conf {
	const char *path;  /* the store's folder: DATA/store */
	uint64_t map_size; /* ceiling; 0: the default of common/kv.h */
	bool read_only;
	int64_t now_ms; /* goes into Meta when the store is new */
};

/*
 * ZB_ENOTFOUND: read_only and there is no store yet; ZB_EVERSION: the store has another schema or
 * LMDB data version, and stays as it is. In every case of failure `diag` has one line for a
 * person.
 */
int base_open(struct base **out, const struct base_conf *conf, struct zb_diag *diag);
void base_close(struct base *base);

/* A transaction with what reading needs beside it. */
static inline int base_get(struct zb_span *val, const struct base *base, struct zb_txn *txn,
                           enum key_db db, struct zb_span key)
{
	return zb_txn_get(val, txn, base->db[db], key);
}

/* The number of the newest change; 0 in an empty store. */
int base_last_seq(uint64_t *seq, const struct base *base, struct zb_txn *txn);
