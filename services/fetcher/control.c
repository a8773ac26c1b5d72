/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/log.h"
#include "fetcher_priv.h"
#include "local.h"
#include "parcel.h"
#include "proto/codec.h"
#include "proto/wire.h"
#include "task.h"

enum {
	JOBS_LISTED_MAX = 1000,
	URLS_LISTED = 1000,
	URLS_LISTED_MAX = 100000,
	GAUGES = 20,
	SOURCES_LISTED = 5000,
	FACTS_MAX = 64,
};

static char *text_of(const char *s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s };
	return u.out; /* encoding reads only */
}

static void *decode(struct fetcher *f, const struct zb_msg *msg,
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

/* Text that lives until the next request. */
__attribute__((format(printf, 2, 3))) static char *format(struct fetcher *f, const char *fmt,
                                                          ...)
{
	char line[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	struct zb_span copy = zb_arena_dup(f->arena, zb_span_str(line));
	return text_of(copy.p != NULL ? copy.p : "");
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
				format(f, "%.800s: %s", m->urls[i],
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
		reply->error = text_of(error);
	else
		reply->job = format(f, "%" PRIu64, job);
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
		reply->error = text_of("no address to crawl");
		return;
	}
	int ret = jobs_start(&job, f->jobs, m, false, &diag);
	if (ret < 0) {
		reply->error = format(f, "%s", zb_diag_text(&diag, text, sizeof(text)));
		return;
	}
	add_seeds(f, job, m, reply);
	reply->job = format(f, "%" PRIu64, job->id);
	if (reply->n_refused == m->n_urls)
		reply->error = text_of("none of the addresses can be crawled");
	zb_info("job-started", "job=%" PRIu64 " urls=%zu depth=%u", job->id, m->n_urls,
	        m->depth);
}

void control_on_crawl(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__CrawlRequest *m = decode(f, msg, &zhibiao__crawl_request__descriptor);
	Zhibiao__CrawlReply reply;
	if (m == NULL)
		return;
	zhibiao__crawl_reply__init(&reply);
	if (zb_daemon_is_draining(f->daemon))
		reply.error = text_of("shutting down");
	else
		start_job(f, m, &reply);
	fetcher_reply(f, msg->peer, ZB_WIRE_CRAWL_REPLY, &reply.base);
}

/* --- jobs --- */

static void fill_job(struct fetcher *f, Zhibiao__Job *out, uint64_t id,
                     const Zhibiao__FrontierJob *kept)
{
	zhibiao__job__init(out);
	out->job = format(f, "%" PRIu64, id);
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
	const Zhibiao__JobsRequest *m = decode(f, msg, &zhibiao__jobs_request__descriptor);
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
			reply.error = format(f, "no job %.64s", m->job);
	}
	fetcher_reply(f, msg->peer, ZB_WIRE_JOBS_REPLY, &reply.base);
}

/* --- status --- */

static void list_peers(struct fetcher *f, Zhibiao__StatusReply *reply)
{
	size_t n = desk_peers(f->desk);
	reply->peers = zb_arena_array(f->arena, n + 1, sizeof(*reply->peers));
	struct desk_peer *info = zb_arena_array(f->arena, n + 1, sizeof(*info));
	Zhibiao__Peer *rows = zb_arena_array(f->arena, n + 1, sizeof(*rows));
	for (size_t i = 0; reply->peers != NULL && info != NULL && rows != NULL && i < n; i++) {
		desk_peer(&info[i], f->desk, i);
		if (info[i].name[0] == '\0')
			continue;
		zhibiao__peer__init(&rows[i]);
		rows[i].name = info[i].name;
		rows[i].rules = info[i].rules;
		rows[i].pid = info[i].pid;
		rows[i].documents = info[i].documents;
		rows[i].records = info[i].records;
		rows[i].leases = info[i].leases;
		rows[i].silent_ms = zb_loop_now(f->loop) - info[i].heard_ms;
		reply->peers[reply->n_peers++] = &rows[i];
	}
}

static void fill_gauges(struct fetcher *f, Zhibiao__StatusReply *reply)
{
	struct frontier_stats fs = { 0 };
	struct crawl_stats cs;
	frontier_stats(&fs, f->frontier);
	crawl_stats(&cs, f->crawl);
	const struct {
		const char *name;
		uint64_t n;
	} gauges[] = {
		{ "urls", fs.tasks },
		{ "pages", fs.pages },
		{ "queued", fs.ready + fs.later },
		{ "delayed", fs.later },
		{ "in_flight", cs.inflight },
		{ "hosts", fs.hosts },
		{ "hosts_active", cs.hosts },
		{ "jobs_running", jobs_running(f->jobs) },
		{ "bodies_waiting", desk_waiting(f->desk) },
		{ "bodies_leased", desk_leased(f->desk) },
		{ "body_bytes", desk_bytes(f->desk) },
		{ "requests", cs.requests },
		{ "robots_requests", cs.robots },
		{ "bytes_received", cs.bytes },
		{ "documents_done", f->done },
		{ "commits", fs.commits },
		{ "frontier_bytes", fs.file_bytes },
		{ "malformed", f->malformed },
	};
	size_t n = sizeof(gauges) / sizeof(gauges[0]);
	Zhibiao__Count *rows = zb_arena_array(f->arena, GAUGES, sizeof(*rows));
	reply->gauges = zb_arena_array(f->arena, GAUGES, sizeof(*reply->gauges));
	for (size_t i = 0; rows != NULL && reply->gauges != NULL && i < n; i++) {
		zhibiao__count__init(&rows[i]);
		rows[i].name = text_of(gauges[i].name);
		rows[i].n = gauges[i].n;
		reply->gauges[reply->n_gauges++] = &rows[i];
	}
}

static void list_sources(struct fetcher *f, Zhibiao__StatusReply *reply)
{
	Zhibiao__SourceState *state = NULL;
	reply->sources = zb_arena_array(f->arena, SOURCES_LISTED, sizeof(*reply->sources));
	for (size_t i = 0; reply->sources != NULL && i < SOURCES_LISTED &&
	                   (state = planner_state(f->planner, i)) != NULL;
	     i++) {
		Zhibiao__SourceStatus *row = zb_arena_alloc(f->arena, sizeof(*row));
		if (row == NULL)
			return;
		zhibiao__source_status__init(row);
		row->name = state->name;
		row->state = text_of(state->paused ? "paused" : "active");
		row->last_ms = state->last_ms;
		row->next_ms = state->next_ms;
		row->documents = state->documents_total;
		row->records = state->records_total;
		row->alarms = state->alarms;
		row->n_alarms = state->n_alarms;
		row->runs = state->runs;
		row->failed = state->failed;
		row->documents_mean = state->documents_mean;
		row->links_mean = state->links_mean;
		reply->sources[reply->n_sources++] = row;
	}
}

void control_on_status(struct fetcher *f, const struct zb_msg *msg)
{
	Zhibiao__StatusReply reply;
	if (decode(f, msg, &zhibiao__status_request__descriptor) == NULL)
		return;
	zhibiao__status_reply__init(&reply);
	reply.service = text_of("fetcher");
	reply.version = text_of(ZB_VERSION);
	reply.pid = (int64_t)getpid();
	reply.up_ms = zb_clock_mono_ms() - f->started_ms;
	reply.state = f->state;
	list_peers(f, &reply);
	fill_gauges(f, &reply);
	list_sources(f, &reply);
	fetcher_reply(f, msg->peer, ZB_WIRE_STATUS_REPLY, &reply.base);
}

/* --- why --- */

struct facts {
	struct fetcher *f;
	Zhibiao__WhyReply *reply;
	const struct url_key *key;
	bool known;
};

__attribute__((format(printf, 3, 4))) static void tell(struct facts *w, const char *name,
                                                       const char *fmt, ...)
{
	char line[ADDRESS_MAX];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	Zhibiao__Field *field = zb_arena_alloc(w->f->arena, sizeof(*field));
	struct zb_span copy = zb_arena_dup(w->f->arena, zb_span_str(line));
	if (field == NULL || copy.p == NULL || line[0] == '\0' ||
	    w->reply->n_facts >= FACTS_MAX)
		return;
	zhibiao__field__init(field);
	field->name = text_of(name);
	field->value = text_of(copy.p);
	w->reply->facts[w->reply->n_facts++] = field;
}

static void tell_time(struct facts *w, const char *name, int64_t ms)
{
	char text[32];
	if (ms > 0)
		tell(w, name, "%s", zb_clock_rfc3339(text, sizeof(text), ms));
}

static void tell_page(struct facts *w)
{
	Zhibiao__Page *p = NULL;
	if (frontier_page_get(&p, w->f->frontier, w->key) < 0)
		return;
	w->known = true;
	tell(w, "last outcome", "%s", p->outcome);
	tell(w, "detail", "%s", p->detail);
	tell_time(w, "at", p->at_ms);
	tell(w, "outcomes, newest first", "%s", p->history);
	tell_time(w, "fetched", p->fetched_ms);
	tell_time(w, "changed", p->changed_ms);
	if (p->checks > 0)
		tell(w, "seen to change", "%u of %u times", p->changes, p->checks);
	tell_time(w, "due", p->due_ms);
	tell(w, "answers from", "%s", p->final_url);
	tell(w, "kind", "%s", p->kind);
	tell(w, "etag", "%s", p->etag);
}

static void tell_task(struct facts *w, uint64_t job, const Zhibiao__Task *task)
{
	Zhibiao__Task *from = NULL;
	struct url_key key;
	tell(w, "job", "%" PRIu64 ": %s", job,
	     task->outcome[0] != '\0' ? task->outcome : "waiting");
	tell(w, "depth", "%u", task->depth);
	if (url_key_from(&key, zb_bytes_span(task->found_on)) &&
	    task_get(&from, w->f->frontier, job, &key) == 0)
		tell(w, "found on", "%s", from->url);
	tell(w, local_is_url(zb_span_str(task->via)) ? "archived in" : "redirected to", "%s",
	     task->via);
	if (task->attempts > 0)
		tell(w, "failed", "%u times, last: %s", task->attempts, task->last_error);
}

/* The newest jobs that have it. */
static void tell_jobs(struct facts *w)
{
	uint64_t id = 0;
	for (int i = 0; i < JOBS_LISTED_MAX && w->reply->n_facts < FACTS_MAX / 2 &&
	                job_before(&id, w->f->frontier, id) == 0;
	     i++) {
		Zhibiao__Task *task = NULL;
		if (task_get(&task, w->f->frontier, id, w->key) == 0) {
			w->known = true;
			tell_task(w, id, task);
		}
	}
}

/* Parameters whose values were found to change nothing. */
static void tell_idle(struct facts *w, uint32_t id)
{
	Zhibiao__Host *host = NULL;
	if (frontier_host_get(&host, w->f->frontier, id) < 0)
		return;
	for (size_t i = 0; i < host->n_idle; i++)
		if (host->idle[i]->idle)
			tell(w, "parameter without meaning", "%s, always %s=%s",
			     host->idle[i]->form, host->idle[i]->name, host->idle[i]->value);
}

static void tell_host(struct facts *w, const struct address *at)
{
	char text[128];
	uint32_t id = 0;
	if (frontier_host_find(&id, w->f->frontier, at->name) < 0) {
		tell(w, "host", "%.*s: never met", (int)at->name.n, at->name.p);
		return;
	}
	crawl_host_state(text, sizeof(text), w->f->crawl, id);
	tell(w, "host", "%.*s: %s", (int)at->name.n, at->name.p, text);
	tell_idle(w, id);
}

void control_on_why(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__WhyRequest *m = decode(f, msg, &zhibiao__why_request__descriptor);
	Zhibiao__WhyReply reply;
	struct address at;
	struct url_key key;
	struct zb_span url;
	if (m == NULL)
		return;
	zhibiao__why_reply__init(&reply);
	reply.facts = zb_arena_array(f->arena, FACTS_MAX, sizeof(*reply.facts));
	if (reply.facts == NULL)
		return;
	struct facts w = { .f = f, .reply = &reply, .key = &key };
	url = zb_span_str(m->url);
	bool local = local_is_url(url);
	const char *why = "";
	if (!local && address_read(&at, url, NULL, &why) < 0) {
		reply.error = format(f, "%.800s: %s", m->url, why);
	} else {
		url_key_of(&key, local ? url : zb_span(at.url, at.n));
		tell(&w, "address", "%s", local ? m->url : at.url);
		tell_page(&w);
		tell_jobs(&w);
		if (!local)
			tell_host(&w, &at);
		if (!w.known)
			tell(&w, "known",
			     "no: no page that was read links to it, and nobody asked for it");
	}
	fetcher_reply(f, msg->peer, ZB_WIRE_WHY_REPLY, &reply.base);
}

/* --- sources --- */

struct source_call {
	struct zb_span name;
	uint64_t job; /* out; 0: none was started */
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

static const struct {
	const char *name;
	const char *(*act)(struct fetcher *f, struct source_call *call);
} actions[] = {
	{ "run", run_source },
	{ "pause", pause_source },
	{ "resume", resume_source },
	{ "reload", reload_sources },
};

void control_on_source(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__SourceRequest *m = decode(f, msg, &zhibiao__source_request__descriptor);
	Zhibiao__SourceReply reply;
	struct source_call call = { 0 };
	const char *error = "no such action: run, pause, resume or reload";
	if (m == NULL)
		return;
	zhibiao__source_reply__init(&reply);
	call.name = zb_span_str(m->name);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].name, m->action) == 0)
			error = actions[i].act(f, &call);
	if (error != NULL)
		reply.error = text_of(error);
	if (call.job != 0)
		reply.job = format(f, "%" PRIu64, call.job);
	fetcher_reply(f, msg->peer, ZB_WIRE_SOURCE_REPLY, &reply.base);
}
