/* SPDX-License-Identifier: Apache-2.0 */
/* A、B、C分别增长1%、2%、3%: the names of quantities that are listed one after another. */
#include "name_list.h"

#include <string.h>

#include "goods.h"
#include "name_bare.h"
#include "name_one.h"
#include "name_slot.h"
#include "name_whole.h"

static void copy_slots(struct quantity *to, const struct quantity *from)
{
	to->indicator = from->indicator;
	to->industry = from->industry;
	to->industry_text = from->industry_text;
	to->whole_economy = from->whole_economy;
	if (to->of.n == 0)
		to->of = from->of;
	to->region = from->region;
	to->named = from->named;
	to->has_head = from->has_head;
}

/* 重点企业 and 企业数量: what both have in common is said once. */
static void add_shared(struct name *name, struct zb_span head)
{
	struct zb_span text = zb_span(name->s, name->n);
	size_t common = 0;
	for (size_t n = 3; n < head.n && n <= text.n; n += 3)
		if (zb_span_ends(text, zb_span_sub(head, 0, n)))
			common = n;
	name_add(name, zb_span_sub(head, common, head.n - common));
}

/* 出口、进口规模: each is an act, and 规模 is of both. */
static bool is_act_alike(const struct sentence *s, struct phrase item, struct phrase last)
{
	const struct tok *t = &s->toks[item.to - 1];
	bool act = tok_is(t, LEX_INDICATOR, INDICATOR_ACT) ||
	           zb_span_eq(tok_text(s, t), ZB_S("进出口"));
	return act && last.to == last.from + 2 &&
	       tok_is(&s->toks[last.from], LEX_INDICATOR, INDICATOR_ACT);
}

/* Goods and sectors: each item is the industry of its figure, the head they share is its name. */
static void name_goods_items(const struct document *doc, const struct sentence *s,
                             struct quantity *qs, size_t n, const struct phrase *items,
                             struct phrase shared)
{
	struct zb_span head = { 0 };
	bool fused = false; /* 设备|制造业产值: the head holds the end of the last item */
	if (!phrase_is_empty(shared)) {
		const struct lex_entry *e = tok_entry(&s->toks[shared.from], LEX_INDICATOR);
		head = tok_text(s, &s->toks[shared.from]);
		fused = e != NULL && e->in.n > 1 && zb_span_starts(head, e->in) &&
		        head.n > e->in.n;
		if (fused)
			head = zb_span_sub(head, e->in.n, head.n);
	}
	for (size_t i = 0; i < n - fused; i++) {
		struct phrase item = items[i];
		if (i + 1 == n && head.n > 0)
			item.to = shared.from;
		if (phrase_is_empty(item) || phrase_has_figure(s, item))
			continue;
		bool zone = tok_is_zone(s, item.to - 1) &&
		            tok_is_class(&s->toks[item.from], LEX_REGION);
		if (zone) {
			qs[i].industry = NULL;
			qs[i].industry_text.n = qs[i].org.n = 0;
			name_add_phrase(&qs[i].org, s, item);
		}
		if (!zone && !goods_of_item(doc, s, &qs[i], item))
			continue;
		if (head.n > 0)
			name_set(&qs[i].indicator, head);
	}
}

/* 宁波、杭州、金华|三市进出口: the word that sums up the places is no part of the name. */
static void drop_sum_of_places(struct quantity *q)
{
	static const char *const sums[] = { "市", "省", "地", "县", "区", "州", "国", NULL };
	struct name whole = q->indicator;
	struct zb_span name = zb_span(whole.s, whole.n);
	struct numeral count;
	size_t n = q->region != NULL ? numeral_read(&count, name, 0) : 0;
	for (int i = 0; n > 0 && sums[i] != NULL; i++)
		if (zb_span_starts(zb_span_sub(name, n, 3), zb_span_str(sums[i])) &&
		    name.n > n + 3) {
			name_set(&q->indicator, zb_span_sub(name, n + 3, name.n));
			return;
		}
}

/* The names of the list in order; the last one's head serves those that have none. */
static void name_items(const struct document *doc, const struct sentence *s,
                       struct quantity *qs, size_t n, const struct phrase *items)
{
	struct quantity *last = &qs[n - 1];
	struct phrase shared = { .from = items[n - 1].to - 1, .to = items[n - 1].to };
	bool has_shared = shared.from > items[n - 1].from &&
	                  tok_is_head(&s->toks[shared.from]) &&
	                  !tok_has(&s->toks[shared.from], LEX_INDICATOR, INDICATOR_THING);
	name_from(doc, s, last, items[n - 1]);
	drop_sum_of_places(last);
	for (size_t i = 0; i + 1 < n; i++) {
		name_from(doc, s, &qs[i], items[i]);
		if (!has_shared || (phrase_has_figure(s, items[i]) &&
		                    !is_act_alike(s, items[i], items[n - 1])))
			continue;
		if (name_is_industry(&qs[i]))
			qs[i].indicator.n = 0;
		add_shared(&qs[i].indicator, tok_text(s, &s->toks[shared.from]));
		qs[i].has_head = true;
	}
	if (!name_is_counted(last))
		name_goods_items(doc, s, qs, n, items,
		                 has_shared ? shared : (struct phrase){ .from = 0, .to = 0 });
	for (size_t i = 0; i < n; i++) {
		if (name_is_industry(&qs[i]) && doc->indicator.n > 0 && doc->has_head)
			name_take_carried(doc, &qs[i]);
		else if (name_is_industry(&qs[i]))
			name_by_head(doc, s, &qs[i], items[0]);
		bool place = qs[i].measure == MEASURE_RANK && !phrase_has_figure(s, items[i]) &&
		             tok_is_class(&s->toks[items[i].from], LEX_REGION);
		if (place) /* 岳阳城陵矶、长沙黄花分别排第25、26 */
			qs[i].indicator.n = 0;
		if (i > 0 && qs[i].region == NULL)
			qs[i].region = qs[0].region;
		if (qs[i].indicator.n == 0) /* 浙江、江苏分别增长…: places only */
			name_carry(doc, &qs[i]);
	}
}

/* 住宿和餐饮业，交通运输、仓储和邮政业，金融业增加值分别增长…: names that hold 、 are listed with commas. */
static bool comma_items(const struct sentence *s, struct phrase left, struct phrase *items,
                        size_t n)
{
	if (n > ITEMS_MAX || phrase_is_empty(left))
		return false;
	items[n - 1] = left;
	for (size_t k = n - 1; k-- > 0;) {
		int comma = items[k + 1].from - 1;
		if (comma < 1 || s->toks[comma].kind != TOK_COMMA)
			return false;
		items[k] = bind_before(s, comma - 1);
		bool sector = false;
		for (int i = items[k].from; i < items[k].to; i++)
			sector = sector || tok_entry(&s->toks[i], LEX_INDUSTRY) != NULL;
		if (!sector || phrase_has_figure(s, items[k]))
			return false;
	}
	return true;
}

/* The `n` quantities right before quantity `first` that a list of growth rates goes back to: a list
 * as long, or that many levels with names of their own (销售面积5万平方米、销售金额8亿元，同比分别
 * 增长…). NULL: none. */
static const struct quantity *list_before(const struct sentence *s, size_t first, size_t n)
{
	if (first < n)
		return NULL;
	const struct quantity *q = &s->qs[first - n];
	if (q[n - 1].group >= 0 && q[0].group == q[n - 1].group)
		return q;
	for (size_t i = 0; i < n; i++)
		if (!q[i].named || q[i].measure != MEASURE_LEVEL || q[i].group >= 0)
			return NULL;
	return q;
}

/* 产销分别为40万辆和38万辆: made, and sold. */
static bool name_output(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct phrase left)
{
	if (phrase_is_empty(left) ||
	    !zb_span_starts(tok_text(s, &s->toks[left.to - 1]), ZB_S("产销")))
		return false;
	for (int i = 0; i < 2; i++) {
		name_from(doc, s, &q[i], left);
		name_set(&q[i].indicator, i == 0 ? ZB_S("产量") : ZB_S("销量"));
	}
	return true;
}

/* 深圳、惠州等市分别增长…: the list stands before 等, what grows in the clause before. */
static bool name_places(const struct document *doc, const struct sentence *s,
                        struct quantity *q, size_t n, struct phrase left)
{
	struct phrase items[ITEMS_MAX];
	int i = left.from - 1;
	if (n > ITEMS_MAX || i < 1 || phrase_has_figure(s, left) ||
	    !zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("等")) ||
	    (size_t)bind_items(s, bind_before(s, i - 1), items, ITEMS_MAX) != n)
		return false;
	for (size_t k = 0; k < n; k++) {
		slot_read_region(doc, s, &q[k], items[k]);
		if (q[k].region == NULL)
			return false;
		name_carry(doc, &q[k]);
	}
	return true;
}

/* 对 stands before the list `p`: the other sides of what is measured. */
static bool is_partners(const struct sentence *s, struct phrase p)
{
	return p.from > 0 && tok_is(&s->toks[p.from - 1], LEX_FUNCTION, FUNCTION_BY) &&
	       zb_span_eq(tok_text(s, &s->toks[p.from - 1]), ZB_S("对"));
}

/* 对东盟出口 */
static void set_partner(const struct sentence *s, struct quantity *q, struct phrase item,
                        struct phrase what)
{
	name_set(&q->indicator, ZB_S("对"));
	name_add_phrase(&q->indicator, s, item);
	name_add_phrase(&q->indicator, s, what);
	q->named = q->has_head = true;
}

/* 对东盟、拉美等新兴市场出口分别增长…, 对东盟、拉美出口分别增长…: of each partner. */
static bool name_partners(const struct sentence *s, struct quantity *q, size_t n,
                          struct phrase left)
{
	struct phrase items[ITEMS_MAX];
	if (n > ITEMS_MAX || phrase_is_empty(left) || !tok_is_head(&s->toks[left.to - 1]))
		return false;
	struct phrase what = { .from = left.to - 1, .to = left.to };
	struct phrase list = { .from = left.from, .to = what.from };
	if (left.from > 1 && zb_span_eq(tok_text(s, &s->toks[left.from - 1]), ZB_S("等")))
		list = bind_before(s, left.from - 2);
	if (!is_partners(s, list) || (size_t)bind_items(s, list, items, ITEMS_MAX) != n)
		return false;
	for (size_t k = 0; k < n; k++)
		set_partner(s, &q[k], items[k], what);
	return true;
}

/* 铁路、公路分别完成货运量25亿吨、190亿吨: the list stands before 分别, the name behind it. */
static bool name_doers(const struct document *doc, const struct sentence *s, struct quantity *q,
                       size_t n, struct phrase left)
{
	struct phrase items[ITEMS_MAX];
	int each = left.from - 1;
	while (each >= 0 && (tok_is_class(&s->toks[each], LEX_VERB) ||
	                     tok_is_class(&s->toks[each], LEX_STATUS)))
		each--;
	if (phrase_is_empty(left) || each < 0 || n > ITEMS_MAX ||
	    !tok_is(&s->toks[each], LEX_FUNCTION, FUNCTION_EACH))
		return false;
	struct phrase list = bind_before(s, bind_skip(s, each - 1));
	if ((size_t)bind_items(s, list, items, ITEMS_MAX) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (is_partners(s, list)) {
			set_partner(s, &q[i], items[i], left);
			continue;
		}
		name_from(doc, s, &q[i], left);
		slot_read_region(doc, s, &q[i], items[i]);
		slot_read_industry(doc, s, &q[i], items[i]);
	}
	return true;
}

/* The nouns and joints from `from` on. */
static struct phrase phrase_at(const struct sentence *s, int from)
{
	struct phrase p = { .from = from, .to = from };
	while (p.to < (int)s->n_toks && p.to - p.from < PHRASE_MAX &&
	       (tok_is_nominal(s, p.to) || s->toks[p.to].kind == TOK_PAUSE ||
	        tok_is(&s->toks[p.to], LEX_FUNCTION, FUNCTION_AND)))
		p.to++;
	return p;
}

/* Where the clause before that of token `i` begins; -1: there is none. */
static int clause_before(const struct sentence *s, int i)
{
	while (i >= 0 && !tok_ends_clause(&s->toks[i]))
		i--;
	if (i < 0 || s->toks[i].kind != TOK_COMMA)
		return -1;
	for (i--; i >= 0 && !tok_ends_clause(&s->toks[i]); i--)
		if (s->toks[i].kind == TOK_NUMBER && s->toks[i].index >= 0 &&
		    s->qs[s->toks[i].index].reason == REASON_NONE)
			return -1;
	return i + 1;
}

/* As many sectors or goods as figures, most of them known; false where `list` is none. */
static bool read_sectors(const struct document *doc, const struct sentence *s,
                         struct phrase list, struct quantity *probes, size_t n)
{
	struct phrase items[ITEMS_MAX];
	size_t known = 0;
	if (phrase_is_empty(list) || n > ITEMS_MAX ||
	    (size_t)bind_list(s, list, items, ITEMS_MAX, (int)n) != n)
		return false;
	for (size_t k = 0; k < n; k++) {
		probes[k] = (struct quantity){ .group = -1 };
		slot_read_industry(doc, s, &probes[k], items[k]);
		known += probes[k].industry != NULL;
		if (probes[k].industry == NULL)
			name_add_phrase(&probes[k].industry_text, s, items[k]);
	}
	return known * 2 > n;
}

/* 钢铁业、汽车业平稳增长，增加值增速分别为5%和6%; 业务分别是锂盐、钾肥，占比为60%和40%: the clause before lists
 * them. */
static bool name_sectors(const struct document *doc, const struct sentence *s,
                         struct quantity *q, size_t n, struct phrase left)
{
	struct quantity probes[ITEMS_MAX];
	int from = clause_before(s, q->tok - 1);
	int to = q->tok - 1;
	while (to > 0 && !tok_ends_clause(&s->toks[to]))
		to--;
	if (from < 0 || (!read_sectors(doc, s, phrase_at(s, from), probes, n) &&
	                 !read_sectors(doc, s, bind_before(s, to - 1), probes, n)))
		return false;
	for (size_t k = 0; k < n; k++) {
		bool named = !phrase_is_empty(left) && name_from(doc, s, &q[k], left);
		if (!named && !name_by_sentence(doc, s, &q[k]))
			name_carry(doc, &q[k]);
		q[k].industry = probes[k].industry;
		q[k].industry_text = probes[k].industry_text;
	}
	return true;
}

/* 98.6%和89.9%的开工率和复岗率; 14.2%、2.4%及1.3%股份 */
static bool name_behind(const struct document *doc, const struct sentence *s,
                        struct quantity *q, size_t n, struct phrase left)
{
	struct phrase items[ITEMS_MAX];
	const struct quantity *last = &q[n - 1];
	struct phrase right = bind_after(s, last->tok);
	bool of_one = bind_of_at(s, last->tok + 1) && !phrase_is_empty(right) &&
	              bind_items(s, right, items, ITEMS_MAX) == 1; /* 63%和36%的股份 */
	bool same =
		last->measure == MEASURE_SHARE && !phrase_is_empty(right) &&
		((right.from == last->tok + 1 && tok_is_head(&s->toks[right.from])) || of_one);
	if (same) {
		for (size_t i = 0; i < n; i++) {
			name_from(doc, s, &q[i], right);
			name_add_phrase(&q[i].of, s, left);
		}
		return true;
	}
	if (!bind_of_at(s, last->tok + 1) || n > ITEMS_MAX ||
	    (size_t)bind_items(s, right, items, ITEMS_MAX) != n)
		return false;
	name_items(doc, s, q, n, items);
	for (size_t i = 0; i < n; i++) {
		slot_read_region(doc, s, &q[i], left);
		if (q[i].industry == NULL)
			slot_read_industry(doc, s, &q[i], left);
	}
	return true;
}

/* 较年初分别提高…和…: the list before named them. 纸张、玻璃出口稳步增长，分别增长5%和6%: so did the
 * clause before. */
static bool name_named_before(const struct document *doc, const struct sentence *s,
                              size_t first, struct quantity *q, size_t n)
{
	struct phrase items[ITEMS_MAX];
	const struct quantity *before = list_before(s, first, n);
	if (before != NULL) {
		for (size_t i = 0; i < n; i++)
			copy_slots(&q[i], &before[i]);
		return true;
	}
	int found = bind_items(s, name_before_clause(s, q), items, ITEMS_MAX);
	if ((size_t)found < n || n > ITEMS_MAX)
		return false;
	name_items(doc, s, q, n, items + found - n);
	return true;
}

/* 文化广场71个，482个农家书屋: side by side, each with its own name */
static bool stand_alone(const struct sentence *s, const struct quantity *q, size_t n,
                        struct phrase left)
{
	return !phrase_is_empty(left) && name_is_counted(q) &&
	       s->toks[q->tok + 1].kind == TOK_COMMA &&
	       !phrase_is_empty(bind_after(s, q[n - 1].tok));
}

/* The phrase that names the list. 出口、进口规模分别居全国第二、第六位: it stands before the verb. */
static struct phrase names_of(const struct sentence *s, struct quantity *q, size_t n)
{
	int verb = q->measure == MEASURE_RANK    ? bind_verb(s, q, VERB_RANK)
	           : q->measure == MEASURE_SHARE ? bind_verb(s, q, VERB_SHARE)
	                                         : -1;
	if (verb < 0)
		name_whole_anew(s, q);
	else
		name_whole(s, q, verb);
	for (size_t i = 1; i < n; i++)
		q[i].of = q->of;
	return bind_before(s, bind_skip(s, verb < 0 ? q->tok - 1 : verb - 1));
}

/* 池州、马鞍山以5.4%、4.6%位列…: as many places as figures where the clause begins, each has its own. */
static void place_items(const struct document *doc, const struct sentence *s,
                        struct quantity *q, size_t n)
{
	struct phrase items[ITEMS_MAX];
	const struct lex_entry *places[ITEMS_MAX];
	int from = q->tok;
	while (from > 0 && !tok_ends_clause(&s->toks[from - 1]) &&
	       s->toks[from - 1].kind != TOK_NUMBER)
		from--;
	while (from < q->tok &&
	       (s->toks[from].kind == TOK_TIME || tok_is_class(&s->toks[from], LEX_FUNCTION)))
		from++;
	struct phrase list = phrase_at(s, from);
	bool towards = list.to < q->tok && /* 法国、英国对我国投资 is of ours */
	               zb_span_starts(tok_text(s, &s->toks[list.to]), ZB_S("对"));
	if (n > ITEMS_MAX || towards || tok_entry(&s->toks[from], LEX_REGION) == NULL ||
	    (size_t)bind_items(s, list, items, ITEMS_MAX) != n)
		return;
	for (size_t k = 0; k < n; k++) {
		struct quantity probe = { .group = -1 };
		slot_read_region(doc, s, &probe, items[k]);
		places[k] = probe.region;
		if (probe.region == NULL)
			return;
	}
	for (size_t k = 0; k < n; k++) {
		q[k].region = places[k];
		q[k].carried = false;
	}
}

static void name_group(const struct document *doc, struct sentence *s, size_t first, size_t n)
{
	struct phrase items[ITEMS_MAX];
	struct quantity *q = &s->qs[first];
	struct phrase left = names_of(s, q, n);
	if (stand_alone(s, q, n, left)) {
		for (size_t i = 0; i < n; i++)
			name_one(doc, s, &q[i]);
		return;
	}
	if (name_partners(s, q, n, left))
		return;
	int found = bind_list(s, left, items, ITEMS_MAX, (int)n);
	if ((size_t)found >= n && n <= ITEMS_MAX) {
		name_items(doc, s, q, n, items + found - n);
		return;
	}
	if (comma_items(s, left, items, n)) {
		name_items(doc, s, q, n, items);
		return;
	}
	if ((n == 2 && name_output(doc, s, q, left)) || name_places(doc, s, q, n, left) ||
	    name_behind(doc, s, q, n, left) || name_doers(doc, s, q, n, left))
		return;
	if (name_sectors(doc, s, q, n, left))
		return;
	if (phrase_is_empty(left) && name_named_before(doc, s, first, q, n))
		return;
	name_one(doc, s, q);
	for (size_t i = 1; i < n; i++)
		copy_slots(&q[i], q);
}

void name_list(const struct document *doc, struct sentence *s, size_t first, size_t n)
{
	name_group(doc, s, first, n);
	place_items(doc, s, &s->qs[first], n);
}
