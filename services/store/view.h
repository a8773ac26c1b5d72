/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at what the store holds: documents, records and bodies by their ids. Everything is
 * copied into the caller's arena, so that it outlives the transaction, which should be short.
 */
#pragma once

#include "common/span.h"
#include "services/store/base.h"

struct Zhibiao__Document;
struct Zhibiao__Record;
struct zb_arena;
struct zb_buf;

/* ZB_ENOTFOUND where there is none. */
int view_document(struct Zhibiao__Document **out, struct zb_arena *arena,
                  const struct base *base, struct zb_txn *txn, struct zb_span id);
/* The same without text and tables: cheap. */
int view_head(struct Zhibiao__Document **out, struct zb_arena *arena, const struct base *base,
              struct zb_txn *txn, struct zb_span id);
int view_record(struct Zhibiao__Record **out, struct zb_arena *arena, const struct base *base,
                struct zb_txn *txn, struct zb_span id);
/* The id of the newest version of an address; ZB_ENOTFOUND. */
int view_newest(unsigned char id[KEY_ID_SIZE], const struct base *base, struct zb_txn *txn,
                struct zb_span url);
/* True where its page no longer says this record. */
bool view_is_gone(const struct base *base, struct zb_txn *txn, struct zb_span record);
/* The change that it went with, 0 for a live one. */
uint64_t view_gone_seq(const struct base *base, struct zb_txn *txn, struct zb_span record);
/* The archived bytes, decompressed; `headers` (in the arena) may be NULL. */
int view_body(struct zb_buf *out, struct zb_span *headers, struct zb_arena *arena,
              const struct base *base, struct zb_txn *txn, struct zb_span sha256);

/*
 * The id in `db` that starts with the hexadecimal digits `prefix`: how many there are (2 stands
 * for more than one), or ZB_EMALFORMED for what is no such prefix.
 */
int view_find(unsigned char id[KEY_ID_SIZE], const struct base *base, struct zb_txn *txn,
              enum key_db db, struct zb_span prefix);

/* The newest change made by `at_ms` (milliseconds since 1970); 0: none was. */
int view_seq_at(uint64_t *seq, const struct base *base, struct zb_txn *txn, int64_t at_ms);
