/* SPDX-License-Identifier: Apache-2.0 */
#include "limit.h"

#include "bind.h"

/* --- grants --- */

/* 投资在2亿元至5亿元的奖励500万元: what the grant asks for. */
static bool is_threshold(const struct sentence *s, const struct quantity *q)
{
	bool of = false;
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i < (size_t)q->tok + 8; i++) {
		const struct tok *t = &s->toks[i];
		if (zb_span_starts(tok_text(s, t), ZB_S("罚款"))) /* 5万元以上10万元以下罚款 */
			return true;
		if (tok_ends_clause(t) || (of && t->kind == TOK_NUMBER))
			return false;
		if (t->kind == TOK_NUMBER)
			continue;
		if (of && tok_has(t, LEX_STATUS, STATUS_PROVISION))
			return true;
		of = of || tok_is(t, LEX_FUNCTION, FUNCTION_OF);
	}
	return false;
}

/* 年度贴息最高500万元, 资助总额最高为1亿元: a ceiling of what is granted. */
static bool is_grant_ceiling(const struct sentence *s, const struct quantity *q)
{
	static const char *const grants[] = { "贴息", "资助", "补助", "补贴",
		                              "奖励", "奖补", "奖金", NULL };
	if (q->op != OP_LE || (q->unit_kind != UNIT_MONEY && q->unit_kind != UNIT_PERCENT))
		return false;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 12; i--) {
		if (tok_ends_clause(&s->toks[i]) || s->toks[i].kind == TOK_NUMBER)
			return false;
		for (int k = 0; grants[k] != NULL; k++)
			if (zb_span_find(tok_text(s, &s->toks[i]), zb_span_str(grants[k]), 0) >=
			    0)
				return true;
	}
	return false;
}

bool limit_of_grant(const struct sentence *s, const struct quantity *q)
{
	return is_threshold(s, q) || is_grant_ceiling(s, q);
}

/* --- what is demanded --- */

/* 应当具备以下条件, 符合下列条件: what stands before the colon of a list of demands. */
static bool opens_demands(struct zb_span head)
{
	static const char *const verbs[] = { "具备", "符合", "满足", NULL };
	static const char *const lists[] = { "以下", "下列", "如下", NULL };
	enum { REACH = 60 }; /* bytes */
	if (!zb_span_ends(head, ZB_S("条件")))
		return false;
	head = zb_span_sub(head, head.n > REACH ? head.n - REACH : 0, REACH);
	bool lists_them = false;
	for (int i = 0; lists[i] != NULL; i++)
		lists_them = lists_them || zb_span_find(head, zb_span_str(lists[i]), 0) >= 0;
	for (int i = 0; lists_them && verbs[i] != NULL; i++)
		if (zb_span_find(head, zb_span_str(verbs[i]), 0) >= 0)
			return true;
	return false;
}

void limit_note_line(struct document *doc, struct zb_span line)
{
	size_t colon = zb_span_ends(line, ZB_S("：")) ? 3 : zb_span_ends(line, ZB_S(":"));
	if (colon > 0 && opens_demands(zb_span_sub(line, 0, line.n - colon)))
		doc->demands = true;
	else if (doc->demands)
		doc->demands = section_has_mark(line);
}

void limit_note(struct document *doc, const struct sentence *s)
{
	for (size_t i = 1; i < s->n_toks; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_STOP &&
		    opens_demands(zb_span_sub(s->text, s->from, t->from - s->from)))
			doc->demands = true;
	}
}

/* --- bounds --- */

/* The bound stands right before the figure, or before the whole it is a share of. */
static bool is_bounded_before(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "不低于",   "不少于",   "不超过", "不高于",
		                             "不得超过", "不得低于", "不大于", "不小于",
		                             "不多于",   NULL };
	enum { REACH = 8 };
	bool whole = q->measure == MEASURE_SHARE && q->op >= OP_GT;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - REACH; i--) {
		const struct tok *t = &s->toks[i];
		for (int k = 0; tok_is_class(t, LEX_OP) && words[k] != NULL; k++)
			if (zb_span_ends(tok_text(s, t), zb_span_str(words[k])))
				return true;
		bool noun = tok_is_noun(t) || tok_is(t, LEX_FUNCTION, FUNCTION_OF);
		if (!tok_is_class(t, LEX_OP) && t->kind != TOK_SPACE && !(whole && noun))
			return false;
	}
	return false;
}

/* 股票资产占基金资产的60%-95%: how a fund may invest. */
static bool is_of_portfolio(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "投资组合比例", "占基金资产", "基金资产净值",
		                             "占股票资产", NULL };
	enum { REACH = 240 }; /* bytes */
	if (q->measure != MEASURE_SHARE || (!q->has_high && q->op < OP_GT))
		return false;
	size_t from = q->start > s->from + REACH ? q->start - REACH : s->from;
	struct zb_span before = zb_span_sub(s->text, 0, q->start);
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(before, zb_span_str(words[i]), from) >= 0)
			return true;
	return false;
}

/* 指数收益率*65%, 利率×20%: a weight of a formula. */
static bool is_weight(const struct sentence *s, const struct quantity *q)
{
	struct zb_span before = zb_span_sub(s->text, 0, q->start);
	return q->unit_kind == UNIT_PERCENT &&
	       (zb_span_ends(before, ZB_S("*")) || zb_span_ends(before, ZB_S("×")) ||
	        zb_span_ends(before, ZB_S("＊")));
}

/* 截至签署日，…均不超过30%: a fact, of a day that is not told. */
static bool is_as_of(const struct sentence *s, const struct quantity *q)
{
	enum { REACH = 240 }; /* bytes */
	size_t from = q->start > s->from + REACH ? q->start - REACH : s->from;
	return zb_span_find(zb_span_sub(s->text, 0, q->start), ZB_S("截至"), from) >= 0;
}

bool limit_is_set(const struct document *doc, const struct sentence *s,
                  const struct quantity *q)
{
	int time = s->time_before[q->tok];
	if (is_weight(s, q))
		return true;
	if (time >= 0 && !s->whens[s->toks[time].index].lately)
		return false;
	if (is_of_portfolio(s, q) || (doc->demands && q->op >= OP_GT))
		return true;
	if (!is_bounded_before(s, q) || is_as_of(s, q))
		return false;
	return q->unit_kind == UNIT_MONEY || q->unit_kind == UNIT_PERCENT ||
	       section_has_mark(zb_span_trim(zb_span_sub(s->text, s->from, s->to - s->from)));
}
