/* SPDX-License-Identifier: Apache-2.0 */
/* What one figure is called, from the phrases around it or the clause before. */
#pragma once

#include "bind.h"
#include "document.h"

/* Fills the slots that the phrase names; false where it leaves no name. */
bool name_from(const struct document *doc, const struct sentence *s, struct quantity *q,
               struct phrase p);
/* The name of the quantity before, of another sector. */
void name_take_carried(const struct document *doc, struct quantity *q);
/* A name left out is the one of the clause before. */
void name_carry(const struct document *doc, struct quantity *q);
/* Its unit is a classifier: it has a thing it counts. */
bool name_is_counted(const struct quantity *q);
/* 新能源汽车增长1.3倍: all that was named is the industry. */
bool name_is_industry(const struct quantity *q);
/* 工业投资保持较快增长，同比增长8.9%: the name in the clause before, which has no figure but it;
 * empty where none is. */
struct phrase name_before_clause(const struct sentence *s, const struct quantity *q);
void name_one(const struct document *doc, const struct sentence *s, struct quantity *q);
