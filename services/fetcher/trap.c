/* SPDX-License-Identifier: Apache-2.0 */
#include "trap.h"

enum {
	LENGTH_MAX = 2000,
	SEGMENTS_MAX = 24,
	PARAMETERS_MAX = 24,
	REPEATS_MAX = 3, /* the same run of segments so often in a row */
	RUN_MAX = 4,     /* segments in such a run */
	SAME_NAME_MAX = 4,
	YEAR_FIRST = 1949, /* nothing that a calendar could name is older */
	YEARS_AHEAD = 3,
	YEARS_OF_CALENDARS = 200, /* beyond, it is a number and no year */
};

const char *const trap_idle_parameters[] = {
	"utm_source",   "utm_medium", "utm_campaign", "utm_term",  "utm_content",
	"spm",          "fbclid",     "gclid",        "msclkid",   "PHPSESSID",
	"phpsessid",    "JSESSIONID", "jsessionid",   "sessionid", "session_id",
	"ASPSESSIONID", "CFTOKEN",    "sid=",         NULL,
};

struct parts {
	struct zb_span items[SEGMENTS_MAX + PARAMETERS_MAX];
	size_t n;
};

/* Splits at `at`; false where there are more than `max` parts. */
static bool split(struct parts *out, struct zb_span text, char at, size_t max)
{
	size_t start = 0;
	out->n = 0;
	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && text.p[i] != at)
			continue;
		if (i > start) {
			if (out->n == max)
				return false;
			out->items[out->n++] = zb_span_sub(text, start, i - start);
		}
		start = i + 1;
	}
	return true;
}

static bool same_run(const struct parts *p, size_t a, size_t b, size_t run)
{
	for (size_t i = 0; i < run; i++)
		if (!zb_span_eq(p->items[a + i], p->items[b + i]))
			return false;
	return true;
}

/* /a/b/a/b/a/b/: what relative links make of a page that answers under every path. */
static bool repeats_itself(const struct parts *p)
{
	for (size_t run = 1; run <= RUN_MAX; run++) {
		size_t times = 1;
		for (size_t i = run; i + run <= p->n; i++) {
			/* A run is compared with the one before it; a match steps over it. */
			if (!same_run(p, i - run, i, run)) {
				times = 1;
				continue;
			}
			if (++times > REPEATS_MAX - 1)
				return true;
			i += run - 1;
		}
	}
	return false;
}

static int number_of(struct zb_span text)
{
	int n = 0;
	size_t i = 0;
	while (i < text.n && i < 4 && text.p[i] >= '0' && text.p[i] <= '9')
		n = n * 10 + (text.p[i++] - '0');
	return i == 4 ? n : 0;
}

static bool names_a_date(struct zb_span name)
{
	static const char *const words[] = { "year", "month", "date", "day", "yyyy", "ym" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_eq_nocase(name, zb_span_str(words[i])))
			return true;
	return false;
}

static bool is_far_date(struct zb_span parameter, int year)
{
	ptrdiff_t equals = zb_span_find(parameter, ZB_S("="), 0);
	if (equals < 0 || !names_a_date(zb_span_sub(parameter, 0, (size_t)equals)))
		return false;
	int n = number_of(zb_span_sub(parameter, (size_t)equals + 1, parameter.n));
	return n != 0 && (n < YEAR_FIRST || n > year + YEARS_AHEAD);
}

static struct zb_span name_of(struct zb_span parameter)
{
	ptrdiff_t equals = zb_span_find(parameter, ZB_S("="), 0);
	return equals < 0 ? parameter : zb_span_sub(parameter, 0, (size_t)equals);
}

static const char *trap_in_query(struct zb_span query, int year)
{
	struct parts p;
	if (!split(&p, query, '&', PARAMETERS_MAX))
		return "too many parameters";
	for (size_t i = 0; i < p.n; i++) {
		size_t same = 0;
		if (is_far_date(p.items[i], year))
			return "a calendar without end";
		for (size_t j = 0; j < p.n; j++)
			same += zb_span_eq(name_of(p.items[i]), name_of(p.items[j]));
		if (same > SAME_NAME_MAX)
			return "a parameter that repeats itself";
	}
	return NULL;
}

/* /2099/01/: a calendar's months that are still to come. */
static bool is_far_path(const struct parts *p, int year)
{
	for (size_t i = 0; i + 1 < p->n; i++) {
		int y = p->items[i].n == 4 ? number_of(p->items[i]) : 0;
		struct zb_span next = p->items[i + 1];
		bool month = (next.n == 1 && next.p[0] >= '1' && next.p[0] <= '9') ||
		             (next.n == 2 && next.p[0] == '0' && next.p[1] >= '1') ||
		             (next.n == 2 && next.p[0] == '1' && next.p[1] <= '2');
		if (y > year + YEARS_AHEAD && y < year + YEARS_OF_CALENDARS && month)
			return true;
	}
	return false;
}

const char *trap_of(struct zb_span url, int year)
{
	struct parts p;
	if (url.n > LENGTH_MAX)
		return "a very long address";
	ptrdiff_t host = zb_span_find(url, ZB_S("://"), 0);
	ptrdiff_t path = zb_span_find(url, ZB_S("/"), host < 0 ? 0 : (size_t)host + 3);
	if (path < 0)
		return NULL;
	ptrdiff_t question = zb_span_find(url, ZB_S("?"), (size_t)path);
	size_t end = question < 0 ? url.n : (size_t)question;
	if (!split(&p, zb_span_sub(url, (size_t)path, end - (size_t)path), '/', SEGMENTS_MAX))
		return "a very deep path";
	if (repeats_itself(&p))
		return "a path that repeats itself";
	if (is_far_path(&p, year))
		return "a calendar without end";
	return question < 0 ? NULL : trap_in_query(zb_span_sub(url, end + 1, url.n), year);
}
