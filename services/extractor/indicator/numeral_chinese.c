/* SPDX-License-Identifier: Apache-2.0 */
/* Numerals in Chinese digits: 一千二百, 二十余, 两三, 数十万. */
#include <stddef.h>

#include "at.h"
#include "digit.h"
#include "numeral_part.h"

#define TOTAL_MAX (INT64_MAX / 1000)

struct chinese {
	int64_t total;   /* closed sections: 亿, 万 */
	int64_t section; /* below 万 */
	int64_t digit;   /* waiting for its ten */
	int64_t step;    /* 两三, 七八: from the first digit to the second */
	int last_ten;    /* power of the last ten seen */
	bool any, waiting;
};

static bool close_ten(struct chinese *c, int power)
{
	static const int64_t tens[9] = { 1,      10,      100,      1000,     10000,
		                         100000, 1000000, 10000000, 100000000 };
	if (power >= 4) {
		int64_t section = c->section + c->digit;
		if (section == 0 && c->total == 0)
			section = 1;
		int64_t scaled = power == 8 ? c->total + section : section;
		if (scaled > TOTAL_MAX / tens[power])
			return false; /* 九万亿亿 */
		c->total = power == 8 && c->total > 0 ? scaled * tens[power]
		                                      : c->total + section * tens[power];
		c->section = 0;
	} else {
		c->section += (c->waiting ? c->digit : 1) * tens[power];
	}
	c->step *= tens[power];
	c->digit = 0;
	c->waiting = false;
	c->last_ten = power;
	return c->total < TOTAL_MAX;
}

/* 两三, 七八: two digits that follow each other say about how many. */
static bool is_about(int64_t two_digits)
{
	return two_digits % 10 == two_digits / 10 + 1 && two_digits >= 12;
}

/* 二〇二三, 一九九八: digits in a row are a number digit by digit. */
static size_t read_digit_row(struct numeral *num, struct zb_span text, size_t at)
{
	size_t len = 0;
	int digits = 0;
	int n = 0;
	size_t end = at;
	int d = 0;
	while (sign_is(text, end, SORT_DIGIT) && (d = numeral_digit(text, end, &len)) >= 0) {
		numeral_add_digit(num, d, &digits);
		end += len;
		n++;
	}
	if (n >= 2 && !sign_is(text, end, SORT_TEN) && !(n == 2 && is_about(num->mantissa)))
		return end;
	num->mantissa = 0;
	return at;
}

static size_t read_decimals(struct numeral *num, struct zb_span text, size_t at)
{
	size_t len = 0;
	int digits = 0;
	if (!has_word(text, at, "点") || numeral_digit(text, at + 3, &len) < 0)
		return at;
	at += 3;
	int d = 0;
	for (int64_t m = num->mantissa; m != 0; m /= 10)
		digits++;
	while ((d = numeral_digit(text, at, &len)) >= 0) {
		numeral_add_digit(num, d, &digits);
		num->decimals++;
		num->exp--;
		at += len;
	}
	return at;
}

/* The scale a round number was printed with: 三百万 has 6, 三百二十 has 0. */
static void split_scale(struct numeral *num)
{
	while (num->mantissa != 0 && num->mantissa % 10 == 0 && num->step % 10 == 0) {
		num->mantissa /= 10;
		num->step /= 10;
		num->exp++;
	}
}

/* The digits and scales that go on from `at`: of a number too large they are no numbers of their own. */
static size_t past_signs(struct zb_span text, size_t at)
{
	while (sign_is(text, at, SORT_DIGIT) || sign_is(text, at, SORT_TEN))
		at += 3;
	return at;
}

size_t numeral_read_chinese(struct numeral *num, struct zb_span text, size_t at)
{
	struct chinese c = { 0 };
	size_t end = read_digit_row(num, text, at);
	num->chinese = true;
	if (end > at)
		return read_decimals(num, text, end);
	for (;; end += 3) {
		struct sign s = sign_at(text, end);
		if (s.sort == SORT_NONE)
			break;
		if (s.sort == SORT_DIGIT) {
			if (c.waiting && c.digit != 0) {
				if (c.step != 0 || s.value != c.digit + 1)
					break;
				c.step = 1;
				continue;
			}
			c.digit = s.value;
			c.waiting = s.value != 0;
		} else if (s.sort == SORT_TEN) {
			if (s.value == 3 && c.any &&
			    (has_word(text, end, "千瓦") || has_word(text, end, "千克")))
				break;
			num->bare_scale = num->bare_scale || !c.any;
			if (!close_ten(&c, s.value)) {
				num->too_long = true;
				end = past_signs(text, end);
				break;
			}
			if (s.value >= 2)
				num->unit_mult = s.value;
		} else if (s.sort == SORT_MORE && c.any && !has_word(text, end, "余额") &&
		           !num->more && c.last_ten > 0 && !c.waiting) {
			num->more = true;
		} else if (has_word(text, end, "几") && c.last_ten > 0 && !c.waiting &&
		           !num->more) {
			num->more = true; /* 十几 */
		} else {
			break;
		}
		c.any = true;
	}
	if (!c.any)
		return at;
	num->bare_scale = num->bare_scale && c.total + c.section + c.digit > 0 &&
	                  !sign_is(text, at, SORT_DIGIT);
	if (has_word(text, at, "十"))
		num->bare_scale = false;
	num->mantissa = c.total + c.section + c.digit;
	num->step = c.step;
	size_t with_point = read_decimals(num, text, end);
	if (with_point > end)
		with_point = numeral_read_scale(num, text, with_point);
	else
		split_scale(num);
	return with_point;
}

/* 数十, 几百万, 上百: a scale and no digit. */
size_t numeral_read_vague(struct numeral *num, struct zb_span text, size_t at)
{
	size_t end = at + 3;
	if (!sign_is(text, end, SORT_TEN))
		return at;
	num->mantissa = 1;
	num->vague = true;
	num->more = true;
	num->chinese = true;
	while (sign_is(text, end, SORT_TEN)) {
		int v = sign_at(text, end).value;
		if (v == 3 && has_word(text, end, "千瓦"))
			break;
		numeral_scale_by(num, v, v > 1);
		end += 3;
	}
	return end;
}
