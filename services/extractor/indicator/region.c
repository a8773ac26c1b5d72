/* SPDX-License-Identifier: Apache-2.0 */
#include "region.h"

#include <string.h>

#include "at.h"
#include "bind.h"

static bool is_self(const struct lex_entry *e)
{
	return e->is == REGION_SELF;
}

/* 全区 of an autonomous region is that region. */
static bool is_autonomous(const struct lex_entry *e)
{
	return zb_span_ends(e->full, ZB_S("自治区"));
}

/* 全市, 我省: `base`, or what holds it, as far up as the word says, or what the text speaks of most
 * within it. */
static const struct lex_entry *resolve_self(const struct document *doc,
                                            const struct lex_entry *self,
                                            const struct lex_entry *base)
{
	if (base == NULL || !region_is_division(base))
		return base;
	const struct lex_entry *found = NULL;
	size_t depth = region_depth(base->code);
	if (zb_span_eq(self->code, ZB_S("province")))
		found = region_holder(doc->lexicon, base, 2);
	else if (zb_span_eq(self->code, ZB_S("county")) && depth < 6 && !is_autonomous(base))
		found = doc->county;
	else if (zb_span_eq(self->code, ZB_S("city")) && depth == 2 &&
	         !region_is_municipality(base))
		found = doc->city;
	else if (zb_span_eq(self->code, ZB_S("city")) && !zb_span_ends(base->full, ZB_S("市")))
		found = region_holder(doc->lexicon, base, region_is_municipality(base) ? 2 : 4);
	return found != NULL ? found : base;
}

static const struct lex_entry *choose(const struct document *doc, const struct lex_entry *e,
                                      const struct lex_entry *parent)
{
	const struct lex_entry *found = region_find_within(e, parent);
	if (found == NULL)
		found = region_find_within(e, doc->place);
	if (found == NULL && doc->region != NULL && doc->region->is != REGION_NATION)
		found = region_find_within(e, doc->region);
	for (; found == NULL && e != NULL; e = region_next(e))
		if (e->is != REGION_WEAK)
			found = e;
	return found;
}

/* The first of the names that stand side by side: 中国 of 中国台湾. */
static int run_begin(const struct sentence *s, int i)
{
	while (i > 0 && tok_entry(&s->toks[i - 1], LEX_REGION) != NULL)
		i--;
	return i;
}

/* Stands where the subject or the place of a clause stands. */
static bool is_subject(const struct sentence *s, int i)
{
	int k = run_begin(s, i) - 1;
	while (k >= 0 && tok_is_space(&s->toks[k]))
		k--;
	if (k < 0)
		return true;
	const struct tok *t = &s->toks[k];
	if (tok_is_class(t, LEX_FUNCTION))
		return t->is == FUNCTION_AT || t->is == FUNCTION_OTHER ||
		       t->is == FUNCTION_AMONG || t->is == FUNCTION_TOTAL;
	return tok_ends_clause(t) || t->kind == TOK_TIME || t->kind == TOK_OPEN ||
	       t->kind == TOK_CLOSE || tok_is_class(t, LEX_STATUS);
}

/* 郑州海关, 安徽日报: who tells it. The customs of a capital speak of the province. */
static bool is_teller(const struct sentence *s, int i)
{
	static const char *const media[] = { "日报", "晚报", "商报", "媒体", "新闻", NULL };
	const struct lex_entry *e = tok_entry(&s->toks[i], LEX_REGION);
	struct zb_span next = tok_text(s, &s->toks[i + 1]);
	if (e == NULL)
		return false;
	if (zb_span_starts(next, ZB_S("海关")))
		return region_is_division(e) && zb_span_ends(e->code, ZB_S("0100"));
	for (int k = 0; media[k] != NULL; k++)
		if (zb_span_starts(next, zb_span_str(media[k])))
			return true;
	return false;
}

/* 谦寻（杭州）控股: what stands in brackets that were closed before token `to`; 中国（安徽）自贸试验区 is
 * in 安徽. */
static bool is_in_brackets(const struct sentence *s, int i, int to)
{
	if (i > 1 && s->toks[i - 1].kind == TOK_OPEN &&
	    tok_is(&s->toks[i - 2], LEX_REGION, REGION_NATION))
		return false;
	for (int k = i + 1; k < to && k <= i + 24; k++) {
		if (s->toks[k].kind == TOK_OPEN)
			return false;
		if (s->toks[k].kind == TOK_CLOSE)
			return true;
	}
	return false;
}

/* 在海口举行的大会: where people met. */
static bool is_venue(const struct sentence *s, int i)
{
	static const char *const verbs[] = { "举行", "召开", "举办", "开幕",
		                             "启幕", "闭幕", NULL };
	if (i == 0 || !tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_AT))
		return false;
	for (int k = i + 1; k < (int)s->n_toks && k <= i + 4; k++) {
		if (tok_ends_clause(&s->toks[k]))
			return false;
		for (int v = 0; verbs[v] != NULL; v++)
			if (zb_span_starts(tok_text(s, &s->toks[k]), zb_span_str(verbs[v])))
				return true;
	}
	return false;
}

bool region_is_field_of_first(struct zb_span next)
{
	static const char *const words[] = { "首个", "首家", "首批", "首创", "首位",
		                             "首款", "首例", "首座", "首条", "首台",
		                             "首艘", "首架", "首届", "唯一", NULL };
	return any_word_at(next, 0, words) > 0;
}

/* 全国40%的人才: the whole of a share. 山东钢铁集团: a part of a company's name. */
static bool is_elsewhere(const struct sentence *s, int i)
{
	int n = (int)s->n_toks;
	const struct tok *next = i + 1 < n ? &s->toks[i + 1] : NULL;
	if (next != NULL && next->kind == TOK_NUMBER &&
	    (next->index < 0 || s->qs[next->index].unit_kind != UNIT_COUNT ||
	     s->qs[next->index].measure == MEASURE_RANK))
		return true;
	if (next != NULL && region_is_field_of_first(tok_text(s, next)))
		return true;
	for (int k = i + 1; k < n && k <= i + 4 && tok_is_nominal(s, k); k++)
		if (tok_entry(&s->toks[k], LEX_ORG) != NULL)
			return true;
	return is_venue(s, i);
}

/* The division named last before token `i`, or the one the paragraph or the text is about. */
static const struct lex_entry *division_before(const struct document *doc,
                                               const struct sentence *s, int i)
{
	for (int k = tok_last(s, LEX_REGION, i - 1); k >= 0;
	     k = tok_last(s, LEX_REGION, k - 1)) {
		const struct lex_entry *e = tok_entry(&s->toks[k], LEX_REGION);
		if (e != NULL && !is_self(e) && region_is_division(e) &&
		    e->is == REGION_ADMIN && is_subject(s, k) && !is_elsewhere(s, k))
			return choose(doc, e, NULL);
	}
	return doc->place != NULL ? doc->place : doc->region;
}

const struct lex_entry *region_at(const struct document *doc, const struct sentence *s, int i,
                                  int *n)
{
	const struct lex_entry *found = NULL;
	*n = 0;
	for (; i < (int)s->n_toks; i++) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_REGION);
		if (e == NULL)
			break;
		const struct lex_entry *one =
			!is_self(e) ? choose(doc, e, found)
				    : resolve_self(doc, e,
		                                   found != NULL ? found
		                                                 : division_before(doc, s, i));
		/* 中国上海, 江苏昆山: the inner one; 上海江苏: two places, the first. */
		if (one == NULL || (found != NULL && !region_within(one, found)))
			break;
		found = one;
		(*n)++;
	}
	return found;
}

bool region_is_partner(const struct document *doc, const struct lex_entry *e)
{
	return doc->region != NULL && region_is_division(doc->region) &&
	       (e->is == REGION_COUNTRY ||
	        (e->is == REGION_AREA && zb_span_eq(e->in, ZB_S("X_WORLD"))));
}

/* 占同期全国进出口总值的, 在全国各省市中居第一: what a share or position is measured against, not whose
 * it is. */
static bool is_field_of(const struct sentence *s, const struct quantity *q, int i)
{
	int verb = q->measure == MEASURE_SHARE ? bind_verb(s, q, VERB_SHARE) : -1;
	if (verb >= 0 && i > verb)
		return true;
	if (q->measure != MEASURE_RANK || i == 0)
		return false;
	return tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_AT) &&
	       !tok_is(&s->toks[i], LEX_REGION, REGION_ADMIN);
}

/* 从甲省统计局公布的数据看: the statisticians of a place speak of it, wherever they are named. */
static bool is_of_statisticians(const struct sentence *s, int i)
{
	while (i + 1 < (int)s->n_toks && tok_entry(&s->toks[i + 1], LEX_REGION) != NULL)
		i++;
	return i + 1 < (int)s->n_toks &&
	       zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("统计局"));
}

const struct lex_entry *region_before(const struct document *doc, const struct sentence *s,
                                      const struct quantity *q, int from)
{
	for (int i = tok_last(s, LEX_REGION, q->tok - 1); i > from;
	     i = tok_last(s, LEX_REGION, i - 1)) {
		if (tok_entry(&s->toks[i], LEX_REGION) == NULL ||
		    (!is_subject(s, i) && !is_of_statisticians(s, i)) || is_elsewhere(s, i) ||
		    is_teller(s, i) || is_in_brackets(s, i, q->tok))
			continue;
		i = run_begin(s, i);
		int n = 0;
		const struct lex_entry *e =
			is_field_of(s, q, i) ? NULL : region_at(doc, s, i, &n);
		if (e != NULL)
			return e;
	}
	return NULL;
}

/* 全国（5.5%）, 全国平均水平（5.5%）, 全国增速（5.5%）: the region before an opening bracket, or -1. */
static int place_before_bracket(const struct sentence *s, int open)
{
	static const char *const levels[] = { "水平", "平均水平", "平均", "均值", NULL };
	int i = open - 1;
	for (; i >= 0 && i > open - 4; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_entry(t, LEX_REGION) != NULL)
			return i;
		bool level = tok_is(t, LEX_FUNCTION, FUNCTION_RATE);
		for (int k = 0; levels[k] != NULL; k++)
			level = level || zb_span_eq(tok_text(s, t), zb_span_str(levels[k]));
		if (!level)
			return -1;
	}
	return -1;
}

const struct lex_entry *region_bracketed(const struct document *doc, const struct sentence *s,
                                         const struct quantity *q)
{
	if (q->tok < 2 || s->toks[q->tok - 1].kind != TOK_OPEN)
		return NULL;
	int i = place_before_bracket(s, q->tok - 1);
	if (i < 0)
		return NULL;
	i++;
	int n = 0;
	const struct lex_entry *e = region_at(doc, s, run_begin(s, i - 1), &n);
	return e != NULL && !region_is_partner(doc, e) ? e : NULL;
}
