/* SPDX-License-Identifier: Apache-2.0 */
/* Figures that hold at no date that the text says: of the bare present, of always, of some day. */
#pragma once

#include "sentence.h"

/* Once a sentence, before the others are asked: fills s->hints. */
void undated_prepare(struct sentence *s);
/* The token of the nearest time, where that says no date (目前, 近年来, 日前); else -1. */
int undated_by_time(const struct sentence *s, const struct quantity *q);
/* 日前，…: something new is told, and not that it was made known; times told before are over. */
bool undated_by_news(const struct sentence *s);
/* 长期保持在50%左右: no time is meant, and none stands in the clause. */
bool undated_by_nature(const struct sentence *s, const struct quantity *q);
/* 投产后, 达产年: what a project will bring once it is done. */
bool undated_once_done(const struct sentence *s, const struct quantity *q);
/* 已集聚, 投产后, 总投资: dated only where the same sentence says when. */
bool undated_by_words(const struct sentence *s, const struct quantity *q);
/* 根据行业分类标准，共有39个大类: it holds whenever the standard does. */
bool undated_by_standard(const struct sentence *s, const struct quantity *q);
