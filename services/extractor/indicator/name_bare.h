/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects that name no quantity: a product in a list of growth rates, a company whose share rises. */
#pragma once

#include "bind.h"
#include "document.h"

/*
 * Where phrase `p`, by which `q` was named, has no head: what grows is the quantity named before
 * it (新能源汽车产量增长1.1倍，显示器增长57.9%), or a share's price. Else leaves `q` as it is.
 */
void name_bare(const struct document *doc, const struct sentence *s, struct quantity *q,
               struct phrase p);
/* 行业的增加值增长，其中钢铁、煤炭增长5%、6%: what grows is the head spoken of before the list. */
void name_by_head(const struct document *doc, const struct sentence *s, struct quantity *q,
                  struct phrase list);
/* What nothing in its clause names, and no figure before, is of the head that its sentence speaks of
 * (GDP前三的城市是杭州（9600亿元）…). False: it speaks of none. */
bool name_by_sentence(const struct document *doc, const struct sentence *s, struct quantity *q);
/* The head that the sentence's first growth rate goes back to (从产品产量看，单晶硅增长…); empty: none. */
struct zb_span name_head_of_list(const struct document *doc, const struct sentence *s,
                                 const struct quantity *q, struct phrase p);
/* 销售额超过百亿元的企业有3家，包括甲公司(705亿元): what the things listed are counted for. */
void name_bracketed(const struct sentence *s, struct quantity *q);
/* Keeps the sentence's last head for a list in the next one. */
void name_note_head(struct document *doc, const struct sentence *s);
/* A word that says nothing by itself: 水平, 预期, 数据. */
bool name_says_nothing(const struct document *doc, const struct name *n);
