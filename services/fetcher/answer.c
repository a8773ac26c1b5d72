/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/err.h"
#include "common/hash.h"
#include "common/log.h"
#include "crawl_priv.h"
#include "header.h"
#include "history.h"
#include "local.h"
#include "parcel.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "verdict.h"

enum { RETRY_FIRST_MS = 1000, HEADERS_KEPT = 32 << 10 };

/* --- ends without a document --- */

void answer_end(struct crawl *c, const struct ticket *t, const char *url, const char *outcome,
                const char *detail)
{
	int64_t now = zb_clock_wall_ms();
	const struct job *job = jobs_find(c->conf.jobs, t->job);
	Zhibiao__Task *task = NULL;
	if (job == NULL || task_get(&task, c->conf.frontier, t->job, &t->key) < 0)
		return;
	struct history_of of = { .job = t->job,
		                 .source = job->scheduled && task->part_of == 0
		                                   ? job->spec->source
		                                   : "",
		                 .depth = task->depth };
	struct history_end end = {
		.url = url, .outcome = outcome, .detail = detail, .now_ms = now
	};
	zb_debug("ended", "url=%s outcome=%s", ZB_LOG_TEXT(zb_span_str(url)), outcome);
	history_ended(c->conf.frontier, &t->key, &of, &end);
	struct task_outcome ended = { .name = outcome, .detail = detail, .now_ms = now };
	task_end(c->conf.jobs, t, &ended);
	if (task->part_of != 0 && strcmp(outcome, ZB_OUTCOME_JOINED) != 0)
		chain_cut(c, task->part_of, outcome, url);
}

void answer_unasked(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task,
                    const char *outcome)
{
	const struct task_outcome ended = { .name = outcome, .now_ms = zb_clock_wall_ms() };
	const uint64_t part_of = task->part_of;
	task_end(c->conf.jobs, t, &ended);
	if (part_of != 0)
		chain_cut(c, part_of, outcome, task->url);
}

void answer_retry(struct crawl *c, const struct ticket *t, const char *url, const char *outcome,
                  const char *detail, int64_t not_before_ms)
{
	const struct zb_settings_fetcher *s = c->conf.settings;
	Zhibiao__Task *task = NULL;
	if (task_get(&task, c->conf.frontier, t->job, &t->key) < 0)
		return;
	if (task->attempts + 1 >= (uint64_t)s->max_attempts) {
		answer_end(c, t, url, outcome, detail);
		return;
	}
	unsigned doublings = task->attempts < 20 ? task->attempts : 20;
	int64_t wait = (int64_t)RETRY_FIRST_MS << doublings;
	if (wait > s->max_retry_after_ms)
		wait = s->max_retry_after_ms;
	int64_t due = zb_clock_wall_ms() + wait;
	task_delay(c->conf.frontier, t, due > not_before_ms ? due : not_before_ms, outcome);
	c->wake_now = true;
}

/* --- documents --- */

/* The bytes that gave the document we have, where nobody waits for their links. */
static bool is_known(struct crawl *c, const struct url_key *key, const struct job *job,
                     uint32_t depth, const unsigned char *sha)
{
	Zhibiao__Page *page = NULL;
	if (depth < job->spec->depth && !job->scheduled)
		return false;
	return frontier_page_get(&page, c->conf.frontier, key) == 0 && page->document.len > 0 &&
	       zb_outcome_is_good(page->outcome) &&
	       zb_span_eq(zb_bytes_span(page->body_sha256),
	                  zb_span((const char *)sha, ZB_SHA256_SIZE));
}

void answer_keep(struct crawl *c, const struct ticket *t, Zhibiao__Parcel *parcel,
                 const Zhibiao__Task *task, struct zb_span bytes)
{
	unsigned char sha[ZB_SHA256_SIZE];
	uint64_t lease = 0;
	struct url_key key;
	struct job *job = jobs_find(c->conf.jobs, t->job);
	if (job == NULL)
		return;
	zb_sha256(sha, bytes);
	url_key_of(&key, zb_span_str(parcel->final_url));
	parcel->job = t->job;
	parcel->key = zb_bytes_of(url_key_span(&t->key));
	if (parcel->fetched_ms == 0)
		parcel->fetched_ms = zb_clock_wall_ms();
	parcel->sha256 = zb_bytes_of(zb_span((char *)sha, sizeof(sha)));
	parcel->size = bytes.n;
	parcel->depth = task->depth;
	parcel->link = 1 + task->kind;
	if (chain_add(c, t, task, parcel, bytes))
		return;
	if (is_known(c, &key, job, task->depth, sha)) {
		answer_end(c, t, parcel->final_url, ZB_OUTCOME_UNCHANGED, NULL);
		return;
	}
	if (parcel_add(&lease, c->conf.frontier, t, parcel, bytes) == 0)
		c->conf.on_parcel(c->conf.ctx, lease, bytes.n);
}

static void read_page(struct fetch *f, const struct http_answer *a, const Zhibiao__Task *task)
{
	struct crawl *c = f->crawl;
	struct frontier *fr = c->conf.frontier;
	Zhibiao__Parcel p;
	zhibiao__parcel__init(&p);
	p.url = task->url;
	p.final_url = zb_field_text(f->at.url);
	p.status = (uint32_t)a->status;
	p.content_type = frontier_text(fr, a->content_type);
	p.headers = zb_bytes_of(zb_span_sub(a->head, 0, HEADERS_KEPT));
	p.etag = frontier_text(fr, a->etag);
	p.last_modified = frontier_text(fr, a->last_modified);
	answer_keep(c, &f->ticket, &p, task, a->body);
}

/* --- redirects --- */

static void redirect(struct fetch *f, const struct http_answer *a, const Zhibiao__Task *task)
{
	struct crawl *c = f->crawl;
	struct job *job = jobs_find(c->conf.jobs, f->ticket.job);
	struct address to;
	uint32_t host = 0;
	int alias = 0;
	const char *why = NULL;
	struct url base;
	int ret = address_base(&base, &f->at);
	if (ret == 0)
		ret = address_read(&to, a->location, &base, &why);
	if (task->hops >= (uint64_t)c->conf.settings->max_redirects) {
		answer_end(c, &f->ticket, f->at.url, ZB_OUTCOME_TOO_MANY_REDIRECTS, NULL);
		return;
	}
	if (ret != 0) {
		answer_end(c, &f->ticket, f->at.url,
		           ret == ZB_EDENIED ? ZB_OUTCOME_OUT_OF_SCOPE : ZB_OUTCOME_BAD_URL,
		           why);
		return;
	}
	why = discover_refuses_redirect(job, &to, task->depth);
	if (why != NULL) {
		answer_end(c, &f->ticket, f->at.url, ZB_OUTCOME_OUT_OF_SCOPE, why);
		return;
	}
	ret = discover_host(&host, c, &to);
	if (ret == 0)
		ret = task_redirect(&alias, c->conf.jobs, &f->ticket, zb_span(to.url, to.n),
		                    host);
	if (ret == 0 && alias)
		answer_end(c, &f->ticket, f->at.url, ZB_OUTCOME_REDIRECTED, to.url);
	else if (ret == 0)
		crawl_ready(c, host);
}

/* --- answers --- */

/* `all`: it refuses whatever is asked; else that page may be the only one. */
static void slow_down(struct fetch *f, bool all, int64_t retry_after_ms)
{
	struct crawl *c = f->crawl;
	int64_t rest = (all ? sched_refused : sched_failed)(c->sched, f->host, crawl_now(c),
	                                                    retry_after_ms);
	Zhibiao__Host *host = NULL;
	if (rest == 0 || frontier_host_get(&host, c->conf.frontier, f->host->id) < 0)
		return;
	host->not_before_ms = zb_clock_wall_ms() + rest; /* outlives a restart */
	host->slow_ms = f->host->slow_ms;
	frontier_host_put(c->conf.frontier, host);
}

static void failed(struct fetch *f, const struct http_answer *a)
{
	bool refused = strcmp(a->outcome, ZB_OUTCOME_TIMEOUT) == 0 ||
	               strcmp(a->outcome, ZB_OUTCOME_CONNECT_FAILED) == 0;
	if (refused)
		slow_down(f, false, 0);
	if (a->transient)
		answer_retry(f->crawl, &f->ticket, f->at.url, a->outcome, a->detail, 0);
	else
		answer_end(f->crawl, &f->ticket, f->at.url, a->outcome, a->detail);
}

static void answered(struct fetch *f, const struct http_answer *a, const Zhibiao__Task *task)
{
	struct crawl *c = f->crawl;
	struct verdict v = verdict_of(a->status, f->conditional, a->location.n > 0);
	int64_t retry_ms = a->retry_after_ms < c->conf.settings->max_retry_after_ms
	                           ? a->retry_after_ms
	                           : c->conf.settings->max_retry_after_ms;
	if (v.kind != VERDICT_REFUSED && v.kind != VERDICT_TRY_AGAIN)
		sched_answered(c->sched, f->host);
	switch (v.kind) {
	case VERDICT_READ:
		read_page(f, a, task);
		return;
	case VERDICT_REDIRECT:
		redirect(f, a, task);
		return;
	case VERDICT_REFUSED:
		slow_down(f, a->status == 429, retry_ms);
		answer_retry(c, &f->ticket, f->at.url, v.outcome, NULL,
		             zb_clock_wall_ms() + retry_ms);
		return;
	case VERDICT_TRY_AGAIN:
		answer_retry(c, &f->ticket, f->at.url, v.outcome, NULL,
		             zb_clock_wall_ms() + retry_ms);
		return;
	case VERDICT_SAME:
		if (task->part_of != 0)
			return; /* its bytes are wanted after all: asked again, without conditions */
		answer_end(c, &f->ticket, f->at.url, v.outcome, NULL);
		return;
	case VERDICT_END:
		answer_end(c, &f->ticket, f->at.url, v.outcome, NULL);
		return;
	}
}

void answer_page(void *fetch, const struct http_answer *a)
{
	struct fetch *f = fetch;
	struct crawl *c = f->crawl;
	Zhibiao__Task *task = NULL;
	c->stats.answers++;
	crawl_saw_certificate(f, a);
	int ret = task_get(&task, c->conf.frontier, f->ticket.job, &f->ticket.key);
	if (ret == 0 && task->outcome[0] == '\0') {
		if (a->outcome != NULL)
			failed(f, a);
		else
			answered(f, a, task);
	}
	sched_end(c->sched, f->host, a->heard_ms);
	crawl_free_fetch(f);
}

/* --- files and folders --- */

struct listing {
	struct crawl *crawl;
	struct job *job;
	const struct ticket *ticket;
};

static int add_entry(void *ctx, struct zb_span url)
{
	struct listing *l = ctx;
	return discover_entry(l->crawl, l->job, url, &l->ticket->key, l->ticket->prio);
}

static const char *outcome_of_file(int ret)
{
	return ret == ZB_ETOOBIG ? ZB_OUTCOME_TOO_LARGE : ZB_OUTCOME_NOT_READABLE;
}

static void list_folder(struct crawl *c, const struct ticket *t, const char *url,
                        const char *path)
{
	struct listing l = { .crawl = c, .job = jobs_find(c->conf.jobs, t->job), .ticket = t };
	int ret = local_list(path, add_entry, &l);
	if (ret < 0)
		answer_end(c, t, url, ZB_OUTCOME_NOT_READABLE, zb_strerror(ret));
	else
		answer_end(c, t, url, ZB_OUTCOME_LISTED, NULL);
}

void answer_local(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task)
{
	struct zb_span url = zb_span_str(task->url);
	if (import_local(c, t, task))
		return;
	int ret = local_path(&c->path, url);
	if (ret == 0 && local_is_folder(url)) {
		list_folder(c, t, task->url, zb_buf_cstr(&c->path));
		return;
	}
	zb_buf_reset(&c->file);
	if (ret == 0)
		ret = local_read(&c->file, zb_buf_cstr(&c->path));
	if (ret < 0) {
		answer_end(c, t, task->url, outcome_of_file(ret), zb_strerror(ret));
		return;
	}
	Zhibiao__Parcel p;
	zhibiao__parcel__init(&p);
	p.url = p.final_url = task->url;
	p.content_type = zb_field_text(local_type(zb_buf_span(&c->path)));
	answer_keep(c, t, &p, task, zb_buf_span(&c->file));
}
