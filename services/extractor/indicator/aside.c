/* SPDX-License-Identifier: Apache-2.0 */
#include "aside.h"

#include "bind.h"

static bool is_function(const struct tok *t, enum function_is is)
{
	return tok_is(t, LEX_FUNCTION, is);
}

/* 其中, 分季度看: parts of the time spoken of. 分行业看，7月份A is of other parts. */
static bool leads_part(const struct sentence *s, const struct tok *t)
{
	struct zb_span text = tok_text(s, t);
	return is_function(t, FUNCTION_AMONG) &&
	       (zb_span_eq(text, ZB_S("其中")) || zb_span_find(text, ZB_S("季"), 0) >= 0 ||
	        zb_span_find(text, ZB_S("月"), 0) >= 0);
}

bool aside_is_among(const struct sentence *s, const struct when *w)
{
	for (size_t i = 1; i < s->n_toks && s->toks[i].from <= w->from; i++) {
		if (s->toks[i].from != w->from)
			continue;
		size_t before = i - 1;
		while (before > 0 &&
		       (s->toks[before].kind == TOK_COMMA ||
		        s->toks[before].kind == TOK_PAUSE || s->toks[before].kind == TOK_TIME))
			before--; /* 其中，7月份当月; 其中一季度、二季度 */
		return leads_part(s, &s->toks[before]);
	}
	return false;
}

bool aside_looks_back(const struct sentence *s, size_t to)
{
	for (int i = tok_last(s, LEX_FUNCTION, (int)s->n_toks - 1); i >= 0;
	     i = tok_last(s, LEX_FUNCTION, i - 1)) {
		const struct tok *t = &s->toks[i];
		if (!is_function(t, FUNCTION_PREV) || t->to >= to)
			continue;
		struct zb_span behind = zb_span_sub(s->text, t->to, to - t->to);
		if (zb_span_starts(behind, ZB_S("看")) || zb_span_starts(behind, ZB_S("来看")))
			return true;
	}
	return false;
}

static void go_back(struct document *doc)
{
	if (doc->main.kind != WHEN_NONE)
		doc->when = doc->main;
	doc->main.kind = WHEN_NONE;
}

/* 外贸结构优化，A同比增长4%: no time of its own, and no look at the month before any more. */
static bool speaks_of_year_before(const struct sentence *s)
{
	bool yoy = false;
	for (size_t i = 0; i < s->n_toks; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_TIME || is_function(t, FUNCTION_PREV) ||
		    zb_span_find(tok_text(s, t), ZB_S("同比看"), 0) >= 0)
			return false;
		yoy = yoy || is_function(t, FUNCTION_YOY);
	}
	return yoy;
}

void aside_leave(struct document *doc, const struct sentence *s)
{
	if (doc->main.kind == WHEN_NONE)
		return;
	if (speaks_of_year_before(s)) {
		go_back(doc);
		return;
	}
	for (size_t i = 0; i < s->n_toks && s->toks[i].kind != TOK_NUMBER; i++) {
		const struct tok *t = &s->toks[i];
		if (is_function(t, FUNCTION_AMONG) && !leads_part(s, t))
			go_back(doc);
	}
}
