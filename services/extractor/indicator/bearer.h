/* SPDX-License-Identifier: Apache-2.0 */
/* The word that gives a bare number its unit: 基尼系数为0.46, 70万中小投资者. */
#pragma once

#include "sentence.h"

/* `q` stands behind the tokens of the sentence so far; the entry's code is the unit. NULL: none. */
const struct lex_entry *bearer_of(const struct sentence *s, const struct lexicon *lexicon,
                                  struct zb_span text, const struct quantity *q);
