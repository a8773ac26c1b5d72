/* SPDX-License-Identifier: Apache-2.0 */
#include "industry.h"

#include <string.h>

enum { SURFACES_MAX = 64, READ_BYTES = 12000, HEAD_BYTES = 300, WEIGHT_MIN = 9 };

struct surface {
	const struct lex_entry *entry;
	int weight;
};

struct census {
	struct surface all[SURFACES_MAX];
	int n;
	int total;
};

/* C31 and C3120 are one; so are the X_ codes that are the same. */
static bool is_kin(const struct lex_entry *a, const struct lex_entry *b)
{
	if (a->code.n >= 3 && b->code.n >= 3 && a->code.p[1] != '_' && b->code.p[1] != '_')
		return memcmp(a->code.p, b->code.p, 3) == 0;
	return zb_span_eq(a->code, b->code);
}

static void count(struct census *c, const struct lex_entry *e, int weight)
{
	c->total += weight;
	for (int i = 0; i < c->n; i++) {
		if (c->all[i].entry == e) {
			c->all[i].weight += weight;
			return;
		}
	}
	if (c->n < SURFACES_MAX)
		c->all[c->n++] = (struct surface){ .entry = e, .weight = weight };
}

static void read_text(struct census *c, const struct lexicon *lexicon, struct zb_span text,
                      int head_weight)
{
	size_t most = text.n < READ_BYTES ? text.n : READ_BYTES;
	for (size_t i = 0; i < most;) {
		size_t len = 0;
		const struct lex_entry *e = (unsigned char)text.p[i] < 0x80
		                                    ? NULL
		                                    : lexicon_match(lexicon, text, i, &len);
		const struct lex_entry *one = e;
		while (one != NULL && one->cls != LEX_INDUSTRY)
			one = one->next;
		if (one != NULL && one->is != INDUSTRY_MILD)
			count(c, one, i < HEAD_BYTES ? head_weight : 1);
		i += e != NULL ? len : 1;
	}
}

const struct lex_entry *industry_of_document(const struct document *doc, struct zb_span title)
{
	struct census c = { .n = 0 };
	read_text(&c, doc->lexicon, title, 6);
	read_text(&c, doc->lexicon, doc->text, 3);
	int best = -1;
	for (int i = 0; i < c.n; i++)
		if (best < 0 || c.all[i].weight > c.all[best].weight)
			best = i;
	int kin = 0;
	for (int i = 0; best >= 0 && i < c.n; i++)
		if (is_kin(c.all[i].entry, c.all[best].entry))
			kin += c.all[i].weight;
	int least = best >= 0 && c.all[best].entry->is == INDUSTRY_FUSED ? 7 : 6;
	return kin >= WEIGHT_MIN && kin * 10 >= c.total * least ? c.all[best].entry : NULL;
}
