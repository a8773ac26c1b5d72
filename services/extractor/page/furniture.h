/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines that stand on a page without being part of its article, told by their words: bread crumbs,
 * font size switches, hit counters, "related reading", copyright. One line in, a verdict out.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"
#include "words.h"

enum furniture {
	FURNITURE_NONE,
	FURNITURE_LINE, /* drop it wherever it stands */
	FURNITURE_HEAD, /* drop it before the article begins */
	FURNITURE_TAIL, /* the article ended before it */
	FURNITURE_FOOT, /* the site's own foot: no article follows it */
};

enum { FURNITURE_WORDS_MAX = 256 };

struct furniture_word {
	unsigned char group, place, next;
};

/* The words looked for, made once for a text. */
struct furniture_words {
	unsigned char anywhere[WORDS_BITS]; /* by their first character, numbers of `words` */
	struct furniture_word words[FURNITURE_WORDS_MAX]; /* from 1 */
	unsigned n;
	struct words heads; /* words at the beginning of a line */
};

void furniture_init(struct furniture_words *w);
/* *keep: bytes at the line's head that stay all the same, a sentence before the furniture. */
enum furniture furniture_of(size_t *keep, const struct furniture_words *w, struct zb_span line);
