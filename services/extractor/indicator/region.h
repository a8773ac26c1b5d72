/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a figure holds: names of regions resolved against each other and against what the text
 * is about. A name borne by several divisions (朝阳区) is the one within its parent beside it or
 * within the document's region; a weak one (和平) is a place only there.
 */
#pragma once

#include "document.h"

/* The region that the word tokens from `i` on name together (江苏昆山); NULL: none. *n: tokens. */
const struct lex_entry *region_at(const struct document *doc, const struct sentence *s, int i,
                                  int *n);
/* The region of the quantity by the words left of it: the subject or place of its sentence. */
const struct lex_entry *region_before(const struct document *doc, const struct sentence *s,
                                      const struct quantity *q);
/* True where `inner` lies within `outer` or is it. */
bool region_within(const struct lex_entry *inner, const struct lex_entry *outer);
/* A foreign region in a text about a division of this country: whom it trades with. */
bool region_is_partner(const struct document *doc, const struct lex_entry *e);
/* What the document is about: by its title, its first lines and how often each is named. */
const struct lex_entry *region_of_document(const struct document *doc, struct zb_span title);
