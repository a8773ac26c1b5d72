/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The moves of a URL through a job. Every function is one step of the frontier's open batch and
 * keeps the job's counters; doing a step again changes nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "frontier.h"
#include "job.h"

enum {
	TASK_PRIO_DEMAND = 16,    /* asked for by a person; the depth is added */
	TASK_PRIO_SCHEDULE = 128, /* list pages and feeds of sources; the depth is added */
};

/* A place in `ready`: what is asked for next, and what each later move names it by. */
struct ticket {
	uint64_t job;
	struct url_key key;
	uint32_t host;
	uint8_t prio;
	uint64_t seq;
};

struct task_new {
	struct zb_span url; /* canonical */
	uint32_t host;
	uint32_t depth;
	uint8_t prio;
	uint32_t kind;              /* Link.Kind */
	const struct url_key *from; /* page with the link; NULL: none */
	const char *outcome;        /* already at its end (refused): its name, else NULL */
	const char *detail;         /* may be NULL */
	struct zb_span via;         /* what is asked for instead of the URL; empty: nothing */
	int64_t now_ms;
};

struct task_outcome {
	const char *name;   /* proto/outcome.h */
	const char *detail; /* for people; may be NULL */
	uint32_t records;
	int64_t now_ms;
};

/* Counted into the job where it is new there; *added says so. A known one that still waits takes
 * the smaller depth. `added` may be NULL. */
int task_add(bool *added, struct jobs *jobs, struct job *job, const struct task_new *t);
/*
 * The same for a further page of the document under `lease`: one that is known becomes that, and
 * where it was at its end it waits again. ZB_ETOOBIG: the job's budget is spent; ZB_EBUSY: it is
 * another document's, or another name of a page.
 */
int task_part(struct jobs *jobs, struct job *job, const struct task_new *t, uint64_t lease);
/* A waiting task without a place in a queue gets one. */
int task_again(struct frontier *f, uint64_t job, const Zhibiao__Task *task, uint32_t host,
               uint8_t prio);
int task_get(Zhibiao__Task **out, struct frontier *f, uint64_t job, const struct url_key *key);

/* The first place of `host` that `busy` does not claim; ZB_ENOTFOUND. */
typedef bool (*ticket_busy_fn)(void *ctx, uint64_t seq);
int task_next(struct ticket *out, struct frontier *f, uint32_t host, ticket_busy_fn busy,
              void *ctx);
/* Calls `fn` with every host that has a place in `ready`. */
typedef void (*task_host_fn)(void *ctx, uint32_t host);
int task_hosts(struct frontier *f, task_host_fn fn, void *ctx);
/* Moves at most `max` places whose time has come from `later` to `ready`; *next_ms is when the
 * next one comes, 0 for none. `fn` is told each host. */
int task_wake(int64_t *next_ms, struct frontier *f, int64_t now_ms, unsigned max,
              task_host_fn fn, void *ctx);

/* Not now: again at `due_ms`. `error` (what failed) counts as an attempt; NULL does not. */
int task_delay(struct frontier *f, const struct ticket *t, int64_t due_ms, const char *error);
/* What is asked for in its place from now on; its place stays. */
int task_goes_on(struct frontier *f, const struct ticket *t, const char *via);
/* What reading it brought: see Task.fresh and Task.barren. */
int task_yielded(struct frontier *f, uint64_t job, const struct url_key *key, uint32_t fresh,
                 uint32_t barren);
/* A redirect: the work goes on at `url` of `host`. *alias is 0 where it does, 1 where that URL is
 * a task of the job by itself. */
int task_redirect(int *alias, struct jobs *jobs, const struct ticket *t, struct zb_span url,
                  uint32_t host);
/* At its end without a document. A place that is gone already changes nothing. */
int task_end(struct jobs *jobs, const struct ticket *t, const struct task_outcome *end);
/* At its end, its place in `ready` gone before (a parcel's Done). */
int task_finish(struct jobs *jobs, uint64_t job_id, const struct url_key *key,
                const struct task_outcome *end);
/* Takes the place out of `ready`: the document is kept as a parcel from here on. */
int task_unqueue(struct frontier *f, const struct ticket *t);

/* Tasks of a job in key order behind `after` (NULL: from the first), until `fn` returns false. */
typedef bool (*task_fn)(void *ctx, const struct url_key *key, const Zhibiao__Task *task);
int task_each(struct frontier *f, uint64_t job, const struct url_key *after, task_fn fn,
              void *ctx);
