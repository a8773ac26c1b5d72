/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fingerprint of a text that changes little when the text changes little (Charikar 2002):
 * reprints differ in a few of its 64 bits, other texts in about half. Features are runs of three
 * letters or Chinese characters; white space and punctuation do not count.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"

/* 0 for a text too short to have one. */
uint64_t simhash_of(struct zb_span text);
/* How many bits differ. */
int simhash_distance(uint64_t a, uint64_t b);
