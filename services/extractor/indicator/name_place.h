/* SPDX-License-Identifier: Apache-2.0 */
/* Where, in which industry and of whom a named quantity is, by the rest of its sentence and by
 * what the text as a whole is about. */
#pragma once

#include "document.h"

/* Fills the region, industry and organisation that the quantity's own phrase left open. */
void name_place(struct document *doc, const struct sentence *s, struct quantity *q);
