/* SPDX-License-Identifier: Apache-2.0 */
/* Positions (第五位, 前十名, 首位) and doublings (翻番, 倍增): quantities without a plain numeral. */
#pragma once

#include "sentence.h"

/* 第25、26: another position and a list mark are the last tokens of the sentence. */
bool rank_is_listed(const struct sentence *s);
/* A word such as 居 or 排名 stands before in the clause. */
bool rank_is_led(const struct sentence *s);
/* The last token is that among which it is one: 全国, 世界. */
bool rank_follows_whole(const struct sentence *s);
/* 是, 成为: something is said to be it. */
bool rank_is_said(const struct sentence *s);

/* Can one begin here? Asked before anything is looked up. */
bool rank_may_begin(struct zb_span text, size_t at);
/* A position or doubling at text[at] into *q; its bytes, or 0. The tokens of the sentence so far
 * tell a position from a number of a row. */
size_t rank_read(struct quantity *q, struct zb_span text, size_t at, const struct sentence *s);
