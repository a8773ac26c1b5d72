/* SPDX-License-Identifier: Apache-2.0 */
#include "name_place.h"

#include "industry.h"
#include "name_count.h"
#include "name_org.h"
#include "name_slot.h"
#include "region.h"

/* 集成电路已集聚…, 人工智能方面，…: not a word in front of another figure's name. */
static bool is_topic(const struct sentence *s, int i)
{
	const struct tok *next = &s->toks[i + 1];
	if (i > 0 && tok_is_nominal(s, i - 1)) /* 出口汽车: no topic, an object */
		return false;
	return i + 1 < (int)s->n_toks && !tok_is_nominal(s, i + 1) && next->kind != TOK_PAUSE &&
	       next->kind != TOK_CLOSE && !tok_is(next, LEX_FUNCTION, FUNCTION_AND) &&
	       !tok_is(next, LEX_FUNCTION, FUNCTION_OF);
}

/* Token `i` stands in the quantity's own clause, and no other figure between. */
static bool is_own(const struct sentence *s, const struct quantity *q, int i)
{
	for (int k = q->tok - 1; k > i; k--)
		if (tok_ends_clause(&s->toks[k]) ||
		    (s->toks[k].kind == TOK_NUMBER && s->toks[k].index >= 0))
			return false;
	return true;
}

/* 国际铁路港综保区: a word in the name of a zone. */
static bool is_in_zone(const struct sentence *s, int i)
{
	for (int k = i + 1; k < (int)s->n_toks && k <= i + 3 && tok_is_nominal(s, k); k++)
		if (tok_is_zone(s, k))
			return true;
	return false;
}

/* The industry that the words left of the quantity speak of: those of its own clause, or the
 * topic of its sentence. */
static void industry_before(const struct sentence *s, struct quantity *q)
{
	struct phrase examples = name_examples(s, q);
	for (int i = tok_last(s, LEX_INDUSTRY, q->tok - 1); i >= 0;
	     i = tok_last(s, LEX_INDUSTRY, i - 1)) {
		const struct tok *t = &s->toks[i];
		const struct lex_entry *e = tok_entry(t, LEX_INDUSTRY);
		bool example = i >= examples.from && i < examples.to;
		if (e != NULL && e->is != INDUSTRY_MILD && !example && !is_in_zone(s, i) &&
		    (is_own(s, q, i) || is_topic(s, i))) {
			slot_industry(q, e, tok_text(s, t));
			return;
		}
	}
}

/* 利润总额, 平均复岗率: nothing in the name says of what; 生奶产量 does. */
static bool is_bare_head(const struct document *doc, const struct name *n)
{
	struct zb_span name = zb_span(n->s, n->n);
	return zb_span_ends(name, ZB_S("率")) ||
	       lexicon_find(doc->lexicon, name, LEX_INDICATOR) != NULL;
}

/* 制造业PMI…，新订单指数…: what an official name keeps is told of the indices beside it only. */
static bool is_of_topic(const struct document *doc, const struct name *n)
{
	struct zb_span name = zb_span(n->s, n->n);
	return doc->topic->is != INDUSTRY_FUSED || zb_span_ends(name, ZB_S("指数")) ||
	       zb_span_ends(name, ZB_S("PMI"));
}

/* 大叶工业营业收入: the industry in the company's name is not told of the figure. */
static void drop_industry_of_owner(const struct document *doc, struct quantity *q)
{
	struct zb_span owner = zb_span(doc->owner.s, doc->owner.n);
	struct zb_span text = zb_span(q->industry_text.s, q->industry_text.n);
	if (owner.n == 0 || text.n == 0 || zb_span_find(owner, text, 0) < 0)
		return;
	q->industry = NULL;
	q->industry_text.n = 0;
}

/* 全行业利润…，比全国工业快…: the sector spoken of before. */
static void industry_as_whole(const struct document *doc, const struct sentence *s,
                              struct quantity *q)
{
	struct zb_span before = zb_span_sub(s->text, s->from, q->start - s->from);
	ptrdiff_t at = zb_span_find(before, ZB_S("全行业"), 0);
	const struct lex_entry *e =
		at < 0 ? NULL : industry_spoken_of(doc->lexicon, s->text, s->from + (size_t)at);
	if (e != NULL)
		slot_industry(q, e, e->surface);
}

/* 国内生产总值: no province or town has one. */
static bool is_of_nation(const struct quantity *q)
{
	return zb_span_starts(zb_span(q->indicator.s, q->indicator.n), ZB_S("国内生产总值"));
}

void name_place(struct document *doc, const struct sentence *s, struct quantity *q)
{
	const struct lex_entry *before = NULL;
	if (q->carried) /* 北京站上2万亿元，成都突破1万亿元: of its own clause first */
		before = region_before(doc, s, q, q > s->qs ? q[-1].tok : -1);
	if (q->region == NULL)
		before = region_before(doc, s, q, -1);
	/* 苏州市…。其中，第一产业增加值…: the place of what it is part of */
	if (q->region == NULL && before == NULL &&
	    bind_has(s, 0, q->tok, LEX_FUNCTION, FUNCTION_AMONG))
		before = doc->last_region;
	if (before != NULL && region_is_partner(doc, before))
		before = NULL;
	if (before == NULL && q->region == NULL && is_of_nation(q))
		before = lexicon_find(doc->lexicon, ZB_S("中国"), LEX_REGION);
	if (before != NULL && (doc->owner.n == 0 || before->is == REGION_NATION))
		q->region = before;
	const struct lex_entry *bracketed = region_bracketed(doc, s, q);
	if (bracketed != NULL) {
		q->region = bracketed;
		q->bracketed = true;
	}
	if (q->org.n == 0 && (doc->owner.n == 0 || doc->companies.n > 0))
		name_org(doc, s, q);
	/* 全国房地产开发投资 in a company's report is not the company's. */
	if (q->org.n == 0 && (q->region == NULL || q->region->is != REGION_NATION))
		q->org = doc->owner;
	if (q->region == NULL && doc->owner.n == 0 && !(doc->corporate && q->org.n > 0))
		q->region = doc->place != NULL ? doc->place : doc->region;
	if (q->region != NULL)
		name_set(&q->region_text,
		         q->region->full.n > 0 ? q->region->full : q->region->surface);
	if (q->industry_text.n == 0)
		industry_as_whole(doc, s, q);
	if (q->industry_text.n == 0 && !q->whole_economy)
		industry_before(s, q);
	/* 装备制造业总产值达…，利润总额达…: of the same industry within the sentence */
	if (q->industry_text.n == 0 && !q->whole_economy && q->has_head && q > s->qs &&
	    !doc->whole_economy && is_bare_head(doc, &q->indicator)) {
		q->industry = doc->industry;
		q->industry_text = doc->industry_text;
	}
	if (q->industry_text.n == 0 && !q->whole_economy && doc->section != NULL)
		slot_industry(q, doc->section, doc->section->surface);
	if (q->industry_text.n == 0 && !q->whole_economy && doc->topic != NULL &&
	    doc->owner.n == 0 && is_of_topic(doc, &q->indicator))
		slot_industry(q, doc->topic, doc->topic->surface);
	drop_industry_of_owner(doc, q);
}
