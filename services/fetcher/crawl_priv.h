/* SPDX-License-Identifier: Apache-2.0 */
/* What the .c files of the crawl share: crawl.c starts requests, answer.c ends them, discover.c
 * adds URLs, chain.c the further pages of an article. Nobody else includes it. */
#pragma once

#include "common/buf.h"
#include "common/loop.h"
#include "crawl.h"
#include "gate.h"
#include "http.h"
#include "sched.h"
#include "task.h"

enum { LOCAL_HOST = 0 };

/* A request under way: for a URL, or for a host's robots.txt. */
struct fetch {
	struct crawl *crawl;
	struct host *host;
	struct fetch *next; /* of the same host */
	struct ticket ticket;
	bool robots;
	bool conditional;
	unsigned hops; /* of robots.txt */
	struct address at;
	struct address *origin; /* robots: whose file it is; owned */
};

struct site_visit { /* the host record's `user` */
	struct gate *gate;
	struct fetch *fetches;
	bool asked_trusting; /* robots.txt, whatever the certificate */
};

struct crawl {
	struct crawl_conf conf;
	struct sched *sched;
	struct http *http;
	struct zb_timer due;  /* the next host may be asked */
	struct zb_timer wake; /* the next of `later` is due */
	struct zb_buf path;   /* local files */
	struct zb_buf file;
	struct idle *idle;       /* parameters that change nothing */
	struct kin *kin;         /* pages that lead to none but their like */
	struct archive *archive; /* the one read last; NULL: none */
	struct zb_buf decoded[2];
	bool enough; /* for this turn: what was done took long */
	bool paused;
	bool wake_now; /* `later` may have become due, or have a new first place */
	struct crawl_stats stats;
	/* The last host name looked up: links come in runs of one host. */
	char last_name[300];
	uint32_t last_id;
};

/* crawl.c */
struct host *crawl_host(struct crawl *c, uint32_t id);
void crawl_ready(void *crawl, uint32_t id);
int64_t crawl_now(const struct crawl *c);
struct fetch *crawl_new_fetch(struct crawl *c, struct host *h);
void crawl_free_fetch(struct fetch *f);
/* Sends what `f` is for, as the source of its ticket's job asks; f is linked to its host then. */
int crawl_request(struct fetch *f, struct http_request *r, http_fn fn);
/* The source of a job; NULL: it has none, or is gone. */
const struct source *crawl_source(const struct crawl *c, uint64_t job_id);
/* Tells of the certificate that an answer came with. */
void crawl_saw_certificate(const struct fetch *f, const struct http_answer *a);
/* permit.c */
/* robots.txt decides; true where the request may go out. */
bool permit_asks(struct crawl *c, struct host *h, const struct ticket *t,
                 const struct address *at);
/* answer.c */
void answer_page(void *fetch, const struct http_answer *a);
void answer_local(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task);
/* Ends a URL by name, in history as well. */
void answer_end(struct crawl *c, const struct ticket *t, const char *url, const char *outcome,
                const char *detail);
/* Ends one that was not asked for: history knows nothing of it. */
void answer_unasked(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task,
                    const char *outcome);
/* Fails for now: again later, or the end where its tries are used up. */
void answer_retry(struct crawl *c, const struct ticket *t, const char *url, const char *outcome,
                  const char *detail, int64_t not_before_ms);
/* chain.c */
/* Adds a page that came to the document it is a part of; false where it is part of none. */
bool chain_add(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task,
               const Zhibiao__Parcel *page, struct zb_span bytes);
/* The page that the document waits for cannot be had: it goes on without. */
void chain_cut(struct crawl *c, uint64_t lease, const char *why, const char *url);
/* Keeps the parcel's bytes for the readers, unless they are known; `fetched_ms` 0: now. */
void answer_keep(struct crawl *c, const struct ticket *t, Zhibiao__Parcel *parcel,
                 const Zhibiao__Task *task, struct zb_span bytes);
/* import.c */
/* A WARC file, or a record of one: does the task name such? Then it is dealt with. */
bool import_local(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task);
/* discover.c */
int discover_host(uint32_t *id, struct crawl *c, const struct address *at);
/* Why a redirect of a page of that depth is not followed; NULL where it is. */
const char *discover_refuses_redirect(const struct job *job, const struct address *to,
                                      uint32_t depth);
/* The site maps of a host, which its robots.txt names, as tasks of the job; /sitemap.xml where it
 * names none. */
int discover_sitemaps(struct crawl *c, struct job *job, const struct gate *gate,
                      const struct address *at, const struct ticket *t);
/* A folder's entries as tasks of its job. */
int discover_entry(struct crawl *c, struct job *job, struct zb_span url,
                   const struct url_key *from, uint8_t prio);
