/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What robots.txt says, by origin: RFC 9309, 2.3 and 2.4. Files are kept in the frontier for a
 * day; the parsed rules live with the host while it is in memory. An unreachable file (5xx, no
 * answer) forbids everything until it was asked for again; a missing one (4xx) allows it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "frontier.h"

struct gate; /* one host's; both schemes have a file of their own */
struct http_answer;

enum gate_verdict {
	GATE_OPEN,
	GATE_CLOSED,  /* a rule forbids it, or the host cannot be talked to */
	GATE_LATER,   /* robots.txt could not be fetched this time */
	GATE_UNKNOWN, /* robots.txt must be fetched first */
};

struct gate_answer {
	enum gate_verdict verdict;
	const char *outcome; /* CLOSED and LATER: the end state it leads to */
	const char *detail;  /* for people; valid until the next call for that host */
	int64_t retry_ms;    /* LATER: not before this, wall ms */
};

enum { GATE_HOPS_MAX = 5 /* redirects of robots.txt (RFC 9309, 2.3.1.2) */ };

struct gate *gate_new(void);
void gate_free(void *gate);
/* `now_ms` is wall time. */
void gate_check(struct gate_answer *out, struct gate *gate, struct frontier *f,
                const struct address *url, const char *agent, int64_t now_ms);
/* What the request for the robots.txt of `origin` brought. Kept in the frontier. */
int gate_learn(struct gate *gate, struct frontier *f, struct zb_span name,
               const struct http_answer *answer, const char *agent, int64_t now_ms);
/* Crawl-delay, the longer one of both schemes, ms; 0: none. */
int64_t gate_delay_ms(const struct gate *gate);
/* The i-th sitemap that the file of `origin` names; empty behind the last. */
struct zb_span gate_sitemap(const struct gate *gate, struct zb_span origin, size_t i);
