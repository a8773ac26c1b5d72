/* SPDX-License-Identifier: Apache-2.0 */
#include "future.h"

#include "bind.h"

bool future_is(const struct sentence *s, const struct tok *t)
{
	return zb_span_starts(tok_text(s, t), ZB_S("将"));
}

/* --- an object --- */

/* A word that is a thing and cannot be what is going to happen. */
static bool is_thing(const struct sentence *s, const struct tok *t)
{
	static const char *const pronouns[] = { "其", "该", "此", "这", "上述", "所持", NULL };
	for (int i = 0; pronouns[i] != NULL; i++)
		if (zb_span_starts(tok_text(s, t), zb_span_str(pronouns[i])))
			return true;
	return t->kind == TOK_NUMBER || tok_is(t, LEX_INDICATOR, INDICATOR_LEVEL) ||
	       tok_is(t, LEX_INDICATOR, INDICATOR_RATE) ||
	       tok_is(t, LEX_INDICATOR, INDICATOR_THING);
}

/* Of a thing that something becomes of: 将持股比例从20%降至10%. */
static bool is_of_moved_thing(const struct tok *t)
{
	return t->kind == TOK_TEXT || t->kind == TOK_NUMBER || tok_is_class(t, LEX_INDICATOR) ||
	       tok_is_class(t, LEX_INDUSTRY) || tok_is_class(t, LEX_REGION) ||
	       tok_is(t, LEX_FUNCTION, FUNCTION_OF) || tok_is(t, LEX_FUNCTION, FUNCTION_FROM) ||
	       tok_is(t, LEX_FUNCTION, FUNCTION_PROPORTION);
}

/* What is done with an object that stands before it: 将4%的股份转让给…. */
static bool is_giving(struct zb_span text)
{
	static const char *const verbs[] = { "转让", "转移", "转给", "划转", "委托",
		                             "质押", "抵押", "作价", "出售", "注入",
		                             "赠与", "视为", "视作", "看作", "列为",
		                             "列入", "纳入", "计入", NULL };
	for (int i = 0; verbs[i] != NULL; i++)
		if (zb_span_starts(text, zb_span_str(verbs[i])) ||
		    zb_span_ends(text, zb_span_str(verbs[i])))
			return true;
	return false;
}

/* A verb behind the object says what is done with it, or what it becomes. */
static bool is_object(const struct sentence *s, int i)
{
	enum { REACH = 24 }; /* tokens */
	bool thing = false;
	bool moves = true;
	for (int k = i + 1; k < (int)s->n_toks && k < i + REACH; k++) {
		const struct tok *t = &s->toks[k];
		if (t->kind == TOK_STOP)
			return false;
		if ((tok_is(t, LEX_VERB, VERB_UP_TO) || tok_is(t, LEX_VERB, VERB_DOWN_TO)) &&
		    moves)
			return thing;
		if (k > i + 1 && is_giving(tok_text(s, t)))
			return true;
		moves = moves && is_of_moved_thing(t);
		thing = thing || tok_is_class(t, LEX_INDICATOR);
	}
	return false;
}

bool future_hands_over(const struct sentence *s, int i)
{
	const struct tok *next = &s->toks[i + 1];
	if (i + 1 == (int)s->n_toks || !zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("将")))
		return false;
	if (is_thing(s, next))
		return true;
	return !tok_is_class(next, LEX_VERB) && !tok_is_class(next, LEX_OP) &&
	       !tok_is_class(next, LEX_FUNCTION) && is_object(s, i);
}

/* --- another clause --- */

/* 将建成园区，让企业布局的10个产品…: what the clause itself tells of is there already. */
static bool is_of_other_clause(const struct sentence *s, const struct quantity *q, int i)
{
	if (q->tok < 2 || !tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_OF) ||
	    s->toks[q->tok - 2].kind == TOK_NUMBER)
		return false;
	bool verb = tok_is_class(&s->toks[q->tok - 2], LEX_VERB) ||
	            tok_is(&s->toks[q->tok - 2], LEX_INDICATOR, INDICATOR_ACT);
	for (int k = i + 1; verb && k < q->tok; k++)
		if (s->toks[k].kind == TOK_COMMA)
			return true;
	return false;
}

/* --- who could set it --- */

/* 市场规模将超过…, 增幅将放缓: what a market does nobody sets as a goal. */
static bool is_of_market(const struct sentence *s, int i)
{
	static const char *const heads[] = { "市场规模", "市场",   "需求",   "需求量", "销量",
		                             "价格",     "价",     "增幅",   "涨幅",   "增长率",
		                             "渗透率",   "保有量", "出货量", "缺口",   "通胀率",
		                             "消费量",   "CPI",    "PPI",    NULL };
	enum { REACH = 8 }; /* tokens */
	int k = i - 1;
	while (k > i - REACH && k >= 0 &&
	       (s->toks[k].kind == TOK_TIME || tok_is_space(&s->toks[k]) ||
	        tok_is(&s->toks[k], LEX_FUNCTION, FUNCTION_OTHER) ||
	        tok_is(&s->toks[k], LEX_FUNCTION, FUNCTION_ALL)))
		k--;
	for (int h = 0; k >= 0 && heads[h] != NULL; h++)
		if (zb_span_ends(tok_text(s, &s->toks[k]), zb_span_str(heads[h])))
			return true;
	return false;
}

int future_says(const struct sentence *s, const struct quantity *q, int i)
{
	if (is_of_other_clause(s, q, i))
		return -1;
	return is_of_market(s, i) ? STATUS_FORECAST : STATUS_TARGET;
}
