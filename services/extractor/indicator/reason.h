/* SPDX-License-Identifier: Apache-2.0 */
/* What a numeral is besides a quantity, from the characters around it. */
#pragma once

#include "sentence.h"

/* Why the numeral of `q`, which ends at text[end], is no record; REASON_NONE: nothing says so. */
enum reason reason_of(const struct quantity *q, const struct lexicon *lexicon,
                      struct zb_span text, size_t end);
