/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts that expressions of time are made of, read off a place in the text that moves on when
 * something was read and stays where nothing was. Private to the period files.
 */
#pragma once

#include "period.h"

/* A place in the text that only moves forward when something was read. */
struct cursor {
	struct zb_span text;
	size_t at;
	bool repaired;
};

/* Months, or days, of one year. */
struct months {
	int from, to;
	int day, last_day; /* 0: whole months */
	bool end;          /* 末, 底 */
	bool start;        /* 初 */
};

/* Marks of a range, NULL ended. */
extern const char *const cursor_dashes[];

bool eat(struct cursor *c, const char *s);
bool eat_any(struct cursor *c, const char *const *words);
bool sees(const struct cursor *c, const char *s);
bool sees_any(const struct cursor *c, const char *const *words);
bool eat_dash(struct cursor *c);
void eat_blank_before_digit(struct cursor *c); /* 2010年 1月 */
void eat_blank_before_name(struct cursor *c);  /* 2010 年, 7 月, 5 日 */
/* 1 to `most` digits, Arabic or Chinese (十二, 二十三 too for up to two). */
bool eat_number(struct cursor *c, int *out, int most);
/* Four digits that can be a year; O for 0 is mended and noted. */
bool eat_year_digits(struct cursor *c, int *year);
/* 今年, 去年, 全年 …; *year 0 where there is nothing to count from. */
bool eat_relative_year(struct cursor *c, const struct when_context *ctx, int *year);
/* 2019年, 2019年度, or a relative one. */
bool eat_year(struct cursor *c, const struct when_context *ctx, int *year);
/* 上半年, 前三季度, 一季报 … */
bool eat_season(struct cursor *c, struct months *m);
bool eat_day(struct cursor *c, int *day);
/* Seasons, 1-9月, 9月底, 9月3日至5日 … */
bool eat_months(struct cursor *c, struct months *m);

/* calendar.c */
struct day make_day(int y, int m, int d);
struct day day_before(struct day day);
/* `n` days earlier, at most 99; unchanged where the day is not known. */
struct day day_minus(struct day day, int n);
void set_range(struct when *w, struct day start, struct day end);
void set_asof(struct when *w, struct day end);
void set_months(struct when *w, int year, const struct months *m);
/* A month without a year lies in the year spoken of, or in the latest one that has come. */
int year_of_months(const struct when_context *ctx, const struct months *m);
