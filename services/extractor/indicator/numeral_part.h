/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a numeral that Arabic and Chinese writing share. Each reader returns the offset behind
 * what it read: `at` itself where nothing was. */
#pragma once

#include "numeral.h"

/* One more digit of the mantissa; `digits` counts those that matter. */
void numeral_add_digit(struct numeral *num, int d, int *digits);
/* One more scale, 10 to the power of `power`, `printed` as one; past 10^20 the number is too long. */
void numeral_scale_by(struct numeral *num, int power, bool printed);
/* 万, 千万, 万亿 … behind a number, with 多 or 余 before or between. */
size_t numeral_read_scale(struct numeral *num, struct zb_span text, size_t at);
size_t numeral_read_chinese(struct numeral *num, struct zb_span text, size_t at);
/* 数十, 几百万: a scale and no digit. */
size_t numeral_read_vague(struct numeral *num, struct zb_span text, size_t at);
