/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP requests, many at once, driven by the loop. One request is one exchange: redirects are
 * handed back, not followed. Bodies arrive decompressed and are cut off at their limit; every
 * address is checked when its socket is opened, after name resolution.
 *
 * Lifecycle: http_open, http_get any number of times, http_close (which ends what is under way
 * without calling back). The answer and what it points to are valid until the callback returns.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct zb_loop;
struct http;

struct http_conf {
	const char *user_agent;
	const char *proxy; /* empty: none */
	int64_t timeout_ms;
	int64_t connect_timeout_ms;
	size_t connections; /* at most so many are kept open */
	bool allow_private;
	bool verify_tls;
	const char *ca_file; /* certificates trusted beside the system's; empty: none */
};

struct http_request {
	const char *url;           /* canonical, http or https */
	const char *etag;          /* of what we have; NULL or empty: none */
	const char *last_modified; /* likewise */
	const char *proxy;         /* NULL: the configured one */
	const char *jar;           /* name of a cookie jar, in memory; NULL: no cookies */
	char *const *headers;      /* more lines, "Name: value" */
	size_t n_headers;
	size_t body_max; /* bytes after decompression */
	bool trust_any;  /* TLS certificates are not checked */
};

struct http_answer {
	const char *outcome; /* NULL: the server answered; else the name of the failure */
	char detail[256];    /* of the failure, for people */
	bool transient;      /* the failure may be gone another time */
	long status;
	struct zb_span head; /* status line and fields as received */
	struct zb_span body;
	struct zb_span content_type;
	struct zb_span location;
	struct zb_span etag;
	struct zb_span last_modified;
	int64_t retry_after_ms;   /* 0: not said */
	int64_t heard_ms;         /* loop clock when the answer began, or the request failed */
	int64_t certificate_ms;   /* wall clock when the server's ends; 0: no new connection */
	bool certificate_expired; /* which is why there is no answer */
};

typedef void (*http_fn)(void *ctx, const struct http_answer *answer);

int http_open(struct http **out, struct zb_loop *loop, const struct http_conf *conf);
void http_close(struct http *http);
/* For requests from now on; `conf` is copied. */
int http_configure(struct http *http, const struct http_conf *conf);
/* `request` is copied as far as needed. `fn` is called once, never before this returns. */
int http_get(struct http *http, const struct http_request *request, http_fn fn, void *ctx);
unsigned http_inflight(const struct http *http);
uint64_t http_bytes(const struct http *http);
