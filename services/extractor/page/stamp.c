/* SPDX-License-Identifier: Apache-2.0 */
#include "stamp.h"

#include <string.h>

#include "cursor.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What stands between year, month and day: the same kind both times. */
enum joint { JOINT_NONE, JOINT_CHINESE, JOINT_DASH, JOINT_SLASH, JOINT_DOT };

static enum joint take_joint(struct cursor *c, struct zb_span chinese)
{
	cursor_spaces(c);
	enum joint joint = JOINT_NONE;
	if (cursor_take(c, chinese))
		joint = JOINT_CHINESE;
	else if (cursor_take(c, ZB_S("-")) || cursor_take(c, ZB_S("－")) ||
	         cursor_take(c, ZB_S("—")))
		joint = JOINT_DASH;
	else if (cursor_take(c, ZB_S("/")))
		joint = JOINT_SLASH;
	else if (cursor_take(c, ZB_S(".")) || cursor_take(c, ZB_S("．")))
		joint = JOINT_DOT;
	cursor_spaces(c);
	return joint;
}

static bool date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	t.year = cursor_number(&c, 4);
	enum joint first = take_joint(&c, ZB_S("年"));
	if (first == JOINT_NONE)
		return false;
	t.month = cursor_number(&c, 2);
	enum joint second = take_joint(&c, ZB_S("月"));
	t.day = cursor_number(&c, 2);
	if (second != first || !stamp_is_date(&t) || (c.at < s.n && is_digit(s.p[c.at])))
		return false;
	struct cursor day = c;
	cursor_spaces(&day);
	if (first == JOINT_CHINESE &&
	    (cursor_take(&day, ZB_S("日")) || cursor_take(&day, ZB_S("号"))))
		c = day;
	else if (first == JOINT_CHINESE && c.at < s.n &&
	         !zb_span_starts(zb_span_sub(s, day.at, 6), ZB_S("来源")))
		return false; /* 2020年3月5 of what? */
	cursor_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

/*
 * 9/17/2004 5:54:13 AM, as servers with an American locale print. Where only the other order is a
 * day, as in 17/9/2004, that is meant.
 */
static bool american_date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	t.month = cursor_number(&c, 2);
	if (!cursor_char(&c, "/"))
		return false;
	t.day = cursor_number(&c, 2);
	size_t slash = c.at;
	if (!cursor_char(&c, "/"))
		return false;
	t.year = cursor_number(&c, 4);
	if (t.month > 12) {
		int day = t.month;
		t.month = t.day;
		t.day = day;
	}
	if (c.at != slash + 5 || !stamp_is_date(&t))
		return false;
	cursor_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

/* --- dates in Chinese numerals, as signing blocks have them --- */

static int take_han_digit(struct cursor *c)
{
	static const struct zb_span digits[] = {
		{ "〇", 3 }, { "一", 3 }, { "二", 3 }, { "三", 3 }, { "四", 3 },
		{ "五", 3 }, { "六", 3 }, { "七", 3 }, { "八", 3 }, { "九", 3 },
		{ "○", 3 },  { "零", 3 }, { "Ο", 2 },  { "O", 1 },  { "0", 1 },
	};
	for (int i = 0; i < (int)(sizeof(digits) / sizeof(digits[0])); i++)
		if (cursor_take(c, digits[i]))
			return i < 10 ? i : 0;
	return -1;
}

/* Up to thirty-one: 三, 十, 十二, 二十, 三十一. */
static int take_han_number(struct cursor *c)
{
	int tens = take_han_digit(c);
	if (!cursor_take(c, ZB_S("十")))
		return tens;
	int ones = take_han_digit(c);
	return (tens < 0 ? 1 : tens) * 10 + (ones < 0 ? 0 : ones);
}

static bool han_date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	for (int i = 0; i < 4; i++) {
		int digit = take_han_digit(&c);
		if (digit < 0)
			return false;
		t.year = t.year * 10 + digit;
	}
	if (!cursor_take(&c, ZB_S("年")))
		return false;
	t.month = take_han_number(&c);
	if (!cursor_take(&c, ZB_S("月")))
		return false;
	t.day = take_han_number(&c);
	if (!cursor_take(&c, ZB_S("日")) || !stamp_is_date(&t))
		return false;
	t.end = c.at;
	*out = t;
	return true;
}

/* 民國113年3月29日 */
static bool republic_date_at(struct stamp *out, struct zb_span s, size_t at)
{
	enum { FIRST_YEAR = 1911 };
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	if (!cursor_take(&c, ZB_S("民國")) && !cursor_take(&c, ZB_S("民国")))
		return false;
	cursor_spaces(&c);
	t.year = FIRST_YEAR + cursor_number(&c, 3);
	cursor_spaces(&c);
	if (!cursor_take(&c, ZB_S("年")))
		return false;
	cursor_spaces(&c);
	t.month = cursor_number(&c, 2);
	cursor_spaces(&c);
	if (!cursor_take(&c, ZB_S("月")))
		return false;
	cursor_spaces(&c);
	t.day = cursor_number(&c, 2);
	cursor_spaces(&c);
	if (!cursor_take(&c, ZB_S("日")) || !stamp_is_date(&t))
		return false;
	cursor_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

static int take_month_name(struct cursor *c)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	for (int i = 0; i < 12; i++)
		if (zb_span_eq_nocase(zb_span_sub(c->s, c->at, 3), zb_span(names + 3 * i, 3))) {
			c->at += 3;
			while (c->at < c->s.n && c->s.p[c->at] >= 'a' && c->s.p[c->at] <= 'z')
				c->at++;
			return i + 1;
		}
	return -1;
}

/* March 29, 2024 */
static bool english_date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	t.month = take_month_name(&c);
	cursor_char(&c, ".");
	cursor_spaces(&c);
	t.day = cursor_number(&c, 2);
	cursor_char(&c, ",");
	cursor_spaces(&c);
	size_t year = c.at;
	t.year = cursor_number(&c, 4);
	if (t.month < 0 || c.at != year + 4 || !stamp_is_date(&t))
		return false;
	cursor_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

/* 05-03-21 11:21, as forums print: only with a time, which no number of a part has behind it. */
static bool short_date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	if (s.p[at + 2] != '-' || s.p[at + 5] != '-')
		return false;
	t.year = 2000 + cursor_number(&c, 2);
	cursor_char(&c, "-");
	t.month = cursor_number(&c, 2);
	cursor_char(&c, "-");
	t.day = cursor_number(&c, 2);
	if (c.at != at + 8 || !stamp_is_date(&t))
		return false;
	cursor_time(&c, &t);
	t.end = c.at;
	*out = t;
	return t.hour >= 0;
}

/* Before a date of two-digit numbers: the figures of something longer. */
static bool goes_on_before(struct zb_span s, size_t at)
{
	return at > 0 && (is_digit(s.p[at - 1]) || s.p[at - 1] == '-' || s.p[at - 1] == '.');
}

static bool is_three(const unsigned char *p, unsigned char a, unsigned char b, unsigned char c)
{
	return p[0] == a && p[1] == b && p[2] == c;
}

/* Most places are turned down by a look at the first bytes; at least eight are there. */
static bool any_date_at(struct stamp *out, struct zb_span s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	if (is_digit((char)p[0])) {
		if (i > 0 && is_digit(s.p[i - 1]))
			return false;
		bool year = (p[0] == '1' || p[0] == '2') && is_digit((char)p[1]);
		return (year && date_at(out, s, i)) ||
		       (memchr(p + 1, '/', 2) != NULL && american_date_at(out, s, i)) ||
		       (p[2] == '-' && !goes_on_before(s, i) && short_date_at(out, s, i));
	}
	/* 一, 二; １, ２; 民 */
	if (is_three(p, 0xE4, 0xB8, 0x80) || is_three(p, 0xE4, 0xBA, 0x8C))
		return han_date_at(out, s, i);
	if (p[0] == 0xEF)
		return (p[2] == 0x91 || p[2] == 0x92) && date_at(out, s, i);
	if (is_three(p, 0xE6, 0xB0, 0x91))
		return republic_date_at(out, s, i);
	return p[0] >= 'A' && p[0] <= 'S' && p[1] >= 'a' && english_date_at(out, s, i);
}

bool stamp_find(struct stamp *out, struct zb_span s, size_t from)
{
	for (size_t i = from; i + 8 <= s.n; i++)
		if (any_date_at(out, s, i))
			return true;
	return false;
}

/* --- addresses --- */

/* 20240329, 2024/03/29, 2024-03/29, 202403/29, 2024/0329. */
static bool packed_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	size_t begin = at;
	t.year = cursor_number(&c, 4);
	if (c.at != begin + 4)
		return false;
	cursor_char(&c, "/-_");
	begin = c.at;
	t.month = cursor_number(&c, 2);
	if (c.at == begin || (c.at == begin + 1 && s.p[begin - 1] != '/'))
		return false;
	cursor_char(&c, "/-_");
	begin = c.at;
	t.day = cursor_number(&c, 2);
	if (c.at == begin || (c.at == begin + 1 && s.p[begin - 1] != '/') ||
	    !stamp_is_date(&t) || t.year < 1990)
		return false;
	t.end = c.at;
	*out = t;
	return true;
}

bool stamp_in_url(struct stamp *out, struct zb_span url)
{
	ptrdiff_t scheme = zb_span_find(url, ZB_S("://"), 0);
	size_t from = scheme >= 0 ? (size_t)scheme + 3 : 0;
	for (size_t i = from; i + 8 <= url.n; i++) {
		bool begins = (url.p[i] == '1' || url.p[i] == '2') && i > 0 &&
		              !is_digit(url.p[i - 1]);
		if (begins && packed_at(out, url, i) &&
		    (out->end >= url.n || !is_digit(url.p[out->end])))
			return true;
	}
	return false;
}

/* --- mail dates --- */

bool stamp_of_mail(struct stamp *out, struct zb_span s)
{
	struct cursor c = { .s = s };
	while (c.at < s.n && !is_digit(s.p[c.at]))
		c.at++;
	struct stamp t = { .hour = -1, .start = c.at };
	t.day = cursor_number(&c, 2);
	while (cursor_char(&c, " -"))
		;
	t.month = take_month_name(&c);
	while (cursor_char(&c, " -,"))
		;
	t.year = cursor_number(&c, 4);
	if (t.year >= 0 && t.year < 100)
		t.year += t.year < 70 ? 2000 : 1900;
	if (!stamp_is_date(&t))
		return stamp_find(out, s, 0);
	cursor_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

/* --- digits --- */

bool stamp_of_digits(struct stamp *out, struct zb_span s)
{
	enum { DAY = 8, SECONDS = 10, MILLIS = 13, FULL = 14 };
	int64_t value = 0;
	struct cursor c = { .s = s };
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || i >= FULL)
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	if (s.n == SECONDS || s.n == MILLIS)
		return stamp_of_epoch(out, s.n == MILLIS ? value / 1000 : value);
	if (s.n != DAY && s.n != FULL)
		return false;
	struct stamp t = { .hour = -1, .end = s.n };
	t.year = cursor_number(&c, 4);
	t.month = cursor_number(&c, 2);
	t.day = cursor_number(&c, 2);
	if (s.n == FULL) {
		t.hour = cursor_number(&c, 2);
		t.minute = cursor_number(&c, 2);
		t.second = cursor_number(&c, 2);
	}
	*out = t;
	return stamp_is_date(&t) && t.hour < 24 && t.minute < 60 && t.second < 60;
}
