/* SPDX-License-Identifier: Apache-2.0 */
/* What an HTTP status means for a URL: go on reading, follow, try again, or end by name; and for a
 * robots.txt. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum verdict_kind {
	VERDICT_READ,      /* the body is a document */
	VERDICT_SAME,      /* 304: what we have is still so */
	VERDICT_REDIRECT,  /* to the Location */
	VERDICT_REFUSED,   /* 429, 503: the host asks for less; try again */
	VERDICT_TRY_AGAIN, /* a fault of the server that may pass */
	VERDICT_END,       /* by its name */
};

struct verdict {
	enum verdict_kind kind;
	char outcome[24]; /* the end state, for END and once tries are used up */
};

/* `conditional`: the request asked for changes only. `has_location`: there is a Location. */
struct verdict verdict_of(long status, bool conditional, bool has_location);
/* RFC 9309, 2.3.1: the end state of a site whose robots.txt was answered so and forbids everything
 * by that: a failure, or a file that broke off. NULL: what came of it counts, where the status is
 * 2xx, or there is none. `outcome`: of the exchange; `any`: some of a body came. */
const char *verdict_robots(long status, const char *outcome, bool any);
