/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the files of a rules folder into one table of entries, in the order of the files. The
 * caller frees `entries`; the texts live in `arena`.
 */
#pragma once

#include "common/arena.h"
#include "lexicon.h"

struct lex_table {
	struct zb_arena *arena;
	struct lex_entry *entries;
	size_t n, cap;
	uint64_t hash; /* FNV-1a over all files; the caller sets its offset basis */
};

/* ZB_ECONFIG with file and line, ZB_ENOTFOUND. */
int lexicon_load(struct lex_table *table, const char *dir, struct zb_diag *diag);
