/* SPDX-License-Identifier: Apache-2.0 */
#include "sketch.h"

#include <stdbool.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/utf8.h"

enum { RUN = 3, FEATURES_MIN = 8, TEXT_MAX = 1 << 20 };

static const uint64_t run_mask = ((uint64_t)1 << (16 * RUN)) - 1;

static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xBF58476D1CE4E5B9u;
	x ^= x >> 27;
	x *= 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

static bool counts(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') ||
	       (cp >= 'A' && cp <= 'Z') || (cp >= 0x3400 && cp <= 0x9FFF) || cp >= 0x20000;
}

/* The least hash of each class; how many runs there were. */
static size_t find_least(uint64_t least[SKETCH_SIZE], struct zb_span text)
{
	uint64_t window = 0;
	size_t have = 0;
	for (int i = 0; i < SKETCH_SIZE; i++)
		least[i] = UINT64_MAX;
	text = zb_span_sub(text, 0, TEXT_MAX);
	while (text.n > 0) {
		uint32_t cp = 0;
		int len = zb_utf8_next(&cp, text);
		text = zb_span_sub(text, len > 0 ? (size_t)len : 1, text.n);
		if (len <= 0 || !counts(cp))
			continue;
		window = (window << 16 | (cp & 0xFFFF)) & run_mask;
		if (++have < RUN)
			continue;
		uint64_t hash = mix(window);
		uint64_t *at = &least[hash % SKETCH_SIZE];
		if (hash < *at)
			*at = hash;
	}
	return have < RUN ? 0 : have - RUN + 1;
}

/* A class without a run takes another's, in both texts the same (Shrivastava 2017). */
static uint64_t borrow(const uint64_t least[SKETCH_SIZE], uint64_t class)
{
	uint64_t value = least[class];
	for (uint64_t i = 1; value == UINT64_MAX && i < SKETCH_SIZE; i++)
		value = least[mix(class + SKETCH_SIZE * i) % SKETCH_SIZE];
	return value;
}

struct zb_span sketch_of(struct zb_arena *arena, struct zb_span text)
{
	uint64_t least[SKETCH_SIZE];
	if (find_least(least, text) < FEATURES_MIN)
		return (struct zb_span){ 0 };
	char *bytes = zb_arena_alloc(arena, SKETCH_SIZE);
	for (uint64_t i = 0; bytes != NULL && i < SKETCH_SIZE; i++)
		bytes[i] = (char)mix(borrow(least, i));
	return zb_span(bytes, bytes != NULL ? SKETCH_SIZE : 0);
}
