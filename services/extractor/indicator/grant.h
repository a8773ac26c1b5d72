/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy grants and under which condition: 投资额在5亿元以上的奖励1000万元. */
#pragma once

#include "document.h"

/* The noun of the grant that names the amount `q`, behind it or before: 一次性奖励. False: none. */
bool grant_name(const struct sentence *s, struct quantity *q);
/*
 * Once a sentence's figures have their names and status: what stands as a condition before a
 * grant is a provision too, and each step of a ladder has the first one's name.
 */
void grant_conditions(struct sentence *s);
