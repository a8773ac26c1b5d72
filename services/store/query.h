/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records by what they say, oldest change first. Reads through an index where the question has
 * one, in many short transactions, so that a slow consumer holds back nobody's pages.
 */
#pragma once

#include <stdint.h>

#include "services/store/match.h"

struct base;

struct query_hit {
	const struct Zhibiao__Record *record;
	const struct Zhibiao__Document *document; /* without text and tables */
	bool gone;                                /* its page no longer says it */
	uint64_t seq;                             /* of the change it was found by */
};

/* Called outside any transaction; the hit is valid until it returns. Not 0: stop, and query_run
 * returns that. */
typedef int (*query_fn)(void *ctx, const struct query_hit *hit);

int query_run(const struct base *base, const struct match *match, query_fn fn, void *ctx);
