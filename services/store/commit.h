/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One write transaction of the store, with what every writer in it shares: the number of the next
 * change, the time, a buffer for encoding and an arena for looking at what is there. The first
 * failure is kept and later writes do nothing, so that a chain of puts is checked once, in
 * commit_finish. Nothing of a failed commit is kept.
 */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/kv.h"
#include "services/store/base.h"
#include "services/store/key.h"

struct zb_arena;

struct commit {
	const struct base *base;
	struct zb_txn *txn;
	struct zb_arena *scratch; /* reset for each document */
	struct zb_buf value;      /* what is being encoded */
	uint64_t seq;             /* of the newest change */
	int64_t now_ms;
	int err;
};

/* For the life of a batch; the arena may grow to `scratch_max` bytes. */
int commit_init(struct commit *c, const struct base *base, size_t scratch_max);
void commit_deinit(struct commit *c);
int commit_begin(struct commit *c, int64_t now_ms);
/* 0: durable. ZB_EFULL: no room in the map or on the disk. */
int commit_finish(struct commit *c);
void commit_abort(struct commit *c);

uint64_t commit_next_seq(struct commit *c);
void commit_put(struct commit *c, enum key_db db, struct zb_span key, struct zb_span val);
void commit_put_message(struct commit *c, enum key_db db, struct zb_span key,
                        const ProtobufCMessage *msg);
/* 0 and the value, or ZB_ENOTFOUND; any other failure is kept as well. */
int commit_get(struct zb_span *val, struct commit *c, enum key_db db, struct zb_span key);
/* The same, decoded into the scratch arena. */
int commit_get_message(void *out, struct commit *c, enum key_db db, struct zb_span key,
                       const ProtobufCMessageDescriptor *type);
/* Appends an entry to the change feed and returns its number. */
uint64_t commit_change(struct commit *c, const char *kind, struct zb_span id,
                       struct zb_span document, const char *url);
