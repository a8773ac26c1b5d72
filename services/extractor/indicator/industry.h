/* SPDX-License-Identifier: Apache-2.0 */
/* The one industry that a text as a whole is about, if there is one. */
#pragma once

#include "document.h"
#include "mention.h"

/* NULL: none, or several. */
const struct lex_entry *industry_of_document(const struct mentions *in_title,
                                             const struct mentions *in_text);
/* 石化行业…。全行业利润增长: the sector that the words before byte `at` spoke of last; NULL: none near. */
const struct lex_entry *industry_spoken_of(const struct lexicon *lexicon, struct zb_span text,
                                           size_t at);
