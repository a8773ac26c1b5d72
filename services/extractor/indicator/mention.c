/* SPDX-License-Identifier: Apache-2.0 */
#include "mention.h"

#include "common/utf8.h"

enum { READ_BYTES = 12000 };

static bool is_told(const struct lex_entry *e)
{
	for (; e != NULL; e = e->next)
		if (e->cls == LEX_REGION || e->cls == LEX_INDUSTRY || e->cls == LEX_ORG)
			return true;
	return false;
}

void mentions_read(struct mentions *out, const struct lexicon *lexicon, struct zb_span text)
{
	size_t most = text.n < READ_BYTES ? text.n : READ_BYTES;
	out->n = 0;
	for (size_t i = 0; i < most && out->n < MENTIONS_MAX;) {
		size_t len = 0;
		const struct lex_entry *e = (unsigned char)text.p[i] < 0x80
		                                    ? NULL
		                                    : lexicon_match(lexicon, text, i, &len);
		if (is_told(e))
			out->all[out->n++] = (struct mention){ .at = (uint32_t)i,
				                               .len = (uint32_t)len,
				                               .entry = e };
		i += e != NULL ? len : zb_utf8_step(text.p[i]);
	}
}

void tally_add(struct tally *t, const struct lex_entry *e, int weight)
{
	for (int i = 0; i < t->n; i++) {
		const struct lex_entry *one = t->all[i].entry;
		if (t->by_code ? zb_span_eq(one->code, e->code) : one == e) {
			t->all[i].weight += weight;
			return;
		}
	}
	if (t->n == TALLY_MAX)
		return;
	t->all[t->n].entry = e;
	t->all[t->n++].weight = weight;
}
