/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the runs of a source bring: its figures beside those of the runs before, the alarms these
 * give, and an entry for each day (Beijing time) on which it ran.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "frontier.h"
#include "job.h"

enum { YIELD_DAYS = 31 }; /* kept of a source */

struct yield_seen {          /* during a run, beside the outcomes of its addresses */
	uint64_t wrong_site; /* documents with another SiteIDCode */
	int64_t certificate_ms; /* when the first of the servers' certificates ends; 0: none seen */
	bool certificate_expired; /* one was refused for that */
};

/* A run has ended: its alarms are logged, and `state` is put into the frontier. */
int yield_add_run(struct frontier *f, Zhibiao__SourceState *state, const struct job *job,
                  const struct yield_seen *seen, int64_t now_ms);
/* Logs the days that ended since this was last called and puts `state`, where there are any. */
int yield_report_days(struct frontier *f, Zhibiao__SourceState *state, int64_t now_ms);
/* An alarm that time alone brought since the last run; NULL: none. */
const char *yield_alarm_now(const Zhibiao__SourceState *state, int64_t now_ms);
