/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of a day on the market: which day, what rises and falls on it, whose shares those are. */
#pragma once

#include "bind.h"
#include "document.h"

/* From the title and the head of the text: whether it tells of shares. */
void shares_begin(struct document *doc, struct zb_span title);
/* Before the figures of a sentence are read: the day that moves are told of, and whether of shares. */
void shares_note(struct document *doc, const struct sentence *s);
/* 晨光|股份|涨: a part of a company's name, no quantity. */
void shares_prepare(const struct document *doc, struct sentence *s);
/* 甲丁控股跌超5%，报收于0.98元, where the sentence has no time of its own: of the day told of. */
bool shares_hold(const struct document *doc, const struct sentence *s,
                 const struct quantity *q);
/* 甲丁控股跌超5%: of the price of its shares. `p` is the noun phrase before the verb; false: it names
 * no company whose shares the text may tell of. */
bool shares_name(const struct document *doc, const struct sentence *s, struct quantity *q,
                 struct phrase p);
/* The company whose shares moved is known by that name from now on. */
void shares_introduce(struct document *doc, const struct sentence *s, const struct quantity *q);
