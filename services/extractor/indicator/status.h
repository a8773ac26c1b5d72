/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a figure is fact, goal, forecast or grant: by verb, tense, paragraph and kind of document. */
#pragma once

#include "document.h"

/* What the words around the quantity say: a status that a record can have, or -1. */
int status_word(const struct sentence *s, const struct quantity *q);
/* The status of a quantity whose time and basis are known. */
void status_assign(struct document *doc, const struct sentence *s, struct quantity *q);
