/* SPDX-License-Identifier: Apache-2.0 */
/* What stands before a position in its clause. */
#include "bind.h"
#include "lex_is.h"
#include "rank.h"

static bool is_place(const struct sentence *s, const struct tok *t)
{
	return t->kind == TOK_NUMBER && t->index >= 0 &&
	       s->qs[t->index].measure == MEASURE_RANK;
}

/* 五区, 168个城市: how many the position is one of. */
static bool is_field(const struct sentence *s, const struct tok *t)
{
	return t->index < 0 || s->qs[t->index].unit_kind == UNIT_COUNT;
}

bool rank_is_led(const struct sentence *s)
{
	for (size_t i = s->n_toks; i > 0; i--) {
		const struct tok *t = &s->toks[i - 1];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP ||
		    (t->kind == TOK_NUMBER && !is_field(s, t)))
			return false;
		if (tok_is(t, LEX_VERB, VERB_RANK))
			return true;
	}
	return false;
}

/* 全国, 世界, 同行业: among which the position is one. */
bool rank_follows_whole(const struct sentence *s)
{
	static const char *const wholes[] = { "世界", "全球", "国内", "国际", "行业",
		                              "业内", "同行", "历史", NULL };
	const struct tok *t = s->n_toks > 0 ? &s->toks[s->n_toks - 1] : NULL;
	if (t == NULL || tok_is_class(t, LEX_REGION))
		return t != NULL;
	for (int i = 0; wholes[i] != NULL; i++)
		if (zb_span_ends(tok_text(s, t), zb_span_str(wholes[i])))
			return true;
	return false;
}

/* 是武汉市第一大支柱产业, 成为第二大电源 */
bool rank_is_said(const struct sentence *s)
{
	static const char *const words[] = { "是",   "为",   "成为", "作为", "成", "跃升为",
		                             "升为", "跻身", "稳居", "仍是", NULL };
	for (size_t i = s->n_toks; i > 0 && i + 5 > s->n_toks; i--) {
		const struct tok *t = &s->toks[i - 1];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP)
			return false;
		for (int k = 0; words[k] != NULL; k++)
			if (zb_span_eq(tok_text(s, t), zb_span_str(words[k])))
				return true;
	}
	return false;
}

/* 第25、26: a position and a list mark stand right before. */
bool rank_is_listed(const struct sentence *s)
{
	if (s->n_toks < 2 || !is_place(s, &s->toks[s->n_toks - 2]))
		return false;
	const struct tok *t = &s->toks[s->n_toks - 1];
	return t->kind == TOK_PAUSE || tok_is(t, LEX_FUNCTION, FUNCTION_AND);
}
