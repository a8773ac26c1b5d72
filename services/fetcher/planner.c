/* SPDX-License-Identifier: Apache-2.0 */
#include "planner.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/err.h"
#include "common/log.h"
#include "due.h"
#include "task.h"
#include "yield.h"

enum {
	STARTS_A_TICK = 2,
	DUE_PAGES_A_RUN = 2000,
	SITE_CODES_SEEN = 1000000,
	PAUSED_LOOK_MS = 10000, /* and a ms for each that waits: many are moved seldom */
};

static const int64_t day_ms = 24 * 3600 * 1000;

struct run { /* one source's, beside the list */
	int64_t next_ms;
	uint64_t job; /* the running one; 0: none */
	struct yield_seen seen;
	bool paused;
	bool demanded; /* the running one: whatever the schedule says */
	bool held;     /* it was paused while it ran */
};

struct planner {
	char day[SCHEDULE_DAY_SIZE]; /* whose morning the days before were reported on */
	char *path;                  /* owned */
	struct sources sources;
	struct run *runs; /* as many as sources */
	struct frontier *frontier;
	struct jobs *jobs;
	struct crawl *crawl;
};

/* --- states --- */

static Zhibiao__SourceState *get_state(struct planner *p, const struct source *s,
                                       Zhibiao__SourceState *fresh)
{
	Zhibiao__SourceState *kept = NULL;
	if (frontier_source_get(&kept, p->frontier, zb_span_str(s->name)) == 0)
		return kept;
	zhibiao__source_state__init(fresh);
	fresh->name = s->name;
	return fresh;
}

static void read_state(struct planner *p, size_t i)
{
	const struct source *s = sources_at(&p->sources, i);
	Zhibiao__SourceState fresh;
	const Zhibiao__SourceState *state = get_state(p, s, &fresh);
	int64_t now = zb_clock_wall_ms();
	p->runs[i] = (struct run){ .paused = state->paused,
		                   .demanded = state->demanded,
		                   .held = state->held,
		                   .seen = { .wrong_site = state->wrong_site,
		                             .certificate_ms = state->seen_certificate_ms,
		                             .certificate_expired =
		                                     state->seen_certificate_expired } };
	if (state->last_job != 0 && jobs_find(p->jobs, state->last_job) != NULL)
		p->runs[i].job = state->last_job;
	p->runs[i].next_ms = schedule_next(state->last_ms, s->interval_ms, &s->hours, now);
}

/* A run that goes on while its source is paused or its hours are over waits: what it still has
 * to ask for is looked at again later. */
static void rest_run(struct planner *p, size_t i, int64_t now_ms)
{
	const struct source *s = sources_at(&p->sources, i);
	const struct run *r = &p->runs[i];
	struct job *job = r->job != 0 ? jobs_find(p->jobs, r->job) : NULL;
	if (job == NULL)
		return;
	job->rests_until_ms = 0;
	if (r->held || (!r->demanded && (r->paused || s->paused))) {
		job->rests_until_ms = now_ms + PAUSED_LOOK_MS + (int64_t)job->waiting;
		job->rests_why = "its source is paused";
	} else if (!r->demanded && !schedule_is_open(&s->hours, now_ms)) {
		job->rests_until_ms = schedule_opens(&s->hours, now_ms);
		job->rests_why = "its source's hours are over";
	}
}

/* A run whose source is in the file no more has nobody who wants it: it comes to its end, or the
 * jobs behind it would never be forgotten. Where the name comes back in time, it goes on. */
static void look_for_source(void *planner, struct job *job)
{
	struct planner *p = planner;
	bool was = job->orphaned;
	job->orphaned = job->scheduled &&
	                sources_find(&p->sources, zb_span_str(job->spec->source)) == NULL;
	if (job->orphaned && !was)
		zb_warn("run-ends", "source=%s job=%llu why=\"its source is no more\"",
		        ZB_LOG_TEXT(zb_span_str(job->spec->source)),
		        (unsigned long long)job->id);
}

int planner_attach(struct planner *p, struct frontier *f, struct jobs *jobs,
                   struct crawl *crawl)
{
	p->frontier = f;
	p->jobs = jobs;
	p->crawl = crawl;
	for (size_t i = 0; i < sources_count(&p->sources); i++) {
		read_state(p, i);
		rest_run(p, i, zb_clock_wall_ms());
	}
	jobs_each(jobs, look_for_source, p);
	return 0;
}

static size_t index_of(const struct planner *p, struct zb_span name)
{
	const struct source *s = sources_find(&p->sources, name);
	return s != NULL ? (size_t)(s - sources_at(&p->sources, 0)) : SIZE_MAX;
}

/* --- runs --- */

static void make_spec(Zhibiao__CrawlRequest *spec, const struct source *s)
{
	zhibiao__crawl_request__init(spec);
	spec->urls = s->urls.items;
	spec->n_urls = s->urls.n;
	spec->depth = source_depth(s);
	spec->any_site = s->any_site;
	spec->allow = s->allow.items;
	spec->n_allow = s->allow.n;
	spec->deny = s->deny.items;
	spec->n_deny = s->deny.n;
	spec->source = s->name;
	spec->max_urls = (uint64_t)s->max_urls;
	spec->region = s->region;
	spec->publisher = s->publisher;
}

/* Pages that are to be looked at again whether or not a list still names them. */
static void add_due_pages(struct planner *p, struct job *job, const struct source *s)
{
	struct url_key *keys = calloc(DUE_PAGES_A_RUN, sizeof(*keys));
	int n = keys != NULL ? due_list(keys, p->frontier, zb_span_str(s->name),
	                                zb_clock_wall_ms(), DUE_PAGES_A_RUN)
	                     : 0;
	for (int i = 0; i < n; i++) {
		Zhibiao__Page *page = NULL;
		if (frontier_page_get(&page, p->frontier, &keys[i]) == 0)
			crawl_again(p->crawl, job, page);
	}
	free(keys);
}

/* What a run saw outlives a reload and the process: it is judged at the run's end. */
static void put_seen(Zhibiao__SourceState *state, const struct yield_seen *seen)
{
	state->wrong_site = seen->wrong_site;
	state->seen_certificate_ms = seen->certificate_ms;
	state->seen_certificate_expired = seen->certificate_expired;
}

static void note_seen(struct planner *p, size_t i)
{
	Zhibiao__SourceState fresh;
	Zhibiao__SourceState *state = get_state(p, sources_at(&p->sources, i), &fresh);
	put_seen(state, &p->runs[i].seen);
	frontier_source_put(p->frontier, state);
}

static void note_start(struct planner *p, size_t i, int64_t now_ms)
{
	const struct run *r = &p->runs[i];
	Zhibiao__SourceState fresh;
	Zhibiao__SourceState *state = get_state(p, sources_at(&p->sources, i), &fresh);
	state->last_ms = now_ms;
	state->next_ms = r->next_ms;
	state->last_job = r->job;
	state->demanded = r->demanded;
	state->held = r->held;
	put_seen(state, &r->seen);
	frontier_source_put(p->frontier, state);
}

static const char *start_run(uint64_t *id, struct planner *p, size_t i, bool demand,
                             int64_t now)
{
	const struct source *s = sources_at(&p->sources, i);
	struct run *r = &p->runs[i];
	Zhibiao__CrawlRequest spec;
	struct job *job = NULL;
	make_spec(&spec, s);
	if (jobs_start(&job, p->jobs, &spec, true, NULL) < 0)
		return "the run could not be started";
	for (size_t u = 0; u < s->urls.n; u++) {
		const char *why = NULL;
		uint8_t prio = demand ? TASK_PRIO_DEMAND : TASK_PRIO_SCHEDULE;
		if (crawl_seed(p->crawl, job, s->urls.items[u], prio, &why) < 0)
			zb_warn("source-address", "source=%s url=%s why=%s",
			        ZB_LOG_TEXT(zb_span_str(s->name)),
			        ZB_LOG_TEXT(zb_span_str(s->urls.items[u])),
			        why != NULL ? why : "failed");
	}
	if (s->kind != SOURCE_PAGE)
		add_due_pages(p, job, s);
	*id = r->job = job->id;
	r->seen = (struct yield_seen){ 0 };
	r->next_ms = schedule_next(now, s->interval_ms, &s->hours, now);
	r->demanded = demand;
	r->held = false;
	note_start(p, i, now);
	zb_info("run-started", "source=%s job=%llu", ZB_LOG_TEXT(zb_span_str(s->name)),
	        (unsigned long long)job->id);
	return NULL;
}

static bool is_due(const struct planner *p, size_t i, int64_t now_ms)
{
	const struct source *s = sources_at(&p->sources, i);
	const struct run *r = &p->runs[i];
	return r->job == 0 && !r->paused && !s->paused && r->next_ms <= now_ms &&
	       schedule_is_open(&s->hours, now_ms);
}

static void report_days(struct planner *p, int64_t now_ms)
{
	char today[SCHEDULE_DAY_SIZE];
	Zhibiao__SourceState fresh;
	if (strcmp(schedule_day(today, now_ms), p->day) == 0)
		return;
	memcpy(p->day, today, sizeof(today));
	for (size_t i = 0; i < sources_count(&p->sources); i++)
		yield_report_days(p->frontier, get_state(p, sources_at(&p->sources, i), &fresh),
		                  now_ms);
}

void planner_tick(struct planner *p, int64_t now_ms)
{
	unsigned started = 0;
	report_days(p, now_ms);
	for (size_t i = 0; i < sources_count(&p->sources); i++)
		rest_run(p, i, now_ms);
	for (size_t i = 0; i < sources_count(&p->sources) && started < STARTS_A_TICK; i++) {
		const struct source *s = sources_at(&p->sources, i);
		uint64_t job = 0;
		/* A clock that was set back must not silence a source. */
		if (p->runs[i].next_ms > now_ms + s->interval_ms + day_ms)
			p->runs[i].next_ms =
				schedule_next(now_ms, s->interval_ms, &s->hours, now_ms);
		if (is_due(p, i, now_ms) && start_run(&job, p, i, false, now_ms) == NULL)
			started++;
	}
}

const char *planner_run(uint64_t *job, struct planner *p, struct zb_span name, bool demand)
{
	size_t i = index_of(p, name);
	if (i == SIZE_MAX)
		return "no such source";
	if (p->runs[i].job != 0) {
		*job = p->runs[i].job;
		return NULL; /* it runs already */
	}
	return start_run(job, p, i, demand, zb_clock_wall_ms());
}

const char *planner_pause(struct planner *p, struct zb_span name, bool paused)
{
	size_t i = index_of(p, name);
	Zhibiao__SourceState fresh;
	if (i == SIZE_MAX)
		return "no such source";
	if (!paused && sources_at(&p->sources, i)->paused)
		return "it is paused by sources.yaml: take paused: true out there";
	Zhibiao__SourceState *state = get_state(p, sources_at(&p->sources, i), &fresh);
	state->paused = p->runs[i].paused = paused;
	state->held = p->runs[i].held = paused && p->runs[i].job != 0;
	frontier_source_put(p->frontier, state);
	rest_run(p, i, zb_clock_wall_ms());
	return NULL;
}

/* --- what a run brought --- */

void planner_job_finished(void *planner, struct job *job)
{
	struct planner *p = planner;
	size_t i = job->scheduled ? index_of(p, zb_span_str(job->spec->source)) : SIZE_MAX;
	if (i == SIZE_MAX)
		return;
	Zhibiao__SourceState fresh;
	Zhibiao__SourceState *state = get_state(p, sources_at(&p->sources, i), &fresh);
	yield_add_run(p->frontier, state, job, &p->runs[i].seen, zb_clock_wall_ms());
	p->runs[i].job = 0;
}

void planner_saw_site(struct planner *p, struct zb_span source, struct zb_span code)
{
	size_t i = source.n > 0 && code.n > 0 ? index_of(p, source) : SIZE_MAX;
	if (i == SIZE_MAX)
		return;
	struct zb_span wanted = zb_span_str(sources_at(&p->sources, i)->site_code);
	if (wanted.n == 0 || zb_span_eq(wanted, code) ||
	    p->runs[i].seen.wrong_site >= SITE_CODES_SEEN)
		return;
	p->runs[i].seen.wrong_site++;
	note_seen(p, i);
}

void planner_saw_certificate(struct planner *p, const char *source, int64_t end_ms,
                             bool expired)
{
	size_t i = index_of(p, zb_span_str(source));
	if (i == SIZE_MAX)
		return;
	struct yield_seen *seen = &p->runs[i].seen;
	bool sooner =
		end_ms > 0 && (seen->certificate_ms == 0 || end_ms < seen->certificate_ms);
	if (!sooner && (!expired || seen->certificate_expired))
		return;
	seen->certificate_expired |= expired;
	if (sooner)
		seen->certificate_ms = end_ms;
	note_seen(p, i);
}

const struct source *planner_source(const void *planner, const char *name)
{
	const struct planner *p = planner;
	return name[0] != '\0' ? sources_find(&p->sources, zb_span_str(name)) : NULL;
}

const char *planner_doing(const struct planner *p, size_t i, int64_t now_ms)
{
	const struct run *r = &p->runs[i];
	const struct job *job = r->job != 0 ? jobs_find(p->jobs, r->job) : NULL;
	if (job != NULL && job->rests_until_ms <= now_ms)
		return "running";
	if (r->paused || sources_at(&p->sources, i)->paused)
		return "paused";
	return job != NULL ? "resting" : "active";
}

Zhibiao__SourceState *planner_state(struct planner *p, size_t i)
{
	Zhibiao__SourceState fresh;
	if (i >= sources_count(&p->sources))
		return NULL;
	const struct source *s = sources_at(&p->sources, i);
	Zhibiao__SourceState *state = get_state(p, s, &fresh);
	if (state == &fresh) {
		frontier_source_put(p->frontier, state); /* so that it has a place to live */
		if (frontier_source_get(&state, p->frontier, zb_span_str(s->name)) < 0)
			return NULL;
	}
	state->paused |= s->paused;
	state->next_ms = p->runs[i].next_ms;
	return state;
}

/* --- life --- */

static int load(struct planner *p)
{
	struct sources fresh;
	struct zb_diag diag = { 0 };
	char text[1024];
	int ret = sources_load(&fresh, p->path, &diag);
	if (ret == ZB_ENOTFOUND)
		ret = 0;
	if (ret < 0) {
		zb_error("bad-sources", "why=%s",
		         ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
		return ret;
	}
	struct run *runs = calloc(sources_count(&fresh) + 1, sizeof(*runs));
	if (runs == NULL) {
		sources_deinit(&fresh);
		return ZB_ENOMEM;
	}
	sources_deinit(&p->sources);
	free(p->runs);
	p->sources = fresh;
	p->runs = runs;
	return 0;
}

int planner_reload(struct planner *p)
{
	int ret = load(p);
	return ret < 0 ? ret : planner_attach(p, p->frontier, p->jobs, p->crawl);
}

int planner_open(struct planner **out, const char *path)
{
	*out = NULL;
	struct planner *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return ZB_ENOMEM;
	p->path = strdup(path);
	int ret = p->path != NULL ? load(p) : ZB_ENOMEM;
	if (ret < 0) {
		planner_close(p);
		return ret;
	}
	*out = p;
	return 0;
}

void planner_close(struct planner *p)
{
	if (p == NULL)
		return;
	sources_deinit(&p->sources);
	free(p->runs);
	free(p->path);
	free(p);
}
