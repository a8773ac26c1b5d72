/* SPDX-License-Identifier: Apache-2.0 */
#include "cursor.h"

#include <string.h>

enum { YEAR_MIN = 1949, YEAR_MAX = 2099, BEIJING_MINUTES = 8 * 60 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool cursor_take(struct cursor *c, struct zb_span word)
{
	if (!zb_span_starts(zb_span_sub(c->s, c->at, word.n), word))
		return false;
	c->at += word.n;
	return true;
}

bool cursor_char(struct cursor *c, const char *set)
{
	if (c->at >= c->s.n || c->s.p[c->at] == '\0' || strchr(set, c->s.p[c->at]) == NULL)
		return false;
	c->at++;
	return true;
}

void cursor_spaces(struct cursor *c)
{
	while (cursor_char(c, " \t") || cursor_take(c, ZB_S("　")) ||
	       cursor_take(c, ZB_S("\u00A0")))
		;
}

/* One to `digits` digits, full-width ones too; -1 for none. */
int cursor_number(struct cursor *c, int digits)
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

int stamp_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

bool stamp_is_date(const struct stamp *t)
{
	return t->year >= YEAR_MIN && t->year <= YEAR_MAX && t->month >= 1 && t->month <= 12 &&
	       t->day >= 1 && t->day <= stamp_month_days(t->year, t->month);
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
			t->day = stamp_month_days(t->year, t->month);
		}
	}
	while (total >= 24 * 60) {
		total -= 24 * 60;
		if (++t->day > stamp_month_days(t->year, t->month)) {
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

/* The zones that feeds name by letters; CST is China's own. */
static bool take_named_zone(struct cursor *c, struct stamp *t)
{
	static const struct {
		struct zb_span name;
		int minutes;
	} zones[] = {
		{ { "EST", 3 }, -300 }, { { "EDT", 3 }, -240 }, { { "CDT", 3 }, -300 },
		{ { "MST", 3 }, -420 }, { { "MDT", 3 }, -360 }, { { "PST", 3 }, -480 },
		{ { "PDT", 3 }, -420 }, { { "JST", 3 }, 540 },  { { "KST", 3 }, 540 },
		{ { "BST", 3 }, 60 },   { { "CEST", 4 }, 120 }, { { "CET", 3 }, 60 },
	};
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (cursor_take(c, zones[i].name)) {
			add_minutes(t, BEIJING_MINUTES - zones[i].minutes);
			return true;
		}
	return false;
}

/* "+08:00", "-0500", "Z", "GMT"; without one the time is Beijing's already. */
static void take_zone(struct cursor *c, struct stamp *t)
{
	size_t before = c->at;
	cursor_spaces(c);
	if (take_named_zone(c, t))
		return;
	if (cursor_take(c, ZB_S("Z")) || cursor_take(c, ZB_S("GMT")) ||
	    cursor_take(c, ZB_S("UTC")) || cursor_take(c, ZB_S("UT"))) {
		if (c->at >= c->s.n || (c->s.p[c->at] != '+' && c->s.p[c->at] != '-')) {
			add_minutes(t, BEIJING_MINUTES);
			return;
		}
	}
	bool west = c->at < c->s.n && c->s.p[c->at] == '-';
	struct cursor zone = *c;
	if (!cursor_char(&zone, "+-")) {
		c->at = before;
		return;
	}
	int hours = cursor_number(&zone, 2);
	cursor_char(&zone, ":");
	int minutes = cursor_number(&zone, 2);
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
	return cursor_char(c, ":") || cursor_take(c, ZB_S("："));
}

/* "星期五", "（周五）" */
static void take_weekday(struct cursor *c)
{
	struct cursor at = *c;
	bool bracket = cursor_take(&at, ZB_S("（")) || cursor_char(&at, "(");
	if (!cursor_take(&at, ZB_S("星期")) && !cursor_take(&at, ZB_S("周")))
		return;
	for (int i = 0; i < 3 && at.at < at.s.n && (unsigned char)at.s.p[at.at] >= 0x80; i++)
		at.at++;
	if (bracket && !cursor_take(&at, ZB_S("）")))
		cursor_char(&at, ")");
	*c = at;
}

/* "PM" and "AM" behind a time. */
static void take_half(struct cursor *c, struct stamp *t)
{
	struct cursor at = *c;
	cursor_spaces(&at);
	struct zb_span word = zb_span_sub(at.s, at.at, 2);
	bool after = zb_span_eq_nocase(word, ZB_S("PM"));
	if (!after && !zb_span_eq_nocase(word, ZB_S("AM")))
		return;
	if (after && t->hour < 12)
		t->hour += 12;
	else if (!after && t->hour == 12)
		t->hour = 0;
	c->at = at.at + 2;
}

/* "15:07", "15:07:05.123", "15时07分", "下午3:07"; leaves the cursor where there is none. */
void cursor_time(struct cursor *c, struct stamp *t)
{
	struct cursor at = *c;
	t->hour = -1;
	cursor_spaces(&at);
	cursor_char(&at, "T,");
	take_weekday(&at);
	cursor_spaces(&at);
	bool afternoon = cursor_take(&at, ZB_S("下午")) || cursor_take(&at, ZB_S("PM "));
	if (!afternoon && !cursor_take(&at, ZB_S("上午")))
		cursor_take(&at, ZB_S("AM "));
	cursor_spaces(&at);
	int hour = cursor_number(&at, 2);
	bool chinese = hour >= 0 && cursor_take(&at, ZB_S("时"));
	if (hour < 0 || hour > 23 || (!chinese && !take_colon(&at)))
		return;
	int minute = cursor_number(&at, 2);
	if (minute < 0 || minute > 59)
		return;
	if (chinese)
		cursor_take(&at, ZB_S("分"));
	t->hour = afternoon && hour < 12 ? hour + 12 : hour;
	t->minute = minute;
	t->second = 0;
	struct cursor seconds = at;
	if (take_colon(&seconds)) {
		int second = cursor_number(&seconds, 2);
		if (second >= 0 && second <= 59) {
			t->second = second;
			at = seconds;
			if (cursor_char(&at, "."))
				cursor_number(&at, 9);
		}
	}
	take_half(&at, t);
	*c = at;
	take_zone(c, t);
}
