/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of the store's LMDB: databases and keys. A public contract, told to other programs
 * in proto/README.md; a change that an old reader would misread needs another KEY_SCHEMA.
 *
 * Keys are ids and digests as they are, numbers big-endian, so that byte order is their order,
 * and terms (names, addresses) as UTF-8 ended by a zero byte. A term longer than KEY_TERM_MAX is
 * cut and ends in '#' and 32 hexadecimal digits of its SHA-256, so that no key passes the 511
 * bytes that LMDB takes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/kv.h"
#include "common/span.h"

enum { KEY_SCHEMA = 1, KEY_ID_SIZE = 16, KEY_SHA_SIZE = 32, KEY_TERM_MAX = 400 };

enum key_db {
	KEY_META,         /* "schema" -> Meta */
	KEY_DOCUMENTS,    /* document id -> Document */
	KEY_VERSIONS,     /* URL 0 version(32) -> document id */
	KEY_BODIES,       /* SHA-256 -> Body */
	KEY_RECORDS,      /* record id -> Record */
	KEY_BY_DOCUMENT,  /* document id, place(32) -> record id */
	KEY_BY_INDICATOR, /* name 0 seq(64) -> record id */
	KEY_BY_INDUSTRY,  /* name 0 seq(64) -> record id */
	KEY_BY_REGION,    /* name 0 seq(64) -> record id */
	KEY_BY_PERIOD,    /* last day, ' ', first day, 0 seq(64) -> record id */
	KEY_TEXTS,        /* SHA-256 of the text -> Text */
	KEY_BY_TEXT,      /* SHA-256 of the text, seq(64) -> document id */
	KEY_SKETCHES,     /* band(8), three bytes of the sketch, document id -> the sketch */
	KEY_CLUSTERS,     /* cluster id, document id -> "" */
	KEY_FACTS,        /* fact key, seq(64) -> Fact.Source */
	KEY_CHANGES,      /* seq(64) -> Change */
	KEY_GONE,         /* record id -> seq(64) of the change */
	KEY_ATTACHMENTS,  /* URL of the notice 0 document id -> "" */
	KEY_DB_COUNT,
};

struct key {
	size_t n;
	char p[ZB_KV_KEY_MAX];
};

static inline struct zb_span key_span(const struct key *k)
{
	return zb_span(k->p, k->n);
}

const char *key_db_name(enum key_db db);

struct key key_seq(uint64_t seq);
/* All entries of a term start with its head. */
struct key key_term_head(struct zb_span term);
struct key key_term(struct zb_span term, uint64_t seq);
struct key key_term_id(struct zb_span term, struct zb_span id);
/* URL and version; key_term_head(url) starts them all. */
struct key key_version(struct zb_span url, uint32_t version);
/* An id or digest and a number behind it. */
struct key key_id_32(struct zb_span id, uint32_t n);
struct key key_id_64(struct zb_span id, uint64_t n);
struct key key_pair(struct zb_span id, struct zb_span other);
/* `band` below KEY_SKETCH_BANDS: KEY_SKETCH_BYTES bytes of the sketch from its beginning. */
struct key key_sketch(unsigned band, struct zb_span sketch, struct zb_span id);
enum { KEY_SKETCH_BANDS = 8, KEY_SKETCH_BYTES = 3, KEY_SKETCH_HEAD = 1 + KEY_SKETCH_BYTES };

/* Days "YYYY-MM-DD" that a period covers. */
struct key_days {
	char first[11];
	char last[11];
};
/* From texts of the forms YYYY, YYYY-MM and YYYY-MM-DD. An empty start means as of `end`, which
 * covers the whole of the unit `end` names; an empty end means from then on, to the end of 9999.
 * What is in the wrong order covers all from the one to the other. False where both are empty,
 * or one has another form or is no date. */
bool key_days(struct key_days *out, struct zb_span start, struct zb_span end);
struct key key_period(const struct key_days *days, uint64_t seq);

/* The number at the end of a key; 0 where the key is shorter. */
uint64_t key_tail_64(struct zb_span key);
uint32_t key_tail_32(struct zb_span key);
/* The term that a key of `tail` bytes behind its zero starts with. */
struct zb_span key_head_term(struct zb_span key, size_t tail);
