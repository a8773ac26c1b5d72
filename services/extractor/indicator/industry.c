/* SPDX-License-Identifier: Apache-2.0 */
#include "industry.h"

#include <string.h>

enum { HEAD_BYTES = 300, WEIGHT_MIN = 12, SECTOR_MIN = 9, SECTOR_MAX = 18, BACK_BYTES = 900 };

/* C31 and C3120 are one; so are the X_ codes that are the same. */
static bool is_kin(const struct lex_entry *a, const struct lex_entry *b)
{
	if (a->code.n >= 3 && b->code.n >= 3 && a->code.p[1] != '_' && b->code.p[1] != '_')
		return memcmp(a->code.p, b->code.p, 3) == 0;
	return zb_span_eq(a->code, b->code);
}

static void read_names(struct tally *c, const struct mentions *mentions, int head_weight)
{
	for (size_t k = 0; k < mentions->n; k++) {
		const struct lex_entry *one = mentions->all[k].entry;
		while (one != NULL && one->cls != LEX_INDUSTRY)
			one = one->next;
		if (one != NULL && one->is != INDUSTRY_MILD)
			tally_add(c, one, mentions->all[k].at < HEAD_BYTES ? head_weight : 1);
	}
}

const struct lex_entry *industry_spoken_of(const struct lexicon *lexicon, struct zb_span text,
                                           size_t at)
{
	static const char word[] = "行业";
	size_t from = at > BACK_BYTES ? at - BACK_BYTES : 0;
	for (size_t end = at; end > from + SECTOR_MAX; end--) {
		if (!zb_span_ends(zb_span_sub(text, 0, end), zb_span_str(word)))
			continue;
		for (size_t n = SECTOR_MAX; n > sizeof(word) - 1; n -= 3) {
			struct zb_span name = zb_span_sub(text, end - n, n);
			const struct lex_entry *e = lexicon_find(lexicon, name, LEX_INDUSTRY);
			if (e == NULL)
				e = lexicon_find(lexicon,
				                 zb_span_sub(name, 0, n - (sizeof(word) - 1)),
				                 LEX_INDUSTRY);
			if (e != NULL)
				return e;
		}
	}
	return NULL;
}

/* The one spoken of most, among those with a fused name (制造业) or among the others. NULL: none. */
static const struct lex_entry *heaviest(const struct tally *c, bool fused)
{
	const struct lex_entry *best = NULL;
	int most = 0;
	for (int i = 0; i < c->n; i++) {
		if ((c->all[i].entry->is == INDUSTRY_FUSED) != fused ||
		    c->all[i].weight <= most)
			continue;
		best = c->all[i].entry;
		most = c->all[i].weight;
	}
	return best;
}

/* What is said of it and its kin is the most of all that is said; wide names say less (工业…). */
static bool prevails(const struct tally *c, const struct lex_entry *best)
{
	bool fused = best->is == INDUSTRY_FUSED;
	int kin = 0;
	int total = 0;
	for (int i = 0; i < c->n; i++) {
		const struct lex_entry *one = c->all[i].entry;
		if (!fused && one->is == INDUSTRY_FUSED)
			continue;
		total += c->all[i].weight;
		kin += is_kin(one, best) ? c->all[i].weight : 0;
	}
	/* a sector by its name, not 电影 of a company's */
	bool sector = zb_span_ends(best->surface, ZB_S("业"));
	return kin >= (sector ? SECTOR_MIN : WEIGHT_MIN) && kin * 10 >= total * (fused ? 7 : 6);
}

const struct lex_entry *industry_of_document(const struct mentions *in_title,
                                             const struct mentions *in_text)
{
	struct tally c = { .n = 0 };
	read_names(&c, in_title, 6);
	read_names(&c, in_text, 3);
	for (int fused = 1; fused >= 0; fused--) {
		const struct lex_entry *best = heaviest(&c, fused == 1);
		if (best != NULL && prevails(&c, best))
			return best;
	}
	return NULL;
}
