/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which host may be asked next. Holds the hosts that have work, ordered by the time at which each
 * may be asked again; knows nothing of URLs. Pure: the caller gives the time (loop clock, ms).
 *
 * A host may be asked when its delay since it was last heard has passed (so that no jitter on the
 * way brings two requests closer together), it and its site have a connection free (one only
 * where there is a delay), and it is not resting (Retry-After, back-off). A refusal (429) makes a
 * host rest, twice as long each time; a failure (503, time-outs) may be one page's own, and rests
 * the host only when others follow without an answer between. Both add to its delay; answers take
 * a little of that back, so that it is slower at once and faster only slowly. Each call is O(log hosts).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct sched;

struct sched_conf {
	int64_t delay_ms;
	unsigned per_host;
	unsigned per_site;
	int64_t rest_max_ms;  /* longest rest after refusals */
	int64_t delay_max_ms; /* robots.txt may ask for at most this */
};

struct host {
	uint32_t id;
	char *name; /* host, with a port where it is not the scheme's own; owned */
	void *user; /* the caller's; freed by nobody here */
	/* the rest is sched.c's, to read */
	int64_t next_ms;  /* not before */
	int64_t delay_ms; /* asked for by robots.txt; 0: none */
	int64_t slow_ms;  /* added after refusals */
	int64_t rest_ms;  /* the last rest; 0 after an answer */
	int64_t rest_until_ms;
	unsigned failed; /* in a row, since the last answer */
	unsigned inflight;
	unsigned slot; /* 1 + place in the heap; 0 while not in it */
	bool work;
	bool held; /* must not be asked (its robots.txt is on the way) */
	struct site *site;
	struct host *next_parked; /* on its site's list */
	bool parked;
	uint64_t requests, refusals;
};

int sched_open(struct sched **out, const struct sched_conf *conf);
void sched_close(struct sched *s, void (*free_user)(void *user));
/* For a reload. */
void sched_configure(struct sched *s, const struct sched_conf *conf);

/* The host of that id, NULL where it is not in memory. */
struct host *sched_find(struct sched *s, uint32_t id);
/* `name` and `site` are copied. NULL without memory. */
struct host *sched_add(struct sched *s, uint32_t id, struct zb_span name, struct zb_span site);
/* It has something to ask for. */
void sched_work(struct sched *s, struct host *h);
/* It has nothing (more) to ask for. */
void sched_idle(struct sched *s, struct host *h);
/* While held it is not picked. */
void sched_hold(struct sched *s, struct host *h, bool held);
/* The host to ask now; NULL where none may, and *wait_ms is how long until one may (-1: not
 * before something else happens). */
struct host *sched_pick(int64_t *wait_ms, struct sched *s, int64_t now_ms);

/* A request goes out. */
void sched_begin(struct sched *s, struct host *h, int64_t now_ms);
/* It ended; the host was heard at `heard_ms`: it cannot have been asked later than that. */
void sched_end(struct sched *s, struct host *h, int64_t heard_ms);
void sched_answered(struct sched *s, struct host *h);
/* 429; `retry_after_ms` 0: it did not say. Returns how long the host rests. */
int64_t sched_refused(struct sched *s, struct host *h, int64_t now_ms, int64_t retry_after_ms);
/* 503, time-out, no connection. Returns how long the host rests; 0: it goes on, more slowly. */
int64_t sched_failed(struct sched *s, struct host *h, int64_t now_ms, int64_t retry_after_ms);
/* Somebody else asks it once. Returns how long to wait with that; the host is not picked before,
 * nor within its delay after. */
int64_t sched_lend(struct sched *s, struct host *h, int64_t now_ms);
/* They heard it now. */
void sched_heard(struct sched *s, struct host *h, int64_t now_ms);
void sched_rest(struct sched *s, struct host *h, int64_t until_ms);
void sched_set_delay(struct sched *s, struct host *h, int64_t crawl_delay_ms);
unsigned sched_hosts(const struct sched *s);
/* Hosts with neither work nor requests leave memory; `gone` frees what is the caller's. At most
 * `max` are looked at a call. */
void sched_sweep(struct sched *s, unsigned max, int64_t now_ms, void (*gone)(void *user));
