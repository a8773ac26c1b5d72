/* SPDX-License-Identifier: Apache-2.0 */
/* Positions (第五位, 前十名, 首位) and doublings (翻番, 倍增): quantities without a plain numeral. */
#pragma once

#include "sentence.h"

/* Can one begin here? Asked before anything is looked up. */
bool rank_may_begin(struct zb_span text, size_t at);
/* A position or doubling at text[at] into *q; its bytes, or 0. `ranked`: a word such as 居 or 排名
 * stands before it in the clause, so that a bare 第二 is a position too. */
size_t rank_read(struct quantity *q, struct zb_span text, size_t at, bool ranked);
