/* SPDX-License-Identifier: Apache-2.0 */
/* Positions (第五位, 前十名, 首位) and doublings (翻番, 倍增): quantities without a plain numeral. */
#pragma once

#include "sentence.h"

/* What stands before it in its clause, which tells a position from a number of a row. */
struct rank_before {
	bool ranked;  /* a word such as 居 or 排名 */
	bool whole;   /* right before it, that among which it is one: 全国, 世界 */
	bool is_said; /* 是, 成为: something is said to be it */
	bool listed;  /* right before it, another position and a list mark */
};

/* 第25、26: another position and a list mark are the last tokens of the sentence. */
bool rank_is_listed(const struct sentence *s);
/* From the tokens of the sentence so far. */
void rank_look_before(struct rank_before *out, const struct sentence *s);
/* Can one begin here? Asked before anything is looked up. */
bool rank_may_begin(struct zb_span text, size_t at);
/* A position or doubling at text[at] into *q; its bytes, or 0. */
size_t rank_read(struct quantity *q, struct zb_span text, size_t at,
                 const struct rank_before *before);
