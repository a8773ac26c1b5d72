/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a Chinese character can begin, in one look: most can begin nothing but a word, and the
 * readers of numerals, times and ranks need not be asked. Made once from those readers' own
 * answers, read-only afterwards.
 */
#pragma once

#include <stdint.h>

enum char_flag {
	CHAR_NUMBER = 1,   /* a numeral, or its minus */
	CHAR_TIME = 2,     /* an expression of time */
	CHAR_RANK = 4,     /* a position or doubling */
	CHAR_MARK = 8,     /* punctuation */
	CHAR_NUMERAL = 16, /* a sentence with it must be read */
	CHAR_STOP = 32,    /* may end a sentence */
};

struct chars {
	uint8_t flags[65536]; /* by code point of a three-byte character */
};

void chars_init(struct chars *chars);
