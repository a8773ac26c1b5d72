/* SPDX-License-Identifier: Apache-2.0 */
/* Goods and sectors that stand in names: what is made, sold and traded is the industry, not the quantity. */
#pragma once

#include "bind.h"
#include "document.h"

/* A product or sector, as far as its last character tells. */
bool goods_is(const struct lexicon *lexicon, struct zb_span name);
/* 出口机电产品, 农产品进口: the goods are the industry, the trade in them is what is measured. */
void name_goods(const struct document *doc, const struct sentence *s, struct quantity *q);
/* 光伏设备及元器件 of a list: the item's whole text is the industry, be it no word of the lexicon. False: it
 * is neither goods nor a sector. */
bool goods_of_item(const struct document *doc, const struct sentence *s, struct quantity *q,
                   struct phrase item);
