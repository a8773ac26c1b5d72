/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "common/arena.h"
#include "cursor.h"
#include "stamp.h"

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

bool stamp_of_epoch(struct stamp *out, int64_t seconds)
{
	enum { DAY = 24 * 60 * 60, YEARS_MAX = 2099 - 1970, BEIJING = 8 * 60 * 60 };
	seconds += BEIJING;
	if (seconds < 0 || seconds >= (int64_t)(YEARS_MAX + 1) * 365 * DAY)
		return false;
	int days = (int)(seconds / DAY);
	int rest = (int)(seconds % DAY);
	struct stamp t = { .year = 1970, .month = 1, .day = 1 };
	for (int n; days >= (n = stamp_month_days(t.year, 2) == 29 ? 366 : 365); t.year++)
		days -= n;
	for (int n; days >= (n = stamp_month_days(t.year, t.month)); t.month++)
		days -= n;
	t.day += days;
	t.hour = rest / 3600;
	t.minute = rest / 60 % 60;
	t.second = rest % 60;
	*out = t;
	return true;
}
