/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/log.h"
#include "fetcher_priv.h"
#include "proto/codec.h"
#include "proto/wire.h"
#include "task.h"

enum {
	JOBS_LISTED_MAX = 1000,
	URLS_LISTED = 1000,
	URLS_LISTED_MAX = 100000,
};

void *control_decode(struct fetcher *f, const struct zb_msg *msg,
                     const ProtobufCMessageDescriptor *type)
{
	void *out = NULL;
	zb_arena_reset(f->arena);
	if (zb_decode(&out, f->arena, type, msg->payload) == 0)
		return out;
	f->malformed++;
	fetcher_reply_error(f, msg->peer, "malformed request");
	return NULL;
}

char *control_format(struct fetcher *f, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	struct zb_span copy = zb_arena_dup(f->arena, zb_span_str(line));
	return zb_field_text(copy.p != NULL ? copy.p : "");
}

/* --- crawl --- */

static void add_seeds(struct fetcher *f, struct job *job, const Zhibiao__CrawlRequest *m,
                      Zhibiao__CrawlReply *reply)
{
	reply->refused = zb_arena_array(f->arena, m->n_urls + 1, sizeof(char *));
	if (reply->refused == NULL)
		return;
	for (size_t i = 0; i < m->n_urls; i++) {
		const char *why = NULL;
		int ret = crawl_seed(f->crawl, job, m->urls[i], TASK_PRIO_DEMAND, &why);
		if (ret < 0)
			reply->refused[reply->n_refused++] =
				control_format(f, "%.800s: %s", m->urls[i],
			                       why != NULL ? why : zb_strerror(ret));
	}
}

/* A source's run, beside its schedule. */
static void run_now(struct fetcher *f, const Zhibiao__CrawlRequest *m,
                    Zhibiao__CrawlReply *reply)
{
	uint64_t job = 0;
	const char *error = planner_run(&job, f->planner, zb_span_str(m->source), true);
	if (error != NULL)
		reply->error = zb_field_text(error);
	else
		reply->job = control_format(f, "%" PRIu64, job);
}

static void start_job(struct fetcher *f, const Zhibiao__CrawlRequest *m,
                      Zhibiao__CrawlReply *reply)
{
	struct zb_diag diag = { 0 };
	char text[1024];
	struct job *job = NULL;
	if (m->n_urls == 0 && m->source[0] != '\0') {
		run_now(f, m, reply);
		return;
	}
	if (m->n_urls == 0) {
		reply->error = zb_field_text("no address to crawl");
		return;
	}
	int ret = jobs_start(&job, f->jobs, m, false, &diag);
	if (ret < 0) {
		reply->error = control_format(f, "%s", zb_diag_text(&diag, text, sizeof(text)));
		return;
	}
	add_seeds(f, job, m, reply);
	reply->job = control_format(f, "%" PRIu64, job->id);
	if (reply->n_refused == m->n_urls)
		reply->error = zb_field_text("none of the addresses can be crawled");
	zb_info("job-started", "job=%" PRIu64 " urls=%zu depth=%u", job->id, m->n_urls,
	        m->depth);
}

void control_on_crawl(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__CrawlRequest *m =
		control_decode(f, msg, &zhibiao__crawl_request__descriptor);
	Zhibiao__CrawlReply reply;
	if (m == NULL)
		return;
	zhibiao__crawl_reply__init(&reply);
	if (zb_daemon_is_draining(f->daemon))
		reply.error = zb_field_text("shutting down");
	else
		start_job(f, m, &reply);
	fetcher_reply(f, msg->peer, ZB_WIRE_CRAWL_REPLY, &reply.base);
}

/* --- jobs --- */

static void fill_job(struct fetcher *f, Zhibiao__Job *out, uint64_t id,
                     const Zhibiao__FrontierJob *kept)
{
	zhibiao__job__init(out);
	out->job = control_format(f, "%" PRIu64, id);
	out->finished = kept->finished_ms != 0;
	out->started_ms = kept->started_ms;
	out->finished_ms = kept->finished_ms;
	out->outcomes = kept->outcomes;
	out->n_outcomes = kept->n_outcomes;
	out->waiting = kept->waiting;
	out->records = kept->records;
	if (kept->spec == NULL)
		return;
	out->urls = kept->spec->urls;
	out->n_urls = kept->spec->n_urls;
	out->depth = kept->spec->depth;
	out->source = kept->spec->source;
}

struct listing {
	struct fetcher *f;
	const char *outcome; /* only these; empty: all */
	Zhibiao__Job *job;
	size_t limit;
};

static bool list_url(void *ctx, const struct url_key *key, const Zhibiao__Task *task)
{
	struct listing *l = ctx;
	(void)key;
	if (l->outcome[0] != '\0' && strcmp(l->outcome, task->outcome) != 0)
		return true;
	Zhibiao__JobUrl *u = zb_arena_alloc(l->f->arena, sizeof(*u));
	if (u == NULL)
		return false;
	zhibiao__job_url__init(u);
	u->url = task->url;
	u->outcome = task->outcome;
	u->detail = task->outcome[0] != '\0' ? task->detail : task->last_error;
	u->at_ms = task->at_ms;
	u->depth = task->depth;
	l->job->listed[l->job->n_listed++] = u;
	return l->job->n_listed < l->limit;
}

static void list_urls(struct fetcher *f, Zhibiao__Job *job, uint64_t id,
                      const Zhibiao__JobsRequest *m)
{
	struct listing l = { .f = f, .outcome = m->outcome, .job = job };
	struct url_key after;
	l.limit = m->limit == 0 ? URLS_LISTED
	                        : (m->limit < URLS_LISTED_MAX ? m->limit : URLS_LISTED_MAX);
	job->listed = zb_arena_array(f->arena, l.limit, sizeof(*job->listed));
	if (job->listed == NULL)
		return;
	if (m->after[0] != '\0')
		url_key_of(&after, zb_span_str(m->after));
	task_each(f->frontier, id, m->after[0] != '\0' ? &after : NULL, list_url, &l);
}

static int add_job(struct fetcher *f, Zhibiao__JobsReply *reply, uint64_t id,
                   const Zhibiao__JobsRequest *m)
{
	Zhibiao__FrontierJob *kept = NULL;
	Zhibiao__Job *job = zb_arena_alloc(f->arena, sizeof(*job));
	int ret = job != NULL ? job_read(&kept, f->jobs, id) : ZB_ENOMEM;
	if (ret < 0)
		return ret;
	fill_job(f, job, id, kept);
	if (m->urls)
		list_urls(f, job, id, m);
	reply->jobs[reply->n_jobs++] = job;
	return 0;
}

static void list_jobs(struct fetcher *f, Zhibiao__JobsReply *reply,
                      const Zhibiao__JobsRequest *m)
{
	uint64_t id = 0;
	size_t limit = m->limit > 0 && m->limit < JOBS_LISTED_MAX ? m->limit : JOBS_LISTED_MAX;
	while (reply->n_jobs < limit && job_before(&id, f->frontier, id) == 0)
		if (add_job(f, reply, id, m) < 0)
			return;
}

void control_on_jobs(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__JobsRequest *m =
		control_decode(f, msg, &zhibiao__jobs_request__descriptor);
	Zhibiao__JobsReply reply;
	char *end = NULL;
	if (m == NULL)
		return;
	zhibiao__jobs_reply__init(&reply);
	reply.jobs = zb_arena_array(f->arena, JOBS_LISTED_MAX, sizeof(*reply.jobs));
	if (reply.jobs == NULL)
		return;
	if (m->job[0] == '\0') {
		list_jobs(f, &reply, m);
	} else {
		uint64_t id = strtoull(m->job, &end, 10);
		if (end == m->job || *end != '\0' || add_job(f, &reply, id, m) < 0)
			reply.error = control_format(f, "no job %.64s", m->job);
	}
	fetcher_reply(f, msg->peer, ZB_WIRE_JOBS_REPLY, &reply.base);
}

/* --- sources --- */

struct source_call {
	struct zb_span name;
	uint64_t job;                /* out; 0: none was started */
	Zhibiao__SourceReply *reply; /* out */
};

static const char *reload_sources(struct fetcher *f, struct source_call *call)
{
	(void)call;
	return planner_reload(f->planner) < 0 ? "the file is wrong; the log says where" : NULL;
}

static const char *run_source(struct fetcher *f, struct source_call *call)
{
	return planner_run(&call->job, f->planner, call->name, true);
}

static const char *pause_source(struct fetcher *f, struct source_call *call)
{
	return planner_pause(f->planner, call->name, true);
}

static const char *resume_source(struct fetcher *f, struct source_call *call)
{
	return planner_pause(f->planner, call->name, false);
}

static const char *lend(struct fetcher *f, struct source_call *call, bool heard)
{
	struct address at;
	const char *why = NULL;
	if (address_read(&at, call->name, NULL, &why) < 0)
		return why;
	call->reply->wait_ms = crawl_lend(f->crawl, &at, heard);
	return NULL;
}

static const char *lend_turn(struct fetcher *f, struct source_call *call)
{
	return lend(f, call, false);
}

static const char *end_turn(struct fetcher *f, struct source_call *call)
{
	return lend(f, call, true);
}

static const char *report_source(struct fetcher *f, struct source_call *call)
{
	return control_report(f, call->reply, call->name);
}

static const struct {
	const char *name;
	const char *(*act)(struct fetcher *f, struct source_call *call);
} actions[] = {
	{ "run", run_source },        { "pause", pause_source },   { "resume", resume_source },
	{ "reload", reload_sources }, { "report", report_source }, { "turn", lend_turn },
	{ "heard", end_turn },
};

void control_on_source(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__SourceRequest *m =
		control_decode(f, msg, &zhibiao__source_request__descriptor);
	Zhibiao__SourceReply reply;
	struct source_call call = { .reply = &reply };
	const char *error = "no such action: run, pause, resume, reload, report, turn or heard";
	if (m == NULL)
		return;
	zhibiao__source_reply__init(&reply);
	call.name = zb_span_str(m->name);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].name, m->action) == 0)
			error = actions[i].act(f, &call);
	if (error != NULL)
		reply.error = zb_field_text(error);
	if (call.job != 0)
		reply.job = control_format(f, "%" PRIu64, call.job);
	fetcher_reply(f, msg->peer, ZB_WIRE_SOURCE_REPLY, &reply.base);
}
