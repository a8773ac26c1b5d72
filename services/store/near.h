/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near-duplicates: reprints that differ in a few words. A text's SimHash (Charikar 2002; the
 * extractor gives it) differs in few bits from that of a text much like it; within NEAR_DISTANCE
 * bits they are one cluster, named after its first document. Texts below NEAR_TEXT_MIN bytes have
 * too few features to be compared. Two hashes that near share, nine times in ten and nearer ones always, one of six bands of bits whole, so that a
 * lookup reads six short ranges.
 *
 * Of 57 pairs of reprints among 330 news texts (seven tenths of their runs in common) 51 are
 * within 8 bits, and no pair that has less than half in common is.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"
#include "services/store/key.h"

struct commit;

enum { NEAR_DISTANCE = 8, NEAR_TEXT_MIN = 240 };

/* Puts the document into the nearest cluster, or begins one with it; `cluster` gets its name. */
void near_join(unsigned char cluster[KEY_ID_SIZE], struct commit *c, uint64_t simhash,
               struct zb_span document);
