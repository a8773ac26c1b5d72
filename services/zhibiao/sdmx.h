/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record in the codes of SDMX: what format_sdmx writes. Code lists: OBS_STATUS 2.2, FREQ 2.1,
 * UNIT_MULT 1.1, TIMETRANS 1.0; what those lack has ids of ours, which begin with X_ where they
 * stand for a name without a code (ids match [A-Za-z0-9_@$-]+, names stand beside them).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct Zhibiao__Record;

enum { SDMX_ID_MAX = 64 };

struct sdmx_time {
	char freq[8];
	char period[32]; /* TIME_PERIOD; empty: none can be given */
	char collect[4]; /* TIME_PER_COLLECT; empty: not said */
	unsigned years;  /* that a range of years spans; else 0 */
};

/* `published` ("YYYY-MM-DD...") dates what has no period. */
void sdmx_time(struct sdmx_time *out, const struct Zhibiao__Record *record,
               const char *published);
/* The id of a unit, and of a compound such as CNY/km2. *counts: it counts things, whose word is
 * the unit itself. */
void sdmx_unit(char out[SDMX_ID_MAX], const char *unit, bool *counts);
const char *sdmx_kind(const struct Zhibiao__Record *record);
void sdmx_transformation(char out[16], const struct Zhibiao__Record *record,
                         const struct sdmx_time *time);
const char *sdmx_bound(const struct Zhibiao__Record *record);
const char *sdmx_status(const struct Zhibiao__Record *record);
/* `code`, or an id made of `name`, or `none` where there is neither. */
void sdmx_id(char out[SDMX_ID_MAX], const char *code, const char *name, const char *none);
