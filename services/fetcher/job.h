/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs: a crawl on demand, or one run of a source. What is kept is FrontierJob; in memory are the
 * jobs that still run, with their scope compiled and their counters, which the moves of task.h
 * keep and each batch writes. A job ends when no URL of it waits.
 *
 * Lifecycle: jobs_open loads the running ones and joins itself to the frontier's batches;
 * after a failed batch close and open again.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "frontier.h"

enum { JOB_OUTCOMES_MAX = 64, JOB_OUTCOME_NAME_MAX = 40 };

struct known;
struct scope;
struct zb_diag;

struct job_count {
	char name[JOB_OUTCOME_NAME_MAX];
	uint64_t n;
};

struct job {
	uint64_t id;
	Zhibiao__CrawlRequest *spec; /* owned */
	struct scope *scope;         /* owned */
	int64_t started_ms;
	int64_t finished_ms; /* 0 while it runs */
	uint64_t urls;       /* tasks that were ever in it */
	uint64_t waiting;    /* of these, not at their end */
	uint64_t records;
	uint64_t lists;  /* of its addresses, those whose links were read */
	uint64_t links;  /* in scope on these, known ones too */
	uint64_t budget; /* most tasks it may have */
	bool scheduled;
	bool dirty;
	bool orphaned; /* its source is no more: what waits of it ends unasked; set by its planner */
	int64_t rests_until_ms; /* wall clock: nothing of it is asked for before; set by its planner */
	const char *rests_why; /* for people; lives for ever */
	unsigned n_outcomes;
	struct job_count outcomes[JOB_OUTCOMES_MAX];
};

struct jobs;
typedef void (*job_fn)(void *ctx, struct job *job);

int jobs_open(struct jobs **out, struct frontier *f, uint64_t default_budget);
struct frontier *jobs_frontier(struct jobs *jobs);
struct known *jobs_known(struct jobs *jobs);
void jobs_close(struct jobs *jobs);
/* Told once for each job that ends, in the batch in which it does; may be NULL. */
void jobs_on_finished(struct jobs *jobs, job_fn fn, void *ctx);
/* A new job; `spec` is copied. ZB_EINVAL with `diag`: a pattern that is none. */
int jobs_start(struct job **out, struct jobs *jobs, const Zhibiao__CrawlRequest *spec,
               bool scheduled, struct zb_diag *diag);
/* A running job, else NULL. */
struct job *jobs_find(struct jobs *jobs, uint64_t id);
void jobs_each(struct jobs *jobs, job_fn fn, void *ctx);
uint64_t jobs_running(const struct jobs *jobs);

void job_count(struct job *job, const char *outcome, uint64_t n);
/* One URL more waits. */
void job_task_added(struct job *job);
/* One less; where none is left when the batch ends, so does the job. */
void job_task_ended(struct job *job, const char *outcome, uint64_t records);
/* One of its addresses was read and leads on to so many. */
void job_links_read(struct job *job, uint64_t links);
/* One that had ended waits again. */
void job_task_reopened(struct job *job, const char *outcome, uint64_t records);
/* One is no task of it any more. */
void job_task_removed(struct job *job);

/* Forgets the oldest job, if it ended before `before_ms`: at most `max` of its tasks a call, and the
 * job itself once it has none. Returns how much was deleted; 0: nothing to forget. */
int jobs_forget(struct frontier *f, int64_t before_ms, unsigned max);
/* A job as kept, running or not; ZB_ENOTFOUND. Valid until the batch ends. */
int job_read(Zhibiao__FrontierJob **out, struct jobs *jobs, uint64_t id);
/* The newest job before `before` (0: of all): its id, or ZB_ENOTFOUND. */
int job_before(uint64_t *id, struct frontier *f, uint64_t before);
