/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Near-duplicates: reprints that differ in some of their sentences. Of the sketches of two texts
 * (the extractor makes them) as many of the 64 bytes are equal as the texts have runs of
 * characters in common; texts of which NEAR_AGREEING and more are equal are one cluster, named
 * after its first document. Texts below NEAR_TEXT_MIN bytes have too few runs to be compared.
 *
 * The first document of each cluster is indexed under eight bands of three bytes, so that a lookup
 * reads eight short ranges, however many documents there are: a text that has seven tenths of its
 * runs in common with it shares a band 97 times in a hundred, one with three tenths 20 times, and
 * all that are found are compared whole.
 */
#pragma once

#include "common/span.h"
#include "services/store/key.h"

struct commit;

enum { NEAR_SKETCH_SIZE = 64, NEAR_AGREEING = 34, NEAR_TEXT_MIN = 240 };

/* Puts the document into the nearest cluster, or begins one with it; `cluster` gets its name.
 * `sketch` has NEAR_SKETCH_SIZE bytes. */
void near_join(unsigned char cluster[KEY_ID_SIZE], struct commit *c, struct zb_span sketch,
               struct zb_span document);
