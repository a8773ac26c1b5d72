/* SPDX-License-Identifier: Apache-2.0 */
/* What a position is one in, where nothing is said to hold it: 百强县榜单, 排名. */
#pragma once

#include "sentence.h"

/* Of a position that nothing names: the ranking that the sentence speaks of before it. False: it
 * is no position, or still has no name. */
bool name_ranking(const struct sentence *s, struct quantity *q);
