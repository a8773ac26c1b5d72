/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixed words looked for at every place of a text: a map of their first characters turns nearly
 * all places down at once.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

enum { WORDS_BITS = 1024 };

/* A value: made once for a text by adding each word. */
struct words {
	uint64_t firsts[WORDS_BITS / 64];
};

/* Of the character that `p` begins, `n` bytes left; two bytes of an ASCII word. */
static inline unsigned words_slot(const char *p, size_t n)
{
	const unsigned char *c = (const unsigned char *)p;
	if (n < 2)
		return c[0];
	unsigned third = c[0] >= 0xE0 && n > 2 ? c[2] : 0;
	return (c[0] * 5u + c[1] * 37u + third * 113u) % WORDS_BITS;
}

static inline void words_add(struct words *w, struct zb_span word)
{
	unsigned slot = words_slot(word.p, word.n);
	w->firsts[slot / 64] |= (uint64_t)1 << slot % 64;
}

/* Whether a word may begin at text[at]. */
static inline bool words_may_begin(const struct words *w, struct zb_span text, size_t at)
{
	unsigned slot = words_slot(text.p + at, text.n - at);
	return (w->firsts[slot / 64] >> slot % 64 & 1) != 0;
}
