/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/err.h"
#include "http.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "robots.h"
#include "verdict.h"

static const int64_t day_ms = 24ll * 3600 * 1000;

enum {
	ORIGINS = 2, /* http and https */
	RETRY_FIRST_MS = 2000,
	RETRY_MAX_MS = 15 * 60 * 1000,
};

struct origin {
	char *name; /* owned; NULL: not looked up */
	int64_t expires_ms;
	bool unreachable;
	unsigned failures;
	char outcome[24];     /* unreachable: why */
	char detail[200];     /* in words */
	struct robots *rules; /* owned; NULL while unreachable or not looked up */
};

struct gate {
	struct origin origins[ORIGINS];
	char detail[256];
};

struct gate *gate_new(void)
{
	return calloc(1, sizeof(struct gate));
}

static void clear(struct origin *o)
{
	robots_free(o->rules);
	o->rules = NULL;
}

void gate_free(void *gate)
{
	struct gate *g = gate;
	if (g == NULL)
		return;
	for (int i = 0; i < ORIGINS; i++) {
		clear(&g->origins[i]);
		free(g->origins[i].name);
	}
	free(g);
}

static struct origin *origin_of(struct gate *g, struct zb_span name)
{
	struct origin *o = &g->origins[zb_span_starts(name, ZB_S("https:")) ? 1 : 0];
	if (o->name == NULL)
		o->name = strndup(name.p, name.n);
	return o->name != NULL ? o : NULL;
}

/* --- learning --- */

static int adopt(struct origin *o, const Zhibiao__RobotsFile *file, const char *agent)
{
	struct zb_span text = zb_bytes_span(file->text);
	clear(o);
	o->expires_ms = file->expires_ms;
	o->unreachable = file->denied;
	if (!file->denied)
		return robots_new(&o->rules, text, zb_span_str(agent));
	snprintf(o->outcome, sizeof(o->outcome), ZB_SPAN_FMT, ZB_SPAN_ARGS(text));
	snprintf(o->detail, sizeof(o->detail), "%s", file->detail);
	return 0;
}

static void says(char *out, size_t size, const struct http_answer *a)
{
	if (a->outcome == NULL)
		snprintf(out, size, "HTTP %ld", a->status);
	else
		snprintf(out, size, "%.190s", a->detail);
}

static int64_t backoff(struct origin *o)
{
	int64_t wait = (int64_t)RETRY_FIRST_MS << (o->failures < 10 ? o->failures : 10);
	o->failures++;
	return wait < RETRY_MAX_MS ? wait : RETRY_MAX_MS;
}

int gate_learn(struct gate *g, struct frontier *f, struct zb_span name,
               const struct http_answer *answer, const char *agent, int64_t now_ms)
{
	const struct http_answer *a = answer;
	struct origin *o = origin_of(g, name);
	const char *failure = verdict_robots(a->status, a->outcome, a->body.n > 0);
	Zhibiao__RobotsFile file;
	char text[200];
	if (o == NULL)
		return ZB_ENOMEM;
	zhibiao__robots_file__init(&file);
	file.origin = frontier_text(f, name);
	file.fetched_ms = now_ms;
	file.status = (uint32_t)a->status;
	file.denied = failure != NULL;
	if (failure != NULL) {
		int64_t wait = backoff(o);
		file.expires_ms =
			now_ms + (wait > a->retry_after_ms ? wait : a->retry_after_ms);
		file.text = zb_bytes_of(zb_span_str(failure));
		says(text, sizeof(text), a);
		file.detail = text;
	} else {
		o->failures = 0;
		file.expires_ms = now_ms + day_ms;
		if (a->status >= 200 && a->status < 300)
			file.text = zb_bytes_of(zb_span_sub(a->body, 0, ROBOTS_SIZE_MAX));
	}
	int ret = adopt(o, &file, agent);
	return ret < 0 ? ret : frontier_robots_put(f, &file);
}

/* --- asking --- */

static bool is_fresh(struct origin *o, struct frontier *f, const char *agent, int64_t now_ms)
{
	Zhibiao__RobotsFile *file = NULL;
	if (o->expires_ms == 0 && frontier_robots_get(&file, f, zb_span_str(o->name)) == 0)
		adopt(o, file, agent);
	/* A clock that went back must not keep a file for ever. */
	return o->expires_ms > now_ms && o->expires_ms <= now_ms + 2 * day_ms &&
	       (o->unreachable || o->rules != NULL);
}

static bool passes(const char *outcome)
{
	static const char *const lasting[] = { ZB_OUTCOME_ADDRESS_DENIED, ZB_OUTCOME_TLS_FAILED,
		                               ZB_OUTCOME_BAD_URL };
	for (size_t i = 0; i < sizeof(lasting) / sizeof(lasting[0]); i++)
		if (strcmp(outcome, lasting[i]) == 0)
			return false;
	return true;
}

void gate_check(struct gate_answer *out, struct gate *g, struct frontier *f,
                const struct address *url, const char *agent, int64_t now_ms)
{
	struct origin *o = origin_of(g, url->origin);
	*out = (struct gate_answer){ .verdict = GATE_UNKNOWN, .detail = g->detail };
	if (o == NULL || !is_fresh(o, f, agent, now_ms))
		return;
	if (o->unreachable) {
		bool later = passes(o->outcome);
		snprintf(g->detail, sizeof(g->detail), "robots.txt could not be fetched%s%s",
		         o->detail[0] != '\0' ? ": " : "", o->detail);
		out->verdict = later ? GATE_LATER : GATE_CLOSED;
		out->outcome = o->outcome;
		out->retry_ms = o->expires_ms;
		return;
	}
	struct robots_verdict v;
	robots_check(&v, o->rules, zb_span(url->url, url->n));
	out->verdict = v.allowed ? GATE_OPEN : GATE_CLOSED;
	out->outcome = ZB_OUTCOME_ROBOTS_DENIED;
	snprintf(g->detail, sizeof(g->detail), "robots.txt line %u: %.*s", v.line,
	         (int)(v.rule.n < 200 ? v.rule.n : 200), v.rule.p);
}

int64_t gate_delay_ms(const struct gate *g)
{
	int64_t longest = 0;
	for (int i = 0; i < ORIGINS; i++) {
		const struct robots *rules = g->origins[i].rules;
		int64_t delay = rules != NULL ? robots_delay_ms(rules) : 0;
		if (delay > longest)
			longest = delay;
	}
	return longest;
}

struct zb_span gate_sitemap(const struct gate *g, struct zb_span origin, size_t i)
{
	const struct origin *o = &g->origins[zb_span_starts(origin, ZB_S("https:")) ? 1 : 0];
	return o->rules != NULL ? robots_sitemap(o->rules, i) : ZB_S("");
}
