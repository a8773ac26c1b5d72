/* SPDX-License-Identifier: Apache-2.0 */
#include "reach.h"

#include "basis.h"
#include "bind.h"

static bool is_function(const struct tok *t, enum function_is is)
{
	return tok_is(t, LEX_FUNCTION, is);
}

static bool is_from(const struct sentence *s, int i)
{
	return i > 0 && is_function(&s->toks[i - 1], FUNCTION_FROM);
}

static bool governs(const struct when *w)
{
	return (w->kind == WHEN_RANGE || w->kind == WHEN_ASOF) && w->end.y != 0;
}

/* 是2019年同期的48.8%, 恢复至2019年同期八成: the time belongs to the whole. */
static bool is_part_of_whole(const struct sentence *s, const struct quantity *q, int i)
{
	bool of_it = q->measure == MEASURE_SHARE || q->measure == MEASURE_MULTIPLE;
	if (!of_it || i + 2 < q->tok)
		return false;
	struct zb_span before = i > 0 ? tok_text(s, &s->toks[i - 1]) : zb_span("", 0);
	return zb_span_ends(before, ZB_S("是")) || zb_span_ends(before, ZB_S("至")) ||
	       zb_span_ends(before, ZB_S("到")) || zb_span_ends(before, ZB_S("于"));
}

/* The whole's time, 是2018年的2.3倍, holds for no figure behind it either. */
static bool is_owned(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	return i > 0 && (size_t)i + 2 < s->n_toks && is_function(t + 1, FUNCTION_OF) &&
	       t[2].kind == TOK_NUMBER && t[2].index >= 0 &&
	       s->qs[t[2].index].measure == MEASURE_MULTIPLE;
}

/* 一季度、去年…: a day or a part of a year to come does not hold for what lies clauses behind. */
static bool reaches(const struct when *w, int commas)
{
	return !w->single_day || commas < 4;
}

const struct when *reach_lead(const struct sentence *s, const struct when *w)
{
	for (size_t i = 0; i < s->n_toks && s->toks[i].kind != TOK_STOP; i++) {
		if (s->toks[i].kind != TOK_TIME)
			continue;
		const struct when *lead = &s->whens[s->toks[i].index];
		bool wider = lead->kind == WHEN_RANGE && w->kind == WHEN_RANGE &&
		             w->months == 1 && lead->months > 1 && lead->end.y == w->end.y &&
		             w->end.m >= lead->start.m && w->end.m <= lead->end.m &&
		             !basis_is_base(s, (int)i);
		return wider ? lead : w;
	}
	return w;
}

/* 记者8月2日从商务局获悉，…; 8月2日，记者获悉，…: the day of the report, not of what it says. */
static bool is_of_report(const struct sentence *s, int i, int commas)
{
	static const char *const words[] = { "获悉", "了解到", "发布", "公布", "介绍", "透露",
		                             "报道", "表示",   "指出", "通报", NULL };
	enum {
		LEARN = 2
	}; /* the first so many words are said by who tells what was done before */
	if (commas == 0 || !s->whens[s->toks[i].index].single_day)
		return false;
	size_t from = (size_t)i + 1;
	bool apart = commas > 1 && from < s->n_toks && s->toks[from].kind == TOK_COMMA;
	for (size_t k = apart ? from + 1 : from; k < s->n_toks; k++) {
		if (tok_ends_clause(&s->toks[k]) || s->toks[k].kind == TOK_NUMBER)
			return false;
		for (int n = 0; words[n] != NULL && (!apart || n < LEARN); n++)
			if (zb_span_find(tok_text(s, &s->toks[k]), zb_span_str(words[n]), 0) >=
			    0)
				return true;
	}
	return false;
}

/* 截至7月19日，2022年收益率为A，净值为B: a year that only belongs to A's name, and B is as of then. */
static const struct when *asof_of(const struct sentence *s, int i, const struct when *w)
{
	bool in_name = (size_t)i + 1 < s->n_toks && s->toks[i + 1].kind != TOK_COMMA &&
	               !tok_is_class(&s->toks[i + 1], LEX_VERB);
	for (int k = i - 1; in_name && k >= 0 && s->toks[k].kind != TOK_STOP; k--) {
		if (s->toks[k].kind != TOK_TIME)
			continue;
		const struct when *lead = &s->whens[s->toks[k].index];
		if (lead->kind == WHEN_ASOF && !lead->deadline && lead->end.d != 0)
			return lead;
	}
	return w;
}

/* 产值由2015年末的A提升至2019年末的B；同期税收由C提升至D: C is of 2015, as A is. */
static const struct when *same_of(const struct sentence *s, const struct quantity *q, int i)
{
	const struct when *same = &s->whens[s->toks[i].index];
	int to = s->time_before[i];
	int from = to >= 0 ? s->time_before[to] : -1;
	bool pair = from >= 0 && is_from(s, from) && is_from(s, q->tok) &&
	            governs(&s->whens[s->toks[from].index]);
	return pair ? &s->whens[s->toks[from].index] : same;
}

/* What lies between a quantity and a time before it. */
struct way {
	int clauses, stops;
	bool numbers;
};

static void walk(struct way *way, const struct sentence *s, int from, int to)
{
	for (int i = from; i < to; i++) {
		const struct tok *t = &s->toks[i];
		way->clauses += tok_ends_clause(t);
		way->stops += t->kind == TOK_STOP;
		way->numbers = way->numbers || (t->kind == TOK_NUMBER && t->index >= 0);
	}
}

void reach_chain(struct sentence *s)
{
	int16_t last = -1;
	for (size_t i = 0; i < s->n_toks; i++) {
		s->time_before[i] = last;
		if (s->toks[i].kind == TOK_TIME)
			last = (int16_t)i;
	}
}

/* 24%的受访者预计2024年衰退、13%的受访者…: the time `i` is what those before expect. */
static bool is_expected(const struct sentence *s, const struct quantity *q, int i)
{
	enum { REACH = 36 }; /* bytes */
	if (s->qs[0].tok > i)
		return false;
	struct zb_span behind = zb_span_sub(s->text, q->end, REACH);
	return q->unit_kind == UNIT_PERCENT && zb_span_starts(behind, ZB_S("的")) &&
	       zb_span_find(behind, ZB_S("受访"), 0) >= 0;
}

/* 比去年1.38亿, 较一季度的2.2%, 快于去年（4.5%）: the base's own; 高于一季度2.4个百分点 is a gap. */
static bool is_of_base(const struct sentence *s, const struct quantity *q, int i)
{
	return (i == q->tok - 1 && q->unit_kind != UNIT_POINT) ||
	       (i == q->tok - 2 &&
	        (is_function(&s->toks[i + 1], FUNCTION_OF) || s->toks[i + 1].kind == TOK_OPEN));
}

/* 2026年到期的票据: says what the thing is, not when the figure holds. */
static bool is_maturity(const struct sentence *s, int i)
{
	return (size_t)i + 1 < s->n_toks &&
	       zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("到期"));
}

/* 7月26日获悉，目前已建…: of no day. Not 今年迄今, 相对目前规模, nor a clause behind 目前的做法. */
static bool is_present(const struct sentence *s, const struct quantity *q, int i, int clauses)
{
	bool of = (size_t)i + 1 < s->n_toks && is_function(&s->toks[i + 1], FUNCTION_OF);
	bool begins = i == 0 || (s->toks[i - 1].kind != TOK_TIME &&
	                         !zb_span_ends(tok_text(s, &s->toks[i - 1]), ZB_S("相对")));
	return begins && (!of || clauses == 0) && (!basis_is_base(s, i) || is_of_base(s, q, i));
}

const struct when *reach_find(const struct document *doc, const struct sentence *s,
                              const struct quantity *q, const struct reach_run *run)
{
	struct way way = { 0 };
	int from = q->tok;
	for (int i = s->time_before[q->tok]; i >= 0; i = s->time_before[i]) {
		walk(&way, s, i, from);
		from = i;
		const struct tok *t = &s->toks[i];
		const struct when *w = &s->whens[t->index];
		bool open =
			w->vague || (w->kind == WHEN_NOW && is_present(s, q, i, way.clauses));
		if ((open && !way.numbers) || (w->lately && way.clauses == 0))
			return NULL;
		bool base = basis_is_base(s, i) && !is_of_base(s, q, i);
		if (w->kind == WHEN_SAME && !way.numbers && !base && w->end.y != 0 &&
		    !is_part_of_whole(s, q, i))
			return same_of(s, q, i);
		if (!governs(w) || base || is_maturity(s, i) ||
		    is_of_report(s, i, way.clauses) || (is_from(s, i) && way.numbers) ||
		    !reaches(w, way.clauses) || is_owned(s, i) ||
		    (way.clauses > 0 && basis_is_cause(s, i)) || is_expected(s, q, i))
			continue;
		if (w->months > 0 && way.clauses > 0 && !day_is_over(w->end, doc->published) &&
		    day_is_after(w->end, doc->published) && q->word < STATUS_TARGET)
			continue; /* 集中在下半年, in August: no figure of fact is of then */
		if (way.stops > 0 && run->undated && w->from > run->undated_at)
			return NULL; /* 已集聚A，2019年B；发布C: the sentence is of now */
		return way.stops > 0     ? reach_lead(s, w)
		       : way.clauses > 0 ? asof_of(s, i, w)
		                         : w;
	}
	return NULL;
}
