/* SPDX-License-Identifier: Apache-2.0 */
/* What an expression of time can begin with: asked at nearly every character. Private to the period
 * files. */
#pragma once

#include "common/span.h"

enum opening {
	OPENING_NONE,
	OPENING_DIGIT,
	OPENING_QUOTE,
	OPENING_ASOF,
	OPENING_WORD,
	OPENING_RARE, /* a character that mostly begins something else */
};

/* By its first character an expression belongs to a few families only. */
enum opening period_opening(struct zb_span text, size_t at);
/* What follows a run of digits tells at once most amounts from times. */
bool period_can_be_time(struct zb_span text, size_t at);
