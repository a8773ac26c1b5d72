/* SPDX-License-Identifier: Apache-2.0 */
#include "numfmt.h"

#include <stdio.h>

enum numfmt numfmt_of_id(unsigned id)
{
	if (id == 9 || id == 10)
		return NUMFMT_PERCENT;
	bool date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
	            (id >= 50 && id <= 54) || id == 57 || id == 58;
	return date ? NUMFMT_DATE : NUMFMT_PLAIN;
}

/* What stands in quotes or brackets, or behind a backslash, is shown as it is. */
static size_t literal_at(struct zb_span code, size_t i)
{
	char close = code.p[i] == '"' ? '"' : code.p[i] == '[' ? ']' : '\0';
	if (code.p[i] == '\\')
		return 2;
	if (close == '\0')
		return 0;
	size_t end = i + 1;
	while (end < code.n && code.p[end] != close)
		end++;
	return end + 1 - i;
}

enum numfmt numfmt_of_code(struct zb_span code)
{
	bool year = false;
	bool month = false;
	bool day = false;
	for (size_t i = 0; i < code.n;) {
		size_t skip = literal_at(code, i);
		if (skip > 0) {
			i += skip;
			continue;
		}
		char c = (char)(code.p[i++] | 0x20);
		if (code.p[i - 1] == '%')
			return NUMFMT_PERCENT;
		year = year || c == 'y';
		month = month || c == 'm';
		day = day || c == 'd';
	}
	return year || (month && day) ? NUMFMT_DATE : NUMFMT_PLAIN;
}

/* Days since 1899-12-30, by the calendar's eras of 400 years. */
static int show_date(char room[64], double value)
{
	enum { TO_ERA = 719468 - 25569, ERA_DAYS = 146097 };
	unsigned days = (unsigned)value + TO_ERA;
	unsigned era = days / ERA_DAYS;
	unsigned of_era = days % ERA_DAYS;
	unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
	unsigned march = (5 * of_year + 2) / 153; /* months since March */
	unsigned day = of_year - (153 * march + 2) / 5 + 1;
	unsigned month = march < 10 ? march + 3 : march - 9;
	return snprintf(room, 64, "%u-%02u-%02u", year + era * 400 + (month <= 2), month, day);
}

struct zb_span numfmt_show(char room[64], double value, enum numfmt how)
{
	enum { DAY_MAX = 2958465 }; /* 9999-12-31 */
	int n = 0;
	if (how == NUMFMT_DATE && value >= 61 && value <= DAY_MAX)
		n = show_date(room, value);
	else if (how == NUMFMT_PERCENT)
		n = snprintf(room, 64, "%.12g%%", value * 100);
	else
		n = snprintf(room, 64, "%.15g", value);
	return zb_span(room, n > 0 && n < 64 ? (size_t)n : 0);
}
