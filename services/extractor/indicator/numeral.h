/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One numeral at one place: Arabic (1,234.5; full-width alike), Chinese (一千二百, 二十余, 大写 too),
 * mixed (3.2万, 2千多), fractions (三分之二, 1/4, 百分之三点五), tenths (七成, 三成半). Exact: the
 * value is mantissa * 10^exp and never passes through floating point.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "digit.h"

enum numeral_kind {
	NUMERAL_PLAIN,
	NUMERAL_PERCENT,  /* 百分之三: the value is in percent */
	NUMERAL_FRACTION, /* 三分之二: in percent, two decimals */
	NUMERAL_TENTHS,   /* 七成: in percent */
};

struct numeral {
	uint32_t start, end; /* bytes of the text */
	int64_t mantissa;
	int64_t step;      /* 两三家, 七八成: what the high end has more; 0: one value */
	int16_t exp;       /* power of ten of the mantissa's last digit */
	int16_t unit_mult; /* power of ten of the scale words printed: 万 is 4 */
	int16_t decimals;  /* printed behind the point */
	uint8_t kind;
	bool chinese;    /* written with Chinese digits only */
	bool more;       /* 多, 余 inside or behind: the value is a lower bound */
	bool vague;      /* 数十, 几百: no digit is said */
	bool bare_scale; /* 百, 万亿 without a digit: 1 is meant */
	bool half;       /* a single 半 or 两 */
	bool too_long;   /* more digits than can be kept exactly: no value */
	uint32_t repair; /* offset of the first mended byte, 0: none */
	uint32_t repair_end;
};

/*
 * Reads the longest numeral at text[at]. Returns its length in bytes, or 0 where none begins.
 * The caller decides whether what was read is a quantity: 一 in 一般 is read as 1.
 */
size_t numeral_read(struct numeral *out, struct zb_span text, size_t at);
/* Can a numeral begin here? Cheap, and never wrong about a no. */
bool numeral_may_begin(struct zb_span text, size_t at);
/* Bytes of a space that may stand within a figure: 13.28 万元; 0: none. */
size_t numeral_space(struct zb_span text, size_t at);
