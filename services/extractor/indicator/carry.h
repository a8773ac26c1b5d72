/* SPDX-License-Identifier: Apache-2.0 */
/* What time a sentence leaves to those behind it, and what paragraphs and sections take back. */
#pragma once

#include "document.h"

/* 自2019年设立以来: from then until now. */
bool carry_is_since(const struct when *w);
/* `w` held for a figure: it holds on, or is the plan or the goal that those behind work towards. */
void carry_keep(struct document *doc, const struct when *w);
/* A sentence without figures may still say of when the next ones are: 2014年，全市上下…. */
void carry_keep_last(struct document *doc, const struct sentence *s);
