/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The characters numerals are written with: Arabic digits, half and full width, and the Chinese
 * signs, everyday and 大写.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum sign_sort {
	SORT_NONE,
	SORT_DIGIT,
	SORT_TEN,   /* 十, 百, 千, 万, 亿 */
	SORT_POINT, /* 点 */
	SORT_VAGUE, /* 几, 数 */
	SORT_MORE,  /* 多, 余 */
	SORT_HALF,
};

struct sign {
	uint8_t sort;
	int8_t value; /* the digit, or the power of ten */
};

/* The Chinese sign at text[at]. */
struct sign sign_at(struct zb_span text, size_t at);
bool sign_is(struct zb_span text, size_t at, enum sign_sort sort);
/* The Arabic digit at text[at], half or full width (U+FF10..FF19), and its bytes; -1: none. */
int digit_arabic(struct zb_span text, size_t at, size_t *len);
/* The digit that a character stands for, in any writing; -1: none. */
int numeral_digit(struct zb_span text, size_t at, size_t *len);
