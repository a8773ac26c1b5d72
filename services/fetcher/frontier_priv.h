/* SPDX-License-Identifier: Apache-2.0 */
/* What the .c files of the frontier share; nobody else includes it. */
#pragma once

#include "common/arena.h"
#include "common/buf.h"
#include "common/kv.h"
#include "frontier.h"

enum frontier_db {
	DB_META,
	DB_TASK,
	DB_READY,
	DB_LATER,
	DB_PARCEL,
	DB_BYTES,
	DB_PAGE,
	DB_JOB,
	DB_HOST,
	DB_NAME,
	DB_ROBOTS,
	DB_SOURCE,
	DB_DUE,
	DB_COUNT,
};

struct frontier {
	struct zb_kv *kv;
	struct zb_txn *txn; /* the open batch; NULL without one */
	unsigned db[DB_COUNT];
	struct zb_arena *arena; /* decoded messages; reset with each batch */
	struct zb_buf scratch;  /* one encoded message */
	Zhibiao__FrontierMeta meta;
	uint64_t changes; /* puts and deletes of the batch */
	uint64_t bodies;  /* bytes of them put by the batch */
	uint64_t commits;
	uint64_t used;     /* bytes of the file, at the batch's begin */
	uint64_t steps;    /* reads and changes ever */
	uint64_t trim_at;  /* of these, the one at which memory is looked after */
	int64_t commit_ns; /* what the last commit took */
	int err;           /* sticky until the batch ends */
	void (*before_commit)(void *ctx);
	void *before_commit_ctx;
};

/* Opens the batch if there is none; the sticky error. */
int frontier_begin(struct frontier *f);
/* Keeps the first error of the batch (ZB_ENOTFOUND and ZB_EEXISTS are answers, not errors). */
int frontier_fail(struct frontier *f, int ret);
int frontier_put(struct frontier *f, enum frontier_db db, struct zb_span key,
                 struct zb_span val);
int frontier_del(struct frontier *f, enum frontier_db db, struct zb_span key);
int frontier_get(struct zb_span *val, struct frontier *f, enum frontier_db db,
                 struct zb_span key);
/* The first entry at or behind `at`; ZB_ENOTFOUND. */
int frontier_seek(struct zb_span *key, struct zb_span *val, struct frontier *f,
                  enum frontier_db db, struct zb_span at);
int frontier_put_message(struct frontier *f, enum frontier_db db, struct zb_span key,
                         const ProtobufCMessage *message);
/* *out is valid until the batch ends. ZB_ENOTFOUND, ZB_EMALFORMED. */
int frontier_get_message(void *out, struct frontier *f, enum frontier_db db, struct zb_span key,
                         const ProtobufCMessageDescriptor *type);
int frontier_decode(void *out, struct frontier *f, struct zb_span val,
                    const ProtobufCMessageDescriptor *type);
