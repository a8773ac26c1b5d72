/* SPDX-License-Identifier: Apache-2.0 */
#include "region_tree.h"

#include <string.h>

enum { CODE_LEN = 6 };

bool region_is_division(const struct lex_entry *e)
{
	return e->code.n == CODE_LEN && e->code.p[0] >= '1' && e->code.p[0] <= '9';
}

/* Digits of the code that tell it apart: 2 of a province, 4 of a prefecture, 6 of a county. */
size_t region_depth(struct zb_span code)
{
	if (memcmp(code.p + 2, "0000", 4) == 0)
		return 2;
	return memcmp(code.p + 4, "00", 2) == 0 ? 4 : 6;
}

bool region_within(const struct lex_entry *inner, const struct lex_entry *outer)
{
	if (outer->is == REGION_NATION)
		return region_is_division(inner) || inner->is == REGION_NATION;
	if (!region_is_division(outer))
		return zb_span_eq(inner->code, outer->code);
	struct zb_span code = region_is_division(inner) ? inner->code : inner->in;
	return code.n == CODE_LEN &&
	       memcmp(code.p, outer->code.p, region_depth(outer->code)) == 0;
}

const struct lex_entry *region_next(const struct lex_entry *e)
{
	do
		e = e->next;
	while (e != NULL && e->cls != LEX_REGION);
	return e;
}

const struct lex_entry *region_find_within(const struct lex_entry *e,
                                           const struct lex_entry *outer)
{
	/* Within the nation every name would do: only a division tells the weak ones apart. */
	if (outer == NULL || !region_is_division(outer))
		return NULL;
	for (; e != NULL; e = region_next(e))
		if (region_within(e, outer))
			return e;
	return NULL;
}

/* The division of `depth` digits that holds `e`, by the pieces of its full name. */
const struct lex_entry *region_holder(const struct lexicon *lexicon, const struct lex_entry *e,
                                      size_t depth)
{
	for (size_t at = 0; at < e->full.n;) {
		size_t len = 0;
		const struct lex_entry *piece =
			lexicon_match_class(lexicon, e->full, at, LEX_REGION, &len);
		if (piece == NULL)
			return NULL;
		for (; piece != NULL; piece = region_next(piece))
			if (region_is_division(piece) && region_depth(piece->code) == depth &&
			    memcmp(piece->code.p, e->code.p, depth) == 0)
				return piece;
		at += len;
	}
	return NULL;
}

bool region_is_municipality(const struct lex_entry *e)
{
	static const char heads[] = "11123150";
	for (int i = 0; i < 8; i += 2)
		if (memcmp(e->code.p, heads + i, 2) == 0)
			return true;
	return false;
}
