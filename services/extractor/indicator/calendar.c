/* SPDX-License-Identifier: Apache-2.0 */
/* Days, and spans of them. */

#include "period_cursor.h"

/* --- putting a value together --- */

struct day make_day(int y, int m, int d)
{
	return (struct day){ .y = (int16_t)y, .m = (int8_t)m, .d = (int8_t)d };
}

void set_range(struct when *w, struct day start, struct day end)
{
	w->kind = start.y != 0 && end.y != 0 ? WHEN_RANGE : WHEN_NONE;
	w->start = start;
	w->end = end;
}

void set_asof(struct when *w, struct day end)
{
	w->kind = end.y != 0 ? WHEN_ASOF : WHEN_NONE;
	w->start = (struct day){ 0 };
	w->end = end;
}

void set_months(struct when *w, int year, const struct months *m)
{
	if (m->end) {
		set_asof(w, make_day(year, m->to, 0));
		return;
	}
	set_range(w, make_day(year, m->from, m->day), make_day(year, m->to, m->last_day));
	w->months = (int8_t)(m->day == 0 ? m->to - m->from + 1 : 0);
	w->single_day = m->day != 0 && m->day == m->last_day && m->from == m->to;
}

/* A month without a year lies in the year spoken of, or in the latest one that has come. */
int year_of_months(const struct when_context *ctx, const struct months *m)
{
	int year = ctx->year != 0 ? ctx->year : ctx->published.y;
	int ahead = m->from - ctx->published.m;
	if (year == 0 || year != ctx->published.y || ctx->published.m == 0 || ahead <= 0)
		return year;
	/* 四季度 in February is last year's; 9月 in August is yet to come. */
	return ahead > 3 ? year - 1 : year;
}

struct day day_before(struct day day)
{
	static const int8_t last[] = { 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30 };
	if (day.d > 1) {
		day.d--;
		return day;
	}
	if (day.m == 1) {
		day.y--;
		day.m = 12;
		day.d = 31;
		return day;
	}
	bool leap = (day.y % 4 == 0 && day.y % 100 != 0) || day.y % 400 == 0;
	day.d = (int8_t)(day.m == 3 && leap ? 29 : last[day.m - 1]);
	day.m--;
	return day;
}

struct day day_minus(struct day day, int n)
{
	while (day.d != 0 && n-- > 0)
		day = day_before(day);
	return day;
}

bool day_is_after(struct day a, struct day b)
{
	if (b.y == 0 || a.y == 0)
		return false;
	if (a.y != b.y)
		return a.y > b.y;
	if (a.m == 0 || b.m == 0 || a.m == b.m)
		return a.m != 0 && a.m == b.m && a.d != 0 && b.d != 0 && a.d > b.d;
	return a.m > b.m;
}

bool day_is_over(struct day end, struct day published)
{
	if (published.y == 0 || end.y < published.y)
		return true;
	return end.y == published.y && end.m != 0 && end.m <= published.m;
}

static char *put_digits(char *out, int v, int n)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		out[i] = (char)('0' + v % 10);
	return out + n;
}

const char *day_text(char out[12], struct day day)
{
	char *p = out;
	if (day.y > 0)
		p = put_digits(p, day.y, 4);
	if (day.y > 0 && day.m > 0) {
		*p++ = '-';
		p = put_digits(p, day.m, 2);
	}
	if (day.y > 0 && day.m > 0 && day.d > 0) {
		*p++ = '-';
		p = put_digits(p, day.d, 2);
	}
	*p = '\0';
	return out;
}

size_t day_read(struct day *out, struct zb_span text)
{
	static const char *const marks[] = { "-", "/", ".", "年", NULL };
	struct cursor c = { .text = text };
	int y = 0;
	int m = 0;
	int d = 0;
	if (!eat_year_digits(&c, &y)) {
		/* 23-08-09: two digits of this century */
		if (!eat_number(&c, &y, 2) || y < 1 || !sees(&c, "-"))
			return 0;
		y += 2000;
	}
	if (!eat_any(&c, marks) || !eat_number(&c, &m, 2) || m < 1 || m > 12)
		return 0;
	if (!(eat_any(&c, marks) || eat(&c, "月")) || !eat_number(&c, &d, 2) || d < 1 || d > 31)
		return 0;
	eat(&c, "日");
	*out = make_day(y, m, d);
	return c.at;
}
