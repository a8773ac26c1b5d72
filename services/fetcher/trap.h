/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses that lead into endless space: paths that repeat themselves, calendars without end,
 * queries that grow. What is named a trap is listed with the job and not fetched; what a person
 * asked for by name never is. Pure.
 */
#pragma once

#include "common/span.h"

/* Why `url` (canonical) looks like a trap, in words that live for ever; NULL where it does not.
 * `year` is the current one. */
const char *trap_of(struct zb_span url, int year);
/* Query parameters that say who came from where, never what is asked for; NULL ended. */
extern const char *const trap_idle_parameters[];
