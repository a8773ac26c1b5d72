/* SPDX-License-Identifier: Apache-2.0 */
#include "movers.h"

#include "bind.h"
#include "lexicon.h"
#include "name_slot.h"
#include "region.h"

struct kind {
	const char *things;
	const char *name;
};

static const struct kind kinds[] = {
	{ "产品", "价格" }, { "商品", "价格" }, { "品种", "价格" },
	{ "板块", "板块" }, { "个股", "股价" },
};

static const char *name_of_things(struct zb_span text)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (zb_span_find(text, zb_span_str(kinds[i].things), 0) >= 0)
			return kinds[i].name;
	return NULL;
}

/* 涨幅, 跌幅, 表现; 增幅 is of anything. */
static bool is_of_prices(struct zb_span text)
{
	return zb_span_ends(text, ZB_S("涨幅")) || zb_span_ends(text, ZB_S("跌幅")) ||
	       zb_span_ends(text, ZB_S("表现"));
}

/* The first stop, where it is a colon with no figure before; -1: it is not. */
static int colon_of(const struct sentence *s)
{
	for (size_t i = 0; i < s->n_toks; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_NUMBER)
			return -1;
		if (t->kind != TOK_STOP)
			continue;
		struct zb_span text = tok_text(s, t);
		return zb_span_eq(text, ZB_S("：")) || zb_span_eq(text, ZB_S(":")) ? (int)i
		                                                                   : -1;
	}
	return -1;
}

struct movers movers_of(const struct sentence *s)
{
	struct movers m = { .colon = s->n_qs > 0 ? colon_of(s) : -1 };
	bool prices = false;
	for (int i = 0; i < m.colon; i++) {
		struct zb_span text = tok_text(s, &s->toks[i]);
		const char *name = name_of_things(text);
		m.name = name != NULL ? name : m.name;
		prices = prices || is_of_prices(text);
		m.fall = m.fall || tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_FALL);
	}
	if (!prices)
		m.name = NULL;
	return m;
}

/* Where the item that the figure at `to` ends begins; `to` where it is no such item, -1 within its
 * brackets. */
static int item_begin(const struct movers *m, const struct sentence *s, int to)
{
	int depth = 0;
	for (int i = to - 1; i > m->colon; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_CLOSE)
			depth++;
		else if (t->kind == TOK_OPEN && depth-- == 0)
			return -1;
		if (depth > 0)
			continue;
		bool comma = t->kind == TOK_COMMA && i < to - 1;
		bool figure = t->kind == TOK_NUMBER && t->index >= 0 && /* but 丁二烯 */
		              s->qs[t->index].reason == REASON_NONE;
		if (comma || figure || t->kind == TOK_STOP || t->kind == TOK_PAUSE)
			return i + 1;
		if (tok_is_class(t, LEX_VERB))
			return to;
	}
	return m->colon + 1;
}

/* 醋酸(华东)，-13.6%: the market is told in brackets behind the item, from token `from` on. */
static void read_market(const struct document *doc, const struct sentence *s,
                        struct quantity *q, int from)
{
	for (int i = from; i < q->tok; i++) {
		int n = 0;
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_REGION) != NULL
		                                    ? region_at(doc, s, i, &n)
		                                    : NULL;
		if (e == NULL)
			continue;
		q->region = e;
		name_set(&q->region_text, e->full.n > 0 ? e->full : e->surface);
		return;
	}
}

void movers_name(const struct movers *m, const struct document *doc, const struct sentence *s,
                 struct quantity *q)
{
	if (m->name == NULL || q->unit_kind != UNIT_PERCENT || q->tok <= m->colon)
		return;
	int from = item_begin(m, s, q->tok);
	if (from < 0) {
		q->reason = REASON_TECHNICAL; /* 硫酸(98%，华东) */
		return;
	}
	while (from < q->tok && tok_is_space(&s->toks[from]))
		from++;
	int to = from;
	while (to < q->tok && s->toks[to].kind != TOK_OPEN && s->toks[to].kind != TOK_COMMA)
		to++;
	while (to > from && tok_is_space(&s->toks[to - 1]))
		to--;
	if (from == to)
		return;
	struct zb_span item = zb_span_sub(s->text, s->toks[from].from,
	                                  s->toks[to - 1].to - s->toks[from].from);
	q->measure = MEASURE_GROWTH;
	q->negative = q->negative || m->fall;
	q->has_head = true;
	name_set(&q->indicator, zb_span_str(m->name));
	name_set(&q->industry_text, item);
	q->industry = lexicon_find(doc->lexicon, item, LEX_INDUSTRY);
	read_market(doc, s, q, to);
}
