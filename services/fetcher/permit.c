/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an address may be asked for: its host's robots.txt, fetched where it is not known. */
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/err.h"
#include "crawl_priv.h"
#include "proto/outcome.h"

enum { ROBOTS_BODY_MAX = 4 << 20 };

static void robots_answered(void *ctx, const struct http_answer *a);

static struct fetch *new_robots_fetch(struct crawl *c, struct host *h,
                                      const struct address *origin, uint64_t job)
{
	struct fetch *f = crawl_new_fetch(c, h);
	if (f == NULL)
		return NULL;
	f->robots = true;
	f->ticket.job = job;
	f->origin = calloc(1, sizeof(*f->origin));
	if (f->origin == NULL ||
	    address_split(f->origin, zb_span(origin->url, origin->n)) < 0) {
		free(f->origin);
		free(f);
		return NULL;
	}
	return f;
}

/* As the source of `job` would ask: through its proxy, with its exceptions. */
static int ask_robots(struct crawl *c, struct host *h, const struct address *origin,
                      struct zb_span url, unsigned hops, uint64_t job)
{
	struct http_request r = { .body_max = ROBOTS_BODY_MAX };
	struct fetch *f = new_robots_fetch(c, h, origin, job);
	if (f == NULL)
		return ZB_ENOMEM;
	f->hops = hops;
	int ret = address_split(&f->at, url);
	if (ret == 0)
		ret = crawl_request(f, &r, robots_answered);
	if (ret != 0) {
		free(f->origin);
		free(f);
		return ret;
	}
	c->stats.robots++;
	sched_hold(c->sched, h, true);
	return 0;
}

/* RFC 9309, 2.3.1.2: up to five redirects are followed, to other hosts as well. */
static bool follow_robots(struct fetch *f, const struct http_answer *a)
{
	bool moved = a->outcome == NULL && a->location.n > 0 && a->status >= 300 &&
	             a->status < 400 && a->status != 304;
	struct address next;
	struct url base;
	return moved && f->hops < GATE_HOPS_MAX && address_base(&base, &f->at) == 0 &&
	       address_read(&next, a->location, &base, NULL) == 0 &&
	       ask_robots(f->crawl, f->host, f->origin, zb_span(next.url, next.n), f->hops + 1,
	                  f->ticket.job) == 0;
}

static void robots_answered(void *ctx, const struct http_answer *a)
{
	struct fetch *f = ctx;
	struct crawl *c = f->crawl;
	struct host *h = f->host;
	struct site_visit *v = h->user;
	c->stats.answers++;
	crawl_saw_certificate(f, a);
	if (!follow_robots(f, a)) {
		gate_learn(v->gate, c->conf.frontier, f->origin->origin, a,
		           c->conf.settings->user_agent, zb_clock_wall_ms());
		sched_set_delay(c->sched, h, gate_delay_ms(v->gate));
		sched_hold(c->sched, h, false);
		if (a->outcome == NULL && (a->status == 429 || a->status >= 500))
			sched_refused(c->sched, h, crawl_now(c), a->retry_after_ms);
	}
	sched_end(c->sched, h, a->heard_ms);
	crawl_free_fetch(f);
}

/* A certificate that another source's requests did not take. */
static bool asks_trusting(struct crawl *c, struct site_visit *v, const struct ticket *t,
                          const struct gate_answer *answer)
{
	const struct source *s = crawl_source(c, t->job);
	if (v->asked_trusting || s == NULL || s->verify_tls ||
	    strcmp(answer->outcome, ZB_OUTCOME_TLS_FAILED) != 0)
		return false;
	v->asked_trusting = true;
	return true;
}

bool permit_asks(struct crawl *c, struct host *h, const struct ticket *t,
                 const struct address *at)
{
	struct site_visit *v = h->user;
	struct gate_answer answer;
	if (!c->conf.settings->respect_robots)
		return true;
	gate_check(&answer, v->gate, c->conf.frontier, at, c->conf.settings->user_agent,
	           zb_clock_wall_ms());
	switch (answer.verdict) {
	case GATE_OPEN:
		sched_set_delay(c->sched, h, gate_delay_ms(v->gate));
		return h->next_ms <= crawl_now(c);
	case GATE_CLOSED:
		if (asks_trusting(c, v, t, &answer))
			break;
		answer_end(c, t, at->url, answer.outcome, answer.detail);
		return false;
	case GATE_LATER:
		answer_retry(c, t, at->url, answer.outcome, answer.detail, answer.retry_ms);
		return false;
	case GATE_UNKNOWN:
		break;
	}
	char url[ADDRESS_MAX];
	int n = snprintf(url, sizeof(url), ZB_SPAN_FMT "/robots.txt", ZB_SPAN_ARGS(at->origin));
	if (n >= (int)sizeof(url) ||
	    ask_robots(c, h, at, zb_span(url, (size_t)n), 0, t->job) < 0)
		sched_rest(c->sched, h, crawl_now(c) + 1000);
	return false;
}
