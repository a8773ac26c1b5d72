/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a figure holds: names of regions resolved against each other and against what the text
 * is about. A name borne by several divisions (朝阳区) is the one within its parent beside it or
 * within the document's region; a weak one (和平) is a place only there.
 */
#pragma once

#include "document.h"
#include "mention.h"
#include "region_tree.h"

/* The region that the word tokens from `i` on name together (江苏昆山); NULL: none. *n: tokens. */
const struct lex_entry *region_at(const struct document *doc, const struct sentence *s, int i,
                                  int *n);
/* The region of the quantity by the words between token `from` and it: the subject or place of its
 * sentence. A position or share is no figure of what it is measured against. */
const struct lex_entry *region_before(const struct document *doc, const struct sentence *s,
                                      const struct quantity *q, int from);
/* A foreign region in a text about a division of this country: whom it trades with. */
bool region_is_partner(const struct document *doc, const struct lex_entry *e);
/* The place in front of the bracket that the quantity opens: 南宁（2698亿元）. NULL: none. */
const struct lex_entry *region_bracketed(const struct document *doc, const struct sentence *s,
                                         const struct quantity *q);
/* 全国首个…, 全国唯一…: the place before is that among which something stands out. */
bool region_is_field_of_first(struct zb_span next);
/* What the document is about: by its title, its first lines and how often each is named. */
void region_read_document(struct document *doc, struct zb_span title,
                          const struct mentions *in_title, const struct mentions *in_text);
