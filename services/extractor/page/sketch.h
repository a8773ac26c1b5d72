/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fingerprint of a text by which reprints are found: of the runs of three letters or Chinese
 * characters that it holds, the least hash in each of SKETCH_SIZE classes (one permutation
 * hashing, Li et al. 2012), a byte of it each. Of two sketches as large a share of bytes is equal
 * as the texts have of all their runs in common, give or take a sixteenth. White space and
 * punctuation do not count.
 */
#pragma once

#include <stddef.h>

#include "common/span.h"

struct zb_arena;

enum { SKETCH_SIZE = 64 };

/* In the arena; empty for a text too short to have one, or where there is no room. */
struct zb_span sketch_of(struct zb_arena *arena, struct zb_span text);
