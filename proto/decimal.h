/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact decimal numbers, mantissa * 10^exponent, as text and in comparison; never through
 * floating point. Exponents of records lie within +-ZB_DECIMAL_EXPONENT_MAX.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { ZB_DECIMAL_EXPONENT_MAX = 40 };

/* Room for the longest: sign, 19 digits, 40 zeros, point. */
struct zb_decimal_text {
	char s[72];
};

/* Plain notation without superfluous zeros behind the point: "1600000000000", "-5.3", "66.67";
 * "NaN" for an exponent out of range. */
struct zb_decimal_text zb_decimal_text(int64_t mantissa, int32_t exponent);

/* A value and how exactly it was printed: half a unit of 10^precision on either side. */
struct zb_decimal {
	int64_t mantissa;
	int32_t exponent;
	int32_t precision; /* unit_mult - decimals of the record */
};

/* True where one lies within the other's rounding: 3.7e12 printed as 3.7万亿 agrees with
 * 37053亿. Values too far apart in magnitude to be compared exactly differ. */
bool zb_decimal_agrees(struct zb_decimal a, struct zb_decimal b);
