/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/clock.h"
#include "common/err.h"
#include "crawl_priv.h"
#include "history.h"
#include "idle.h"
#include "kin.h"
#include "local.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "scope.h"
#include "trap.h"

enum { BARREN_MAX = 50 }; /* pages in a row that lead to nothing new, then it is a trap */

int discover_host(uint32_t *id, struct crawl *c, const struct address *at)
{
	if (c->last_id != LOCAL_HOST && zb_span_eq(zb_span_str(c->last_name), at->name)) {
		*id = c->last_id;
		return 0;
	}
	int ret = frontier_host_id(id, c->conf.frontier, at->name);
	if (ret < 0 || at->name.n >= sizeof(c->last_name))
		return ret;
	memcpy(c->last_name, at->name.p, at->name.n);
	c->last_name[at->name.n] = '\0';
	c->last_id = *id;
	return 0;
}

/* 1 where it is new to the job, 0 where not. */
static int add_new(struct crawl *c, struct job *job, struct task_new *t)
{
	bool added = false;
	t->now_ms = zb_clock_wall_ms();
	int ret = task_add(&added, c->conf.jobs, job, t);
	if (ret == 0 && added && t->outcome == NULL)
		crawl_ready(c, t->host);
	return ret < 0 ? ret : added;
}

static int add(struct crawl *c, struct job *job, struct task_new *t)
{
	int ret = add_new(c, job, t);
	return ret < 0 ? ret : 0;
}

/* --- seeds --- */

static int seed_file(struct crawl *c, struct job *job, const char *path, uint8_t prio,
                     const char **why)
{
	struct zb_buf url;
	zb_buf_init(&url, ADDRESS_MAX * 4);
	int ret = local_url(&url, path);
	if (ret < 0) {
		*why = zb_strerror(ret);
		ret = ZB_EINVAL;
	} else {
		struct task_new t = { .url = zb_buf_span(&url),
			              .host = LOCAL_HOST,
			              .prio = prio };
		ret = add(c, job, &t);
	}
	zb_buf_deinit(&url);
	return ret;
}

int crawl_seed(struct crawl *c, struct job *job, const char *url, uint8_t prio,
               const char **why)
{
	struct address at;
	struct task_new t = { .prio = prio };
	if (local_is_url(zb_span_str(url))) {
		int ret = local_path(&c->path, zb_span_str(url));
		if (ret == 0)
			return seed_file(c, job, zb_buf_cstr(&c->path), prio, why);
	}
	if (url[0] == '/')
		return seed_file(c, job, url, prio, why);
	int ret = address_read(&at, zb_span_str(url), NULL, why);
	if (ret < 0)
		return ZB_EINVAL;
	*why = scope_refuses_seed(job->scope, at.url);
	if (*why != NULL)
		return ZB_EINVAL;
	if ((ret = scope_add_site(job->scope, at.host)) < 0 ||
	    (ret = discover_host(&t.host, c, &at)) < 0)
		return ret;
	t.url = zb_span(at.url, at.n);
	return add(c, job, &t);
}

int discover_entry(struct crawl *c, struct job *job, struct zb_span url,
                   const struct url_key *from, uint8_t prio)
{
	struct task_new t = { .url = url, .host = LOCAL_HOST, .prio = prio, .from = from };
	return job != NULL ? add(c, job, &t) : 0;
}

int crawl_again(struct crawl *c, struct job *job, const Zhibiao__Page *page)
{
	struct address at;
	struct task_new t = { .depth = page->depth,
		              .prio = (uint8_t)(TASK_PRIO_SCHEDULE +
		                                (page->depth < 60 ? page->depth : 60)) };
	int ret = address_split(&at, zb_span_str(page->url));
	if (ret == 0)
		ret = discover_host(&t.host, c, &at);
	t.url = zb_span(at.url, at.n);
	return ret < 0 ? ret : add(c, job, &t);
}

static int add_sitemap(struct crawl *c, struct job *job, const struct ticket *t,
                       const struct url *base, struct zb_span text)
{
	struct address at;
	struct task_new n = { .kind = ZHIBIAO__LINK__KIND__SITEMAP,
		              .from = &t->key,
		              .prio = t->prio };
	if (address_read(&at, text, base, NULL) < 0 ||
	    scope_refuses_seed(job->scope, at.url) != NULL)
		return 0;
	int ret = discover_host(&n.host, c, &at);
	n.url = zb_span(at.url, at.n);
	return ret < 0 ? ret : add(c, job, &n);
}

int discover_sitemaps(struct crawl *c, struct job *job, const struct gate *gate,
                      const struct address *at, const struct ticket *t)
{
	struct url base;
	size_t i = 0;
	int ret = address_base(&base, at);
	for (; ret == 0; i++) {
		struct zb_span text = gate_sitemap(gate, at->origin, i);
		if (text.n == 0)
			break;
		ret = add_sitemap(c, job, t, &base, text);
	}
	return ret == 0 && i == 0 ? add_sitemap(c, job, t, &base, ZB_S("/sitemap.xml")) : ret;
}

/* --- links --- */

const char *discover_refuses_redirect(const struct job *job, const struct address *to,
                                      uint32_t depth)
{
	if (job == NULL)
		return "its job was forgotten";
	/* What a person named may answer from another host: www, https, a new domain's front. */
	return depth == 0 ? scope_refuses_seed(job->scope, to->url)
	                  : scope_refuses(job->scope, to->url, to->host);
}

/* Steps that a kind of link counts for: a page that moves on is no step further, nor is what
 * belongs to the page. */
static uint32_t steps_of(const struct job *job, const struct crawl_page *page, int kind)
{
	bool none = kind == ZHIBIAO__LINK__KIND__REFRESH ||
	            kind == ZHIBIAO__LINK__KIND__SITEMAP ||
	            (kind == ZHIBIAO__LINK__KIND__ATTACHMENT && page->kept) ||
	            (kind == ZHIBIAO__LINK__KIND__NEXT && job->scheduled);
	return none ? 0 : 1;
}

static int this_year(void)
{
	char text[32];
	zb_clock_rfc3339(text, sizeof(text), zb_clock_wall_ms());
	return (int)strtol(text, NULL, 10);
}

/* Archives hold documents that nobody here unpacks. */
static bool is_archive(struct zb_span url)
{
	static const struct zb_span endings[] = { { ".zip", 4 }, { ".rar", 4 }, { ".7z", 3 } };
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (url.n > endings[i].n &&
		    zb_span_eq_nocase(zb_span_sub(url, url.n - endings[i].n, url.n),
		                      endings[i]))
			return true;
	return false;
}

struct yield { /* of a page's links */
	uint64_t in_scope;
	uint32_t fresh;  /* new to the job */
	uint32_t barren; /* see Task.barren */
	uint64_t kin;    /* the page's */
	bool elsewhere;  /* something new is no kin of it */
};

/* One new address at most, from page to page: what has no end goes on so. */
static uint32_t barren_of(struct crawl *c, const struct job *job, const struct crawl_page *page)
{
	struct frontier *f = c->conf.frontier;
	Zhibiao__Task *task = NULL;
	Zhibiao__Task *from = NULL;
	struct url_key key;
	if (page->kept || task_get(&task, f, job->id, page->key) < 0 ||
	    !url_key_from(&key, zb_bytes_span(task->found_on)) ||
	    task_get(&from, f, job->id, &key) < 0)
		return 0;
	return from->fresh <= 1 ? from->barren + 1 : 0;
}

/* Host and path are the same: only parameters tell the page's own address from that one. Others
 * may be mistakes; every page of some sites names the home page as its address. */
static bool is_same_page(const char *url, const char *canonical)
{
	size_t n = strcspn(canonical, "?");
	return strncmp(url, canonical, n) == 0 && url[n] == '?' && strcmp(url, canonical) != 0;
}

/* What has the page under its own name is not fetched once more; 1 where the link says no such. */
static int add_canonical(struct crawl *c, struct job *job, const struct crawl_page *page,
                         const struct url *base, const Zhibiao__Link *link)
{
	struct address at;
	struct url_key key;
	Zhibiao__Task *task = NULL;
	if (link->kind != ZHIBIAO__LINK__KIND__CANONICAL || !page->kept ||
	    address_read(&at, zb_span_str(link->url), base, NULL) < 0 ||
	    !is_same_page(page->url, at.url))
		return 1;
	struct task_new t = {
		.url = zb_span(at.url, at.n),
		.depth = page->depth,
		.kind = (uint32_t)link->kind,
		.from = page->key,
		.outcome = ZB_OUTCOME_DUPLICATE,
		.detail = "read by another address, which says that this is its own"
	};
	int ret = add_new(c, job, &t);
	url_key_of(&key, t.url);
	if (ret != 0 || task_get(&task, c->conf.frontier, job->id, &key) < 0 ||
	    task->part_of != 0)
		return ret < 0 ? ret : 0;
	/* It waits: its place goes when its turn comes. */
	struct task_outcome end = { .name = t.outcome, .detail = t.detail, .now_ms = t.now_ms };
	return task_finish(c->conf.jobs, job->id, &key, &end);
}

/* Why what stands at `url` would have no end; NULL: nothing speaks for it. */
static const char *why_trap(const struct crawl *c, const struct job *job, struct zb_span url,
                            const struct yield *yield)
{
	if (yield->barren >= BARREN_MAX)
		return "behind pages that led to nothing new";
	if (kin_is_barren(c->kin, yield->kin) && kin_of(job->id, url) == yield->kin)
		return "of a kind of pages that lead only to each other";
	return trap_of(url, this_year());
}

static int add_link(struct crawl *c, struct job *job, const struct crawl_page *page,
                    const struct url *base, const Zhibiao__Link *link, struct yield *yield)
{
	struct address at;
	uint32_t host = 0;
	uint32_t depth = page->depth + steps_of(job, page, (int)link->kind);
	if (link->nofollow || depth > job->spec->depth)
		return 0;
	if (address_read(&at, zb_span_str(link->url), base, NULL) < 0 ||
	    scope_refuses(job->scope, at.url, at.host) != NULL ||
	    is_archive(zb_span(at.url, at.n)))
		return 0;
	yield->in_scope++;
	int ret = discover_host(&host, c, &at);
	if (ret < 0)
		return ret;
	idle_settle(c->idle, c->conf.frontier, host, &at);
	if (job->scheduled &&
	    history_is_recent(c->conf.frontier, zb_span(at.url, at.n), zb_clock_wall_ms()))
		return 0;
	struct task_new t = { .url = zb_span(at.url, at.n),
		              .host = host,
		              .depth = depth,
		              .kind = (uint32_t)link->kind,
		              .from = page->key,
		              .prio = (uint8_t)(page->prio + (depth < 60 ? depth : 60)) };
	t.detail = why_trap(c, job, t.url, yield);
	if (t.detail != NULL)
		t.outcome = ZB_OUTCOME_TRAP;
	ret = add_new(c, job, &t);
	yield->fresh += ret > 0;
	yield->elsewhere = yield->elsewhere || (ret > 0 && t.outcome == NULL &&
	                                        kin_of(job->id, t.url) != yield->kin);
	return ret < 0 ? ret : 0;
}

void crawl_saw_text(struct crawl *c, const char *url, struct zb_span text_sha256)
{
	struct address at;
	uint32_t host = 0;
	if (strchr(url, '?') != NULL && address_split(&at, zb_span_str(url)) == 0 &&
	    discover_host(&host, c, &at) == 0)
		idle_saw(c->idle, c->conf.frontier, host, zb_span_str(url), text_sha256);
}

int crawl_links(struct crawl *c, struct job *job, const struct crawl_page *page)
{
	struct yield yield = { .barren = barren_of(c, job, page),
		               .kin = kin_of(job->id, zb_span_str(page->url)) };
	struct url base;
	int64_t attachments = 0;
	if (url_parse(&base, zb_span_str(page->url), NULL, NULL) < 0)
		return 0; /* a file: its links lead nowhere */
	for (size_t i = 0; i < page->n_links; i++) {
		const Zhibiao__Link *link = page->links[i];
		if (link->kind == ZHIBIAO__LINK__KIND__ATTACHMENT && page->kept &&
		    attachments++ >= c->conf.settings->attachments_per_page)
			continue;
		int ret = add_canonical(c, job, page, &base, link);
		if (ret > 0)
			ret = add_link(c, job, page, &base, link, &yield);
		if (ret < 0)
			return ret;
	}
	kin_read(c->kin, yield.kin, page->kept || yield.elsewhere);
	if (page->depth == 0 && job->spec->depth > 0)
		job_links_read(job, yield.in_scope);
	return page->kept ? 0
	                  : task_yielded(c->conf.frontier, job->id, page->key, yield.fresh,
	                                 yield.barren);
}
