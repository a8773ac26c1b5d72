/* SPDX-License-Identifier: Apache-2.0 */
#include "basis.h"

#include "bind.h"

static bool is_function(const struct tok *t, enum function_is is)
{
	return tok_is(t, LEX_FUNCTION, is);
}

/* 在2019年规模的基础上: no comma, number or other time between. */
static bool is_ground(const struct sentence *s, int i)
{
	for (size_t k = (size_t)i + 1; k < s->n_toks && k < (size_t)i + 12; k++) {
		const struct tok *t = &s->toks[k];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP || t->kind == TOK_NUMBER ||
		    t->kind == TOK_TIME)
			return false;
		if (zb_span_find(tok_text(s, t), ZB_S("基础上"), 0) >= 0 ||
		    (zb_span_ends(tok_text(s, t), ZB_S("基础")) && k + 1 < s->n_toks &&
		     zb_span_starts(tok_text(s, t + 1), ZB_S("上"))))
			return true;
	}
	return false;
}

/* 高于一季度2.4个百分点 */
static bool is_comparison(struct zb_span text)
{
	static const char *const words[] = { "高于", "低于", "快于", "慢于", "好于",
		                             "优于", "多于", "少于", "强于", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_ends(text, zb_span_str(words[i])))
			return true;
	return false;
}

/* 与上月持平, 同上年末相当; i is a time */
static bool is_level_with(const struct sentence *s, int i)
{
	static const char *const words[] = { "持平", "相当", "相同", "一致", NULL };
	if (i == 0 || !is_function(&s->toks[i - 1], FUNCTION_AND))
		return false;
	if (s->whens[s->toks[i].index].kind == WHEN_SAME) /* 与去年同期下降 */
		return true;
	for (size_t k = (size_t)i + 1; k < s->n_toks && k <= (size_t)i + 2; k++)
		for (int w = 0; words[w] != NULL; w++)
			if (zb_span_ends(tok_text(s, &s->toks[k]), zb_span_str(words[w])))
				return true;
	return false;
}

/* 高于7月份的19%和6月份的14%: the first of the times that are listed with their figures. */
static int first_listed(const struct sentence *s, int i)
{
	while (i >= 3 && tok_joins(&s->toks[i - 1]) && s->toks[i - 2].kind == TOK_NUMBER) {
		int k = i - 3;
		if (k > 0 && is_function(&s->toks[k], FUNCTION_OF))
			k--;
		if (s->toks[k].kind != TOK_TIME)
			break;
		i = k;
	}
	return i;
}

/* 比上年, 较一季度末, 高于7月份: the time stands behind what compares, so it is a base. */
bool basis_is_base(const struct sentence *s, int i)
{
	if (is_level_with(s, i))
		return true;
	if (is_ground(s, i) || ((size_t)i + 1 < s->n_toks &&
	                        zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("相比"))))
		return true;
	i = first_listed(s, i);
	for (int k = i - 1; k >= 0 && k >= i - 2; k--)
		if (is_function(&s->toks[k], FUNCTION_THAN) ||
		    is_function(&s->toks[k], FUNCTION_YOY))
			return true;
	if (i == 0)
		return false;
	/* 高于同期全国增速: of the same time */
	return is_comparison(tok_text(s, &s->toks[i - 1])) &&
	       !zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("同期"));
}

/* 增速快于一季度（6.7%）: the rate of that time itself, against its own year before. */
static bool is_rate_of_base(const struct sentence *s, const struct quantity *q)
{
	return q->measure == MEASURE_GROWTH && q->tok > 0 &&
	       s->toks[q->tok - 1].kind == TOK_OPEN && (size_t)q->tok + 1 < s->n_toks &&
	       s->toks[q->tok + 1].kind == TOK_CLOSE;
}

static const struct when *base_of(const struct sentence *s, const struct quantity *q)
{
	if (is_rate_of_base(s, q))
		return NULL;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP)
			break;
		if (t->kind == TOK_TIME && basis_is_base(s, i))
			return &s->whens[t->index];
	}
	return NULL;
}

/* How near, in tokens, a word of that sort stands before the quantity in its clause; 0: none. */
static int clause_has(const struct sentence *s, const struct quantity *q, enum function_is is)
{
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (is_function(t, is))
			return q->tok - i;
		if (t->kind == TOK_STOP || (t->kind == TOK_COMMA && i < q->tok - 1))
			return 0;
		bool listed = t->kind == TOK_NUMBER && t->index >= 0 && q->group >= 0 &&
		              s->qs[t->index].group == q->group;
		if (t->kind == TOK_NUMBER && t->index >= 0 && !listed)
			return 0;
	}
	return 0;
}

/* 较2019年同期, not 比同期: the base says its year. */
static bool says_year(const struct sentence *s, const struct when *base)
{
	unsigned first = (unsigned char)s->text.p[base->from];
	return base->has_year && !base->relative && first - '0' <= 9;
}

static uint8_t basis_of_base(const struct sentence *s, const struct quantity *q,
                             const struct when *base)
{
	int year = q->has_when ? q->when.end.y : 0;
	if (base->kind == WHEN_SAME)
		return says_year(s, base) && base->end.y != year - 1 ? BASIS_SINCE : BASIS_YOY;
	if (base->kind == WHEN_ASOF)
		return BASIS_SINCE;
	if (base->kind == WHEN_RANGE && year != 0 && base->end.y == year - 1 &&
	    base->months == 0)
		return BASIS_YOY;
	if (base->kind == WHEN_RANGE && year != 0 && base->months != 0)
		return base->end.y == year ? BASIS_PREV : BASIS_YOY;
	return BASIS_SINCE;
}

static bool is_short_run(const struct when *w)
{
	return w->kind == WHEN_RANGE && w->start.y == w->end.y && !w->single_day;
}

/* 两年平均增长5.3%, 三年平均分别增长: per year, over that many. */
static bool is_years_mean(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i > 0 && i > q->tok - 6; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP)
			return false;
		if (zb_span_eq(tok_text(s, t), ZB_S("平均")))
			return zb_span_ends(tok_text(s, t - 1), ZB_S("年"));
	}
	return false;
}

/* 平均增速 over more than a year. */
static bool is_average_rate(const struct sentence *s, const struct quantity *q)
{
	bool years = q->has_when && q->when.end.y > q->when.start.y && q->when.end.m == 0;
	for (int i = q->tok - 1; i > 0 && i > q->tok - 5; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP)
			return false;
		if (!is_function(t, FUNCTION_RATE))
			continue;
		struct zb_span before = tok_text(s, t - 1);
		return (zb_span_ends(before, ZB_S("平均")) && years) ||
		       zb_span_ends(before, ZB_S("年平均")) ||
		       zb_span_ends(before, ZB_S("平均年"));
	}
	return false;
}

/* 十年增长1.3倍, 五年来累计增长20%: the length of the span stands before the verb. */
static bool is_over_years(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && i > q->tok - 5; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP || t->kind == TOK_NUMBER)
			return false;
		if (t->kind == TOK_TIME && s->whens[t->index].kind == WHEN_DURATION)
			return zb_span_ends(tok_text(s, t), ZB_S("年"));
	}
	return false;
}

/* 效率平均提升50%: over things, not over time. */
static bool is_mean_of_many(const struct sentence *s, const struct quantity *q)
{
	const struct tok *verb = q->tok > 1 ? &s->toks[q->tok - 1] : NULL;
	return verb != NULL && tok_is_class(verb, LEX_VERB) &&
	       zb_span_eq(tok_text(s, verb - 1), ZB_S("平均"));
}

/* 自上述警告发出以来: since something that is no date. */
static bool is_since_event(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && s->toks[i].kind != TOK_STOP; i--) {
		if (s->toks[i].kind == TOK_TIME || s->toks[i].kind == TOK_NUMBER)
			return false;
		if (zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("以来")))
			return true;
	}
	return false;
}

/* 上涨1.96%, 跌2%: what is traded moves against the day before, where no span is told. */
static bool moves_like_price(const struct sentence *s, const struct quantity *q)
{
	static const char *const statistics[] = { "消费价格", "出厂价格", "购进价格", "CPI",
		                                  "PPI",      "物价",     NULL };
	bool moves = false;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 8; i--) {
		const struct tok *t = &s->toks[i];
		struct zb_span text = tok_text(s, t);
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP)
			break;
		for (int k = 0; statistics[k] != NULL; k++)
			if (zb_span_find(text, zb_span_str(statistics[k]), 0) >= 0)
				return false;
		moves = moves ||
		        (t->kind == TOK_WORD && (zb_span_find(text, ZB_S("涨"), 0) >= 0 ||
		                                 zb_span_find(text, ZB_S("跌"), 0) >= 0));
	}
	return moves;
}

/* 产能将由A增加至B，增长92%: from one state to another, of no year. */
static bool is_dateless_promise(const struct quantity *q)
{
	return !q->has_when && (q->word == STATUS_TARGET || q->word == STATUS_FORECAST);
}

bool basis_is_said(const struct sentence *s, const struct quantity *q)
{
	return q->measure == MEASURE_GROWTH &&
	       (clause_has(s, q, FUNCTION_YOY) > 0 || clause_has(s, q, FUNCTION_PREV) > 0);
}

void basis_assign(const struct sentence *s, struct quantity *q, bool month_on_month)
{
	if (q->measure != MEASURE_GROWTH && q->measure != MEASURE_CHANGE)
		return;
	const struct when *base = base_of(s, q);
	int yoy = clause_has(s, q, FUNCTION_YOY);
	int prev = clause_has(s, q, FUNCTION_PREV);
	if (yoy > 0 && (prev == 0 || yoy < prev))
		q->basis = BASIS_YOY;
	else if (prev > 0 || (month_on_month && q->measure == MEASURE_GROWTH && base == NULL &&
	                      clause_has(s, q, FUNCTION_THAN) == 0))
		q->basis = BASIS_PREV;
	else if (clause_has(s, q, FUNCTION_ANNUAL) > 0 || is_average_rate(s, q) ||
	         is_years_mean(s, q))
		q->basis = BASIS_ANNUAL_AVG;
	else if (base != NULL && base->kind != WHEN_NOW)
		q->basis = basis_of_base(s, q, base);
	else if (q->measure == MEASURE_CHANGE || (q->has_when && q->when.end.d != 0) ||
	         is_mean_of_many(s, q))
		q->basis = BASIS_NONE;
	else if (is_over_years(s, q) || is_since_event(s, q))
		q->basis = BASIS_SINCE;
	else if (q->has_when && is_short_run(&q->when))
		q->basis = BASIS_YOY;
	else if (clause_has(s, q, FUNCTION_TOTAL) > 0 ||
	         (q->has_when && q->when.kind == WHEN_RANGE))
		q->basis = BASIS_SINCE;
	else
		q->basis = moves_like_price(s, q) || is_dateless_promise(q) ? BASIS_NONE
		                                                            : BASIS_YOY;
	if (q->measure == MEASURE_CHANGE && q->unit_kind == UNIT_POINT && base == NULL &&
	    clause_has(s, q, FUNCTION_THAN) > 0)
		q->basis = BASIS_NONE;
}

bool basis_is_cause(const struct sentence *s, int i)
{
	static const char *const words[] = { "系", "因", "由于", "受", "得益于", NULL };
	struct zb_span before = i > 0 ? tok_text(s, &s->toks[i - 1]) : zb_span("", 0);
	for (int k = 0; words[k] != NULL; k++)
		if (zb_span_ends(before, zb_span_str(words[k])))
			return true;
	return false;
}
