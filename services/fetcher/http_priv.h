/* SPDX-License-Identifier: Apache-2.0 */
/* What the .c files of the HTTP client share: http.c makes requests, http_answer.c says what came
 * of them, http_tls.c deals with certificates. Nobody else includes it. */
#pragma once

#include <curl/curl.h>

#include "common/buf.h"
#include "common/loop.h"
#include "http.h"

struct transfer {
	struct http *http;
	CURL *easy;
	struct curl_slist *fields; /* request headers of this one */
	struct zb_buf head;
	struct zb_buf body;
	unsigned n_fields;
	int64_t heard_ms; /* when the last status line came; 0: none did */
	bool proxied;     /* sockets lead to the proxy, which a person chose */
	bool denied;      /* an address was refused */
	bool too_large;   /* the body went past its limit */
	bool bad_head;    /* past HEAD_MAX or FIELDS_MAX */
	bool unwanted;    /* the body is of a kind that nobody reads */
	char why[CURL_ERROR_SIZE];
	http_fn fn;
	void *ctx;
	struct transfer *prev, *next; /* those under way, or `next` of the spare ones */
};

struct jar {
	char *name;
	CURLSH *share;
	struct jar *next;
};

struct http {
	struct zb_loop *loop;
	struct http_conf conf;
	char *user_agent, *proxy, *ca_file; /* owned; what conf points to */
	CURLM *multi;
	CURLSH *share;
	struct curl_slist *always; /* request headers of every one */
	struct zb_timer timer;
	struct transfer active; /* list head */
	struct transfer *spare;
	unsigned n_spare;
	unsigned inflight;
	uint64_t bytes;
	struct jar *jars;
};

/* http_tls.c */
void http_set_tls(struct transfer *t, const struct http_request *r);
void http_read_tls(struct http_answer *a, const struct transfer *t, CURLcode code);
/* http_answer.c */
/* Is that the beginning of a body worth having? Its head is there. */
bool http_wants_body(const struct transfer *t, struct zb_span first);
/* What came of a transfer that ended with `code`. */
void http_read_answer(struct http_answer *a, struct transfer *t, CURLcode code);
