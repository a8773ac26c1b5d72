/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths against the patterns of robots.txt. A pattern matches a path when it does so as written
 * (with bytes beyond ASCII escaped, which is all that Google's parser does), or when both say the
 * same by RFC 9309, 2.2.2 and 2.2.3: escaped letters, digits and -._~ are those characters, the
 * digits of an escape have no case, and * and $ of an address are %2A and %24. Pure.
 */
#pragma once

#include <stdbool.h>

#include "common/span.h"

struct zb_buf;

enum { ROBOTS_PATH_MAX = 8192 }; /* longer ones are compared as written only */

struct robots_pattern {
	struct zb_span written;
	struct zb_span normal;
	bool differs; /* normal from written */
};

struct robots_path {
	struct zb_span written; /* borrowed from the URL, or in `slashed` */
	struct zb_span normal;  /* in `made`; empty where it is no other than written */
	char slashed[ROBOTS_PATH_MAX + 1];
	char made[3 * ROBOTS_PATH_MAX];
};

/* Both forms of a rule's value. */
void robots_pattern_add(struct zb_buf *out, struct zb_span value);
void robots_pattern_add_normal(struct zb_buf *out, struct zb_span value);
/* Path and query of an absolute URL or of a path with query, without its fragment; "/" where there
 * is none. `url` must live as long as the path. */
void robots_path_of(struct robots_path *out, struct zb_span url);
/* Does the pattern match a head of the path? * stands for any bytes, $ at the end for the path's
 * end. Takes at most path times pattern steps; in practice one pass. */
bool robots_path_matches(const struct robots_path *path, const struct robots_pattern *pattern);
