/* SPDX-License-Identifier: Apache-2.0 */
/* The places, industries and bodies of the state that the head of a text names: what a document is
 * about is told by them, and one pass finds them for all who ask. */
#pragma once

#include "lexicon.h"

enum { MENTIONS_MAX = 2048 };

struct mention {
	uint32_t at, len;              /* bytes of the text */
	const struct lex_entry *entry; /* first of the word's meanings */
};

struct mentions {
	struct mention all[MENTIONS_MAX];
	size_t n;
};

/* Those of the first 12,000 bytes, in their order; further ones than fit are passed over. */
void mentions_read(struct mentions *out, const struct lexicon *lexicon, struct zb_span text);

enum { TALLY_MAX = 64 };

/* How much is said of what: words, or with `by_code` what they stand for. */
struct tally {
	struct {
		const struct lex_entry *entry;
		int weight;
	} all[TALLY_MAX];
	int n;
	bool by_code;
};

/* What comes when the tally is full is passed over. */
void tally_add(struct tally *t, const struct lex_entry *e, int weight);
