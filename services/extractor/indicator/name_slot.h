/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a noun phrase says, slot by slot: the name itself, without the region, industry,
 * organisation and classifier that have slots of their own. No state but the quantity's.
 */
#pragma once

#include "bind.h"
#include "document.h"

/* Appends what fits; a name never grows past NAME_MAX. */
void name_add(struct name *n, struct zb_span s);
void name_set(struct name *n, struct zb_span s);
/* Appends the phrase's text without white space. */
void name_add_phrase(struct name *n, const struct sentence *s, struct phrase p);

/* The industry `e`, written as the text has it. */
void slot_industry(struct quantity *q, const struct lex_entry *e, struct zb_span text);
void slot_read_industry(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct phrase p);
void slot_read_region(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase p);
/* Fills the slots that the phrase names; what is left as the name goes to *out. */
void slot_read_phrase(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase p, struct name *out);

/* A company that goes by a short name: 比亚迪. */
bool tok_is_firm(const struct tok *t);
/* 综合保税区, 经开区: the last token of a zone's name. */
bool tok_is_zone(const struct sentence *s, int i);
/* The head of an indicator's name, of any sort. */
bool tok_is_head(const struct tok *t);
/* A head that is more than a thing: 产值, not 企业. */
bool phrase_has_figure(const struct sentence *s, struct phrase p);
