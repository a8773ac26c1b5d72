/* SPDX-License-Identifier: Apache-2.0 */
#include "shares.h"

#include <string.h>

#include "at.h"
#include "basis.h"
#include "goods.h"
#include "name_slot.h"

static bool ends_in(struct zb_span s, const char *const *tails)
{
	for (int i = 0; tails[i] != NULL; i++)
		if (zb_span_ends(s, zb_span_str(tails[i])))
			return true;
	return false;
}

/* 涨, 大跌, 收涨, 下挫: of prices on a market. */
static bool is_move(const struct sentence *s, const struct tok *t)
{
	if (!tok_is_class(t, LEX_VERB))
		return false;
	static const char *const moves[] = { "涨", "跌", "挫", NULL };
	for (size_t i = t->from; i < t->to; i += 3)
		if (any_word_at(s->text, i, moves) > 0)
			return true;
	return false;
}

/* --- the day --- */

static bool tells_of_moves(const struct sentence *s)
{
	for (int i = tok_last(s, LEX_VERB, (int)s->n_toks - 1); i >= 0;
	     i = tok_last(s, LEX_VERB, i - 1))
		if (is_move(s, &s->toks[i]))
			return true;
	return false;
}

/* A股, 港股, 个股, 股市, 股价: of shares, not of 股份 or 股东. */
static bool tells_of_shares(struct zb_span text)
{
	static const char *const words[] = { "A股",  "港股",     "美股",   "股市", "股价",
		                             "个股", "股指",     "恒指",   "沪指", "道指",
		                             "恒生", "上证指数", "深成指", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(text, zb_span_str(words[i]), 0) >= 0)
			return true;
	return false;
}

void shares_begin(struct document *doc, struct zb_span title)
{
	enum { HEAD = 600 }; /* bytes */
	doc->of_shares =
		tells_of_shares(title) || tells_of_shares(zb_span_sub(doc->text, 0, HEAD));
}

void shares_note(struct document *doc, const struct sentence *s)
{
	enum { LEAD = 4 }; /* tokens */
	if (!tells_of_moves(s))
		return;
	doc->of_shares = doc->of_shares ||
	                 tells_of_shares(zb_span_sub(s->text, s->from, s->to - s->from));
	for (size_t i = 0; i < s->n_toks; i++) {
		if (s->toks[i].kind != TOK_TIME || basis_is_base(s, (int)i))
			continue;
		const struct when *w = &s->whens[s->toks[i].index];
		bool day = w->kind == WHEN_RANGE && w->single_day &&
		           !day_is_after(w->end, doc->published);
		if (day) {
			doc->session = *w;
			return;
		}
		if (w->kind == WHEN_RANGE && !w->single_day && i < LEAD) /* 本周，… */
			doc->session.kind = WHEN_NONE;
	}
}

void shares_prepare(const struct document *doc, struct sentence *s)
{
	if (!doc->of_shares)
		return;
	for (int i = tok_last(s, LEX_VERB, (int)s->n_toks - 1); i > 1;
	     i = tok_last(s, LEX_VERB, i - 1)) {
		struct tok *last = &s->toks[i - 1];
		struct zb_span text = tok_text(s, last);
		if (is_move(s, &s->toks[i]) && tok_is_noun(&s->toks[i - 2]) &&
		    s->toks[i - 2].to == last->from &&
		    (zb_span_eq(text, ZB_S("股份")) || zb_span_eq(text, ZB_S("控股"))))
			last->kind = TOK_TEXT;
	}
}

/* Back to the clause's begin: a move, and no 累计. */
static bool moves_in_clause(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		const struct tok *t = &s->toks[i];
		if (tok_is(t, LEX_FUNCTION, FUNCTION_TOTAL) ||
		    (t->kind == TOK_NUMBER && t->index >= 0))
			return false;
		if (is_move(s, t))
			return true;
	}
	return false;
}

/* 报收于0.98元, 股价跌破1元: a verb or a noun that tells of a price. */
static bool prices_in_clause(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_VERB);
		if ((e != NULL && zb_span_ends(e->full, ZB_S("价"))) ||
		    zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("股价")))
			return true;
	}
	return false;
}

/* 涨2.13%至3231.52点: where the move before it came to. */
static bool is_arrival(const struct document *doc, const struct sentence *s,
                       const struct quantity *q)
{
	return q > s->qs && q->tok >= 2 && s->toks[q->tok - 2].kind == TOK_NUMBER &&
	       tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_TO) && q[-1].has_when &&
	       q[-1].when.single_day && q[-1].when.from == doc->session.from;
}

bool shares_hold(const struct document *doc, const struct sentence *s, const struct quantity *q)
{
	if (!doc->of_shares || doc->session.kind == WHEN_NONE || q->word > STATUS_ACTUAL)
		return false;
	if (q->measure == MEASURE_GROWTH)
		return moves_in_clause(s, q);
	return q->measure == MEASURE_LEVEL && (prices_in_clause(s, q) || is_arrival(doc, s, q));
}

/* --- whose shares --- */

/* 半导体跌2%: a sector by itself, or goods by a short name, 螺纹钢. */
static bool is_no_firm(const struct document *doc, const struct sentence *s, struct phrase p,
                       struct zb_span name)
{
	enum { FULL_NAME = 12 }; /* bytes */
	bool own = false;
	for (int i = p.from; i < p.to; i++)
		own = own || s->toks[i].kind == TOK_TEXT || tok_is_firm(&s->toks[i]) ||
		      tok_is_class(&s->toks[i], LEX_REGION) ||
		      tok_is_class(&s->toks[i], LEX_WORD);
	return !own || (name.n < FULL_NAME && goods_is(doc->lexicon, name));
}

/* Whether the text tells of shares there: by a code behind the name, by the figure before, by a word
 * of the sentence, or all along. */
static bool is_of_shares(const struct document *doc, const struct sentence *s, struct phrase p,
                         struct zb_span name)
{
	static const char *const words[] = { "股", "券商", "盘", NULL };
	static const char *const others[] = { "期货", "合约", "现货", NULL };
	if (s->toks[p.to].kind == TOK_OPEN && s->toks[p.to + 1].kind == TOK_NUMBER)
		return true;
	if (zb_span_eq(zb_span(doc->indicator.s, doc->indicator.n), ZB_S("股价")))
		return true;
	struct zb_span whole = zb_span_sub(s->text, s->from, s->to - s->from);
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(whole, zb_span_str(words[i]), 0) >= 0)
			return true;
	for (int i = 0; others[i] != NULL; i++)
		if (zb_span_find(whole, zb_span_str(others[i]), 0) >= 0)
			return false;
	return doc->of_shares && doc->session.kind != WHEN_NONE && !is_no_firm(doc, s, p, name);
}

/* 成分股南山铝业: the company itself. */
static void take_firm(struct quantity *q, struct zb_span text)
{
	static const char *const heads[] = {
		"成分股", "成份股", "重仓股", "个股", "其中", NULL
	};
	for (int i = 0; heads[i] != NULL; i++)
		if (zb_span_starts(text, zb_span_str(heads[i])))
			text = zb_span_sub(text, strlen(heads[i]), text.n);
	name_set(&q->org, text);
}

bool shares_name(const struct document *doc, const struct sentence *s, struct quantity *q,
                 struct phrase p)
{
	static const char *const markets[] = { "指",   "指数", "ETF",  "板块", "股",   "概念",
		                               "期货", "现货", "基金", "原油", "黄金", "汇率",
		                               "美元", "价",   "市场", "大盘", "债",   NULL };
	struct name text = { .n = 0 };
	bool verb = false;
	for (int i = p.to; i < q->tok; i++)
		verb = verb || is_move(s, &s->toks[i]);
	name_add_phrase(&text, s, p);
	struct zb_span name = zb_span(text.s, text.n);
	bool market = ends_in(name, markets) && !zb_span_ends(name, ZB_S("控股"));
	if (!verb || q->measure != MEASURE_GROWTH || market || !is_of_shares(doc, s, p, name))
		return false;
	take_firm(q, name);
	name_set(&q->indicator, ZB_S("股价"));
	q->industry = q->region = NULL;
	q->industry_text.n = 0;
	q->named = q->has_head = q->whole_economy = true; /* whatever the company makes */
	return true;
}

void shares_introduce(struct document *doc, const struct sentence *s, const struct quantity *q)
{
	if (!doc->of_shares || doc->owner.n > 0 || q->org.n == 0 ||
	    !zb_span_eq(zb_span(q->indicator.s, q->indicator.n), ZB_S("股价")))
		return;
	struct zb_span org = zb_span(q->org.s, q->org.n);
	ptrdiff_t at = zb_span_find(zb_span_sub(s->text, 0, q->start), org, s->from);
	if (at >= 0)
		companies_add(&doc->companies, zb_span_sub(s->text, (size_t)at, org.n));
}
