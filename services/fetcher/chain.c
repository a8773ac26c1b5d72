/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Articles on several pages. A reader that finds a further page says so instead of an end; the
 * document then waits while that page is fetched like any other address of its job, gets its bytes
 * behind its own, and is handed out again. A page that cannot be had ends the chain, not the
 * document.
 */
#include <stdio.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "crawl_priv.h"
#include "local.h"
#include "parcel.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "scope.h"

enum { PARTS_MAX = 200, WHY_MAX = 512 };

/* --- the document goes on --- */

/* Out again, under a new lease number: with `bytes` more behind its own. */
static int hand_out(struct crawl *c, uint64_t lease, Zhibiao__Parcel *p, struct zb_span bytes)
{
	uint64_t fresh = 0;
	p->wants = frontier_text(c->conf.frontier, zb_span("", 0));
	p->size += bytes.n;
	int ret = parcel_renew(&fresh, c->conf.frontier, lease, p, bytes);
	if (ret == 0)
		c->conf.on_parcel(c->conf.ctx, fresh, p->size);
	return ret;
}

static int cut(struct crawl *c, uint64_t lease, Zhibiao__Parcel *p, const char *why,
               const char *url)
{
	char text[WHY_MAX];
	snprintf(text, sizeof(text), "%s %.*s", why, WHY_MAX / 2, url);
	p->cut = text;
	return hand_out(c, lease, p, zb_span("", 0));
}

void chain_cut(struct crawl *c, uint64_t lease, const char *why, const char *url)
{
	Zhibiao__Parcel *p = NULL;
	if (parcel_get(&p, c->conf.frontier, lease) == 0 && p->wants[0] != '\0')
		cut(c, lease, p, why, url);
}

static void fill_part(Zhibiao__Part *to, const Zhibiao__Parcel *from)
{
	zhibiao__part__init(to);
	to->url = from->url;
	to->final_url = from->final_url;
	to->fetched_ms = from->fetched_ms;
	to->http_status = from->status;
	to->content_type = from->content_type;
	to->body_sha256 = from->sha256;
	to->body_size = from->size;
}

static int append(struct crawl *c, uint64_t lease, Zhibiao__Parcel *p,
                  const Zhibiao__Parcel *page, struct zb_span bytes)
{
	Zhibiao__Part part;
	Zhibiao__Part *parts[PARTS_MAX];
	ProtobufCBinaryData headers[PARTS_MAX];
	size_t n = p->n_parts;
	if (n >= PARTS_MAX || p->n_part_headers != n)
		return ZB_ETOOBIG;
	for (size_t i = 0; i < n; i++) {
		parts[i] = p->parts[i];
		headers[i] = p->part_headers[i];
	}
	fill_part(&part, page);
	parts[n] = &part;
	headers[n] = page->headers;
	p->parts = parts;
	p->part_headers = headers;
	p->n_parts = p->n_part_headers = n + 1;
	p->strikes = 0;
	return hand_out(c, lease, p, bytes);
}

bool chain_add(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task,
               const Zhibiao__Parcel *page, struct zb_span bytes)
{
	Zhibiao__Parcel *p = NULL;
	if (task->part_of == 0 || parcel_get(&p, c->conf.frontier, task->part_of) < 0)
		return false;
	const char *whole = p->url;
	if (p->size + bytes.n > c->conf.settings->max_body_bytes)
		answer_end(c, t, task->url, ZB_OUTCOME_TOO_LARGE, "with the pages before it");
	else if (append(c, task->part_of, p, page, bytes) == 0)
		answer_end(c, t, task->url, ZB_OUTCOME_JOINED, whole);
	return true;
}

/* --- the page behind it --- */

static bool is_one_of(const Zhibiao__Parcel *p, const char *url)
{
	bool found = strcmp(p->url, url) == 0 || strcmp(p->final_url, url) == 0;
	for (size_t i = 0; i < p->n_parts && !found; i++)
		found = strcmp(p->parts[i]->url, url) == 0 ||
		        strcmp(p->parts[i]->final_url, url) == 0;
	return found;
}

/* NULL where the page is to be fetched. */
static const char *refuses(struct address *at, const struct job *job, const Zhibiao__Parcel *p,
                           const char *url)
{
	struct address own;
	const char *why = NULL;
	if (job == NULL)
		return "its job was forgotten";
	if (address_read(at, zb_span_str(url), NULL, &why) < 0)
		return ZB_OUTCOME_BAD_URL;
	if (address_split(&own, zb_span_str(p->final_url)) < 0 ||
	    !zb_span_eq(own.origin, at->origin) ||
	    scope_refuses_seed(job->scope, at->url) != NULL)
		return ZB_OUTCOME_OUT_OF_SCOPE;
	return is_one_of(p, at->url) ? "leads back" : NULL;
}

/* Before all else of its kind: a document waits for it. */
static uint8_t prio_of(const struct job *job)
{
	return (uint8_t)((job->scheduled ? TASK_PRIO_SCHEDULE : TASK_PRIO_DEMAND) - 1);
}

static struct task_new task_for(const struct job *job, const struct address *at,
                                const Zhibiao__Parcel *p, const struct url_key *from)
{
	return (struct task_new){ .url = zb_span(at->url, at->n),
		                  .depth = p->depth,
		                  .kind = ZHIBIAO__LINK__KIND__NEXT,
		                  .from = from,
		                  .prio = prio_of(job),
		                  .now_ms = zb_clock_wall_ms() };
}

/* Of an article out of a WARC file: nothing is fetched for it, the page is there or it is not. All
 * of the file is listed before the first of it is read. */
static int find_archived(struct task_new *t, struct crawl *c, uint64_t job)
{
	struct url_key key;
	Zhibiao__Task *task = NULL;
	url_key_of(&key, t->url);
	int ret = task_get(&task, c->conf.frontier, job, &key);
	if (ret < 0)
		return ret;
	t->host = LOCAL_HOST;
	t->via = zb_span_str(task->via);
	return local_is_url(t->via) ? 0 : ZB_ENOTFOUND;
}

int crawl_next_page(struct crawl *c, uint64_t lease, Zhibiao__Parcel *p, const char *url)
{
	struct address at;
	struct url_key key;
	struct job *job = jobs_find(c->conf.jobs, p->job);
	const char *why = refuses(&at, job, p, url);
	if (why != NULL || !url_key_from(&key, zb_bytes_span(p->key)))
		return cut(c, lease, p, why != NULL ? why : ZB_OUTCOME_BAD_URL, url);
	struct task_new t = task_for(job, &at, p, &key);
	int ret = p->archived ? find_archived(&t, c, p->job) : discover_host(&t.host, c, &at);
	if (ret == ZB_ENOTFOUND)
		return cut(c, lease, p, "not in the archive", at.url);
	if (ret == 0)
		ret = task_part(c->conf.jobs, job, &t, lease);
	if (ret == ZB_ETOOBIG)
		return cut(c, lease, p, ZB_OUTCOME_BUDGET, at.url);
	if (ret == ZB_EBUSY)
		return cut(c, lease, p, "part of another", at.url);
	if (ret < 0)
		return ret;
	p->wants = at.url;
	crawl_ready(c, t.host);
	return parcel_put(c->conf.frontier, lease, p);
}

int crawl_part_again(struct crawl *c, uint64_t job_id, const Zhibiao__Task *task)
{
	struct address at;
	uint32_t host = LOCAL_HOST;
	Zhibiao__Parcel *whole = NULL;
	const struct job *job = jobs_find(c->conf.jobs, job_id);
	int ret = parcel_get(&whole, c->conf.frontier, task->part_of);
	if (ret < 0 || whole->wants[0] == '\0' || job == NULL)
		return ZB_ENOTFOUND;
	bool archived = local_is_url(zb_span_str(task->via)); /* host stays the local one */
	ret = archived ? 0 : address_split(&at, zb_span_str(task->url));
	if (ret == 0 && !archived)
		ret = discover_host(&host, c, &at);
	if (ret == 0)
		ret = task_again(c->conf.frontier, job_id, task, host, prio_of(job));
	if (ret == 0)
		crawl_ready(c, host);
	return ret;
}
