/* SPDX-License-Identifier: Apache-2.0 */
#include "size_class.h"

#include "bind.h"

static bool is_count(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	return t->kind == TOK_NUMBER && t->index >= 0 &&
	       s->qs[t->index].unit_kind == UNIT_COUNT &&
	       s->qs[t->index].measure != MEASURE_RANK;
}

/* 以上的, 的: what the figure bounds comes behind it. The token behind 的, or -1. */
static int behind_of(const struct sentence *s, const struct quantity *q, bool *bounded)
{
	int i = q->tok + 1;
	int n = (int)s->n_toks;
	for (; i < n && tok_is_class(&s->toks[i], LEX_OP) && s->toks[i].entry->code.n > 0;
	     i++) {
		*bounded = true;
		if (zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("的")))
			return i + 1;
	}
	return i < n && tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF) ? i + 1 : -1;
}

static bool is_bound(const struct tok *t)
{
	return tok_is_class(t, LEX_OP) && t->is != OP_EQ && t->entry->code.n == 0;
}

/* 的县区有3个, 的4个省份, 的有三宗: the things, and how many. */
static bool leads_to_count(const struct sentence *s, int i)
{
	int n = (int)s->n_toks;
	while (i < n && tok_is_nominal(s, i))
		i++;
	while (i < n && (tok_is_class(&s->toks[i], LEX_OP) ||
	                 tok_is_class(&s->toks[i], LEX_FUNCTION) || tok_is_space(&s->toks[i])))
		i++;
	return i < n && is_count(s, i);
}

/* 10个以上年销售收入超过100亿元的大公司: the count stands before, the thing behind 的. */
static bool follows_count(const struct sentence *s, const struct quantity *q, int behind)
{
	int n = (int)s->n_toks;
	int end = behind;
	while (end < n && tok_is_nominal(s, end))
		end++;
	if (end == behind || !tok_has(&s->toks[end - 1], LEX_INDICATOR, INDICATOR_THING))
		return false;
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		if (is_count(s, i))
			return true;
		if (s->toks[i].kind == TOK_NUMBER || tok_is_class(&s->toks[i], LEX_VERB) ||
		    s->toks[i].kind == TOK_PAUSE)
			return false;
	}
	return false;
}

/* 3000米深水平台, 全球首台16兆瓦海上风电机组: of what make the thing is. Nothing before it says that so
 * much was built, reached or is the size of something. */
static bool is_make(const struct sentence *s, const struct quantity *q)
{
	static const char *const units[] = { "m", "kW", NULL };
	bool fits = false;
	for (int i = 0; units[i] != NULL; i++)
		fits = fits || zb_span_eq(zb_span_str(q->unit), zb_span_str(units[i]));
	int next = q->tok + 1;
	if (!fits || q->unit_kind != UNIT_PHYSICAL || next >= (int)s->n_toks ||
	    s->toks[next].kind == TOK_QUOTE || !tok_is_nominal(s, next))
		return false;
	if (q->tok == 0)
		return false;
	const struct tok *t = &s->toks[q->tok - 1];
	return t->kind == TOK_QUOTE || t->kind == TOK_PAUSE || t->kind == TOK_TEXT ||
	       tok_is(t, LEX_FUNCTION, FUNCTION_OF) || tok_is_class(t, LEX_INDUSTRY) ||
	       tok_is_class(t, LEX_WORD);
}

void size_class_mark(struct sentence *s)
{
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		if (!is_make(s, q))
			continue;
		q->reason = REASON_TECHNICAL;
		s->toks[q->tok].index = -1;
	}
	for (size_t i = 0; i < s->n_qs && s->n_qs > 1; i++) {
		struct quantity *q = &s->qs[i];
		bool bounded = q->tok > 0 && is_bound(&s->toks[q->tok - 1]);
		int behind = q->measure == MEASURE_RANK ? -1 : behind_of(s, q, &bounded);
		if (behind < 0 || !bounded ||
		    (!leads_to_count(s, behind) && !follows_count(s, q, behind)))
			continue;
		q->reason = REASON_SIZE_CLASS;
		s->toks[q->tok].index = -1;
	}
}
