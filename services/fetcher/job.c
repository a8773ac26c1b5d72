/* SPDX-License-Identifier: Apache-2.0 */
#include "job.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/err.h"
#include "frontier_priv.h"
#include "known.h"
#include "proto/codec.h"
#include "scope.h"

enum { JOBS_MAX = 100000, SPEC_MAX = 64 << 20 };

struct jobs {
	struct frontier *f;
	struct known *known;
	struct job **items; /* running, by id */
	size_t n;
	size_t cap;
	struct job *last; /* the one found last: steps come in runs of one job */
	uint64_t default_budget;
	job_fn on_finished;
	void *on_finished_ctx;
};

static struct zb_span job_key(unsigned char out[8], uint64_t id)
{
	key_put_u64(out, id);
	return zb_span((char *)out, 8);
}

static void free_job(struct job *job)
{
	if (job == NULL)
		return;
	if (job->spec != NULL)
		zhibiao__crawl_request__free_unpacked(job->spec, NULL);
	scope_free(job->scope);
	free(job);
}

struct frontier *jobs_frontier(struct jobs *jobs)
{
	return jobs->f;
}

struct known *jobs_known(struct jobs *jobs)
{
	return jobs->known;
}

/* --- keeping --- */

static int put_job(struct jobs *jobs, const struct job *job)
{
	Zhibiao__FrontierJob m;
	zhibiao__frontier_job__init(&m);
	Zhibiao__Count counts[JOB_OUTCOMES_MAX];
	Zhibiao__Count *list[JOB_OUTCOMES_MAX];
	unsigned char key[8];
	for (unsigned i = 0; i < job->n_outcomes; i++) {
		zhibiao__count__init(&counts[i]);
		counts[i].name = zb_field_text(job->outcomes[i].name);
		counts[i].n = job->outcomes[i].n;
		list[i] = &counts[i];
	}
	size_t n_sites = scope_sites(job->scope);
	char **sites = calloc(n_sites + 1, sizeof(*sites));
	if (sites == NULL)
		return frontier_fail(jobs->f, ZB_ENOMEM);
	for (size_t i = 0; i < n_sites; i++)
		sites[i] = zb_field_text(scope_site(job->scope, i));
	m.spec = job->spec;
	m.started_ms = job->started_ms;
	m.finished_ms = job->finished_ms;
	m.outcomes = list;
	m.n_outcomes = job->n_outcomes;
	m.urls = job->urls;
	m.waiting = job->waiting;
	m.records = job->records;
	m.lists = job->lists;
	m.links = job->links;
	m.sites = sites;
	m.n_sites = n_sites;
	m.scheduled = job->scheduled;
	int ret = frontier_put_message(jobs->f, DB_JOB, job_key(key, job->id), &m.base);
	free(sites);
	return ret;
}

static void end_job(struct jobs *jobs, struct job *job)
{
	job->finished_ms = zb_clock_wall_ms();
	job->dirty = true;
	if (jobs->on_finished != NULL)
		jobs->on_finished(jobs->on_finished_ctx, job);
}

/* Before each commit: the jobs whose counters moved; the ended ones leave memory. */
static void write_jobs(void *ctx)
{
	struct jobs *jobs = ctx;
	size_t kept = 0;
	for (size_t i = 0; i < jobs->n; i++) {
		struct job *job = jobs->items[i];
		if (job->waiting == 0 && job->finished_ms == 0)
			end_job(jobs, job);
		if (job->dirty)
			put_job(jobs, job);
		job->dirty = false;
		if (job->finished_ms == 0) {
			jobs->items[kept++] = job;
			continue;
		}
		if (jobs->last == job)
			jobs->last = NULL;
		free_job(job);
	}
	jobs->n = kept;
}

/* --- loading --- */

static Zhibiao__CrawlRequest *copy_spec(const Zhibiao__CrawlRequest *spec)
{
	struct zb_buf buf;
	zb_buf_init(&buf, SPEC_MAX);
	size_t n = zhibiao__crawl_request__get_packed_size(spec);
	char *room = zb_buf_reserve(&buf, n + 1);
	Zhibiao__CrawlRequest *copy = NULL;
	if (room != NULL) {
		n = zhibiao__crawl_request__pack(spec, (uint8_t *)room);
		copy = zhibiao__crawl_request__unpack(NULL, n, (const uint8_t *)room);
	}
	zb_buf_deinit(&buf);
	return copy;
}

static int make_job(struct job **out, const Zhibiao__CrawlRequest *spec, uint64_t budget,
                    struct zb_diag *diag)
{
	struct job *job = calloc(1, sizeof(*job));
	int ret = ZB_ENOMEM;
	if (job != NULL && (job->spec = copy_spec(spec)) != NULL) {
		struct scope_conf conf = { .allow = job->spec->allow,
			                   .n_allow = job->spec->n_allow,
			                   .deny = job->spec->deny,
			                   .n_deny = job->spec->n_deny,
			                   .any_site = job->spec->any_site };
		job->budget = spec->max_urls > 0 ? spec->max_urls : budget;
		ret = scope_new(&job->scope, &conf, diag);
	}
	if (ret < 0) {
		free_job(job);
		job = NULL;
	}
	*out = job;
	return ret;
}

static int keep_job(struct jobs *jobs, struct job *job)
{
	int ret = zb_vec_grow(&jobs->items, &jobs->cap, jobs->n + 1, sizeof(struct job *),
	                      JOBS_MAX);
	if (ret == 0)
		jobs->items[jobs->n++] = job;
	else
		free_job(job);
	return ret;
}

static int load_job(struct jobs *jobs, uint64_t id, const Zhibiao__FrontierJob *m)
{
	struct job *job = NULL;
	int ret = make_job(&job, m->spec, jobs->default_budget, NULL);
	for (size_t i = 0; ret == 0 && i < m->n_sites; i++)
		ret = scope_add_site(job->scope, zb_span_str(m->sites[i]));
	if (ret < 0) {
		free_job(job);
		return ret;
	}
	job->id = id;
	job->started_ms = m->started_ms;
	job->urls = m->urls;
	job->waiting = m->waiting;
	job->records = m->records;
	job->lists = m->lists;
	job->links = m->links;
	job->scheduled = m->scheduled;
	for (size_t i = 0; i < m->n_outcomes; i++)
		job_count(job, m->outcomes[i]->name, m->outcomes[i]->n);
	job->dirty = false;
	return keep_job(jobs, job);
}

static int load_running(struct jobs *jobs)
{
	struct frontier *f = jobs->f;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	int ret = frontier_begin(f);
	if (ret == 0)
		ret = zb_cursor_open(&cur, f->txn, f->db[DB_JOB]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span("", 0), &key, &val);
	for (; ret == 0; ret = zb_cursor_next(cur, &key, &val)) {
		Zhibiao__FrontierJob *m = NULL;
		ret = frontier_decode(&m, f, val, &zhibiao__frontier_job__descriptor);
		if (ret == 0 && key.n == 8 && m->finished_ms == 0 && m->spec != NULL)
			ret = load_job(jobs, key_u64(key.p), m);
		if (ret < 0)
			break;
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : ret;
}

int jobs_open(struct jobs **out, struct frontier *f, uint64_t default_budget)
{
	*out = NULL;
	struct jobs *jobs = calloc(1, sizeof(*jobs));
	if (jobs == NULL)
		return ZB_ENOMEM;
	jobs->f = f;
	jobs->default_budget = default_budget;
	int ret = known_new(&jobs->known);
	if (ret == 0)
		ret = load_running(jobs);
	if (ret < 0) {
		jobs_close(jobs);
		return ret;
	}
	f->before_commit = write_jobs;
	f->before_commit_ctx = jobs;
	*out = jobs;
	return 0;
}

void jobs_close(struct jobs *jobs)
{
	if (jobs == NULL)
		return;
	if (jobs->f->before_commit_ctx == jobs)
		jobs->f->before_commit = NULL;
	for (size_t i = 0; i < jobs->n; i++)
		free_job(jobs->items[i]);
	free(jobs->items);
	known_free(jobs->known);
	free(jobs);
}

void jobs_on_finished(struct jobs *jobs, job_fn fn, void *ctx)
{
	jobs->on_finished = fn;
	jobs->on_finished_ctx = ctx;
}

/* --- life of one --- */

int jobs_start(struct job **out, struct jobs *jobs, const Zhibiao__CrawlRequest *spec,
               bool scheduled, struct zb_diag *diag)
{
	struct job *job = NULL;
	int ret = frontier_begin(jobs->f);
	if (ret == 0)
		ret = make_job(&job, spec, jobs->default_budget, diag);
	*out = NULL;
	if (ret != 0 || job == NULL)
		return ret;
	job->id = jobs->f->meta.next_job++;
	job->started_ms = zb_clock_wall_ms();
	job->scheduled = scheduled;
	job->dirty = true;
	jobs->f->changes++;
	ret = keep_job(jobs, job);
	if (ret == 0)
		*out = job;
	return ret;
}

/* Ids grow and so the list is in order. */
struct job *jobs_find(struct jobs *jobs, uint64_t id)
{
	if (jobs->last != NULL && jobs->last->id == id)
		return jobs->last;
	size_t lo = 0;
	size_t hi = jobs->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (jobs->items[mid]->id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == jobs->n || jobs->items[lo]->id != id)
		return NULL;
	jobs->last = jobs->items[lo];
	return jobs->last;
}

void jobs_each(struct jobs *jobs, job_fn fn, void *ctx)
{
	for (size_t i = 0; i < jobs->n; i++)
		fn(ctx, jobs->items[i]);
}

uint64_t jobs_running(const struct jobs *jobs)
{
	uint64_t n = 0;
	for (size_t i = 0; i < jobs->n; i++)
		n += jobs->items[i]->finished_ms == 0;
	return n;
}

void job_count(struct job *job, const char *outcome, uint64_t n)
{
	unsigned i = 0;
	while (i < job->n_outcomes && strcmp(job->outcomes[i].name, outcome) != 0)
		i++;
	if (i == JOB_OUTCOMES_MAX)
		i--; /* more names than there are: a peer makes them up */
	if (i == job->n_outcomes) {
		snprintf(job->outcomes[i].name, sizeof(job->outcomes[i].name), "%s", outcome);
		job->n_outcomes++;
	}
	job->outcomes[i].n += n;
	job->dirty = true;
}

void job_task_added(struct job *job)
{
	job->urls++;
	job->waiting++;
	job->dirty = true;
}

void job_links_read(struct job *job, uint64_t links)
{
	job->lists++;
	job->links += links;
	job->dirty = true;
}

void job_task_reopened(struct job *job, const char *outcome, uint64_t records)
{
	unsigned i = 0;
	while (i < job->n_outcomes && strcmp(job->outcomes[i].name, outcome) != 0)
		i++;
	if (i < job->n_outcomes && --job->outcomes[i].n == 0)
		job->outcomes[i] = job->outcomes[--job->n_outcomes];
	job->records -= records < job->records ? records : job->records;
	job->waiting++;
	job->dirty = true;
}

void job_task_removed(struct job *job)
{
	job->urls--;
	job->waiting--;
	job->dirty = true;
}

void job_task_ended(struct job *job, const char *outcome, uint64_t records)
{
	job_count(job, outcome, 1);
	job->records += records;
	job->waiting -= job->waiting > 0;
	job->dirty = true;
}

/* --- forgetting --- */

/* The oldest job where it ended before that time; ZB_ENOTFOUND. */
static int oldest_ended(uint64_t *id, struct frontier *f, int64_t before_ms)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key = { 0 };
	struct zb_span val = { 0 };
	Zhibiao__FrontierJob *m = NULL;
	int ret = frontier_begin(f);
	if (ret == 0)
		ret = zb_cursor_open(&cur, f->txn, f->db[DB_JOB]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span("", 0), &key, &val);
	if (ret == 0)
		ret = frontier_decode(&m, f, val, &zhibiao__frontier_job__descriptor);
	if (ret == 0 && (m->finished_ms == 0 || m->finished_ms >= before_ms || key.n != 8))
		ret = ZB_ENOTFOUND;
	if (ret == 0)
		*id = key_u64(key.p);
	zb_cursor_close(cur);
	return ret;
}

static int forget_tasks(struct frontier *f, struct zb_span prefix, unsigned max)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	unsigned n = 0;
	int ret = zb_cursor_open(&cur, f->txn, f->db[DB_TASK]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, prefix, &key, NULL);
	while (ret == 0 && n < max && zb_span_starts(key, prefix)) {
		ret = zb_cursor_del(cur);
		n++;
		if (ret == 0)
			ret = zb_cursor_next(cur, &key, NULL);
	}
	zb_cursor_close(cur);
	f->changes += n;
	return ret < 0 && ret != ZB_ENOTFOUND ? frontier_fail(f, ret) : (int)n;
}

int jobs_forget(struct frontier *f, int64_t before_ms, unsigned max)
{
	unsigned char key[8];
	uint64_t id = 0;
	int ret = oldest_ended(&id, f, before_ms);
	if (ret != 0)
		return ret == ZB_ENOTFOUND ? 0 : ret;
	int n = forget_tasks(f, job_key(key, id), max);
	if (n != 0)
		return n;
	ret = frontier_del(f, DB_JOB, job_key(key, id));
	return ret < 0 ? ret : 1;
}

/* --- reading --- */

int job_read(Zhibiao__FrontierJob **out, struct jobs *jobs, uint64_t id)
{
	unsigned char key[8];
	struct job *job = jobs_find(jobs, id);
	if (job != NULL && job->dirty) {
		int ret = put_job(jobs, job);
		if (ret < 0)
			return ret;
		job->dirty = false;
	}
	return frontier_get_message(out, jobs->f, DB_JOB, job_key(key, id),
	                            &zhibiao__frontier_job__descriptor);
}

int job_before(uint64_t *id, struct frontier *f, uint64_t before)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	unsigned char at[8];
	int ret = frontier_begin(f);
	if (ret == 0)
		ret = zb_cursor_open(&cur, f->txn, f->db[DB_JOB]);
	if (ret == 0) {
		bool behind = before != 0 &&
		              zb_cursor_seek(cur, job_key(at, before), NULL, NULL) == 0;
		ret = behind ? zb_cursor_prev(cur, &key, NULL)
		             : zb_cursor_last(cur, zb_span("", 0), &key, NULL);
	}
	if (ret == 0)
		*id = key.n == 8 ? key_u64(key.p) : 0;
	zb_cursor_close(cur);
	return ret;
}
