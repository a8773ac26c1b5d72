/* SPDX-License-Identifier: Apache-2.0 */
#include "task.h"

#include "common/err.h"
#include "frontier_priv.h"
#include "known.h"
#include "proto/codec.h"
#include "proto/outcome.h"

enum {
	REF_SIZE = TASK_KEY_SIZE,
	LATER_REF_SIZE = 4 + 1 + TASK_KEY_SIZE,
};

static int put_task(struct frontier *f, uint64_t job, const struct url_key *key,
                    const Zhibiao__Task *task)
{
	unsigned char k[TASK_KEY_SIZE];
	return frontier_put_message(f, DB_TASK, task_key(k, job, key), &task->base);
}

int task_get(Zhibiao__Task **out, struct frontier *f, uint64_t job, const struct url_key *key)
{
	unsigned char k[TASK_KEY_SIZE];
	return frontier_get_message(out, f, DB_TASK, task_key(k, job, key),
	                            &zhibiao__task__descriptor);
}

/* --- places --- */

static int queue(struct frontier *f, uint32_t host, uint8_t prio, uint64_t job,
                 const struct url_key *key)
{
	unsigned char k[READY_KEY_SIZE];
	unsigned char v[REF_SIZE];
	return frontier_put(f, DB_READY, ready_key(k, host, prio, f->meta.next_seq++),
	                    task_key(v, job, key));
}

int task_unqueue(struct frontier *f, const struct ticket *t)
{
	unsigned char k[READY_KEY_SIZE];
	return frontier_del(f, DB_READY, ready_key(k, t->host, t->prio, t->seq));
}

static bool read_place(struct ticket *out, struct zb_span key, struct zb_span val)
{
	if (key.n != READY_KEY_SIZE || val.n != REF_SIZE)
		return false;
	out->host = key_u32(key.p);
	out->prio = (uint8_t)key.p[4];
	out->seq = key_u64(key.p + 5);
	out->job = key_u64(val.p);
	return url_key_from(&out->key, zb_span_sub(val, 8, URL_KEY_SIZE));
}

static int open_cursor(struct zb_cursor **out, struct frontier *f, enum frontier_db db)
{
	int ret = frontier_begin(f);
	return ret < 0 ? ret : frontier_fail(f, zb_cursor_open(out, f->txn, f->db[db]));
}

int task_next(struct ticket *out, struct frontier *f, uint32_t host, ticket_busy_fn busy,
              void *ctx)
{
	struct zb_span key;
	struct zb_span val;
	unsigned char k[READY_KEY_SIZE];
	int ret = frontier_seek(&key, &val, f, DB_READY, ready_key(k, host, 0, 0));
	while (ret == 0) {
		if (!read_place(out, key, val))
			return frontier_fail(f, ZB_EMALFORMED);
		if (out->host != host)
			return ZB_ENOTFOUND;
		if (!busy(ctx, out->seq))
			return 0;
		ret = frontier_seek(&key, &val, f, DB_READY,
		                    ready_key(k, host, out->prio, out->seq + 1));
	}
	return ret;
}

int task_hosts(struct frontier *f, task_host_fn fn, void *ctx)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	unsigned char k[READY_KEY_SIZE];
	uint32_t host = 0;
	int ret = open_cursor(&cur, f, DB_READY);
	if (ret < 0)
		return ret;
	while ((ret = zb_cursor_seek(cur, ready_key(k, host, 0, 0), &key, NULL)) == 0) {
		host = key_u32(key.p);
		fn(ctx, host);
		if (host++ == UINT32_MAX)
			break;
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : frontier_fail(f, ret);
}

/* --- waiting for a time --- */

static int put_later(struct frontier *f, const struct ticket *t, int64_t due_ms)
{
	unsigned char k[LATER_KEY_SIZE];
	unsigned char v[LATER_REF_SIZE];
	unsigned char *p = key_put_u32(v, t->host);
	*p++ = t->prio;
	task_key(p, t->job, &t->key);
	return frontier_put(f, DB_LATER, later_key(k, due_ms, f->meta.next_seq++),
	                    zb_span((char *)v, sizeof(v)));
}

struct waking {
	uint32_t host;
	uint8_t prio;
	unsigned char ref[REF_SIZE];
};

/* The first place of `later` leaves it; ZB_ENOTFOUND where it is not due, *next_ms says when. */
static int take_due(struct waking *out, int64_t *next_ms, struct frontier *f, int64_t now_ms)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	int ret = open_cursor(&cur, f, DB_LATER);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span("", 0), &key, &val);
	if (ret == 0 && (key.n != LATER_KEY_SIZE || val.n != LATER_REF_SIZE))
		ret = ZB_EMALFORMED;
	if (ret == 0) {
		int64_t due = (int64_t)key_u64(key.p);
		*next_ms = due > 0 ? due : 1;
		out->host = key_u32(val.p);
		out->prio = (uint8_t)val.p[4];
		memcpy(out->ref, val.p + 5, REF_SIZE);
		ret = due > now_ms ? ZB_ENOTFOUND : zb_cursor_del(cur);
		f->changes += ret == 0;
	}
	zb_cursor_close(cur);
	return frontier_fail(f, ret);
}

int task_wake(int64_t *next_ms, struct frontier *f, int64_t now_ms, unsigned max,
              task_host_fn fn, void *ctx)
{
	for (unsigned i = 0; i < max; i++) {
		struct waking w = { 0 };
		unsigned char k[READY_KEY_SIZE];
		*next_ms = 0;
		int ret = take_due(&w, next_ms, f, now_ms);
		if (ret != 0)
			return ret == ZB_ENOTFOUND ? 0 : ret;
		ret = frontier_put(f, DB_READY,
		                   ready_key(k, w.host, w.prio, f->meta.next_seq++),
		                   zb_span((char *)w.ref, REF_SIZE));
		if (ret < 0)
			return ret;
		fn(ctx, w.host);
	}
	return 0; /* *next_ms has passed: the caller comes again at once */
}

int task_delay(struct frontier *f, const struct ticket *t, int64_t due_ms, const char *error)
{
	Zhibiao__Task *task = NULL;
	int ret = task_unqueue(f, t);
	if (ret == 0)
		ret = put_later(f, t, due_ms);
	if (ret == 0 && error != NULL)
		ret = task_get(&task, f, t->job, &t->key);
	if (ret != 0 || task == NULL)
		return ret;
	task->attempts++;
	task->last_error = zb_field_text(error);
	return put_task(f, t->job, &t->key, task);
}

/* --- adding --- */

/* Known already: a shorter way to one that still waits is worth keeping. */
static int meet_again(struct jobs *jobs, struct job *job, const struct url_key *key,
                      uint32_t depth)
{
	struct frontier *f = jobs_frontier(jobs);
	Zhibiao__Task *task = NULL;
	int ret = task_get(&task, f, job->id, key);
	if (ret < 0)
		return ret;
	bool ended = task->outcome[0] != '\0';
	bool shorter = !ended && depth < task->depth;
	known_add(jobs_known(jobs), job->id, key, ended ? 0 : shorter ? depth : task->depth);
	if (!shorter)
		return 0;
	task->depth = depth;
	return put_task(f, job->id, key, task);
}

int task_add(bool *added, struct jobs *jobs, struct job *job, const struct task_new *t)
{
	struct frontier *f = jobs_frontier(jobs);
	struct url_key key;
	unsigned char k[TASK_KEY_SIZE];
	if (added != NULL)
		*added = false;
	url_key_of(&key, t->url);
	if (known_has(jobs_known(jobs), job->id, &key, t->depth))
		return 0;
	int ret = frontier_get(NULL, f, DB_TASK, task_key(k, job->id, &key));
	if (ret == 0)
		return meet_again(jobs, job, &key, t->depth);
	if (ret != ZB_ENOTFOUND)
		return ret;
	if (job->urls >= job->budget) {
		job_count(job, ZB_OUTCOME_BUDGET, 1);
		return 0;
	}
	Zhibiao__Task task;
	zhibiao__task__init(&task);
	task.url = frontier_text(f, t->url);
	task.depth = t->depth;
	task.kind = t->kind;
	if (t->via.n > 0)
		task.via = frontier_text(f, t->via);
	task.outcome = zb_field_text(t->outcome);
	task.detail = zb_field_text(t->detail);
	task.at_ms = t->outcome != NULL ? t->now_ms : 0;
	if (t->from != NULL)
		task.found_on = zb_bytes_of(url_key_span(t->from));
	ret = put_task(f, job->id, &key, &task);
	if (ret == 0 && t->outcome == NULL)
		ret = queue(f, t->host, t->prio, job->id, &key);
	if (ret < 0)
		return ret;
	known_add(jobs_known(jobs), job->id, &key, t->outcome != NULL ? 0 : t->depth);
	job_task_added(job);
	if (t->outcome != NULL)
		job_task_ended(job, t->outcome, 0);
	if (added != NULL)
		*added = true;
	return 0;
}

/* --- pages of one article --- */

static void reopen(struct frontier *f, struct job *job, Zhibiao__Task *task, struct zb_span via)
{
	job_task_reopened(job, task->outcome, task->records);
	task->outcome = task->detail = task->last_error = zb_field_text(NULL);
	task->via = frontier_text(f, via);
	task->alias_of = zb_bytes_of(zb_span("", 0));
	task->records = task->attempts = task->hops = 0;
}

int task_part(struct jobs *jobs, struct job *job, const struct task_new *t, uint64_t lease)
{
	struct frontier *f = jobs_frontier(jobs);
	Zhibiao__Task *task = NULL;
	struct url_key key;
	bool added = false;
	url_key_of(&key, t->url);
	int ret = task_get(&task, f, job->id, &key);
	if (ret == ZB_ENOTFOUND) {
		ret = task_add(&added, jobs, job, t);
		if (ret == 0)
			ret = added ? task_get(&task, f, job->id, &key) : ZB_ETOOBIG;
	}
	if (ret < 0)
		return ret;
	bool ended = task->outcome[0] != '\0';
	if (!ended && (task->part_of != 0 || task->alias_of.len > 0))
		return ZB_EBUSY;
	known_remove(jobs_known(jobs), job->id, &key);
	if (ended)
		reopen(f, job, task, t->via);
	task->part_of = lease;
	task->kind = t->kind;
	ret = put_task(f, job->id, &key, task);
	return ret == 0 && ended ? queue(f, t->host, t->prio, job->id, &key) : ret;
}

int task_again(struct frontier *f, uint64_t job, const Zhibiao__Task *task, uint32_t host,
               uint8_t prio)
{
	struct url_key key;
	url_key_of(&key, zb_span_str(task->url));
	return queue(f, host, prio, job, &key);
}

/* --- redirects --- */

/* Registers `url` as another name of t's task, so that a link to it finds it known. */
static int add_alias(int *alias, struct jobs *jobs, const struct ticket *t, struct zb_span url,
                     const Zhibiao__Task *owner)
{
	struct frontier *f = jobs_frontier(jobs);
	Zhibiao__Task *there = NULL;
	struct url_key key;
	url_key_of(&key, url);
	*alias = 0;
	if (url_key_eq(&key, &t->key))
		return 0;
	int ret = task_get(&there, f, t->job, &key);
	if (ret == 0) {
		*alias = !zb_span_eq(zb_bytes_span(there->alias_of), url_key_span(&t->key));
		return 0;
	}
	struct job *job = jobs_find(jobs, t->job);
	if (ret != ZB_ENOTFOUND || job == NULL)
		return ret;
	Zhibiao__Task task;
	zhibiao__task__init(&task);
	task.url = frontier_text(f, url);
	task.depth = owner->depth;
	task.kind = owner->kind;
	task.found_on = task.alias_of = zb_bytes_of(url_key_span(&t->key));
	ret = put_task(f, t->job, &key, &task);
	if (ret == 0)
		job_task_added(job);
	return ret;
}

/* The address a chain of redirects passed through is forgotten: only its end counts. */
static int drop_alias(struct jobs *jobs, const struct ticket *t, const char *via)
{
	struct frontier *f = jobs_frontier(jobs);
	struct job *job = jobs_find(jobs, t->job);
	Zhibiao__Task *there = NULL;
	struct url_key key;
	unsigned char k[TASK_KEY_SIZE];
	if (via[0] == '\0' || job == NULL)
		return 0;
	url_key_of(&key, zb_span_str(via));
	int ret = task_get(&there, f, t->job, &key);
	if (ret == ZB_ENOTFOUND)
		return 0;
	if (ret < 0 || there->outcome[0] != '\0' ||
	    !zb_span_eq(zb_bytes_span(there->alias_of), url_key_span(&t->key)))
		return ret;
	job_task_removed(job);
	known_remove(jobs_known(jobs), t->job, &key);
	return frontier_del(f, DB_TASK, task_key(k, t->job, &key));
}

int task_redirect(int *alias, struct jobs *jobs, const struct ticket *t, struct zb_span url,
                  uint32_t host)
{
	struct frontier *f = jobs_frontier(jobs);
	Zhibiao__Task *task = NULL;
	int ret = task_get(&task, f, t->job, &t->key);
	if (ret == 0 && (ret = drop_alias(jobs, t, task->via)) == 0)
		ret = add_alias(alias, jobs, t, url, task);
	if (ret == 0 && *alias) {
		task->via = zb_field_text(NULL);
		ret = put_task(f, t->job, &t->key, task);
	}
	if (ret < 0 || *alias)
		return ret;
	task->hops++;
	task->via = frontier_text(f, url);
	ret = put_task(f, t->job, &t->key, task);
	if (ret == 0)
		ret = task_unqueue(f, t);
	return ret < 0 ? ret : queue(f, host, t->prio, t->job, &t->key);
}

int task_yielded(struct frontier *f, uint64_t job, const struct url_key *key, uint32_t fresh,
                 uint32_t barren)
{
	Zhibiao__Task *task = NULL;
	int ret = task_get(&task, f, job, key);
	if (ret < 0)
		return ret == ZB_ENOTFOUND ? 0 : ret;
	task->fresh = fresh;
	task->barren = barren;
	return put_task(f, job, key, task);
}

int task_goes_on(struct frontier *f, const struct ticket *t, const char *via)
{
	Zhibiao__Task *task = NULL;
	int ret = task_get(&task, f, t->job, &t->key);
	if (ret < 0)
		return ret;
	task->via = zb_field_text(via);
	return put_task(f, t->job, &t->key, task);
}

/* --- ends --- */

static int set_end(struct jobs *jobs, struct job *job, const struct url_key *key,
                   const Zhibiao__Task *task)
{
	int ret = put_task(jobs_frontier(jobs), job->id, key, task);
	if (ret == 0)
		job_task_ended(job, task->outcome, task->records);
	return ret;
}

/* The address a redirect led to ends as the one that was asked for. */
static int end_alias(struct jobs *jobs, struct job *job, const struct url_key *owner,
                     const Zhibiao__Task *end)
{
	Zhibiao__Task *task = NULL;
	struct url_key key;
	url_key_of(&key, zb_span_str(end->via));
	int ret = task_get(&task, jobs_frontier(jobs), job->id, &key);
	if (ret < 0 || task->outcome[0] != '\0' ||
	    !zb_span_eq(zb_bytes_span(task->alias_of), url_key_span(owner)))
		return ret == ZB_ENOTFOUND ? 0 : ret;
	task->outcome = end->outcome;
	task->detail = end->detail;
	task->at_ms = end->at_ms;
	return set_end(jobs, job, &key, task);
}

int task_finish(struct jobs *jobs, uint64_t job_id, const struct url_key *key,
                const struct task_outcome *end)
{
	struct job *job = jobs_find(jobs, job_id);
	Zhibiao__Task *task = NULL;
	if (job == NULL)
		return 0; /* of a job that was forgotten */
	int ret = task_get(&task, jobs_frontier(jobs), job_id, key);
	if (ret != 0 || task->outcome[0] != '\0')
		return ret;
	task->outcome = zb_field_text(end->name);
	task->detail = zb_field_text(end->detail);
	task->at_ms = end->now_ms;
	task->records = end->records;
	if (task->via[0] != '\0' && (ret = end_alias(jobs, job, key, task)) < 0)
		return ret;
	return set_end(jobs, job, key, task);
}

int task_end(struct jobs *jobs, const struct ticket *t, const struct task_outcome *end)
{
	int ret = task_unqueue(jobs_frontier(jobs), t);
	if (ret == ZB_ENOTFOUND)
		return 0;
	return ret < 0 ? ret : task_finish(jobs, t->job, &t->key, end);
}

/* --- listing --- */

int task_each(struct frontier *f, uint64_t job, const struct url_key *after, task_fn fn,
              void *ctx)
{
	static const struct url_key first;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	unsigned char k[TASK_KEY_SIZE];
	struct zb_span at = task_key(k, job, after != NULL ? after : &first);
	int ret = open_cursor(&cur, f, DB_TASK);
	if (ret == 0)
		ret = zb_cursor_seek(cur, at, &key, &val);
	if (ret == 0 && after != NULL && zb_span_eq(key, at))
		ret = zb_cursor_next(cur, &key, &val);
	for (; ret == 0; ret = zb_cursor_next(cur, &key, &val)) {
		struct url_key url;
		Zhibiao__Task *task = NULL;
		if (key.n != TASK_KEY_SIZE || key_u64(key.p) != job)
			break;
		url_key_from(&url, zb_span_sub(key, 8, URL_KEY_SIZE));
		ret = frontier_decode(&task, f, val, &zhibiao__task__descriptor);
		if (ret < 0 || !fn(ctx, &url, task))
			break;
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : frontier_fail(f, ret);
}
