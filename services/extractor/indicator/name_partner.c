/* SPDX-License-Identifier: Apache-2.0 */
#include "name_partner.h"

#include "goods.h"
#include "name_slot.h"

bool name_is_towards(const struct sentence *s, int i)
{
	return i > 0 && tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_BY) &&
	       zb_span_eq(tok_text(s, &s->toks[i - 1]), ZB_S("对"));
}

/* The last 进出口, 出口额, 进口 … of the phrase; -1: none. */
static int trade_of(const struct sentence *s, struct phrase p)
{
	for (int i = p.to - 1; i >= p.from; i--) {
		struct zb_span text = tok_text(s, &s->toks[i]);
		if (tok_is_head(&s->toks[i]) &&
		    (zb_span_starts(text, ZB_S("进出口")) ||
		     zb_span_starts(text, ZB_S("出口")) || zb_span_starts(text, ZB_S("进口"))))
			return i;
	}
	return -1;
}

/* The tokens' text but for what stands in brackets. */
static void add_plain(struct name *n, const struct sentence *s, struct phrase p)
{
	bool bracket = false;
	for (int i = p.from; i < p.to; i++) {
		const struct tok *t = &s->toks[i];
		bracket = bracket || t->kind == TOK_OPEN;
		if (!bracket && !tok_is_space(t))
			name_add(n, tok_text(s, t));
		bracket = bracket && t->kind != TOK_CLOSE;
	}
}

bool name_partner(const struct document *doc, const struct sentence *s, struct quantity *q,
                  struct phrase p, struct name *out)
{
	int trade = name_is_towards(s, p.from) ? trade_of(s, p) : -1;
	if (trade <= p.from)
		return false;
	name_set(out, ZB_S("对"));
	add_plain(out, s, (struct phrase){ .from = p.from, .to = trade + 1 });
	struct name goods = { .n = 0 };
	name_add_phrase(&goods, s, (struct phrase){ .from = trade + 1, .to = p.to });
	if (goods.n >= 6 && goods_is(doc->lexicon, zb_span(goods.s, goods.n))) {
		q->industry =
			lexicon_find(doc->lexicon, zb_span(goods.s, goods.n), LEX_INDUSTRY);
		q->industry_text = goods;
	} else {
		name_add(out, zb_span(goods.s, goods.n));
	}
	return true;
}
