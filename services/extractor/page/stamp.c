/* SPDX-License-Identifier: Apache-2.0 */
#include "stamp.h"

#include <stdio.h>
#include <string.h>

#include "common/arena.h"

enum { YEAR_MIN = 1949, YEAR_MAX = 2099, BEIJING_MINUTES = 8 * 60 };

/* A place in the text that only moves on. */
struct cursor {
	struct zb_span s;
	size_t at;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take(struct cursor *c, struct zb_span word)
{
	if (!zb_span_starts(zb_span_sub(c->s, c->at, word.n), word))
		return false;
	c->at += word.n;
	return true;
}

static bool take_char(struct cursor *c, const char *set)
{
	if (c->at >= c->s.n || c->s.p[c->at] == '\0' || strchr(set, c->s.p[c->at]) == NULL)
		return false;
	c->at++;
	return true;
}

static void skip_spaces(struct cursor *c)
{
	while (take_char(c, " \t") || take(c, ZB_S("　")) || take(c, ZB_S("\u00A0")))
		;
}

/* One to `digits` digits, full-width ones too; -1 for none. */
static int take_number(struct cursor *c, int digits)
{
	int value = 0;
	int n = 0;
	for (; n < digits && c->at < c->s.n; n++) {
		const unsigned char *p = (const unsigned char *)c->s.p + c->at;
		if (is_digit((char)p[0])) {
			value = value * 10 + (p[0] - '0');
			c->at++;
		} else if (c->at + 2 < c->s.n && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 &&
		           p[2] <= 0x99) {
			value = value * 10 + (p[2] - 0x90);
			c->at += 3;
		} else {
			break;
		}
	}
	return n > 0 ? value : -1;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

static bool is_date(const struct stamp *t)
{
	return t->year >= YEAR_MIN && t->year <= YEAR_MAX && t->month >= 1 && t->month <= 12 &&
	       t->day >= 1 && t->day <= days_in(t->year, t->month);
}

/* Moves the stamp by at most two days. */
static void add_minutes(struct stamp *t, int minutes)
{
	int total = t->hour * 60 + t->minute + minutes;
	while (total < 0) {
		total += 24 * 60;
		if (--t->day == 0) {
			if (--t->month == 0) {
				t->month = 12;
				t->year--;
			}
			t->day = days_in(t->year, t->month);
		}
	}
	while (total >= 24 * 60) {
		total -= 24 * 60;
		if (++t->day > days_in(t->year, t->month)) {
			t->day = 1;
			if (++t->month == 13) {
				t->month = 1;
				t->year++;
			}
		}
	}
	t->hour = total / 60;
	t->minute = total % 60;
}

/* "+08:00", "-0500", "Z", "GMT"; without one the time is Beijing's already. */
static void take_zone(struct cursor *c, struct stamp *t)
{
	size_t before = c->at;
	skip_spaces(c);
	if (take(c, ZB_S("Z")) || take(c, ZB_S("GMT")) || take(c, ZB_S("UTC")) ||
	    take(c, ZB_S("UT"))) {
		if (c->at >= c->s.n || (c->s.p[c->at] != '+' && c->s.p[c->at] != '-')) {
			add_minutes(t, BEIJING_MINUTES);
			return;
		}
	}
	bool west = c->at < c->s.n && c->s.p[c->at] == '-';
	struct cursor zone = *c;
	if (!take_char(&zone, "+-")) {
		c->at = before;
		return;
	}
	int hours = take_number(&zone, 2);
	take_char(&zone, ":");
	int minutes = take_number(&zone, 2);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) {
		c->at = before;
		return;
	}
	int offset = (hours * 60 + minutes) * (west ? -1 : 1);
	add_minutes(t, BEIJING_MINUTES - offset);
	c->at = zone.at;
}

static bool take_colon(struct cursor *c)
{
	return take_char(c, ":") || take(c, ZB_S("："));
}

/* "15:07", "15:07:05.123", "15时07分", "下午3:07"; leaves the cursor where there is none. */
static void take_time(struct cursor *c, struct stamp *t)
{
	struct cursor at = *c;
	t->hour = -1;
	skip_spaces(&at);
	if (take_char(&at, "T,，") || take(&at, ZB_S("星期")) || take(&at, ZB_S("周")))
		for (int i = 0; i < 3 && at.at < at.s.n && (unsigned char)at.s.p[at.at] >= 0x80;
		     i++)
			at.at++;
	skip_spaces(&at);
	bool afternoon = take(&at, ZB_S("下午")) || take(&at, ZB_S("PM "));
	if (!afternoon && !take(&at, ZB_S("上午")))
		take(&at, ZB_S("AM "));
	int hour = take_number(&at, 2);
	bool chinese = hour >= 0 && take(&at, ZB_S("时"));
	if (hour < 0 || hour > 23 || (!chinese && !take_colon(&at)))
		return;
	int minute = take_number(&at, 2);
	if (minute < 0 || minute > 59)
		return;
	if (chinese)
		take(&at, ZB_S("分"));
	t->hour = afternoon && hour < 12 ? hour + 12 : hour;
	t->minute = minute;
	t->second = 0;
	struct cursor seconds = at;
	if (take_colon(&seconds)) {
		int second = take_number(&seconds, 2);
		if (second >= 0 && second <= 59) {
			t->second = second;
			at = seconds;
			if (take_char(&at, "."))
				take_number(&at, 9);
		}
	}
	*c = at;
	take_zone(c, t);
}

/* What stands between year, month and day: the same kind both times. */
enum joint { JOINT_NONE, JOINT_CHINESE, JOINT_DASH, JOINT_SLASH, JOINT_DOT };

static enum joint take_joint(struct cursor *c, struct zb_span chinese)
{
	skip_spaces(c);
	enum joint joint = JOINT_NONE;
	if (take(c, chinese))
		joint = JOINT_CHINESE;
	else if (take(c, ZB_S("-")) || take(c, ZB_S("－")) || take(c, ZB_S("—")))
		joint = JOINT_DASH;
	else if (take(c, ZB_S("/")))
		joint = JOINT_SLASH;
	else if (take(c, ZB_S(".")) || take(c, ZB_S("．")))
		joint = JOINT_DOT;
	skip_spaces(c);
	return joint;
}

static bool date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	t.year = take_number(&c, 4);
	enum joint first = take_joint(&c, ZB_S("年"));
	if (first == JOINT_NONE)
		return false;
	t.month = take_number(&c, 2);
	enum joint second = take_joint(&c, ZB_S("月"));
	t.day = take_number(&c, 2);
	if (second != first || !is_date(&t) || (c.at < s.n && is_digit(s.p[c.at])))
		return false;
	struct cursor day = c;
	skip_spaces(&day);
	if (first == JOINT_CHINESE && (take(&day, ZB_S("日")) || take(&day, ZB_S("号"))))
		c = day;
	else if (first == JOINT_CHINESE && c.at < s.n &&
	         !zb_span_starts(zb_span_sub(s, c.at, 6), ZB_S("来源")))
		return false; /* 2020年3月5 of what? */
	take_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

/* 9/17/2004 5:54:13 AM, as servers with an American locale print. */
static bool american_date_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	t.month = take_number(&c, 2);
	if (!take_char(&c, "/"))
		return false;
	t.day = take_number(&c, 2);
	size_t slash = c.at;
	if (!take_char(&c, "/"))
		return false;
	t.year = take_number(&c, 4);
	if (c.at != slash + 5 || !is_date(&t))
		return false;
	take_time(&c, &t);
	struct cursor half = c;
	skip_spaces(&half);
	if (t.hour >= 0 && t.hour < 12 && take(&half, ZB_S("PM")))
		t.hour += 12;
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
		if (take(c, digits[i]))
			return i < 10 ? i : 0;
	return -1;
}

/* Up to thirty-one: 三, 十, 十二, 二十, 三十一. */
static int take_han_number(struct cursor *c)
{
	int tens = take_han_digit(c);
	if (!take(c, ZB_S("十")))
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
	if (!take(&c, ZB_S("年")))
		return false;
	t.month = take_han_number(&c);
	if (!take(&c, ZB_S("月")))
		return false;
	t.day = take_han_number(&c);
	if (!take(&c, ZB_S("日")) || !is_date(&t))
		return false;
	t.end = c.at;
	*out = t;
	return true;
}

bool stamp_find(struct stamp *out, struct zb_span s, size_t from)
{
	for (size_t i = from; i + 8 <= s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool begins = (c == '1' || c == '2') && (i == 0 || !is_digit(s.p[i - 1]));
		if (begins && date_at(out, s, i))
			return true;
		if (is_digit((char)c) && (i == 0 || !is_digit(s.p[i - 1])) &&
		    memchr(s.p + i + 1, '/', 2) != NULL && american_date_at(out, s, i))
			return true;
		if ((c == 0xE4 || c == 0xEF) && (han_date_at(out, s, i) || date_at(out, s, i)))
			return true;
	}
	return false;
}

/* --- addresses --- */

/* 20240329, 2024/03/29, 2024-03/29, 202403/29, 2024/0329. */
static bool packed_at(struct stamp *out, struct zb_span s, size_t at)
{
	struct cursor c = { .s = s, .at = at };
	struct stamp t = { .hour = -1, .start = at };
	size_t begin = at;
	t.year = take_number(&c, 4);
	if (c.at != begin + 4)
		return false;
	take_char(&c, "/-_");
	begin = c.at;
	t.month = take_number(&c, 2);
	if (c.at == begin || (c.at == begin + 1 && s.p[begin - 1] != '/'))
		return false;
	take_char(&c, "/-_");
	begin = c.at;
	t.day = take_number(&c, 2);
	if (c.at == begin || (c.at == begin + 1 && s.p[begin - 1] != '/') || !is_date(&t) ||
	    t.year < 1990)
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

bool stamp_of_mail(struct stamp *out, struct zb_span s)
{
	struct cursor c = { .s = s };
	while (c.at < s.n && !is_digit(s.p[c.at]))
		c.at++;
	struct stamp t = { .hour = -1, .start = c.at };
	t.day = take_number(&c, 2);
	while (take_char(&c, " -"))
		;
	t.month = take_month_name(&c);
	while (take_char(&c, " -,"))
		;
	t.year = take_number(&c, 4);
	if (t.year >= 0 && t.year < 100)
		t.year += t.year < 70 ? 2000 : 1900;
	if (!is_date(&t))
		return stamp_find(out, s, 0);
	take_time(&c, &t);
	t.end = c.at;
	*out = t;
	return true;
}

/* --- printing --- */

struct zb_span stamp_print_day(struct zb_arena *arena, const struct stamp *t)
{
	char text[48];
	int n = snprintf(text, sizeof(text), "%04d-%02d-%02d", t->year, t->month, t->day);
	return zb_arena_dup(arena, zb_span(text, (size_t)n));
}

struct zb_span stamp_print(struct zb_arena *arena, const struct stamp *t)
{
	char text[96];
	if (t->hour < 0)
		return stamp_print_day(arena, t);
	int n = snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d+08:00", t->year,
	                 t->month, t->day, t->hour, t->minute, t->second);
	return zb_arena_dup(arena, zb_span(text, (size_t)n));
}

bool stamp_same_day(const struct stamp *a, const struct stamp *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day;
}
