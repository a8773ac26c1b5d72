/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does this word stand here? Asked at nearly every character, mostly to hear no, so the answer is
 * found byte by byte, in place and without a call.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Length of `word` where it stands at text[at], else 0. */
static inline size_t word_at(struct zb_span text, size_t at, const char *word)
{
	size_t i = 0;
	while (word[i] != '\0') {
		if (at + i >= text.n || text.p[at + i] != word[i])
			return 0;
		i++;
	}
	return i;
}

static inline bool has_word(struct zb_span text, size_t at, const char *word)
{
	return word_at(text, at, word) > 0;
}

/* `word` ends right before text[at]. */
static inline bool word_before(struct zb_span text, size_t at, const char *word)
{
	size_t n = strlen(word);
	return at >= n && word_at(text, at - n, word) == n;
}

/* Length of the first of `words` (NULL ended) that stands at text[at], else 0. */
static inline size_t any_word_at(struct zb_span text, size_t at, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t n = word_at(text, at, *words);
		if (n > 0)
			return n;
	}
	return 0;
}
