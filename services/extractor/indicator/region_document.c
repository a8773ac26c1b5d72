/* SPDX-License-Identifier: Apache-2.0 */
/* What place a text is about. */
#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "region.h"

enum {
	HEAD_BYTES = 500,
	READ_BYTES = 8000,
	WEIGHT_MIN = 5,
	SCATTERED_MIN = 60,
	COMPANY_MAX = 30
};

/* 关于杭州市…的报告: what the text is about. */
static bool is_topic(struct zb_span text, size_t at)
{
	struct zb_span before = zb_span_sub(text, 0, at);
	return zb_span_ends(before, ZB_S("关于")) || zb_span_ends(before, ZB_S("对于"));
}

/* 占全国22%, 居全国第一, 高于全国: a reference, not what the text is about. */
static bool is_reference(struct zb_span text, size_t at)
{
	static const char *const words[] = { "占", "居", "于", "比", "达",
		                             "是", "列", "较", "跑", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (at >= 3 && memcmp(text.p + at - 3, words[i], 3) == 0)
			return !is_topic(text, at);
	return false;
}

/* 来自北京，正文：where the author wrote; `at` is behind the place, near the text's begin. */
static bool is_byline(struct zb_span text, size_t at)
{
	enum { BYLINE = 120 }; /* bytes */
	if (at > BYLINE || !zb_span_starts(zb_span_sub(text, at, text.n), ZB_S("，正文")))
		return false;
	return zb_span_find(zb_span_sub(text, 0, at), ZB_S("来自"), 0) >= 0;
}

/* 北京7月25日电, 上海8月17日电: where the report was filed. */
static bool is_dateline(struct zb_span text, size_t at)
{
	struct zb_span next = zb_span_sub(text, at, 24);
	if (is_byline(text, at))
		return true;
	return next.n > 0 && next.p[0] >= '0' && next.p[0] <= '9' &&
	       (zb_span_find(next, ZB_S("日电"), 0) > 0 ||
	        zb_span_find(next, ZB_S("日讯"), 0) > 0);
}

/* 财政部, 国家统计局: who speaks of the nation. */
static bool is_state_body(const struct lex_entry *e)
{
	for (; e != NULL; e = e->next)
		if (e->cls == LEX_ORG && zb_span_eq(e->code, ZB_S("CN")))
			return true;
	return false;
}

/* 山东钢铁集团: a region in front of a company's name, with no mark or 的 between. */
static bool is_company(struct zb_span text, size_t at)
{
	static const char *const ends[] = { "集团",   "公司", "银行", "证券", "海关", "研究院",
		                            "研究所", "大学", "学院", "医院", NULL };
	static const char *const marks[] = {
		"，", "、", "。", "的", "；", "：", "”", "\n", NULL
	};
	struct zb_span next = zb_span_sub(text, at, COMPANY_MAX);
	for (size_t i = 0; i < next.n; i += zb_utf8_step(next.p[i])) {
		if (any_word_at(next, i, marks) > 0)
			return false;
		if (any_word_at(next, i, ends) > 0)
			return true;
	}
	return false;
}

/* A name of a place that counts: no ordinary word, no 全市. NULL: none of the word's meanings is one. */
static const struct lex_entry *place_of(const struct lex_entry *e)
{
	while (e != NULL &&
	       (e->cls != LEX_REGION || e->is == REGION_WEAK || e->is == REGION_SELF))
		e = e->next;
	return e != NULL && e->is != REGION_WORLD ? e : NULL;
}

/* 北京市|朝阳区: of those that go by the name, the one within the place right before it. */
static const struct lex_entry *within_last(const struct lex_entry *e,
                                           const struct lex_entry *last)
{
	while (e != NULL && e->cls != LEX_REGION)
		e = e->next;
	return e != NULL && last != NULL ? region_find_within(e, last) : NULL;
}

static void read_names(struct tally *c, const struct document *doc, struct zb_span text,
                       const struct mentions *mentions, int head_weight)
{
	const struct lex_entry *nation = lexicon_find(doc->lexicon, ZB_S("中国"), LEX_REGION);
	const struct lex_entry *last = NULL;
	size_t last_end = 0; /* where that place ends */
	for (size_t k = 0; k < mentions->n && mentions->all[k].at < READ_BYTES; k++) {
		const struct mention *m = &mentions->all[k];
		size_t end = m->at + m->len;
		const struct lex_entry *r =
			is_state_body(m->entry)
				? nation
				: within_last(m->entry, last_end == m->at ? last : NULL);
		r = r != NULL ? r : place_of(m->entry);
		if (r == NULL || is_reference(text, m->at) ||
		    (r->is == REGION_ADMIN && is_company(text, end)))
			continue;
		int weight = m->at < HEAD_BYTES ? head_weight : 2;
		if (is_dateline(text, end))
			weight = 1;
		tally_add(c, r, r->is == REGION_NATION ? weight - 1 : weight);
		last = r;
		last_end = end;
	}
}

static int sum_within(const struct tally *c, const struct lex_entry *outer)
{
	int sum = 0;
	for (int i = 0; i < c->n; i++)
		if (region_within(c->all[i].entry, outer))
			sum += c->all[i].weight;
	return sum;
}

/* The best of those within `outer` (NULL: of the provinces and wider ones). */
static const struct lex_entry *heaviest(const struct document *doc, const struct tally *c)
{
	const struct lex_entry *best = NULL;
	int most = 0;
	int total = 0;
	for (int i = 0; i < c->n; i++) {
		const struct lex_entry *e = c->all[i].entry;
		int sum = c->all[i].weight;
		if (region_is_division(e)) {
			const struct lex_entry *top = region_holder(doc->lexicon, e, 2);
			e = top != NULL ? top : e;
			sum = sum_within(c, e);
		}
		total += c->all[i].weight;
		if (sum > most) {
			most = sum;
			best = e;
		}
	}
	/* news from many provinces is news of the nation */
	bool scattered = best != NULL && region_is_division(best) && most * 3 < total &&
	                 total >= SCATTERED_MIN;
	return scattered ? lexicon_find(doc->lexicon, ZB_S("中国"), LEX_REGION) : best;
}

/* Down from the province while one division holds most of what is said of it. */
static const struct lex_entry *descend(const struct tally *c, const struct lex_entry *top)
{
	const struct lex_entry *at = top;
	for (size_t depth = 4; region_is_division(top) && depth <= 6; depth += 2) {
		int whole = sum_within(c, at);
		for (int i = 0; i < c->n; i++) {
			const struct lex_entry *e = c->all[i].entry;
			if (!region_is_division(e) || region_depth(e->code) != depth ||
			    !region_within(e, at))
				continue;
			if (sum_within(c, e) * 2 > whole) {
				at = e;
				break;
			}
		}
	}
	return at;
}

/* The heaviest division of `depth` digits within `outer`. */
static const struct lex_entry *heaviest_of(const struct document *doc, const struct tally *c,
                                           size_t depth, const struct lex_entry *outer)
{
	const struct lex_entry *best = NULL;
	int most = WEIGHT_MIN - 1;
	for (int i = 0; i < c->n; i++) {
		const struct lex_entry *e = c->all[i].entry;
		if (!region_is_division(e) || (outer != NULL && !region_within(e, outer)) ||
		    region_depth(e->code) < depth)
			continue;
		const struct lex_entry *top = region_depth(e->code) == depth
		                                      ? e
		                                      : region_holder(doc->lexicon, e, depth);
		int sum = top != NULL ? sum_within(c, top) : 0;
		if (sum > most) {
			most = sum;
			best = top;
		}
	}
	return best;
}

/* 全区实现…, not 领跑全市, 多个全市第一, 全市场: how often a text says so of its own place. */
static int times_said(struct zb_span text, struct zb_span word)
{
	int times = 0;
	for (ptrdiff_t i = zb_span_find(text, word, 0); i >= 0;
	     i = zb_span_find(text, word, (size_t)i + word.n))
		times +=
			!is_reference(text, (size_t)i) &&
			!zb_span_starts(zb_span_sub(text, (size_t)i + word.n, 3), ZB_S("第")) &&
			!zb_span_starts(zb_span_sub(text, (size_t)i + word.n, 3), ZB_S("场"));
	return times;
}

/* 我市, 全省: a text that says so of its own place. */
static bool speaks_of_itself(struct zb_span text)
{
	static const char *const words[] = { "我市", "全市", "我省", "全省", "我县",
		                             "全县", "我区", "全区", "我州", "全州",
		                             "本市", "本省", "本县", "本区", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (times_said(text, zb_span_str(words[i])) > 0)
			return true;
	return false;
}

/* A text that names no region but speaks of these is about the nation. */
static bool speaks_of_nation(struct zb_span text)
{
	static const char *const words[] = { "国内生产总值", "国民经济", "国务院", "国债",
		                             NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(text, zb_span_str(words[i]), 0) >= 0)
			return !speaks_of_itself(text);
	return false;
}

/* A text that names its city as often, and says 全区, is about the district. */
static bool is_about_county(const struct document *doc)
{
	struct zb_span text = zb_span_sub(doc->text, 0, READ_BYTES);
	if (doc->county == NULL || zb_span_find(doc->county->full, ZB_S("自治区"), 0) >= 0)
		return false; /* where 全区 may be the autonomous region */
	int county = times_said(text, ZB_S("全区")) + times_said(text, ZB_S("全县"));
	return doc->region != NULL && region_is_division(doc->region) &&
	       region_depth(doc->region->code) == 4 && county > times_said(text, ZB_S("全市"));
}

void region_read_document(struct document *doc, struct zb_span title,
                          const struct mentions *in_title, const struct mentions *in_text)
{
	struct tally c = { .by_code = true };
	read_names(&c, doc, title, in_title, 14);
	read_names(&c, doc, doc->text, in_text, 5);
	const struct lex_entry *top = heaviest(doc, &c);
	if (top != NULL && top->is != REGION_NATION && sum_within(&c, top) < WEIGHT_MIN)
		top = NULL;
	doc->region = top != NULL ? descend(&c, top) : NULL;
	if (top == NULL && speaks_of_nation(zb_span_sub(doc->text, 0, READ_BYTES)))
		doc->region = lexicon_find(doc->lexicon, ZB_S("中国"), LEX_REGION);
	const struct lex_entry *outer =
		doc->region != NULL && region_is_division(doc->region) ? doc->region : NULL;
	doc->city = heaviest_of(doc, &c, 4, outer);
	doc->county = heaviest_of(doc, &c, 6, outer);
	if (is_about_county(doc))
		doc->region = doc->county;
}
