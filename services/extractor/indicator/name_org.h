/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a quantity is: the company that its sentence speaks of, by a name that the text introduced,
 * by the lexicon, in full, or as 公司. */
#pragma once

#include "document.h"

/* Fills doc->spoken: the introduced companies that begin a clause of the sentence. */
void name_find_companies(struct document *doc, const struct sentence *s);
/* Fills q->org by the nearest company before the quantity; leaves it empty where there is none. */
void name_org(const struct document *doc, const struct sentence *s, struct quantity *q);
/* The company that the sentence, with figures or without, is about: the subject of those behind. */
void name_note_company(struct document *doc);
