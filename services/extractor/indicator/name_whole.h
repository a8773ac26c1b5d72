/* SPDX-License-Identifier: Apache-2.0 */
/* The whole that a share or position is measured against. */
#pragma once

#include "bind.h"
#include "document.h"

/* 占全市生产总值比重达25%: the whole stands between the verb and the numeral. */
void name_whole(const struct sentence *s, struct quantity *q, int verb);

/* 占全省的60%、50%和全国的11%: behind another share the whole is said anew. */
void name_whole_anew(const struct sentence *s, struct quantity *q);
/* 产量全国第二, 产量全球占比80%: the phrase without the place it ends with, which is the whole. */
struct phrase name_without_whole(const struct sentence *s, struct quantity *q, struct phrase p);
/* 增加值在生产总值中的占比: names the quantity and its whole; false where it is not said so. */
bool name_within(const struct document *doc, const struct sentence *s, struct quantity *q);
/* 总量居全国第一, 数量增加21家: of what was named before it in the sentence. */
void name_back(const struct sentence *s, struct quantity *q);
