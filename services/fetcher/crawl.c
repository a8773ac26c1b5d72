/* SPDX-License-Identifier: Apache-2.0 */
#include "crawl.h"

#include <stdio.h>
#include <stdlib.h>

#include "archive.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/log.h"
#include "crawl_priv.h"
#include "guard.h"
#include "idle.h"
#include "kin.h"
#include "proto/outcome.h"
#include "proto/wire.h"
#include "site.h"

enum {
	STEPS_A_TURN = 512, /* URLs looked at before other events get their turn */
	WAKE_A_TURN = 1000,
	SWEEP_A_TURN = 16,
	CONNECTIONS_KEPT = 4,     /* open ones, for each that may be busy */
	REST_LOOK_MS = 10000,     /* what rests is looked at again so late at the latest ... */
	REST_LOOK_A_TASK_MS = 10, /* ... and later where many do, which are moved each time */
};

int64_t crawl_now(const struct crawl *c)
{
	return zb_loop_now(c->conf.loop);
}

/* --- hosts --- */

static void free_visit(void *user)
{
	struct site_visit *v = user;
	if (v == NULL)
		return;
	gate_free(v->gate);
	free(v);
}

static struct zb_span without_port(struct zb_span name)
{
	for (size_t i = name.n; i > 0; i--) {
		if (name.p[i - 1] == ']')
			break;
		if (name.p[i - 1] == ':')
			return zb_span_sub(name, 0, i - 1);
	}
	return name;
}

struct host *crawl_host(struct crawl *c, uint32_t id)
{
	struct host *h = sched_find(c->sched, id);
	if (h != NULL)
		return h;
	struct zb_span name = ZB_S("");
	Zhibiao__Host *kept = NULL;
	if (id != LOCAL_HOST && frontier_host_get(&kept, c->conf.frontier, id) < 0)
		return NULL;
	if (kept != NULL)
		name = zb_span_str(kept->name);
	struct site_visit *v = calloc(1, sizeof(*v));
	if (v == NULL || (v->gate = gate_new()) == NULL ||
	    (h = sched_add(c->sched, id, name, site_of(without_port(name)))) == NULL) {
		free_visit(v);
		return NULL;
	}
	h->user = v;
	int64_t rest = kept != NULL ? kept->not_before_ms - zb_clock_wall_ms() : 0;
	if (rest > 0)
		sched_rest(c->sched, h,
		           crawl_now(c) + (rest < c->conf.settings->max_retry_after_ms
		                                   ? rest
		                                   : c->conf.settings->max_retry_after_ms));
	return h;
}

void crawl_ready(void *crawl, uint32_t id)
{
	struct crawl *c = crawl;
	struct host *h = crawl_host(c, id);
	if (h != NULL)
		sched_work(c->sched, h);
}

/* Whatever the last process asked just before it died counts as asked now. */
static void found_ready(void *crawl, uint32_t id)
{
	struct crawl *c = crawl;
	struct host *h = crawl_host(c, id);
	if (h == NULL)
		return;
	if (id != LOCAL_HOST)
		sched_rest(c->sched, h, crawl_now(c) + c->conf.settings->host_delay_ms);
	sched_work(c->sched, h);
}

/* --- requests --- */

static void link_fetch(struct fetch *f)
{
	struct site_visit *v = f->host->user;
	f->next = v->fetches;
	v->fetches = f;
	sched_begin(f->crawl->sched, f->host, crawl_now(f->crawl));
}

void crawl_free_fetch(struct fetch *f)
{
	struct site_visit *v = f->host->user;
	for (struct fetch **at = &v->fetches; *at != NULL; at = &(*at)->next) {
		if (*at == f) {
			*at = f->next;
			break;
		}
	}
	free(f->origin);
	free(f);
}

static bool is_busy(void *ctx, uint64_t seq)
{
	const struct site_visit *v = ctx;
	for (const struct fetch *f = v->fetches; f != NULL; f = f->next)
		if (!f->robots && f->ticket.seq == seq)
			return true;
	return false;
}

/* What a source asks for differently. */
static void by_source(struct http_request *r, const struct source *s)
{
	if (s == NULL)
		return;
	r->proxy = s->proxy[0] != '\0' ? s->proxy : NULL;
	r->jar = s->cookies ? s->name : NULL;
	r->headers = s->headers.items;
	r->n_headers = s->headers.n;
	r->trust_any = !s->verify_tls;
}

const struct source *crawl_source(const struct crawl *c, uint64_t job_id)
{
	const struct job *job = jobs_find(c->conf.jobs, job_id);
	return job != NULL ? c->conf.source_of(c->conf.planner, job->spec->source) : NULL;
}

int crawl_request(struct fetch *f, struct http_request *r, http_fn fn)
{
	r->url = f->at.url;
	by_source(r, crawl_source(f->crawl, f->ticket.job));
	int ret = http_get(f->crawl->http, r, fn, f);
	if (ret < 0)
		return ret;
	link_fetch(f);
	f->crawl->stats.requests++;
	return 0;
}

/* Not of the sites that a source merely links to. */
void crawl_saw_certificate(const struct fetch *f, const struct http_answer *a)
{
	const struct crawl_conf *conf = &f->crawl->conf;
	const struct job *job = jobs_find(conf->jobs, f->ticket.job);
	bool told = a->certificate_ms != 0 || a->certificate_expired;
	if (told && conf->on_certificate != NULL && job != NULL && job->scheduled &&
	    !job->spec->any_site)
		conf->on_certificate(conf->ctx, job->spec->source, a->certificate_ms,
		                     a->certificate_expired);
}

struct fetch *crawl_new_fetch(struct crawl *c, struct host *h)
{
	struct fetch *f = calloc(1, sizeof(*f));
	if (f != NULL) {
		f->crawl = c;
		f->host = h;
	}
	return f;
}

/* --- choosing --- */

/* Changes only: where the page was read before and nobody wants its links. */
static void what_we_have(struct http_request *r, struct fetch *f, const struct job *job,
                         const Zhibiao__Task *task)
{
	Zhibiao__Page *page = NULL;
	struct url_key key;
	if ((task->depth < job->spec->depth && !job->scheduled) || task->part_of != 0)
		return;
	url_key_of(&key, zb_span(f->at.url, f->at.n));
	if (frontier_page_get(&page, f->crawl->conf.frontier, &key) < 0 ||
	    page->document.len == 0 || !zb_outcome_is_good(page->outcome))
		return;
	r->etag = page->etag;
	r->last_modified = page->last_modified;
	f->conditional = page->etag[0] != '\0' || page->last_modified[0] != '\0';
}

/* A site's root as the address of a site map source stands for what its robots.txt names. */
static bool stands_for_sitemaps(const struct crawl *c, const struct job *job,
                                const struct address *at)
{
	const struct source *s = crawl_source(c, job->id);
	return s != NULL && s->kind == SOURCE_SITEMAP && zb_span_eq(at->target, ZB_S("/"));
}

static void list_sitemaps(struct crawl *c, const struct host *h, const struct ticket *t,
                          struct job *job, const struct address *at)
{
	const struct site_visit *v = h->user;
	if (discover_sitemaps(c, job, v->gate, at, t) == 0)
		answer_end(c, t, at->url, ZB_OUTCOME_LISTED, NULL);
}

static void start(struct crawl *c, struct host *h, const struct ticket *t, struct job *job,
                  const Zhibiao__Task *task, const struct address *at)
{
	struct http_request r = { .body_max = c->conf.settings->max_body_bytes };
	struct fetch *f = crawl_new_fetch(c, h);
	if (f == NULL)
		return;
	f->ticket = *t;
	address_split(&f->at, zb_span(at->url, at->n));
	what_we_have(&r, f, job, task);
	int ret = crawl_request(f, &r, answer_page);
	if (ret < 0) {
		free(f);
		answer_retry(c, t, at->url, ZB_OUTCOME_BAD_URL, zb_strerror(ret), 0);
	}
}

/* Earlier than the rest is said to end: a reload may change a source's hours. */
static int64_t look_after_rest(const struct job *job, int64_t now_ms)
{
	int64_t look_ms = now_ms + REST_LOOK_MS + REST_LOOK_A_TASK_MS * (int64_t)job->waiting;
	return job->rests_until_ms < look_ms ? job->rests_until_ms : look_ms;
}

/* Of a job that is not to be asked for now, or ever. */
static bool put_off(struct crawl *c, const struct ticket *t, const struct job *job,
                    const Zhibiao__Task *task)
{
	int64_t now = zb_clock_wall_ms();
	if (job->orphaned) {
		answer_unasked(c, t, task, ZB_OUTCOME_NO_SOURCE);
		return true;
	}
	if (job->rests_until_ms <= now)
		return false;
	task_delay(c->conf.frontier, t, look_after_rest(job, now), NULL);
	c->wake_now = true;
	return true;
}

static void step(struct crawl *c, struct host *h)
{
	struct ticket t;
	Zhibiao__Task *task = NULL;
	struct frontier *f = c->conf.frontier;
	int ret = task_next(&t, f, h->id, is_busy, h->user);
	if (ret < 0) {
		sched_idle(c->sched, h);
		return;
	}
	struct job *job = jobs_find(c->conf.jobs, t.job);
	ret = task_get(&task, f, t.job, &t.key);
	if (job == NULL || ret < 0 || task->outcome[0] != '\0') {
		task_unqueue(f, &t); /* of a job that was forgotten */
		return;
	}
	if (put_off(c, &t, job, task))
		return;
	if (h->id == LOCAL_HOST) {
		answer_local(c, &t, task);
		return;
	}
	struct address at;
	const char *url = task->via[0] != '\0' ? task->via : task->url;
	if (address_split(&at, zb_span_str(url)) < 0)
		answer_end(c, &t, task->url, ZB_OUTCOME_BAD_URL, NULL);
	else if (!c->conf.settings->allow_private_addresses && !guard_allows_name(at.host))
		answer_end(c, &t, at.url, ZB_OUTCOME_ADDRESS_DENIED,
		           "a private or reserved address");
	else if (!permit_asks(c, h, &t, &at))
		return;
	else if (stands_for_sitemaps(c, job, &at))
		list_sitemaps(c, h, &t, job, &at);
	else
		start(c, h, &t, job, task, &at);
}

static void look_again(void *ctx)
{
	(void)ctx; /* the turn itself is what was wanted */
}

static void wake_up(void *ctx)
{
	struct crawl *c = ctx;
	c->wake_now = true;
}

/* Wall time may jump: the timer is never set for longer than a minute. */
static void wake(struct crawl *c)
{
	int64_t next = 0;
	int64_t now = zb_clock_wall_ms();
	if (!c->wake_now)
		return;
	c->wake_now = false;
	task_wake(&next, c->conf.frontier, now, WAKE_A_TURN, crawl_ready, c);
	if (next > 0)
		zb_timer_set(c->conf.loop, &c->wake,
		             next > now + 60000 ? 60000 : (next > now ? next - now : 0),
		             wake_up, c);
}

static bool room_for_more(const struct crawl *c)
{
	return !c->paused &&
	       http_inflight(c->http) < (unsigned)c->conf.settings->max_connections;
}

void crawl_turn(struct crawl *c)
{
	int64_t wait = -1;
	struct host *h = NULL;
	unsigned steps = 0;
	c->enough = false;
	wake(c);
	while (room_for_more(c) && steps++ < STEPS_A_TURN && !c->enough &&
	       !frontier_is_heavy(c->conf.frontier) &&
	       (h = sched_pick(&wait, c->sched, crawl_now(c))) != NULL)
		step(c, h);
	if (h != NULL && room_for_more(c))
		wait = 0; /* not done: other events first */
	if (wait >= 0)
		zb_timer_set(c->conf.loop, &c->due, wait, look_again, c);
	sched_sweep(c->sched, SWEEP_A_TURN, crawl_now(c), free_visit);
}

/* --- life --- */

static void read_conf(struct sched_conf *sched, struct http_conf *http,
                      const struct zb_settings_fetcher *s)
{
	*sched = (struct sched_conf){
		.delay_ms = s->host_delay_ms,
		.per_host = (unsigned)s->connections_per_host,
		.per_site = (unsigned)s->connections_per_site,
		.rest_max_ms = s->max_retry_after_ms,
		.delay_max_ms = s->crawl_delay_max_ms,
	};
	*http = (struct http_conf){
		.user_agent = s->user_agent,
		.proxy = s->proxy,
		.timeout_ms = s->timeout_ms,
		.connect_timeout_ms = s->connect_timeout_ms,
		.connections = (size_t)s->max_connections * CONNECTIONS_KEPT,
		.allow_private = s->allow_private_addresses,
		.verify_tls = s->verify_tls,
		.ca_file = s->ca_file,
	};
}

int crawl_open(struct crawl **out, const struct crawl_conf *conf)
{
	*out = NULL;
	struct crawl *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return ZB_ENOMEM;
	struct sched_conf sched;
	struct http_conf http;
	c->conf = *conf;
	c->wake_now = true;
	read_conf(&sched, &http, conf->settings);
	zb_buf_init(&c->path, ADDRESS_MAX * 4);
	zb_buf_init(&c->file, conf->settings->max_body_bytes);
	for (int i = 0; i < 2; i++)
		zb_buf_init(&c->decoded[i], conf->settings->max_body_bytes);
	int ret;
	if ((ret = idle_new(&c->idle)) < 0 || (ret = kin_new(&c->kin)) < 0 ||
	    (ret = sched_open(&c->sched, &sched)) < 0 ||
	    (ret = http_open(&c->http, conf->loop, &http)) < 0 ||
	    (ret = task_hosts(conf->frontier, found_ready, c)) < 0) {
		crawl_close(c);
		return ret;
	}
	*out = c;
	return 0;
}

int crawl_reload(struct crawl *c)
{
	struct sched_conf sched;
	struct http_conf http;
	read_conf(&sched, &http, c->conf.settings);
	sched_configure(c->sched, &sched);
	return http_configure(c->http, &http);
}

static void free_all_fetches(void *user)
{
	struct site_visit *v = user;
	while (v != NULL && v->fetches != NULL) {
		struct fetch *f = v->fetches;
		v->fetches = f->next;
		free(f->origin);
		free(f);
	}
	free_visit(v);
}

void crawl_close(struct crawl *c)
{
	if (c == NULL)
		return;
	zb_timer_cancel(c->conf.loop, &c->due);
	zb_timer_cancel(c->conf.loop, &c->wake);
	http_close(c->http);
	sched_close(c->sched, free_all_fetches);
	zb_buf_deinit(&c->path);
	zb_buf_deinit(&c->file);
	zb_buf_deinit(&c->decoded[0]);
	zb_buf_deinit(&c->decoded[1]);
	archive_close(c->archive);
	idle_free(c->idle);
	kin_free(c->kin);
	free(c);
}

void crawl_pause(struct crawl *c, bool paused)
{
	c->paused = paused;
}

void crawl_stats(struct crawl_stats *out, const struct crawl *c)
{
	*out = c->stats;
	out->inflight = http_inflight(c->http);
	out->hosts = sched_hosts(c->sched);
	out->bytes = http_bytes(c->http);
}

int64_t crawl_lend(struct crawl *c, const struct address *at, bool heard)
{
	uint32_t id = 0;
	struct host *h = frontier_host_find(&id, c->conf.frontier, at->name) == 0
	                         ? crawl_host(c, id)
	                         : NULL;
	if (h == NULL)
		return 0;
	if (!heard)
		return sched_lend(c->sched, h, crawl_now(c));
	sched_heard(c->sched, h, crawl_now(c));
	return 0;
}

void crawl_host_state(char *out, size_t size, struct crawl *c, uint32_t id)
{
	struct host *h = sched_find(c->sched, id);
	if (h == NULL)
		snprintf(out, size, "nothing to ask for");
	else if (h->held)
		snprintf(out, size, "waiting for its robots.txt");
	else if (h->next_ms > crawl_now(c))
		snprintf(out, size, "may be asked in %.1f s",
		         (double)(h->next_ms - crawl_now(c)) / 1000);
	else
		snprintf(out, size, "may be asked now");
}
