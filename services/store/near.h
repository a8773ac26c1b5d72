/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near-duplicates: reprints that differ in a few words. A text's SimHash (Charikar 2002) over
 * runs of four characters differs in few bits from that of a text much like it; within
 * NEAR_DISTANCE bits they are one cluster, named after its first document. Two hashes that near
 * share one of four 16-bit bands whole, so that a lookup reads four short ranges.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"
#include "services/store/key.h"

struct commit;

enum { NEAR_DISTANCE = 3, NEAR_CHARACTERS_MIN = 64 };

/* White space does not count. 0 for a text of fewer than NEAR_CHARACTERS_MIN characters. */
uint64_t near_simhash(struct zb_span text);
/* Puts the document into the nearest cluster, or begins one with it; `cluster` gets its name. */
void near_join(unsigned char cluster[KEY_ID_SIZE], struct commit *c, uint64_t simhash,
               struct zb_span document);
