/* SPDX-License-Identifier: Apache-2.0 */
/* The bound of a quantity: 约, 超过, 不低于, 以上 … */
#pragma once

#include "sentence.h"

/* Sets q->op by the words before and behind the figure. */
void bound_judge(struct sentence *s, struct quantity *q);
/* 超过全球总量的50%: sets q->op of a share that the words before its whole bound. */
void bound_of_whole(const struct sentence *s, struct quantity *q);
/* 分别约为3亿元、4亿元: what is said before a list bounds each figure of it. */
void bound_of_list(struct sentence *s);
