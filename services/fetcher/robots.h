/* SPDX-License-Identifier: Apache-2.0 */
/*
 * robots.txt: RFC 9309, and where it is silent what the parser that Google published does (typos
 * of keys, a missing colon, index.html, matching of the product token). Parsed for one agent;
 * pure: no clock, no network.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum {
	ROBOTS_SIZE_MAX = 512000, /* bytes read of a file (RFC 9309, 2.5: at least 500 KiB) */
	ROBOTS_SITEMAPS_MAX = 1000,
};

struct robots;

struct robots_verdict {
	bool allowed;
	uint32_t line;       /* of the rule that decided, from 1; 0: no rule did */
	struct zb_span rule; /* that line without its comment; lives as long as the robots */
};

/* `agent` is a product token or a whole User-Agent value; its token is the part before the first
 * character that is no letter, - or _. ZB_ENOMEM. The body is copied. */
int robots_new(struct robots **out, struct zb_span body, struct zb_span agent);
void robots_free(struct robots *robots);
/*
 * May `url` be fetched? An absolute URL, or a path with query. Paths are compared as bytes, so
 * give the form that goes over the wire. The longest matching rule decides, allow at equal
 * length; rules of a group that names the agent hide those of `*`. /robots.txt is always allowed.
 */
void robots_check(struct robots_verdict *out, const struct robots *robots, struct zb_span url);
/* Crawl-delay of the agent's group, ms; 0: none said. (Not in the RFC; widely written.) */
int64_t robots_delay_ms(const struct robots *robots);
/* The i-th Sitemap line's value, as written; empty behind the last. */
struct zb_span robots_sitemap(const struct robots *robots, size_t i);
