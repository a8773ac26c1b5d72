/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks everything the store holds, in one snapshot, and says what does not fit together: every
 * record cuts its quote out of its document's text, every index leads to its record and back,
 * every body decompresses to its SHA-256, the change feed has no gap.
 */
#pragma once

#include <stdint.h>

struct base;

struct verify_calls {
	void (*fault)(void *ctx, const char *text);
	/* Now and then: what is being walked, how many entries of how many. May be NULL. */
	void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total);
	void *ctx;
};

struct verify_tally {
	uint64_t documents;
	uint64_t records;
	uint64_t gone;
	uint64_t bodies;
	uint64_t changes;
	uint64_t faults;
};

/* 0, whatever was found (tally->faults says how much); negative where it could not be read. */
int verify_run(struct verify_tally *tally, const struct base *base,
               const struct verify_calls *calls);
