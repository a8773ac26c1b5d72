/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One document on its way into the store: what entry_put does with it is the store's memory of
 * the web. In the terms of proto/outcome.h:
 *   unchanged  this version of the page, or its text and title, is there already
 *   joined     another document holds the page as one of its parts
 *   duplicate  its text stands under another address: kept, its records are that document's
 *   stored     a new document, a new version of one, or the same one read under new rules
 * A version that goes out of date takes its records along ("gone" in the change feed), unless
 * another address still has the same text. Nothing is overwritten or deleted.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"
#include "services/store/key.h"

struct Zhibiao__Result;
struct commit;

struct entry {
	struct Zhibiao__Result *result; /* checked (result.h) */
	struct zb_span
		*zipped; /* zstd frames of the body and of each part's; NULL: none came */
	/* Set by entry_put: */
	const char *outcome;                 /* a constant of proto/outcome.h, or "malformed" */
	const char *detail;                  /* constant */
	unsigned char document[KEY_ID_SIZE]; /* the one that now stands for it */
	uint32_t records;                    /* how many came in */
};

void entry_put(struct commit *c, struct entry *e);
