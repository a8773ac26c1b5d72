/* SPDX-License-Identifier: Apache-2.0 */
#include "schedule.h"

#include <string.h>

#include "common/clock.h"
#include "common/err.h"

static const int64_t minute_ms = 60 * 1000;
static const int64_t day_ms = 24 * 3600 * 1000;
static const int64_t beijing_ms = 8 * 3600 * 1000;

enum { DIGITS_MAX = 9, DAY_MINUTES = 24 * 60 };

/* Digits at the head of `s`; returns how many, at most DIGITS_MAX. */
static size_t take_number(int64_t *out, struct zb_span s)
{
	size_t n = 0;
	*out = 0;
	while (n < s.n && n < DIGITS_MAX && s.p[n] >= '0' && s.p[n] <= '9')
		*out = *out * 10 + (s.p[n++] - '0');
	return n;
}

int schedule_duration(int64_t *ms, struct zb_span text)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 's', 1000 },
		      { 'm', 60 * 1000 },
		      { 'h', 3600 * 1000 },
		      { 'd', 24 * 3600 * 1000 },
		      { 'w', 7ll * 24 * 3600 * 1000 } };
	int64_t n = 0;
	size_t digits = take_number(&n, text);
	if (digits == 0 || text.n != digits + 1)
		return ZB_EMALFORMED;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (units[i].unit == text.p[digits]) {
			*ms = n * units[i].ms;
			return 0;
		}
	}
	return ZB_EMALFORMED;
}

/* "22:00" at the head of *s. */
static int take_time(int *minute, struct zb_span *s)
{
	int64_t h = 0;
	int64_t m = 0;
	size_t digits = take_number(&h, *s);
	if (digits == 0 || digits > 2 || h > 24 || digits >= s->n || s->p[digits] != ':')
		return ZB_EMALFORMED;
	*s = zb_span_sub(*s, digits + 1, s->n);
	digits = take_number(&m, *s);
	if (digits != 2 || m > 59 || h * 60 + m > DAY_MINUTES)
		return ZB_EMALFORMED;
	*s = zb_span_sub(*s, digits, s->n);
	*minute = (int)(h * 60 + m);
	return 0;
}

int schedule_window(struct schedule_window *out, struct zb_span text)
{
	*out = (struct schedule_window){ 0 };
	if (text.n == 0)
		return 0;
	int ret = take_time(&out->from, &text);
	if (ret < 0 || text.n == 0 || text.p[0] != '-')
		return ZB_EMALFORMED;
	text = zb_span_sub(text, 1, text.n);
	ret = take_time(&out->to, &text);
	return ret < 0 || text.n != 0 ? ZB_EMALFORMED : 0;
}

static int64_t minute_of(int64_t now_ms)
{
	return (now_ms + beijing_ms) % day_ms / minute_ms;
}

const char *schedule_day(char out[SCHEDULE_DAY_SIZE], int64_t now_ms)
{
	char text[32];
	zb_clock_rfc3339(text, sizeof(text), now_ms + beijing_ms);
	memcpy(out, text, SCHEDULE_DAY_SIZE - 1);
	out[SCHEDULE_DAY_SIZE - 1] = '\0';
	return out;
}

bool schedule_is_open(const struct schedule_window *w, int64_t now_ms)
{
	int64_t minute = minute_of(now_ms);
	if (w->from == w->to)
		return true;
	return w->from < w->to ? minute >= w->from && minute < w->to
	                       : minute >= w->from || minute < w->to;
}

int64_t schedule_opens(const struct schedule_window *w, int64_t now_ms)
{
	if (schedule_is_open(w, now_ms))
		return now_ms;
	int64_t wait = (w->from - minute_of(now_ms) + DAY_MINUTES) % DAY_MINUTES;
	return now_ms - now_ms % minute_ms + wait * minute_ms;
}

int64_t schedule_next(int64_t last_ms, int64_t interval_ms,
                      const struct schedule_window *window, int64_t now_ms)
{
	int64_t next = last_ms > 0 ? last_ms + interval_ms : now_ms;
	if (next > now_ms + interval_ms)
		next = now_ms + interval_ms; /* the clock was set back */
	if (next < now_ms)
		next = now_ms;
	return schedule_opens(window, next);
}

int64_t schedule_recrawl(enum schedule_page kind, int64_t interval_ms, bool changed)
{
	static const struct {
		int64_t first, least, most;
	} bounds[] = {
		[SCHEDULE_ARTICLE] = { 24ll * 3600000, 6ll * 3600000, 60ll * 24 * 3600000 },
		[SCHEDULE_LIST] = { 3600000, 10ll * 60000, 7ll * 24 * 3600000 },
	};
	int64_t next = interval_ms == 0 ? bounds[kind].first
	               : changed        ? interval_ms / 2
	                                : interval_ms + interval_ms / 2;
	if (next < bounds[kind].least)
		return bounds[kind].least;
	return next < bounds[kind].most ? next : bounds[kind].most;
}
