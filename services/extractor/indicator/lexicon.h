/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words the indicator half knows: every lexicon of config/lexicon/ in one automaton, so that
 * one walk over the text finds a unit, a region, an industry or a verb alike.
 *
 * A lexicon file is UTF-8 text, an entry a line: surface, a tab, then `key=value` fields, each
 * behind a tab. `#` begins a comment line; `#! class=NAME` in the head says what kind its entries
 * are. Keys: `is` (what sort of its class, from a fixed list), `code`, `full`, `in`, `exp`.
 *
 * Lifecycle: lexicon_open reads a folder, lexicon_close frees. Read-only in between.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"
#include "common/span.h"

enum lex_class {
	LEX_NONE,
	LEX_UNIT,      /* what a numeral counts or measures */
	LEX_REGION,    /* GB/T 2260 and others */
	LEX_INDUSTRY,  /* GB/T 4754 and policy composites */
	LEX_INDICATOR, /* heads of indicator names */
	LEX_OP,        /* comparators */
	LEX_VERB,      /* what happens to a quantity */
	LEX_FUNCTION,  /* particles, adverbs and joints: never part of a name */
	LEX_WORD,      /* ordinary words and names that hold numeral characters */
	LEX_PLAN,      /* named plans */
	LEX_ORG,       /* endings of organisations' names */
	LEX_STATUS,    /* words of promise, forecast and grant */
	LEX_PART,      /* last words of what is a part of a text or plan */
	LEX_LABEL,     /* words of table headers: never words of a text */
	LEX_CLASS_MAX,
};

struct lex_entry {
	struct zb_span surface;
	struct zb_span code; /* empty where none is given; so for the fields below */
	struct zb_span full;
	struct zb_span in;
	const struct lex_entry *next; /* another entry of the same surface, or NULL */
	int16_t exp;
	uint8_t cls;
	uint8_t is; /* enum of the class, see lex_is.h */
};

struct lexicon;

/* `dir` is the rules folder; its lexicon/ is read. ZB_ECONFIG with file and line, ZB_ENOTFOUND. */
int lexicon_open(struct lexicon **out, const char *dir, struct zb_diag *diag);
void lexicon_close(struct lexicon *lexicon);
/* The longest entry that stands at text[at], and its length in bytes; NULL where none does. Labels
 * of tables are found by their class only. */
const struct lex_entry *lexicon_match(const struct lexicon *lexicon, struct zb_span text,
                                      size_t at, size_t *len);
/* The longest entry of one class at text[at]. */
const struct lex_entry *lexicon_match_class(const struct lexicon *lexicon, struct zb_span text,
                                            size_t at, enum lex_class cls, size_t *len);
/* Entry of `cls` whose surface is exactly `s`, or NULL. */
const struct lex_entry *lexicon_find(const struct lexicon *lexicon, struct zb_span s,
                                     enum lex_class cls);
/* 16 hexadecimal digits over all files, in order of their names. */
const char *lexicon_hash(const struct lexicon *lexicon);
size_t lexicon_size(const struct lexicon *lexicon);
