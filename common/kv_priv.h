/* SPDX-License-Identifier: Apache-2.0 */
/* What the .c files of the key-value file share; nobody else includes it. */
#pragma once

#include <lmdb.h>

#include "common/kv.h"

struct zb_kv {
	MDB_env *env;
	unsigned databases;
	uint64_t map_max;
	uint64_t resident;            /* of other files: the program itself */
	uintptr_t map_start, map_end; /* 0: to be looked up */
	unsigned next_part;           /* to be trimmed */
	bool read_only;
};

int zb_kv_err(int rc);
/* Another process may have grown the map: its size is adopted. */
int zb_kv_begin(MDB_txn **txn, struct zb_kv *kv, unsigned flags);
