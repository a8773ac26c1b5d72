/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page at a time for commands that look at the web without daemons: the fetcher's own HTTP
 * client, limits and address guard, redirects followed, waiting for the answer.
 *
 * Lifecycle: web_open, web_get any number of times, web_close. What a web_page points to lives
 * until the next web_get.
 */
#pragma once

#include <stdbool.h>

#include "common/span.h"
#include "services/fetcher/http.h"
#include "services/fetcher/url.h"

enum { WEB_ROBOTS_HOPS = 5 /* of robots.txt, whatever is configured (RFC 9309, 2.3.1.2) */ };

struct web;
struct zb_settings_fetcher;

struct web_page {
	const struct http_answer
		*answer;       /* the last one: outcome NULL where a server answered */
	const struct url *url; /* that gave it */
	unsigned hops;         /* redirects followed */
};

/* What is asked for differently; zeroed: nothing. */
struct web_options {
	const char *proxy; /* NULL: the configured one */
	char *const *headers;
	size_t n_headers;
	bool trust_any;
	bool stays;       /* redirects are answers */
	int64_t delay_ms; /* between two requests to a host, where that is longer than configured */
	size_t body_max;   /* 0: as configured */
	unsigned hops_max; /* 0: as configured */
};

/* Asked before each request: how long to wait with it, ms; and told when it was answered. */
typedef int64_t (*web_turn_fn)(void *ctx, const char *url, bool heard);

/* `settings` is borrowed for the life of the web. */
int web_open(struct web **out, const struct zb_settings_fetcher *settings);
void web_close(struct web *web);
/* From now on `fn` has a say in when a host is asked; NULL: nobody has. */
void web_takes_turns(struct web *web, web_turn_fn fn, void *ctx);
/* 0 where there is an answer, good or bad: a redirect where there are too many, or one to no
 * address. ZB_ENOMEM, ZB_ETOOBIG (a head without end). */
int web_get(struct web_page *out, struct web *web, const struct url *url,
            const struct web_options *options);
/* Does that answer send to another address? */
bool web_moves_on(const struct http_answer *answer);
/* The answer in words: "HTTP 404", or the failure's name and what it says. */
const char *web_says(char *out, size_t size, const struct http_answer *answer);
