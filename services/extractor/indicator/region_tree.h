/* SPDX-License-Identifier: Apache-2.0 */
/* Divisions by their codes: which lies within which. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lex_is.h"
#include "lexicon.h"

/* A province, prefecture or county of this country. */
bool region_is_division(const struct lex_entry *e);
/* Digits of the code that tell it apart: 2 of a province, 4 of a prefecture, 6 of a county. */
size_t region_depth(struct zb_span code);
/* True where `inner` lies within `outer` or is it. */
bool region_within(const struct lex_entry *inner, const struct lex_entry *outer);
/* The next region that goes by the same name, or NULL. */
const struct lex_entry *region_next(const struct lex_entry *e);
/* Of those that go by the name of `e`, the one within the division `outer`; NULL: none. */
const struct lex_entry *region_find_within(const struct lex_entry *e,
                                           const struct lex_entry *outer);
/* The division of `depth` digits that holds `e`, by the pieces of its full name. */
const struct lex_entry *region_holder(const struct lexicon *lexicon, const struct lex_entry *e,
                                      size_t depth);
bool region_is_municipality(const struct lex_entry *e);
