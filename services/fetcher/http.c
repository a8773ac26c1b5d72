/* SPDX-License-Identifier: Apache-2.0 */
#include "http_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/loop.h"
#include "guard.h"
#include "header.h"
#include "proto/outcome.h"

enum {
	HEAD_MAX = 64 << 10, /* bytes of a response head */
	FIELDS_MAX = 500,
	BODY_KEEP = 1 << 20, /* larger buffers are freed after use */
	SLOW_BYTES = 50,     /* fewer bytes a second ... */
	SLOW_SECONDS = 20,   /* ... for so long are a drip */
	HANDLES_KEEP = 256,
};

/* --- what libcurl calls --- */

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = size * n;
	if (t->body.n == 0 && !http_wants_body(t, zb_span(p, len))) {
		t->unwanted = true;
		return 0;
	}
	if (zb_buf_add(&t->body, p, len) < 0) {
		t->too_large = t->body.err == ZB_ETOOBIG;
		return 0;
	}
	return len;
}

/* A new status line begins a new head: what came before was informational (1xx). */
static size_t on_head(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = size * n;
	if (zb_span_starts(zb_span(p, len), ZB_S("HTTP/"))) {
		zb_buf_reset(&t->head);
		t->n_fields = 0;
		t->heard_ms = zb_clock_mono_ms();
	}
	if (++t->n_fields > FIELDS_MAX || zb_buf_add(&t->head, p, len) < 0) {
		t->bad_head = true;
		return 0;
	}
	return len;
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *addr)
{
	struct transfer *t = ctx;
	(void)purpose;
	if (!t->proxied && !t->http->conf.allow_private && !guard_allows(&addr->addr)) {
		t->denied = true;
		return CURL_SOCKET_BAD;
	}
	return socket(addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
}

static void finish_done(struct http *http);

static void act(struct http *http, curl_socket_t fd, int what)
{
	int running = 0;
	curl_multi_socket_action(http->multi, fd, what, &running);
	finish_done(http);
}

struct watched {
	struct http *http;
	int fd;
};

static void on_ready(void *ctx, unsigned events)
{
	struct watched *w = ctx;
	int what = 0;
	if (events & ZB_IO_IN)
		what |= CURL_CSELECT_IN;
	if (events & ZB_IO_OUT)
		what |= CURL_CSELECT_OUT;
	if (events & ZB_IO_ERR)
		what |= CURL_CSELECT_ERR;
	act(w->http, w->fd, what);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *sockctx)
{
	struct http *http = ctx;
	struct watched *w = sockctx;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		zb_loop_unwatch(http->loop, fd);
		curl_multi_assign(http->multi, fd, NULL);
		free(w);
		return 0;
	}
	if (w == NULL) {
		w = calloc(1, sizeof(*w));
		if (w == NULL)
			return -1;
		*w = (struct watched){ .http = http, .fd = fd };
		curl_multi_assign(http->multi, fd, w);
	}
	unsigned events = ZB_IO_ERR;
	if (what & CURL_POLL_IN)
		events |= ZB_IO_IN;
	if (what & CURL_POLL_OUT)
		events |= ZB_IO_OUT;
	return zb_loop_watch(http->loop, fd, events, on_ready, w) < 0 ? -1 : 0;
}

static void on_timeout(void *ctx)
{
	act(ctx, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer(CURLM *multi, long ms, void *ctx)
{
	struct http *http = ctx;
	(void)multi;
	if (ms < 0)
		zb_timer_cancel(http->loop, &http->timer);
	else
		zb_timer_set(http->loop, &http->timer, ms, on_timeout, http);
	return 0;
}

/* --- transfers --- */

static void free_transfer(struct transfer *t)
{
	if (t == NULL)
		return;
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->fields);
	zb_buf_deinit(&t->head);
	zb_buf_deinit(&t->body);
	free(t);
}

static struct transfer *take_transfer(struct http *http)
{
	struct transfer *t = http->spare;
	if (t != NULL) {
		http->spare = t->next;
		t->next = NULL;
		http->n_spare--;
		return t;
	}
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->http = http;
	t->easy = curl_easy_init();
	zb_buf_init(&t->head, HEAD_MAX);
	if (t->easy == NULL) {
		free_transfer(t);
		return NULL;
	}
	return t;
}

static void give_back(struct http *http, struct transfer *t)
{
	curl_slist_free_all(t->fields);
	t->fields = NULL;
	if (http->n_spare >= HANDLES_KEEP) {
		free_transfer(t);
		return;
	}
	curl_easy_reset(t->easy);
	zb_buf_reset(&t->head);
	zb_buf_reset(&t->body);
	if (t->body.cap > BODY_KEEP)
		zb_buf_deinit(&t->body);
	t->denied = t->too_large = t->bad_head = t->unwanted = false;
	t->n_fields = 0;
	t->heard_ms = 0;
	t->why[0] = '\0';
	t->next = http->spare;
	http->spare = t;
	http->n_spare++;
}

static void link_active(struct http *http, struct transfer *t)
{
	t->next = &http->active;
	t->prev = http->active.prev;
	t->prev->next = t;
	http->active.prev = t;
	http->inflight++;
}

static void unlink_active(struct http *http, struct transfer *t)
{
	t->prev->next = t->next;
	t->next->prev = t->prev;
	http->inflight--;
}

static void finish(struct http *http, struct transfer *t, CURLcode code)
{
	struct http_answer answer;
	curl_multi_remove_handle(http->multi, t->easy);
	unlink_active(http, t);
	http_read_answer(&answer, t, code);
	t->fn(t->ctx, &answer);
	give_back(http, t);
}

static void finish_done(struct http *http)
{
	CURLMsg *msg;
	int left = 0;
	while ((msg = curl_multi_info_read(http->multi, &left)) != NULL) {
		struct transfer *t = NULL;
		if (msg->msg != CURLMSG_DONE)
			continue;
		CURLcode code = msg->data.result;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &t);
		finish(http, t, code);
	}
}

static int add_field(struct transfer *t, const char *name, const char *value)
{
	char line[2048];
	if (value == NULL || value[0] == '\0')
		return 0;
	int n = snprintf(line, sizeof(line), "%s%s", name, value);
	/* Values come from servers: a line break in one would be a field of its own. */
	if (n < 0 || n >= (int)sizeof(line) || strpbrk(line, "\r\n") != NULL)
		return 0;
	struct curl_slist *list = curl_slist_append(t->fields, line);
	if (list == NULL)
		return ZB_ENOMEM;
	t->fields = list;
	return 0;
}

static int add_fields(struct transfer *t, const struct http_request *r)
{
	int ret = add_field(t, "If-None-Match: ", r->etag);
	if (ret == 0)
		ret = add_field(t, "If-Modified-Since: ", r->last_modified);
	for (size_t i = 0; ret == 0 && i < r->n_headers; i++)
		ret = add_field(t, "", r->headers[i]);
	for (struct curl_slist *l = t->http->always; ret == 0 && l != NULL; l = l->next)
		ret = add_field(t, "", l->data);
	return ret;
}

static void set_limits(struct transfer *t, const struct http_request *r)
{
	const struct http_conf *conf = &t->http->conf;
	CURL *e = t->easy;
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->body_max);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)conf->timeout_ms);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)conf->connect_timeout_ms);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t);
}

static struct jar *find_jar(struct http *http, const char *name)
{
	for (struct jar *j = http->jars; j != NULL; j = j->next)
		if (strcmp(j->name, name) == 0)
			return j;
	struct jar *j = calloc(1, sizeof(*j));
	if (j == NULL || (j->name = strdup(name)) == NULL ||
	    (j->share = curl_share_init()) == NULL) {
		free(j != NULL ? j->name : NULL);
		free(j);
		return NULL;
	}
	curl_share_setopt(j->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
	j->next = http->jars;
	http->jars = j;
	return j;
}

static void set_request(struct transfer *t, const struct http_request *r)
{
	const struct http_conf *conf = &t->http->conf;
	CURL *e = t->easy;
	curl_easy_setopt(e, CURLOPT_URL, r->url);
	curl_easy_setopt(e, CURLOPT_PRIVATE, t);
	curl_easy_setopt(e, CURLOPT_SHARE, t->http->share);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->why);
	curl_easy_setopt(e, CURLOPT_USERAGENT, conf->user_agent);
	const char *proxy = r->proxy != NULL ? r->proxy : conf->proxy;
	t->proxied = proxy[0] != '\0';
	curl_easy_setopt(e, CURLOPT_PROXY,
	                 proxy); /* empty: none, whatever the environment says */
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->fields);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L); /* it is canonical already */
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	struct jar *jar = r->jar != NULL ? find_jar(t->http, r->jar) : NULL;
	if (jar != NULL) {
		curl_easy_setopt(e, CURLOPT_SHARE, jar->share);
		curl_easy_setopt(e, CURLOPT_COOKIEFILE,
		                 ""); /* nothing is read: it turns them on */
	}
}

int http_get(struct http *http, const struct http_request *request, http_fn fn, void *ctx)
{
	struct transfer *t = take_transfer(http);
	if (t == NULL)
		return ZB_ENOMEM;
	t->fn = fn;
	t->ctx = ctx;
	t->body.max = request->body_max;
	int ret = add_fields(t, request);
	if (ret == 0) {
		set_request(t, request);
		set_limits(t, request);
		http_set_tls(t, request);
		if (curl_multi_add_handle(http->multi, t->easy) != CURLM_OK)
			ret = ZB_ELIBRARY;
	}
	if (ret < 0) {
		give_back(http, t);
		return ret;
	}
	link_active(http, t);
	return 0;
}

/* --- life --- */

int http_configure(struct http *http, const struct http_conf *conf)
{
	char *agent = strdup(conf->user_agent);
	char *proxy = strdup(conf->proxy != NULL ? conf->proxy : "");
	char *ca_file = strdup(conf->ca_file != NULL ? conf->ca_file : "");
	if (agent == NULL || proxy == NULL || ca_file == NULL) {
		free(agent);
		free(proxy);
		free(ca_file);
		return ZB_ENOMEM;
	}
	free(http->user_agent);
	free(http->proxy);
	free(http->ca_file);
	http->conf = *conf;
	http->conf.user_agent = http->user_agent = agent;
	http->conf.proxy = http->proxy = proxy;
	http->conf.ca_file = http->ca_file = ca_file;
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)conf->connections);
	return 0;
}

static int open_multi(struct http *http)
{
	static const char *const fields[] = {
		"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
		"Accept-Language: zh-CN,zh;q=0.9,en;q=0.5",
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct curl_slist *list = curl_slist_append(http->always, fields[i]);
		if (list == NULL)
			return ZB_ENOMEM;
		http->always = list;
	}
	http->multi = curl_multi_init();
	http->share = curl_share_init();
	if (http->multi == NULL || http->share == NULL)
		return ZB_ENOMEM;
	curl_share_setopt(http->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	return 0;
}

int http_open(struct http **out, struct zb_loop *loop, const struct http_conf *conf)
{
	*out = NULL;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return ZB_ELIBRARY;
	struct http *http = calloc(1, sizeof(*http));
	if (http == NULL) {
		curl_global_cleanup();
		return ZB_ENOMEM;
	}
	http->loop = loop;
	http->active.next = http->active.prev = &http->active;
	int ret = open_multi(http);
	if (ret == 0)
		ret = http_configure(http, conf);
	if (ret < 0) {
		http_close(http);
		return ret;
	}
	*out = http;
	return 0;
}

void http_close(struct http *http)
{
	if (http == NULL)
		return;
	struct transfer *next = NULL;
	for (struct transfer *t = http->active.next; t != &http->active; t = next) {
		next = t->next;
		curl_multi_remove_handle(http->multi, t->easy);
		free_transfer(t);
	}
	for (struct transfer *t = http->spare; t != NULL; t = next) {
		next = t->next;
		free_transfer(t);
	}
	curl_multi_cleanup(http->multi);
	if (http->share != NULL)
		curl_share_cleanup(http->share);
	while (http->jars != NULL) {
		struct jar *j = http->jars;
		http->jars = j->next;
		curl_share_cleanup(j->share);
		free(j->name);
		free(j);
	}
	zb_timer_cancel(http->loop, &http->timer);
	curl_slist_free_all(http->always);
	free(http->user_agent);
	free(http->proxy);
	free(http->ca_file);
	free(http);
	curl_global_cleanup();
}

unsigned http_inflight(const struct http *http)
{
	return http->inflight;
}

uint64_t http_bytes(const struct http *http)
{
	return http->bytes;
}
