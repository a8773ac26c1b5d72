/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near-duplicates: reprints that differ in a few words. A text's SimHash (Charikar 2002) over
 * runs of three characters differs in few bits from that of a text much like it; within
 * NEAR_DISTANCE bits they are one cluster, named after its first document. Two hashes that near
 * share, nine times in ten and nearer ones always, one of six bands of bits whole, so that a
 * lookup reads six short ranges.
 *
 * Of 57 pairs of reprints among 330 news texts (seven tenths of their runs in common) 50 are
 * within 8 bits, and no pair that has less than half in common is.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"
#include "services/store/key.h"

struct commit;

enum { NEAR_DISTANCE = 8, NEAR_CHARACTERS_MIN = 64 };

/* White space does not count. 0 for a text of fewer than NEAR_CHARACTERS_MIN characters. */
uint64_t near_simhash(struct zb_span text);
/* Puts the document into the nearest cluster, or begins one with it; `cluster` gets its name. */
void near_join(unsigned char cluster[KEY_ID_SIZE], struct commit *c, uint64_t simhash,
               struct zb_span document);
