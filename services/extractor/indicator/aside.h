/* SPDX-License-Identifier: Apache-2.0 */
/* Times told beside the one that the text goes on with: parts of it, and looks at the month before. */
#pragma once

#include "document.h"

/* 前7个月A，其中7月B: the month holds for B, and the sentences behind go on with the seven. */
bool aside_is_among(const struct sentence *s, const struct when *w);
/* 从环比看，7月份A: the month holds on, but for the other parts of what was told before. 从环比看 stands
 * before byte `to`. */
bool aside_looks_back(const struct sentence *s, size_t to);
/* 1—7月份A。从环比看，7月份B。分产业看，C: the sentence is of the seven months again. */
void aside_leave(struct document *doc, const struct sentence *s);
