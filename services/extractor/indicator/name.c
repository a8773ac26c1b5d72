/* SPDX-License-Identifier: Apache-2.0 */
/* The names of a sentence's quantities, and which of them have none. */
#include <stdio.h>
#include <string.h>

#include "at.h"
#include "goods.h"
#include "grant.h"
#include "movers.h"
#include "name_bare.h"
#include "name_list.h"
#include "name_one.h"
#include "name_org.h"
#include "name_place.h"
#include "name_rank.h"
#include "name_slot.h"
#include "shares.h"

static void remember(struct document *doc, const struct quantity *q)
{
	doc->indicator = q->indicator;
	doc->industry = q->industry;
	doc->industry_text = q->industry_text;
	doc->whole_economy = q->whole_economy;
	if (!q->bracketed) /* 高于全国（2.1%）44.6个百分点 */
		doc->last_region = q->region;
	doc->org = q->org;
	if (q->named)
		doc->has_head = q->has_head;
}

static size_t group_size(const struct sentence *s, size_t first)
{
	size_t n = 1;
	while (first + n < s->n_qs && s->qs[first].group >= 0 &&
	       s->qs[first + n].group == s->qs[first].group)
		n++;
	return n;
}

static bool names_rate(const struct name *n)
{
	struct zb_span s = zb_span(n->s, n->n);
	return zb_span_ends(s, ZB_S("率")) || zb_span_ends(s, ZB_S("系数")) ||
	       zb_span_ends(s, ZB_S("强度")) || zb_span_ends(s, ZB_S("指数")) ||
	       zb_span_ends(s, ZB_S("PMI"));
}

static bool ends_in_part(const struct document *doc, struct zb_span text)
{
	for (size_t n = 6; n <= 12 && n <= text.n; n += 3)
		if (lexicon_find(doc->lexicon, zb_span_sub(text, text.n - n, n), LEX_PART) !=
		    NULL)
			return true;
	return false;
}

/* The nouns right behind the figure: 行业重点任务. */
static struct zb_span nouns_behind(const struct sentence *s, const struct quantity *q)
{
	enum { MOST = 6 };
	size_t i = (size_t)q->tok + 1;
	size_t end = i;
	while (end < s->n_toks && end < i + MOST && tok_is_noun(&s->toks[end]))
		end++;
	return end > i ? zb_span_sub(s->text, q->end, s->toks[end - 1].to - q->end)
	               : zb_span(NULL, 0);
}

/* 18项具体指标, 20条措施: parts of a text or plan, by the last word of what is counted. */
static bool names_part(const struct document *doc, const struct sentence *s,
                       const struct quantity *q)
{
	if (q->unit_kind != UNIT_COUNT || q->measure != MEASURE_LEVEL)
		return false;
	struct zb_span behind = nouns_behind(s, q);
	/* 十个示范区方面: what is spoken of */
	return ends_in_part(doc, zb_span(q->indicator.s, q->indicator.n)) ||
	       (!zb_span_ends(behind, ZB_S("方面")) && ends_in_part(doc, behind));
}

/* 进口矿砂219亿元，其中，铜矿砂增长5.9倍: a kind of goods; it is its import that grows. */
static void name_trade(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	static const char *const trades[] = { "进出口", "进口", "出口", NULL };
	struct zb_span before = zb_span(doc->indicator.s, doc->indicator.n);
	struct zb_span name = zb_span(q->indicator.s, q->indicator.n);
	bool goes_on = q > s->qs || bind_has(s, 0, q->tok, LEX_FUNCTION, FUNCTION_AMONG);
	if (!goes_on || !q->named || q->has_head || q->measure != MEASURE_GROWTH ||
	    name.n == 0 || zb_span_eq(name, before) || zb_span_find(name, ZB_S("口"), 0) >= 0)
		return;
	for (int i = 0; trades[i] != NULL; i++) {
		struct zb_span trade = zb_span_str(trades[i]);
		if (zb_span_starts(before, trade) || zb_span_ends(before, trade)) {
			if (q->industry_text.n == 0)
				q->industry_text = q->indicator;
			name_set(&q->indicator, trade);
			return;
		}
	}
}

/* 采购额超过2亿元的县区有3个, 增速超过50%的4个省份: the size of what is counted, no figure. */
static bool is_size_of_things(const struct document *doc, const struct sentence *s,
                              const struct quantity *q)
{
	bool sized = (q->measure == MEASURE_LEVEL && q->unit_kind == UNIT_MONEY) ||
	             q->measure == MEASURE_GROWTH;
	if (!sized || q->op <= OP_ABOUT || q->status == STATUS_PROVISION ||
	    doc->kind == DOCUMENT_GRANT || !bind_of_at(s, q->tok + 1))
		return false;
	const struct quantity *next = q + 1 < s->qs + s->n_qs ? q + 1 : NULL;
	if (next != NULL && name_is_counted(next) && next->tok <= q->tok + 3)
		return true;
	struct phrase right = bind_after(s, q->tok);
	return !phrase_is_empty(right) && !phrase_has_figure(s, right) &&
	       tok_has(&s->toks[right.to - 1], LEX_INDICATOR, INDICATOR_THING);
}

/* Li2O, SiO2: letters and digits only */
static bool is_formula(const struct name *n)
{
	enum { FORMULA_MAX = 8 };
	bool digit = false;
	bool capital = false;
	for (size_t i = 0; i < n->n; i++) {
		char c = n->s[i];
		if ((c | 32) < 'a' || (c | 32) > 'z') {
			if (c < '0' || c > '9')
				return false;
			digit = true;
		}
		capital = capital || (c >= 'A' && c <= 'Z');
	}
	return n->n <= FORMULA_MAX && digit && capital;
}

/* 95%氯化钾, 32%离子膜烧碱, 62%铁矿粉 */
static bool is_of_chemical(const struct sentence *s, const struct quantity *q)
{
	static const char *const tails[] = { "钾", "碱",   "酸",   "铵",   "钠",     "醇",
		                             "锂", "矿粉", "精矿", "氨水", "复合肥", NULL };
	struct zb_span behind = nouns_behind(s, q);
	if (behind.n == 0)
		return false;
	struct zb_span first = tok_text(s, &s->toks[q->tok + 1]);
	for (int i = 0; tails[i] != NULL; i++)
		if (zb_span_ends(first, zb_span_str(tails[i])) ||
		    zb_span_ends(behind, zb_span_str(tails[i])))
			return true;
	return false;
}

/* 锂云母(2.5%)均价: alone in brackets in front of a price. */
static bool is_grade(const struct sentence *s, const struct quantity *q)
{
	static const char *const prices[] = { "均价", "价格", "报价", "现货", "市场", NULL };
	return q->tok > 0 && (size_t)q->tok + 2 < s->n_toks &&
	       s->toks[q->tok - 1].kind == TOK_OPEN && s->toks[q->tok + 1].kind == TOK_CLOSE &&
	       any_word_at(tok_text(s, &s->toks[q->tok + 2]), 0, prices) > 0;
}

/* (Li2O: 1.5%), 99.2%工业级碳酸锂: how pure a product is. */
static bool is_purity(const struct sentence *s, const struct quantity *q)
{
	static const char *const grades[] = { "工业级", "电池级", "食品级", "医药级", NULL };
	if (q->unit_kind != UNIT_PERCENT)
		return false;
	if (is_grade(s, q))
		return true;
	if (q->measure != MEASURE_SHARE)
		return false;
	if (is_of_chemical(s, q))
		return true;
	return any_word_at(s->text, q->end, grades) > 0 || is_formula(&q->indicator);
}

/* 人均可支配收入42870元: the name says per what. */
static void add_per_head(struct quantity *q)
{
	if (q->measure != MEASURE_LEVEL || strchr(q->unit, '/') != NULL ||
	    (q->unit_kind != UNIT_MONEY && q->unit_kind != UNIT_PHYSICAL))
		return;
	size_t n = strlen(q->unit);
	struct zb_span name = zb_span(q->indicator.s, q->indicator.n);
	bool age = strcmp(q->unit, "岁") == 0; /* 人均预期寿命81.5岁 */
	bool person = !age && zb_span_find(name, ZB_S("人均"), 0) >= 0;
	bool house = zb_span_find(name, ZB_S("户均"), 0) >= 0;
	if (person || house)
		snprintf(q->unit + n, sizeof(q->unit) - n, "/%s", person ? "人" : "户");
}

/* 水电新增20万千瓦（抽水蓄能8万千瓦），增长5%: what is told in brackets is not gone on with. */
static bool is_bracketed(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i > 0 && s->toks[i].kind != TOK_STOP; i--) {
		if (s->toks[i].kind == TOK_CLOSE)
			return false;
		if (s->toks[i].kind == TOK_OPEN)
			return s->toks[i - 1].kind == TOK_NUMBER && q->measure == MEASURE_LEVEL;
	}
	return false;
}

static void settle(struct document *doc, const struct sentence *s, struct quantity *q)
{
	bool part = q->measure == MEASURE_SHARE && q->of.n > 0;
	if (q->status == STATUS_PROVISION || q->indicator.n == 0 || part)
		grant_name(s, q);
	name_trade(doc, s, q);
	if (!name_ranking(s, q) && q->indicator.n == 0) {
		q->reason = REASON_NO_INDICATOR;
		return;
	}
	if (names_part(doc, s, q)) {
		q->reason = REASON_PART_COUNT;
		return;
	}
	if (is_purity(s, q)) {
		q->reason = REASON_TECHNICAL;
		return;
	}
	if (is_size_of_things(doc, s, q)) {
		q->reason = REASON_SIZE_CLASS;
		return;
	}
	/* 排名上升43位: a gap of a rank */
	if (q->measure == MEASURE_CHANGE && zb_span_eq(zb_span_str(q->unit), ZB_S("位"))) {
		q->reason = REASON_ORDINAL;
		return;
	}
	if (q->measure == MEASURE_SHARE && q->of.n == 0 && names_rate(&q->indicator))
		q->measure = MEASURE_LEVEL; /* 为20.8%, of a rate named before */
	if (q->measure == MEASURE_MULTIPLE && q->of.n == 0 && names_rate(&q->indicator))
		q->measure = MEASURE_LEVEL; /* 市盈率37.1倍 */
	add_per_head(q);
	if (!is_bracketed(s, q))
		remember(doc, q);
	shares_introduce(doc, s, q);
}

void name_assign(struct document *doc, struct sentence *s)
{
	size_t n = 0;
	bind_prepare(s);
	shares_prepare(doc, s);
	name_find_companies(doc, s);
	struct movers movers = movers_of(s);
	for (size_t i = 0; i < s->n_qs; i += n) {
		n = group_size(s, i);
		if (s->qs[i].reason != REASON_NONE)
			continue;
		if (n > 1)
			name_list(doc, s, i, n);
		else
			name_one(doc, s, &s->qs[i]);
		for (size_t k = i; k < i + n; k++) {
			struct quantity *q = &s->qs[k];
			name_goods(doc, s, q);
			name_place(doc, s, q);
			movers_name(&movers, doc, s, q);
			name_bracketed(s, q);
			int known = doc->companies.n;
			if (q->reason == REASON_NONE)
				settle(doc, s, q);
			if (doc->companies.n > known) /* the figure introduced one */
				name_find_companies(doc, s);
		}
	}
	grant_conditions(s);
	name_note_head(doc, s);
	name_note_company(doc);
}
