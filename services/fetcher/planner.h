/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the sources: starts each when it is due and its window is open, a few a second so that a
 * machine that slept does not ask for everything at once, and judges what a run brought.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "crawl.h"
#include "source.h"

struct planner;

/* `path` of sources.yaml, read at once; a missing file is an empty list. ZB_ECONFIG is logged. */
int planner_open(struct planner **out, const char *path);
void planner_close(struct planner *p);
/* The modules it works on; after each time that these were opened anew. Reads its states. */
int planner_attach(struct planner *p, struct frontier *f, struct jobs *jobs,
                   struct crawl *crawl);
/* Reads the file again; a bad one leaves the old list. A run of a source that is gone ends. */
int planner_reload(struct planner *p);
/* Starts what is due, reports the days that ended; once a second. */
void planner_tick(struct planner *p, int64_t now_ms);
/* A run now, beside the schedule. *job, or an error that lives for ever. */
const char *planner_run(uint64_t *job, struct planner *p, struct zb_span name, bool demand);
/* A run under way rests as well, until the source is resumed. */
const char *planner_pause(struct planner *p, struct zb_span name, bool paused);
/* A job has ended (jobs_on_finished). */
void planner_job_finished(void *planner, struct job *job);
/* A document of a source carries this SiteIDCode. */
void planner_saw_site(struct planner *p, struct zb_span source, struct zb_span code);
/* A request of a source's run met a certificate that ends then (0: not told), or was refused for
 * one that has ended. */
void planner_saw_certificate(struct planner *p, const char *source, int64_t end_ms,
                             bool expired);
/* NULL: none of that name. Valid until the next reload. */
const struct source *planner_source(const void *planner, const char *name);
/* For status: what the i-th source is doing: "running", "resting" (a run waits for its hours),
 * "paused", else "active". */
const char *planner_doing(const struct planner *p, size_t i, int64_t now_ms);
/* For status: state of the i-th source; NULL behind the last. Valid until the batch ends. */
Zhibiao__SourceState *planner_state(struct planner *p, size_t i);
