/* SPDX-License-Identifier: Apache-2.0 */
#include "sdmx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/span.h"
#include "proto/record.pb-c.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

struct pair {
	const char *from;
	const char *to;
};

static const char *look_up(const struct pair *pairs, size_t n, const char *from)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(pairs[i].from, from) == 0)
			return pairs[i].to;
	return NULL;
}

static bool is_id(const char *s)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_@$-";
	size_t n = strlen(s);
	return n > 0 && n < SDMX_ID_MAX && strspn(s, allowed) == n;
}

void sdmx_id(char out[SDMX_ID_MAX], const char *code, const char *name, const char *none)
{
	unsigned char sha[ZB_SHA256_SIZE];
	char hex[17];
	if (is_id(code) || is_id(name)) {
		snprintf(out, SDMX_ID_MAX, "%s", is_id(code) ? code : name);
	} else if (code[0] == '\0' && name[0] == '\0') {
		snprintf(out, SDMX_ID_MAX, "%s", none);
	} else {
		zb_sha256(sha, zb_span_str(name[0] != '\0' ? name : code));
		snprintf(out, SDMX_ID_MAX, "X_%s", zb_hex(hex, sha, 8));
	}
}

/* --- time --- */

/* Year, month and day of a date as texts have them; what is missing is 0. */
struct date {
	unsigned y, m, d;
};

static struct date read_date(const char *s)
{
	struct date out = { 0 };
	char *end = NULL;
	out.y = (unsigned)strtoul(s, &end, 10);
	if (*end == '-')
		out.m = (unsigned)strtoul(end + 1, &end, 10);
	if (*end == '-')
		out.d = (unsigned)strtoul(end + 1, &end, 10);
	return out;
}

static unsigned last_day(unsigned y, unsigned m)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return m >= 1 && m <= 12 ? days[m - 1] + (m == 2 && leap ? 1 : 0) : 31;
}

static void set_time(struct sdmx_time *t, const char *freq)
{
	snprintf(t->freq, sizeof(t->freq), "%s", freq);
}

/* As of a date: a target is for the period, a stock is at its end. */
static void time_as_of(struct sdmx_time *t, struct date end, bool target)
{
	set_time(t, end.d != 0 ? "D" : end.m != 0 ? "M" : "A");
	if (!target)
		snprintf(t->collect, sizeof(t->collect), "E");
	if (target && end.m == 0)
		snprintf(t->period, sizeof(t->period), "%04u", end.y);
	else if (target && end.d == 0)
		snprintf(t->period, sizeof(t->period), "%04u-%02u", end.y, end.m);
	else
		snprintf(t->period, sizeof(t->period), "%04u-%02u-%02u", end.y,
		         end.m != 0 ? end.m : 12,
		         end.d != 0 ? end.d : last_day(end.y, end.m != 0 ? end.m : 12));
}

static void time_of_years(struct sdmx_time *t, unsigned from, unsigned to)
{
	unsigned n = to - from + 1;
	if (to <= from) {
		set_time(t, "A");
		snprintf(t->period, sizeof(t->period), "%04u", from);
		return;
	}
	t->years = n;
	if (n == 2 || n == 3 || n == 5 || n == 10)
		snprintf(t->freq, sizeof(t->freq), "A%u", n);
	else
		set_time(t, "_Z");
	snprintf(t->period, sizeof(t->period), "%04u-01-01/P%uY", from, n);
}

static void time_of_months(struct sdmx_time *t, struct date from, struct date to)
{
	if (to.y * 12 + to.m < from.y * 12 + from.m)
		to = from;
	unsigned n = (to.y * 12 + to.m) - (from.y * 12 + from.m) + 1;
	if (n == 12 && from.m == 1) {
		time_of_years(t, from.y, from.y);
	} else if (n == 1) {
		set_time(t, "M");
		snprintf(t->period, sizeof(t->period), "%04u-%02u", from.y, from.m);
	} else if (n == 3 && from.m % 3 == 1) {
		set_time(t, "Q");
		snprintf(t->period, sizeof(t->period), "%04u-Q%u", from.y, from.m / 3 + 1);
	} else if (n == 6 && from.m % 6 == 1) {
		set_time(t, "S");
		snprintf(t->period, sizeof(t->period), "%04u-S%u", from.y, from.m / 6 + 1);
	} else {
		/* From January on it comes out every month; else it comes once. */
		set_time(t, from.m == 1 && n < 12 ? "M" : "_Z");
		snprintf(t->period, sizeof(t->period), "%04u-%02u-01/P%uM", from.y, from.m, n);
	}
}

/* Days since the beginning of the year 0, Gregorian, for differences only. */
static unsigned day_number(struct date d)
{
	unsigned y = d.y - 1;
	unsigned n = 365 * y + y / 4 - y / 100 + y / 400;
	for (unsigned m = 1; m < d.m; m++)
		n += last_day(d.y, m);
	return n + d.d;
}

static void time_of_range(struct sdmx_time *t, struct date from, struct date to)
{
	if (from.m == 0 && to.m == 0) {
		time_of_years(t, from.y, to.y);
		return;
	}
	from.m = from.m != 0 ? from.m : 1;
	to.m = to.m != 0 ? to.m : 12;
	if (from.d == 0 && to.d == 0) {
		time_of_months(t, from, to);
		return;
	}
	from.d = from.d != 0 ? from.d : 1;
	to.d = to.d != 0 ? to.d : last_day(to.y, to.m);
	if (day_number(to) < day_number(from))
		to = from;
	unsigned n = day_number(to) - day_number(from) + 1;
	set_time(t, n == 1 ? "D" : "_Z");
	if (n == 1)
		snprintf(t->period, sizeof(t->period), "%04u-%02u-%02u", to.y, to.m, to.d);
	else
		snprintf(t->period, sizeof(t->period), "%04u-%02u-%02u/P%uD", from.y, from.m,
		         from.d, n);
}

void sdmx_time(struct sdmx_time *out, const struct Zhibiao__Record *record,
               const char *published)
{
	const Zhibiao__Period *p = record->period;
	*out = (struct sdmx_time){ .freq = "_U" };
	if (p == NULL) {
		/* What holds "at present" holds on the day it was published. */
		if (strlen(published) >= 10)
			snprintf(out->period, sizeof(out->period), "%.10s", published);
		return;
	}
	struct date end = read_date(p->end);
	if (p->end[0] == '\0') {
		time_of_range(out, read_date(p->start), read_date(p->start));
		return;
	}
	if (p->start[0] == '\0')
		time_as_of(out, end, strcmp(record->status, "actual") != 0);
	else
		time_of_range(out, read_date(p->start), end);
}

/* --- units --- */

static const struct pair units[] = {
	{ "%", "PT" },        { "‰", "X_PERMILLE" }, { "pp", "PD" },     { "bp", "X_BP" },
	{ "倍", "X_TIMES" },  { "rank", "X_RANK" },  { "1", "IX" },      { "t", "T" },
	{ "kg", "KG" },       { "g", "G" },          { "tce", "T_SCE" }, { "kWh", "KWH" },
	{ "kW", "KW" },       { "m", "M" },          { "km", "KM" },     { "m2", "M2" },
	{ "km2", "KM2" },     { "ha", "HA" },        { "mu", "MU" },     { "m3", "M3" },
	{ "L", "L" },         { "TEU", "TEU" },      { "h", "H" },       { "bit/s", "BIT_S" },
	{ "FLOPS", "FLOPS" }, { "斤", "X_JIN" },
};

/* What stands below the line of a compound. */
static const struct pair per[] = {
	{ "人", "PERSON" },       { "万人", "10K_PERSON" }, { "千人", "1K_PERSON" },
	{ "百人", "100_PERSON" }, { "户", "HOUSEHOLD" },    { "年", "Y" },
	{ "月", "MONTH" },        { "天", "DAY" },          { "日", "DAY" },
	{ "万元", "10K_CNY" },    { "亿元", "100M_CNY" },   { "家", "ENTERPRISE" },
	{ "万美元", "10K_USD" },
};

static bool is_currency(const char *s)
{
	return strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static void simple_unit(char out[SDMX_ID_MAX], const char *unit, bool *counts)
{
	const char *id = look_up(units, COUNT_OF(units), unit);
	*counts = false;
	if (id != NULL || is_currency(unit)) {
		snprintf(out, SDMX_ID_MAX, "%s", id != NULL ? id : unit);
		return;
	}
	*counts = true;
	snprintf(out, SDMX_ID_MAX, "NUMBER");
}

void sdmx_unit(char out[SDMX_ID_MAX], const char *unit, bool *counts)
{
	char above[SDMX_ID_MAX];
	char head[SDMX_ID_MAX];
	char below[SDMX_ID_MAX];
	const char *slash = strchr(unit, '/');
	bool ignored = false;
	if (slash == NULL || look_up(units, COUNT_OF(units), unit) != NULL) {
		simple_unit(out, unit, counts);
		return;
	}
	snprintf(above, sizeof(above), "%.*s", (int)(slash - unit), unit);
	simple_unit(head, above, counts);
	const char *known = look_up(per, COUNT_OF(per), slash + 1);
	simple_unit(below, slash + 1, &ignored);
	if (known == NULL && ignored)
		sdmx_id(below, "", slash + 1, "");
	snprintf(out, SDMX_ID_MAX, "%.30s_%.30s", head, known != NULL ? known : below);
}

/* --- the rest --- */

const char *sdmx_kind(const struct Zhibiao__Record *record)
{
	static const struct pair kinds[] = { { "actual", "ACT" },
		                             { "target", "TGT" },
		                             { "forecast", "FCT" } };
	const char *kind = look_up(kinds, COUNT_OF(kinds), record->status);
	if (kind != NULL)
		return kind;
	/* A provision: what it limits, or what it grants. */
	return strcmp(record->op, "=") == 0 ? "AMT" : "LIM";
}

const char *sdmx_bound(const struct Zhibiao__Record *record)
{
	static const struct pair bounds[] = {
		{ "=", "EQ" },  { "~", "APPROX" }, { ">", "GT" },
		{ ">=", "GE" }, { "<", "LT" },     { "<=", "LE" }
	};
	if (record->high != NULL)
		return "RANGE";
	const char *bound = look_up(bounds, COUNT_OF(bounds), record->op);
	return bound != NULL ? bound : "EQ";
}

const char *sdmx_status(const struct Zhibiao__Record *record)
{
	if (record->n_repairs > 0)
		return "U";
	return strcmp(record->status, "forecast") == 0 ? "F" : "V";
}

void sdmx_transformation(char out[16], const struct Zhibiao__Record *record,
                         const struct sdmx_time *time)
{
	static const struct pair growth[] = { { "yoy", "G1Y" }, { "prev", "G2" } };
	const char *id = "N";
	if (strcmp(record->measure, "growth") == 0) {
		id = look_up(growth, COUNT_OF(growth), record->basis);
		if (strcmp(record->basis, "annual_avg") == 0 && time->years > 1) {
			snprintf(out, 16, "GC%uY", time->years);
			return;
		}
		if (id == NULL)
			id = "GR";
	} else if (strcmp(record->measure, "change") == 0) {
		id = strcmp(record->basis, "yoy") == 0 ? "D1Y" : "D";
	}
	snprintf(out, 16, "%s", id);
}
