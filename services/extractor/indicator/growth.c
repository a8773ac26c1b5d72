/* SPDX-License-Identifier: Apache-2.0 */
#include "growth.h"

#include "bind.h"

/* A word of change as a noun: 增长 and the rates, but not 下调. */
static bool names_change(const struct sentence *s, const struct tok *t)
{
	return tok_is(t, LEX_FUNCTION, FUNCTION_RATE) ||
	       tok_is(t, LEX_FUNCTION, FUNCTION_FALL) ||
	       zb_span_eq(tok_text(s, t), ZB_S("增长"));
}

/* 5%、8%的增速: the last of those that are listed together. */
static const struct quantity *last_of_group(const struct sentence *s, const struct quantity *q)
{
	while (q->group >= 0 && q + 1 < s->qs + s->n_qs && q[1].group == q->group)
		q++;
	return q;
}

/* 8%的GDP增速, 9%的较快增长: what grows or how, between 的 and the word of change; no thing, which
 * the figure may be a part of (30%的企业增长). */
static bool is_between(const struct tok *t)
{
	return tok_is_noun(t) && !tok_has(t, LEX_INDICATOR, INDICATOR_THING) &&
	       !tok_is_class(t, LEX_ORG) && !tok_is_class(t, LEX_REGION);
}

const struct tok *growth_behind(const struct sentence *s, const struct quantity *q)
{
	bool of = false;
	bool expected = false;
	bool named = false;
	size_t from = (size_t)last_of_group(s, q)->tok + 1;
	for (size_t i = from; i < s->n_toks && i < from + 4; i++) {
		const struct tok *t = &s->toks[i];
		bool changes = tok_is(t, LEX_VERB, VERB_UP) || tok_is(t, LEX_VERB, VERB_DOWN) ||
		               names_change(s, t);
		if (changes && of)
			return (expected || named) && !names_change(s, t) ? NULL : t;
		of = of || tok_is(t, LEX_FUNCTION, FUNCTION_OF) ||
		     (tok_is_class(t, LEX_OP) && zb_span_ends(tok_text(s, t), ZB_S("的")));
		if (tok_is_class(t, LEX_OP) || tok_is_class(t, LEX_FUNCTION))
			continue;
		if (of && is_between(t))
			named = true;
		else if (tok_entry(t, LEX_STATUS) != NULL)
			expected = true;
		else
			return NULL;
	}
	return NULL;
}

bool growth_by_basis(const struct sentence *s, const struct quantity *q)
{
	int i = (q->group >= 0 ? q - q->group_place : q)->tok - 1;
	while (i >= 0 && (tok_is_class(&s->toks[i], LEX_OP) || tok_is_space(&s->toks[i]) ||
	                  tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OTHER) ||
	                  tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_EACH)))
		i--;
	return i >= 0 &&
	       (tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_YOY) ||
	        tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_PREV)) &&
	       (zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("同比")) ||
	        zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("环比")));
}

bool growth_of_prices(const struct sentence *s, const struct tok *noun)
{
	static const char *const names[] = { "CPI",
		                             "PPI",
		                             "PCE",
		                             "RPI",
		                             "消费价格",
		                             "出厂价格",
		                             "消费价格指数",
		                             "出厂价格指数",
		                             "物价指数",
		                             "消费者价格指数",
		                             "生产者价格指数",
		                             "CPI指数",
		                             "PPI指数",
		                             NULL };
	for (int i = 0; noun != NULL && names[i] != NULL; i++)
		if (zb_span_ends(tok_text(s, noun), zb_span_str(names[i])))
			return true;
	return false;
}
