/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates and times as pages write them: 2024年3月29日 15:07, 2024-03-29T15:07:00+08:00, 二〇二四年三月二十九日,
 * Fri, 29 Mar 2024 07:07:00 GMT, /202403/t20240329_1.html. Results are in Beijing time, the zone
 * of a time that names none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct zb_arena;

struct stamp {
	int year, month, day;
	int hour, minute, second; /* hour -1: a day without a time */
	size_t start, end;        /* where it stands */
};

/* The first date at or after `from`. A year without a day is none. */
bool stamp_find(struct stamp *out, struct zb_span s, size_t from);
/* The date that an address carries in its path. */
bool stamp_in_url(struct stamp *out, struct zb_span url);
/* "Fri, 29 Mar 2024 07:07:00 GMT" and its many broken relatives (RFC 822, 2822). */
bool stamp_of_mail(struct stamp *out, struct zb_span s);
/* Seconds since 1970; false outside the years that dates may have. */
bool stamp_of_epoch(struct stamp *out, int64_t seconds);
/* 20240329, 20240329150743, 1711696063, 1711696063000: digits and nothing else. */
bool stamp_of_digits(struct stamp *out, struct zb_span s);
/* YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS+08:00, in the arena; empty where there is no room. */
struct zb_span stamp_print(struct zb_arena *arena, const struct stamp *t);
/* Only the day. */
struct zb_span stamp_print_day(struct zb_arena *arena, const struct stamp *t);
bool stamp_same_day(const struct stamp *a, const struct stamp *b);
