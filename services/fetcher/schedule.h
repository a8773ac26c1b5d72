/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When something is due again: sources by interval and time of day, pages by what their own past
 * says of how often they change. Pure. Times are wall clock ms; windows are Beijing time, which
 * has had no daylight saving since 1991.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct schedule_window { /* minutes of the day; from == to: always */
	int from;
	int to; /* exclusive; smaller than `from` where it passes midnight */
};

/* "90s", "30m", "6h", "1d", "2w" into ms. ZB_EMALFORMED. */
int schedule_duration(int64_t *ms, struct zb_span text);
/* "22:00-06:00"; empty: always. ZB_EMALFORMED. */
int schedule_window(struct schedule_window *out, struct zb_span text);
bool schedule_is_open(const struct schedule_window *window, int64_t now_ms);
/* When the window opens: `now_ms` where it is open. */
int64_t schedule_opens(const struct schedule_window *window, int64_t now_ms);
/*
 * When the next run of a source starts, given when its last one did (0: never). A run that was
 * missed (asleep, stopped) is made up for once, not once for each time; a clock that was set back
 * does not stop it.
 */
int64_t schedule_next(int64_t last_ms, int64_t interval_ms,
                      const struct schedule_window *window, int64_t now_ms);

enum { SCHEDULE_DAY_SIZE = 11 };
/* The day in Beijing, "2026-03-01"; returns `out`. */
const char *schedule_day(char out[SCHEDULE_DAY_SIZE], int64_t now_ms);

enum schedule_page { SCHEDULE_ARTICLE, SCHEDULE_LIST };
/*
 * How long to leave a page alone, from how long it was left alone before (0: seen first) and
 * whether it had changed: half as long after a change, half as long again after none, within the
 * bounds of its kind.
 */
int64_t schedule_recrawl(enum schedule_page kind, int64_t interval_ms, bool changed);
