/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two readings of one document held against each other. Records are the same when their slots
 * are; where the text is the same, their places must be, too. One that was lost and one that was
 * gained at the same place are one that was altered.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Zhibiao__Record;
struct zb_arena;

enum compare_kind { COMPARE_SAME, COMPARE_GAINED, COMPARE_LOST, COMPARE_ALTERED };

struct compare_tally {
	uint64_t same, gained, lost, altered;
};

/* `before` for what was gained, `after` for what was lost, are NULL. */
typedef void (*compare_fn)(void *ctx, enum compare_kind kind,
                           const struct Zhibiao__Record *before,
                           const struct Zhibiao__Record *after);

struct compare_side {
	struct Zhibiao__Record **records;
	size_t n;
};

/* Adds to `tally` and calls `fn` (may be NULL) for all that is not the same. ZB_ENOMEM where the
 * arena has no room. */
int compare_readings(struct compare_tally *tally, struct zb_arena *arena,
                     const struct compare_side sides[2], bool same_text, compare_fn fn,
                     void *ctx);
