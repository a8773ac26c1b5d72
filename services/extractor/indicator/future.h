/* SPDX-License-Identifier: Apache-2.0 */
/* 将: what it says of a figure behind it. */
#pragma once

#include "sentence.h"

/* The token begins with 将: something is to come. Who says so other words tell. */
bool future_is(const struct sentence *s, const struct tok *t);
/* 将 at token `i` hands over what stands behind it, and says nothing: 将其列为…, 将4%的股份转让给…. */
bool future_hands_over(const struct sentence *s, int i);
/* The status that the 将 at token `i` gives the quantity, or -1: none. */
int future_says(const struct sentence *s, const struct quantity *q, int i);
