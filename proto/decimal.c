/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/decimal.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct zb_decimal_text zb_decimal_text(int64_t mantissa, int32_t exponent)
{
	struct zb_decimal_text out = { .s = "NaN" };
	if (exponent > ZB_DECIMAL_EXPONENT_MAX || exponent < -ZB_DECIMAL_EXPONENT_MAX)
		return out;
	while (exponent < 0 && mantissa % 10 == 0) {
		mantissa /= 10;
		exponent++;
	}
	char digits[24];
	uint64_t size = mantissa < 0 ? 0 - (uint64_t)mantissa : (uint64_t)mantissa;
	int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)size);
	const char *sign = mantissa < 0 ? "-" : "";
	static const char zeros[] = "0000000000000000000000000000000000000000";
	if (exponent >= 0)
		snprintf(out.s, sizeof(out.s), "%s%s%.*s", sign, digits,
		         mantissa != 0 ? (int)exponent : 0, zeros);
	else if (-exponent < n)
		snprintf(out.s, sizeof(out.s), "%s%.*s.%s", sign, n + (int)exponent, digits,
		         digits + n + exponent);
	else
		snprintf(out.s, sizeof(out.s), "%s0.%.*s%s", sign, (int)-exponent - n, zeros,
		         digits);
	return out;
}

/* 2 * mantissa * 10^(exponent - to); false where it does not fit. */
static bool doubled(__int128 *out, int64_t mantissa, int32_t exponent, int32_t to)
{
	const __int128 limit = (__int128)1 << 120;
	__int128 v = (__int128)mantissa * 2;
	for (int32_t i = to; i < exponent && v != 0; i++) {
		v *= 10;
		if (v > limit || v < -limit)
			return false;
	}
	*out = v;
	return true;
}

static int32_t min3(int32_t a, int32_t b, int32_t c)
{
	int32_t m = a < b ? a : b;
	return m < c ? m : c;
}

bool zb_decimal_agrees(struct zb_decimal a, struct zb_decimal b)
{
	int32_t coarse = a.precision > b.precision ? a.precision : b.precision;
	int32_t to = min3(a.exponent, b.exponent, coarse);
	__int128 x = 0;
	__int128 y = 0;
	__int128 unit = 0; /* doubled like x and y, so that its half is a whole number */
	if (!doubled(&x, a.mantissa, a.exponent, to) ||
	    !doubled(&y, b.mantissa, b.exponent, to) || !doubled(&unit, 1, coarse, to))
		return a.mantissa == b.mantissa && a.exponent == b.exponent;
	__int128 gap = x > y ? x - y : y - x;
	return gap <= unit / 2;
}
