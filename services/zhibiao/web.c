/* SPDX-License-Identifier: Apache-2.0 */
#include "web.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/loop.h"
#include "proto/settings.h"

enum { HOSTS = 64 };

struct asked {
	char name[300];
	int64_t ms; /* when */
	int64_t delay_ms;
};

struct web {
	const struct zb_settings_fetcher *settings;
	struct zb_loop *loop;
	struct http *http;
	struct http_answer answer; /* its spans point into the buffers */
	struct zb_buf head, body;
	struct url url;
	struct zb_timer pause;
	web_turn_fn turn; /* NULL: nobody else asks */
	void *turn_ctx;
	struct asked asked[HOSTS]; /* lately; the oldest makes room */
	size_t n_asked;
	struct asked *host; /* of `url` */
	int err;
};

int web_open(struct web **out, const struct zb_settings_fetcher *settings)
{
	struct http_conf conf = {
		.user_agent = settings->user_agent,
		.proxy = settings->proxy,
		.timeout_ms = settings->timeout_ms,
		.connect_timeout_ms = settings->connect_timeout_ms,
		.connections = 4,
		.allow_private = settings->allow_private_addresses,
		.verify_tls = settings->verify_tls,
		.ca_file = settings->ca_file,
	};
	*out = NULL;
	struct web *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return ZB_ENOMEM;
	w->settings = settings;
	zb_buf_init(&w->head, 1 << 20);
	zb_buf_init(&w->body, settings->max_body_bytes);
	int ret;
	if ((ret = zb_loop_open(&w->loop)) < 0 ||
	    (ret = http_open(&w->http, w->loop, &conf)) < 0) {
		web_close(w);
		return ret;
	}
	*out = w;
	return 0;
}

void web_close(struct web *w)
{
	if (w == NULL)
		return;
	http_close(w->http);
	if (w->loop != NULL)
		zb_timer_cancel(w->loop, &w->pause);
	zb_loop_close(w->loop);
	zb_buf_deinit(&w->head);
	zb_buf_deinit(&w->body);
	free(w);
}

/* A span of the answer's head, in our copy of it. */
static struct zb_span moved(const struct web *w, struct zb_span head, struct zb_span part)
{
	return part.n == 0
	               ? part
	               : zb_span_sub(zb_buf_span(&w->head), (size_t)(part.p - head.p), part.n);
}

static void on_answer(void *ctx, const struct http_answer *a)
{
	struct web *w = ctx;
	zb_buf_reset(&w->head);
	zb_buf_reset(&w->body);
	zb_buf_add_span(&w->head, a->head);
	zb_buf_add_span(&w->body, a->body);
	w->err = w->head.err < 0 ? w->head.err : w->body.err;
	w->answer = *a;
	w->answer.head = zb_buf_span(&w->head);
	w->answer.body = zb_buf_span(&w->body);
	w->answer.content_type = moved(w, a->head, a->content_type);
	w->answer.location = moved(w, a->head, a->location);
	w->answer.etag = moved(w, a->head, a->etag);
	w->answer.last_modified = moved(w, a->head, a->last_modified);
	zb_loop_stop(w->loop);
}

static void go_on(void *ctx)
{
	struct web *w = ctx;
	zb_loop_stop(w->loop);
}

static int64_t longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct asked *host_of(struct web *w)
{
	size_t kept = w->n_asked < HOSTS ? w->n_asked : HOSTS;
	for (size_t i = 0; i < kept; i++)
		if (zb_span_eq(w->url.host, zb_span_str(w->asked[i].name)))
			return &w->asked[i];
	struct asked *host = &w->asked[w->n_asked++ % HOSTS];
	*host = (struct asked){ .ms = INT64_MIN / 2 };
	snprintf(host->name, sizeof(host->name), ZB_SPAN_FMT, ZB_SPAN_ARGS(w->url.host));
	return host;
}

/* One host is not asked again within its delay, nor within that of others who ask it. */
static int keep_delay(struct web *w, int64_t delay_ms)
{
	struct asked *host = w->host = host_of(w);
	int ret = 0;
	host->delay_ms = longer(host->delay_ms, longer(delay_ms, w->settings->host_delay_ms));
	int64_t wait = host->ms + host->delay_ms - zb_clock_mono_ms();
	if (w->turn != NULL)
		wait = longer(wait, w->turn(w->turn_ctx, w->url.href, false));
	if (wait > 0) { /* clocks count whole milliseconds */
		ret = zb_timer_set(w->loop, &w->pause, wait + 2, go_on, w);
		if (ret == 0)
			ret = zb_loop_run(w->loop);
	}
	host->ms = zb_clock_mono_ms();
	return ret;
}

void web_takes_turns(struct web *w, web_turn_fn fn, void *ctx)
{
	w->turn = fn;
	w->turn_ctx = ctx;
}

static int get_one(struct web *w, const struct web_options *o)
{
	struct http_request request = {
		.url = w->url.href,
		.proxy = o->proxy,
		.headers = o->headers,
		.n_headers = o->n_headers,
		.trust_any = o->trust_any,
		.body_max = o->body_max > 0 && o->body_max < w->settings->max_body_bytes
		                    ? o->body_max
		                    : w->settings->max_body_bytes,
	};
	int ret = keep_delay(w, o->delay_ms);
	if (ret == 0)
		ret = http_get(w->http, &request, on_answer, w);
	if (ret == 0)
		ret = zb_loop_run(w->loop);
	w->host->ms = zb_clock_mono_ms();
	if (w->turn != NULL)
		w->turn(w->turn_ctx, w->url.href, true);
	return ret < 0 ? ret : w->err;
}

bool web_moves_on(const struct http_answer *a)
{
	return a->outcome == NULL && a->status >= 300 && a->status < 400 && a->status != 304 &&
	       a->location.n > 0;
}

int web_get(struct web_page *out, struct web *w, const struct url *url,
            const struct web_options *options)
{
	static const struct web_options none;
	const struct web_options *o = options != NULL ? options : &none;
	unsigned most = o->hops_max > 0 ? o->hops_max : (unsigned)w->settings->max_redirects;
	*out = (struct web_page){ .answer = &w->answer, .url = &w->url };
	int ret = url_parse(&w->url, zb_span(url->href, url->n), NULL, NULL);
	while (ret == 0 && (ret = get_one(w, o)) == 0 && web_moves_on(&w->answer) &&
	       !o->stays && out->hops < most) {
		struct url base,
			next; /* spans of a url point into itself: parsed anew, not copied */
		ret = url_parse(&base, zb_span(w->url.href, w->url.n), NULL, NULL);
		if (ret < 0 || url_parse(&next, w->answer.location, &base, NULL) < 0)
			break;
		out->hops++;
		ret = url_parse(&w->url, zb_span(next.href, next.n), NULL, NULL);
	}
	return ret;
}

const char *web_says(char *out, size_t size, const struct http_answer *answer)
{
	if (answer->outcome == NULL)
		snprintf(out, size, "HTTP %ld", answer->status);
	else
		snprintf(out, size, "%s: %s", answer->outcome, answer->detail);
	return out;
}
