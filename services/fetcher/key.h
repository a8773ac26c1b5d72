/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of the frontier: URLs by hash, queue places as ordered bytes. Pure.
 *
 * A URL key is a hash of the folder part of the canonical URL (up to the last '/' of its path),
 * the number that the digits behind it make (its low 40 bits), and a hash of all of it. URLs of
 * one folder lie side by side and in the order of their numbers, which is that of lists: what is
 * found together and read one after the other touches few pages of the file however many are known.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"

enum {
	URL_KEY_DIR = 6,
	URL_KEY_NUMBER = 5,
	URL_KEY_SIZE = 20,
	TASK_KEY_SIZE = 8 + URL_KEY_SIZE,
	READY_KEY_SIZE = 4 + 1 + 8,
	LATER_KEY_SIZE = 8 + 8,
};

struct url_key {
	unsigned char b[URL_KEY_SIZE];
};

/* `url` is canonical. */
void url_key_of(struct url_key *out, struct zb_span url);
static inline struct zb_span url_key_span(const struct url_key *key)
{
	return zb_span((const char *)key->b, sizeof(key->b));
}
/* False where `s` is not a key's size. */
bool url_key_from(struct url_key *out, struct zb_span s);
static inline bool url_key_eq(const struct url_key *a, const struct url_key *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* Big endian, so that byte order is number order. Return the byte behind. */
unsigned char *key_put_u32(unsigned char *p, uint32_t v);
unsigned char *key_put_u64(unsigned char *p, uint64_t v);
uint32_t key_u32(const char *p);
uint64_t key_u64(const char *p);

/* A URL in a job: job (u64), URL key. */
struct zb_span task_key(unsigned char out[TASK_KEY_SIZE], uint64_t job,
                        const struct url_key *key);
/* A place among what a host may be asked now: host (u32), priority, sequence (u64). */
struct zb_span ready_key(unsigned char out[READY_KEY_SIZE], uint32_t host, uint8_t prio,
                         uint64_t seq);
/* A place among what must wait: wall clock ms (u64), sequence (u64). */
struct zb_span later_key(unsigned char out[LATER_KEY_SIZE], int64_t due_ms, uint64_t seq);
