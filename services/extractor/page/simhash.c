/* SPDX-License-Identifier: Apache-2.0 */
#include "simhash.h"

#include <stdbool.h>

#include "common/utf8.h"

enum { RUN = 3, FEATURES_MIN = 8, BITS = 64, TEXT_MAX = 1 << 20 };

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

/*
 * Votes for each of the 64 bits, eight bits at a time: a byte of the hash spread over the eight
 * bytes of a word, summed for up to 255 features before the words are emptied into `votes`.
 */
struct ballot {
	uint64_t lanes[8];
	uint32_t votes[BITS];
	uint32_t pending, total;
};

static void empty_lanes(struct ballot *b)
{
	for (int i = 0; i < 8; i++) {
		for (int k = 0; k < 8; k++)
			b->votes[i * 8 + k] += (uint32_t)(b->lanes[i] >> (8 * k) & 0xFF);
		b->lanes[i] = 0;
	}
	b->pending = 0;
}

static void vote(struct ballot *b, uint64_t hash)
{
	for (int i = 0; i < 8; i++)
		b->lanes[i] += hash >> i & 0x0101010101010101u;
	b->total++;
	if (++b->pending == 255)
		empty_lanes(b);
}

uint64_t simhash_of(struct zb_span text)
{
	struct ballot b = { .total = 0 };
	uint64_t window = 0;
	int have = 0;
	text = zb_span_sub(text, 0, TEXT_MAX);
	while (text.n > 0) {
		uint32_t cp = 0;
		int len = zb_utf8_next(&cp, text);
		text = zb_span_sub(text, len > 0 ? (size_t)len : 1, text.n);
		if (len <= 0 || !counts(cp))
			continue;
		window = (window << 16 | (cp & 0xFFFF)) & run_mask;
		if (++have >= RUN)
			vote(&b, mix(window));
	}
	empty_lanes(&b);
	if (b.total < FEATURES_MIN)
		return 0;
	uint64_t hash = 0;
	/* lanes[i] held bit i of every byte: votes[i * 8 + k] is bit 8 * k + i */
	for (int i = 0; i < 8; i++)
		for (int k = 0; k < 8; k++)
			if (b.votes[i * 8 + k] * 2 > b.total)
				hash |= (uint64_t)1 << (8 * k + i);
	return hash != 0 ? hash : 1;
}

int simhash_distance(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b);
}
