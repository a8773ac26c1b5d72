/* SPDX-License-Identifier: Apache-2.0 */
#include "undated.h"

#include "bind.h"

enum { LOOK_BACK = 400 }; /* bytes of the sentence */

static bool is_from(const struct sentence *s, int i)
{
	return i > 0 && tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_FROM);
}

/* The nearest time says that no date is said: 目前, 近年来, 多年来. Its token, or -1. */
int undated_by_time(const struct sentence *s, const struct quantity *q)
{
	bool passed_number = false;
	int clauses = 0;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		passed_number = passed_number || (t->kind == TOK_NUMBER && t->index >= 0);
		clauses += tok_ends_clause(t);
		if (t->kind != TOK_TIME || (passed_number && is_from(s, i)))
			continue; /* 从现在的A提高到B: B is of another time */
		const struct when *w = &s->whens[t->index];
		if (w->lately && clauses > 0)
			continue;
		return w->kind == WHEN_NOW || w->vague || w->lately ? i : -1;
	}
	return -1;
}

/* 长期保持在50%左右, 历来…: no time is meant, unless the clause says one. */
bool undated_by_nature(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "长期", "历来", "一直", "历年", "一向", NULL };
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_TIME || (t->kind == TOK_NUMBER && t->index >= 0))
			return false;
		for (int k = 0; words[k] != NULL; k++)
			if (zb_span_eq(tok_text(s, t), zb_span_str(words[k])))
				return true;
	}
	return false;
}

/* 已集聚, 目前: the bare present. What has no time of its own beside it is undated. */
static bool says_already(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_STOP)
			return false;
		if (tok_is(t, LEX_STATUS, STATUS_ACTUAL) &&
		    zb_span_starts(tok_text(s, t), ZB_S("已")))
			return true;
	}
	return false;
}

/* 项目建成投产后，预计…: when that will be is not said. */
static bool is_once_done(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "投产后", "达产后", "建成后", "完工后", "竣工后",
		                             "满产后", "投运后", "投用后", NULL };
	struct zb_span before = zb_span_sub(s->text, s->from, q->start - s->from);
	if (before.n > LOOK_BACK)
		before = zb_span_sub(before, before.n - LOOK_BACK, LOOK_BACK);
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(before, zb_span_str(words[i]), 0) >= 0)
			return true;
	return false;
}

/* 项目总投资40亿元: what a project costs as a whole is of no time, where none is said with it. */
static bool is_whole_cost(const struct sentence *s, const struct quantity *q)
{
	if (q->unit_kind != UNIT_MONEY || q->measure != MEASURE_LEVEL)
		return false;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 4; i--) {
		struct zb_span text = tok_text(s, &s->toks[i]);
		if (tok_ends_clause(&s->toks[i]))
			return false;
		if (zb_span_ends(text, ZB_S("总投资")) ||
		    zb_span_ends(text, ZB_S("投资总额")) ||
		    zb_span_ends(text, ZB_S("总投资额")))
			return true;
	}
	return false;
}

bool undated_by_words(const struct sentence *s, const struct quantity *q)
{
	return says_already(s, q) || is_once_done(s, q) || is_whole_cost(s, q);
}

bool undated_by_standard(const struct sentence *s, const struct quantity *q)
{
	bool standard = false;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		struct zb_span text = tok_text(s, t);
		if (t->kind == TOK_TIME)
			return false;
		standard = standard || zb_span_ends(text, ZB_S("标准"));
		if (standard &&
		    (zb_span_ends(text, ZB_S("根据")) || zb_span_ends(text, ZB_S("按照"))))
			return true;
	}
	return false;
}
