/* SPDX-License-Identifier: Apache-2.0 */
#include "undated.h"

#include <string.h>

#include "bind.h"

enum { LOOK_BACK = 96 }; /* tokens */

static bool is_from(const struct sentence *s, int i)
{
	return i > 0 && tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_FROM);
}

static bool has_number(const struct sentence *s, int from, int to)
{
	for (int i = from; i < to; i++)
		if (s->toks[i].kind == TOK_NUMBER && s->toks[i].index >= 0)
			return true;
	return false;
}

static bool has_clause_end(const struct sentence *s, int from, int to)
{
	for (int i = from; i < to; i++)
		if (tok_ends_clause(&s->toks[i]))
			return true;
	return false;
}

void undated_prepare(struct sentence *s)
{
	s->hints = 0;
	for (size_t i = 0; i < s->n_toks; i++) {
		struct zb_span text = tok_text(s, &s->toks[i]);
		if (zb_span_ends(text, ZB_S("后")) || zb_span_ends(text, ZB_S("达产")))
			s->hints |= HINT_DONE;
		else if (zb_span_ends(text, ZB_S("正在")))
			s->hints |= HINT_UNDER_WAY;
		else if (zb_span_ends(text, ZB_S("标准")))
			s->hints |= HINT_STANDARD;
	}
}

int undated_by_time(const struct sentence *s, const struct quantity *q)
{
	for (int i = s->time_before[q->tok]; i >= 0; i = s->time_before[i]) {
		const struct when *w = &s->whens[s->toks[i].index];
		if (is_from(s, i) && has_number(s, i, q->tok))
			continue; /* 从现在的A提高到B: B is of another time */
		if (w->lately && has_clause_end(s, i, q->tok))
			continue;
		return w->kind == WHEN_NOW || w->vague || w->lately ? i : -1;
	}
	return -1;
}

bool undated_by_news(const struct sentence *s)
{
	static const char *const told[] = { "获悉", "了解到", "发布", "公布", "介绍", "透露",
		                            "报道", "表示",   "指出", "通报", "印发", NULL };
	size_t i = 0;
	while (i < s->n_toks &&
	       !(s->toks[i].kind == TOK_TIME && s->whens[s->toks[i].index].lately))
		i++;
	if (i == s->n_toks || (!zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("日前")) &&
	                       !zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("近日"))))
		return false;
	for (; i < s->n_toks && s->toks[i].kind != TOK_STOP; i++)
		for (int k = 0; told[k] != NULL; k++)
			if (zb_span_find(tok_text(s, &s->toks[i]), zb_span_str(told[k]), 0) >=
			    0)
				return false;
	return true;
}

/* 长期保持在50%左右, 历来…: no time is meant, unless the clause says one. */
bool undated_by_nature(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "长期", "历来", "一直", "历年", "一向", NULL };
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_TIME || (t->kind == TOK_NUMBER && t->index >= 0))
			return false;
		bool two = t->kind == TOK_WORD && t->to - t->from == strlen("长期");
		for (int k = 0; two && words[k] != NULL; k++)
			if (zb_span_eq(tok_text(s, t), zb_span_str(words[k])))
				return true;
	}
	return false;
}

/* 已集聚, 目前: the bare present. What has no time of its own beside it is undated. */
static bool says_already(const struct sentence *s, const struct quantity *q)
{
	int stop = q->tok - 1;
	for (int i = s->said_before[q->tok]; i >= 0; i = s->said_before[i]) {
		if (s->said[i] != STATUS_ACTUAL ||
		    !zb_span_starts(tok_text(s, &s->toks[i]), ZB_S("已")))
			continue;
		while (stop > i && s->toks[stop].kind != TOK_STOP)
			stop--;
		return stop <= i;
	}
	return false;
}

/* 正在打造: under way, at no time that is told. */
static bool says_under_way(const struct sentence *s, const struct quantity *q)
{
	if ((s->hints & HINT_UNDER_WAY) == 0)
		return false;
	for (int i = q->tok - 1; i >= 0 && s->toks[i].kind != TOK_STOP; i--) {
		if (s->toks[i].kind == TOK_TIME)
			return false;
		if (zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("正在")))
			return true;
	}
	return false;
}

/* 公开资料显示，公司有…: what registers and home pages say holds as it stands. */
static bool says_register(const struct sentence *s, const struct quantity *q)
{
	static const char *const sources[] = { "资料", "官网", "天眼查", "企查查", NULL };
	enum { REACH = 60 }; /* bytes */
	if (s->time_before[q->tok] >= 0)
		return false;
	struct zb_span head = zb_span_sub(s->text, s->from, REACH);
	ptrdiff_t shows = zb_span_find(head, ZB_S("显示"), 0);
	if (shows < 0)
		return false;
	head = zb_span_sub(head, 0, (size_t)shows);
	for (int i = 0; sources[i] != NULL; i++)
		if (zb_span_find(head, zb_span_str(sources[i]), 0) >= 0)
			return true;
	return false;
}

/* 达产年产值13亿元 */
static bool is_year_of_full_output(const struct sentence *s, int i)
{
	return zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("达产")) &&
	       zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("年"));
}

/* 项目建成投产后，预计…: when that will be is not said. */
bool undated_once_done(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "投产", "达产", "建成", "完工", "竣工",
		                             "满产", "投运", "投用", NULL };
	if ((s->hints & HINT_DONE) == 0)
		return false;
	for (int i = q->tok - 1; i > 0 && i >= q->tok - LOOK_BACK; i--) {
		const struct tok *t = &s->toks[i];
		struct zb_span text = tok_text(s, t);
		if (is_year_of_full_output(s, i))
			return true;
		if (!zb_span_ends(text, ZB_S("后")))
			continue;
		struct zb_span done =
			zb_span_sub(s->text, t->to >= s->from + 9 ? t->to - 9 : s->from, 6);
		for (int k = 0; words[k] != NULL; k++)
			if (zb_span_eq(done, zb_span_str(words[k])))
				return true;
	}
	return false;
}

/* 本次发行前，甲持有51%: before or after something that is of no date. */
static bool is_beside_event(const struct sentence *s, const struct quantity *q)
{
	enum { REACH = 6 }; /* tokens */
	int i = s->time_before[q->tok];
	if (i < 0 || !s->whens[s->toks[i].index].lately)
		return false;
	int end = i + 1;
	while (end < q->tok && end <= i + REACH && s->toks[end].kind != TOK_COMMA)
		end++;
	if (end == i + 1 || end >= q->tok || s->toks[end].kind != TOK_COMMA)
		return false;
	struct zb_span text = tok_text(s, &s->toks[end - 1]);
	return zb_span_ends(text, ZB_S("前")) || zb_span_ends(text, ZB_S("后"));
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
	return says_already(s, q) || says_under_way(s, q) || undated_once_done(s, q) ||
	       is_whole_cost(s, q) || is_beside_event(s, q) || says_register(s, q);
}

bool undated_by_standard(const struct sentence *s, const struct quantity *q)
{
	bool standard = false;
	if (s->time_before[q->tok] >= 0 || (s->hints & HINT_STANDARD) == 0)
		return false;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - LOOK_BACK; i--) {
		struct zb_span text = tok_text(s, &s->toks[i]);
		standard = standard || zb_span_ends(text, ZB_S("标准"));
		if (standard &&
		    (zb_span_ends(text, ZB_S("根据")) || zb_span_ends(text, ZB_S("按照"))))
			return true;
	}
	return false;
}
