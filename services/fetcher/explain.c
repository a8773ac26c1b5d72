/* SPDX-License-Identifier: Apache-2.0 */
/* What `zhibiao why` is told: what the frontier knows of an address. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "common/arena.h"
#include "common/clock.h"
#include "fetcher_priv.h"
#include "local.h"
#include "proto/codec.h"
#include "proto/wire.h"
#include "task.h"

enum { JOBS_LOOKED_AT = 1000, FACTS_MAX = 64, REST_SHORT_MS = 60000 };

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
	field->name = zb_field_text(name);
	field->value = zb_field_text(copy.p);
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

/* Hours that are over have an end that is known; a pause has none. */
static void tell_rest(struct facts *w, const struct job *job)
{
	char until[32];
	if (job->rests_until_ms - zb_clock_wall_ms() > REST_SHORT_MS)
		tell(w, "rests", "%s, until %s", job->rests_why,
		     zb_clock_rfc3339(until, sizeof(until), job->rests_until_ms));
	else
		tell(w, "rests", "%s", job->rests_why);
}

static void tell_task(struct facts *w, uint64_t job, const Zhibiao__Task *task)
{
	Zhibiao__Task *from = NULL;
	struct url_key key;
	tell(w, "job", "%" PRIu64 ": %s", job,
	     task->outcome[0] != '\0' ? task->outcome : "waiting");
	const struct job *running = jobs_find(w->f->jobs, job);
	if (running != NULL && task->outcome[0] == '\0' &&
	    running->rests_until_ms > zb_clock_wall_ms())
		tell_rest(w, running);
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
	for (int i = 0; i < JOBS_LOOKED_AT && w->reply->n_facts < FACTS_MAX / 2 &&
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
	const Zhibiao__WhyRequest *m =
		control_decode(f, msg, &zhibiao__why_request__descriptor);
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
		reply.error = control_format(f, "%.800s: %s", m->url, why);
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
