/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what is due to what was fetched: chooses hosts and URLs, asks robots.txt, requests, and
 * brings each URL to a parcel, a later time or its end. Owns the hosts' timetable and the HTTP
 * client; changes go into the frontier's open batch, which the owner commits.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "frontier.h"
#include "job.h"
#include "proto/settings.h"
#include "source.h"

struct crawl;
struct zb_loop;

struct crawl_conf {
	struct zb_loop *loop;
	struct frontier *frontier;
	struct jobs *jobs;
	const struct zb_settings_fetcher *settings; /* borrowed for the life of the crawl */
	/* The source of that name, NULL where there is none; `planner` is handed to it. */
	const struct source *(*source_of)(const void *planner, const char *name);
	const void *planner;
	/* A document was kept under `lease` in the open batch. */
	void (*on_parcel)(void *ctx, uint64_t lease, uint64_t bytes);
	/* A run of that source met a certificate, see planner_saw_certificate. NULL: not told. */
	void (*on_certificate)(void *ctx, const char *source, int64_t end_ms, bool expired);
	void *ctx;
};

struct crawl_stats {
	unsigned inflight;
	unsigned hosts;
	uint64_t requests;
	uint64_t answers;
	uint64_t robots;
	uint64_t bytes;
};

/* Reads from the frontier which hosts have work. */
int crawl_open(struct crawl **out, const struct crawl_conf *conf);
void crawl_close(struct crawl *c);
/* New settings, in the same place as the old ones. */
int crawl_reload(struct crawl *c);
/* Starts all that may start now; to be called before each wait. */
void crawl_turn(struct crawl *c);
/* While paused nothing new starts. */
void crawl_pause(struct crawl *c, bool paused);
void crawl_stats(struct crawl_stats *out, const struct crawl *c);

/* --- adding URLs to a job, in the open batch --- */

/* A URL or absolute path that a person or a source named. Refused ones: `why` says so, and the
 * return is ZB_EINVAL. */
int crawl_seed(struct crawl *c, struct job *job, const char *url, uint8_t prio,
               const char **why);
/* A page of the job's source that is to be looked at again. */
int crawl_again(struct crawl *c, struct job *job, const Zhibiao__Page *page);
/* What a page links to, by the job's scope. */
struct crawl_page {
	const char *url; /* of the page, as fetched */
	const struct url_key *key;
	uint32_t depth;
	bool kept; /* as a document: its attachments belong to it */
	uint8_t prio;
	Zhibiao__Link **links;
	size_t n_links;
};
int crawl_links(struct crawl *c, struct job *job, const struct crawl_page *page);

/* The kept document goes on at `url`: that page is fetched for it. */
int crawl_next_page(struct crawl *c, uint64_t lease, Zhibiao__Parcel *p, const char *url);
/* A page that was read by itself while an article came to want it is fetched once more.
 * ZB_ENOTFOUND: none wants it any more. */
int crawl_part_again(struct crawl *c, uint64_t job_id, const Zhibiao__Task *task);

/* An article's text was read under `url`: what its parameters are worth is learned from that. */
void crawl_saw_text(struct crawl *c, const char *url, struct zb_span text_sha256);

/* Another program is about to ask for that address, or has heard the answer: how long it should
 * wait, so that the host is asked no more often than by ours alone. */
int64_t crawl_lend(struct crawl *c, const struct address *at, bool heard);

/* --- for `why` --- */
/* The host's state in words into `out`: what it waits for. */
void crawl_host_state(char *out, size_t size, struct crawl *c, uint32_t id);
