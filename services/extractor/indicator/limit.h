/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds that a rule sets: thresholds and ceilings of grants, what is demanded, what a contract allows. */
#pragma once

#include "document.h"

/* What a grant asks for or gives at most. */
bool limit_of_grant(const struct sentence *s, const struct quantity *q);
/* A bound set for good: nobody says when. */
bool limit_is_set(const struct document *doc, const struct sentence *s,
                  const struct quantity *q);
/* A line begins: does a list of what is demanded begin, go on or end with it? */
void limit_note_line(struct document *doc, struct zb_span line);
/* The same for a list that begins within a line. */
void limit_note(struct document *doc, const struct sentence *s);
