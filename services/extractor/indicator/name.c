/* SPDX-License-Identifier: Apache-2.0 */
/* What a figure is called, and which whole it is a part of. */
#include <string.h>

#include "name_place.h"
#include "name_slot.h"

/* --- what each kind of quantity is named by --- */

static bool is_counted(const struct quantity *q)
{
	return q->unit_kind == UNIT_COUNT && q->measure != MEASURE_RANK;
}

/* 占全市生产总值比重达25%: the whole stands between 占 and the numeral. */
static void read_whole(const struct sentence *s, struct quantity *q, int verb)
{
	for (int i = verb + 1; i < q->tok; i++) {
		const struct tok *t = &s->toks[i];
		if (tok_is(t, LEX_FUNCTION, FUNCTION_PROPORTION) || t->kind == TOK_TIME ||
		    (t->kind == TOK_NUMBER && t->index >= 0) || tok_is_class(t, LEX_OP) ||
		    tok_is_class(t, LEX_VERB) || tok_is(t, LEX_FUNCTION, FUNCTION_FROM))
			break;
		if (!tok_is(t, LEX_FUNCTION, FUNCTION_OF) && !tok_is_space(t))
			name_add(&q->of, tok_text(s, t));
	}
}

/* A name left out is the one of the clause before. */
static void carry(const struct document *doc, struct quantity *q)
{
	q->indicator = doc->indicator;
	q->whole_economy = doc->whole_economy;
	if (q->industry == NULL) {
		q->industry = doc->industry;
		q->industry_text = doc->industry_text;
	}
	if (q->region == NULL)
		q->region = doc->last_region;
	if (q->org.n == 0 && doc->owner.n == 0)
		q->org = doc->org;
}

static bool name_from(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase p)
{
	struct name n = { .n = 0 };
	slot_read_phrase(doc, s, q, p, &n);
	if (n.n > 0) {
		q->indicator = n;
		q->named = true;
		q->has_head = phrase_has_figure(s, p);
	}
	return n.n > 0;
}

/* 新能源汽车增长1.3倍: what grows is what the clause before named. */
static bool only_industry(const struct quantity *q)
{
	return q->industry != NULL && q->indicator.n == q->industry->surface.n &&
	       memcmp(q->indicator.s, q->industry->surface.p, q->indicator.n) == 0;
}

static bool of_stands_at(const struct sentence *s, int i)
{
	return i >= 0 && (size_t)i < s->n_toks &&
	       tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF);
}

/* 为, 是, perhaps behind 以上 */
static bool is_copula(const struct sentence *s, int i)
{
	while (i < (int)s->n_toks && tok_is_class(&s->toks[i], LEX_OP) &&
	       s->toks[i].entry->code.n > 0)
		i++;
	return i < (int)s->n_toks && tok_has(&s->toks[i], LEX_OP, OP_EQ);
}

/* 全国40%的人才, 全市平均水平的10倍: the whole stands left of the numeral. */
static void name_part(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase left, struct phrase right)
{
	if (of_stands_at(s, q->tok + 1) && !phrase_is_empty(right)) {
		name_add_phrase(&q->of, s, left);
		name_from(doc, s, q, right);
		return;
	}
	/* 其中74%为长期负债 */
	if (phrase_is_empty(left) && !phrase_is_empty(right) && is_copula(s, q->tok + 1)) {
		q->of = doc->indicator;
		name_from(doc, s, q, right);
		return;
	}
	if (of_stands_at(s, q->tok - 1)) {
		struct phrase whole = bind_before(s, q->tok - 2);
		name_add_phrase(&q->of, s, whole);
		left = bind_before(s, bind_skip(s, whole.from - 1));
	}
	if (!phrase_is_empty(left))
		name_from(doc, s, q, left);
}

static struct phrase last_item(const struct sentence *s, struct phrase p)
{
	for (int i = p.to - 1; i > p.from; i--)
		if (s->toks[i].kind == TOK_PAUSE)
			return (struct phrase){ .from = i + 1, .to = p.to };
	return p;
}

/* 工业投资、技改投资均增长: a list that one figure is about keeps all its names. */
static struct phrase joined(const struct sentence *s, const struct quantity *q, struct phrase p)
{
	bool all = bind_has(s, p.to, q->tok, LEX_FUNCTION, FUNCTION_ALL);
	return all ? p : last_item(s, p);
}

static void name_count(const struct document *doc, const struct sentence *s, struct quantity *q,
                       struct phrase left, struct phrase right)
{
	if (!phrase_is_empty(right) && name_from(doc, s, q, right)) {
		struct quantity probe = { .group = -1 };
		slot_read_region(doc, s, &probe, left);
		slot_read_industry(doc, s, &probe, left);
		if (q->region == NULL)
			q->region = probe.region;
		if (q->industry == NULL && probe.industry != NULL) {
			q->industry = probe.industry;
			q->industry_text = probe.industry_text;
		}
		return;
	}
	if (!phrase_is_empty(left))
		name_from(doc, s, q, joined(s, q, left));
}

static bool right_is_head(const struct sentence *s, const struct quantity *q,
                          struct phrase right)
{
	return !phrase_is_empty(right) && right.from <= q->tok + 2 &&
	       tok_is_head(&s->toks[right.from]);
}

/* 报收于34.33元: a verb that says by itself what the figure is. */
static void name_by_verb(const struct sentence *s, struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		if (tok_is_nominal(s, i) && q->indicator.n > 0)
			return;
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_VERB);
		if (e == NULL) /* 最高补助500万元 */
			e = tok_entry(&s->toks[i], LEX_STATUS);
		if (e != NULL && e->full.n > 0) {
			name_set(&q->indicator, e->full);
			q->named = q->has_head = true;
			return;
		}
	}
}

/* 果蔬产出57亿元产值: the verb is no name where one follows. */
static bool ends_in_act(const struct sentence *s, struct phrase p)
{
	return tok_is(&s->toks[p.to - 1], LEX_INDICATOR, INDICATOR_ACT);
}

static void name_level(const struct document *doc, const struct sentence *s, struct quantity *q,
                       struct phrase left, struct phrase right)
{
	bool near = !phrase_is_empty(right) && right.from <= q->tok + 2 &&
	            phrase_has_figure(s, right);
	bool behind = (right_is_head(s, q, right) || (near && phrase_is_empty(left))) &&
	              (!phrase_has_figure(s, left) || ends_in_act(s, left)) &&
	              q->unit_kind != UNIT_PERCENT;
	if (behind || (phrase_is_empty(left) && of_stands_at(s, q->tok + 1)))
		name_from(doc, s, q, behind ? right : bind_head(s, right));
	else if (!phrase_is_empty(left))
		name_from(doc, s, q, joined(s, q, left));
}

/* 工业投资保持较快增长，同比增长8.9%: the clause before has no figure but the name. */
static void name_from_before(const struct document *doc, const struct sentence *s,
                             struct quantity *q)
{
	int i = q->tok - 1;
	while (i >= 0 && !tok_ends_clause(&s->toks[i]) && s->toks[i].kind != TOK_NUMBER)
		i--;
	if (i < 0 || s->toks[i].kind != TOK_COMMA)
		return;
	for (i--; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if ((t->kind == TOK_NUMBER && t->index >= 0) || t->kind == TOK_STOP)
			return;
		struct phrase p = bind_before(s, i);
		if (phrase_is_empty(p))
			continue;
		bool starts = p.from == 0 || tok_ends_clause(&s->toks[p.from - 1]) ||
		              s->toks[p.from - 1].kind == TOK_TIME ||
		              tok_is_class(&s->toks[p.from - 1], LEX_FUNCTION);
		if (starts &&
		    phrase_has_figure(s, (struct phrase){ .from = p.to - 1, .to = p.to })) {
			name_from(doc, s, q, joined(s, q, p));
			return;
		}
		i = p.from;
	}
}

/* 位于15个重点行业之首: what the place is among stands before it. */
static struct phrase name_rank(const struct sentence *s, struct quantity *q)
{
	bool among = zb_span_starts(tok_text(s, &s->toks[q->tok]), ZB_S("之"));
	int i = q->tok - 1;
	if (among) {
		struct phrase whole = bind_before(s, i);
		i = whole.from - 1;
		if (i >= 0 && s->toks[i].kind == TOK_NUMBER)
			name_add(&q->of, tok_text(s, &s->toks[i--]));
		name_add_phrase(&q->of, s, whole);
	}
	return bind_before(s, bind_skip(s, i));
}

/* 2家公司超100亿元: the thing is what the number before counts. */
static bool is_counted_before(const struct sentence *s, const struct quantity *q,
                              struct phrase p)
{
	if (phrase_is_empty(p) || p.from == 0 || is_counted(q) || phrase_has_figure(s, p))
		return false;
	const struct tok *t = &s->toks[p.from - 1];
	return t->kind == TOK_NUMBER && t->index >= 0 && is_counted(&s->qs[t->index]);
}

/* 1.5∶35.7: a mark between numerals is text to the scanner, but no name. */
static bool is_sign(const struct sentence *s, struct phrase p)
{
	if (phrase_is_empty(p) || p.to - p.from > 1)
		return false;
	struct zb_span text = tok_text(s, &s->toks[p.from]);
	return text.n <= 3 && ((unsigned char)text.p[0] == 0xE2 || text.n == 1);
}

static void name_one(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	enum verb_is wanted = q->measure == MEASURE_RANK ? VERB_RANK : VERB_SHARE;
	bool has_whole = q->measure == MEASURE_SHARE || q->measure == MEASURE_RANK;
	int verb = has_whole ? bind_verb(s, q, wanted) : -1;
	if (verb >= 0)
		read_whole(s, q, verb);
	struct phrase left = bind_before(s, bind_skip(s, (verb >= 0 ? verb : q->tok) - 1));
	struct phrase right = bind_after(s, q->tok);
	if (is_counted_before(s, q, left) || is_sign(s, left))
		left.from = left.to;
	if (q->measure == MEASURE_RANK && verb < 0)
		left = name_rank(s, q);
	if (is_counted(q))
		name_count(doc, s, q, left, right);
	else if ((q->measure == MEASURE_SHARE && verb < 0) || q->measure == MEASURE_MULTIPLE)
		name_part(doc, s, q, left, right);
	else
		name_level(doc, s, q, left, right);
	if (!is_counted(q) || zb_span_eq(zb_span_str(q->unit), ZB_S("股")))
		name_by_verb(s, q);
	if (!q->named && verb < 0)
		name_from_before(doc, s, q);
	if (!q->named)
		carry(doc, q);
	else if (only_industry(q) && !is_counted(q) && doc->indicator.n > 0 && doc->has_head &&
	         !(q->measure == MEASURE_SHARE && q->industry->is == INDUSTRY_GOOD))
		q->indicator = doc->indicator;
}

/* --- A、B、C分别增长1%、2%、3% --- */

static void copy_slots(struct quantity *to, const struct quantity *from)
{
	to->indicator = from->indicator;
	to->industry = from->industry;
	to->industry_text = from->industry_text;
	to->whole_economy = from->whole_economy;
	to->of = from->of;
	to->region = from->region;
	to->named = from->named;
	to->has_head = from->has_head;
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
	for (size_t i = 0; i + 1 < n; i++) {
		name_from(doc, s, &qs[i], items[i]);
		if (!has_shared || phrase_has_figure(s, items[i]))
			continue;
		if (only_industry(&qs[i]))
			qs[i].indicator.n = 0;
		name_add_phrase(&qs[i].indicator, s, shared);
		qs[i].has_head = true;
	}
	for (size_t i = 0; i < n; i++) {
		if (only_industry(&qs[i]) && doc->indicator.n > 0 && doc->has_head)
			qs[i].indicator = doc->indicator;
		if (i > 0 && qs[i].region == NULL)
			qs[i].region = qs[0].region;
		if (qs[i].indicator.n == 0) /* 浙江、江苏分别增长…: places only */
			carry(doc, &qs[i]);
	}
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
		carry(doc, &q[k]);
	}
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
		name_from(doc, s, &q[i], left);
		slot_read_region(doc, s, &q[i], items[i]);
		slot_read_industry(doc, s, &q[i], items[i]);
	}
	return true;
}

static void name_group(const struct document *doc, struct sentence *s, size_t first, size_t n)
{
	struct phrase items[ITEMS_MAX];
	struct quantity *q = &s->qs[first];
	struct phrase left = bind_before(s, bind_skip(s, q->tok - 1));
	/* 文化广场71个，482个农家书屋: side by side, each with its own name */
	if (!phrase_is_empty(left) && is_counted(q) && s->toks[q->tok + 1].kind == TOK_COMMA &&
	    !phrase_is_empty(bind_after(s, q[n - 1].tok))) {
		for (size_t i = 0; i < n; i++)
			name_one(doc, s, &q[i]);
		return;
	}
	int found = bind_items(s, left, items, ITEMS_MAX);
	if ((size_t)found >= n && n <= ITEMS_MAX) {
		name_items(doc, s, q, n, items + found - n);
		return;
	}
	if (n == 2 && name_output(doc, s, q, left))
		return;
	if (name_places(doc, s, q, n, left) || name_doers(doc, s, q, n, left))
		return;
	/* 98.6%和89.9%的开工率和复岗率 */
	struct phrase right = bind_after(s, s->qs[first + n - 1].tok);
	found = bind_items(s, right, items, ITEMS_MAX);
	if ((size_t)found == n && of_stands_at(s, s->qs[first + n - 1].tok + 1)) {
		name_items(doc, s, q, n, items);
		for (size_t i = 0; i < n; i++) {
			slot_read_region(doc, s, &q[i], left);
			if (q[i].industry == NULL)
				slot_read_industry(doc, s, &q[i], left);
		}
		return;
	}
	/* 较年初分别提高…和…: the list before named them. */
	const struct quantity *before = list_before(s, first, n);
	if (phrase_is_empty(left) && before != NULL) {
		for (size_t i = 0; i < n; i++)
			copy_slots(&q[i], &before[i]);
		return;
	}
	name_one(doc, s, q);
	for (size_t i = 1; i < n; i++)
		copy_slots(&q[i], q);
}

/* --- the sentence --- */

static void remember(struct document *doc, const struct quantity *q)
{
	doc->indicator = q->indicator;
	doc->industry = q->industry;
	doc->industry_text = q->industry_text;
	doc->whole_economy = q->whole_economy;
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
	       zb_span_ends(s, ZB_S("强度"));
}

/* 18项具体指标, 20条措施: parts of a text or plan, by the last word of what is counted. */
static bool names_part(const struct document *doc, const struct quantity *q)
{
	if (q->unit_kind != UNIT_COUNT || q->measure != MEASURE_LEVEL)
		return false;
	for (size_t n = 6; n <= 12 && n <= q->indicator.n; n += 3)
		if (lexicon_find(doc->lexicon, zb_span(q->indicator.s + q->indicator.n - n, n),
		                 LEX_PART) != NULL)
			return true;
	return false;
}

/* 给予一次性奖励，最高不超过200万元: what is granted names the amount. */
static void name_grant(const struct sentence *s, struct quantity *q)
{
	static const char *const grants[] = { "奖励", "补贴", "补助", "资助", "扶持", NULL };
	for (int i = q->tok - 1; i >= 0 && q->unit_kind == UNIT_MONEY; i--) {
		if (!tok_is(&s->toks[i], LEX_STATUS, STATUS_PROVISION))
			continue;
		struct zb_span text = tok_text(s, &s->toks[i]);
		for (int k = 0; grants[k] != NULL; k++) {
			if (!zb_span_ends(text, zb_span_str(grants[k])))
				continue;
			memcpy(q->indicator.s, grants[k], strlen(grants[k]));
			q->indicator.n = (uint16_t)strlen(grants[k]);
			return;
		}
	}
}

static void settle(struct document *doc, const struct sentence *s, struct quantity *q)
{
	if (q->indicator.n == 0)
		name_grant(s, q);
	if (q->indicator.n == 0) {
		q->reason = REASON_NO_INDICATOR;
		return;
	}
	if (names_part(doc, q)) {
		q->reason = REASON_PART_COUNT;
		return;
	}
	if (q->measure == MEASURE_SHARE && q->of.n == 0 && names_rate(&q->indicator))
		q->measure = MEASURE_LEVEL; /* 为20.8%, of a rate named before */
	remember(doc, q);
}

void name_assign(struct document *doc, struct sentence *s)
{
	size_t n = 0;
	bind_prepare(s);
	for (size_t i = 0; i < s->n_qs; i += n) {
		n = group_size(s, i);
		if (n > 1)
			name_group(doc, s, i, n);
		else
			name_one(doc, s, &s->qs[i]);
		for (size_t k = i; k < i + n; k++) {
			struct quantity *q = &s->qs[k];
			name_place(doc, s, q);
			settle(doc, s, q);
		}
	}
}
