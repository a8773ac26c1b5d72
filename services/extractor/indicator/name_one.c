/* SPDX-License-Identifier: Apache-2.0 */
/* What one figure is called, and which whole it is a part of. */
#include "name_one.h"

#include <string.h>

#include "name_bare.h"
#include "name_count.h"
#include "name_slot.h"
#include "name_whole.h"
#include "shares.h"

/* --- what each kind of quantity is named by --- */

bool name_is_counted(const struct quantity *q)
{
	return q->unit_kind == UNIT_COUNT && q->measure != MEASURE_RANK;
}

/* 采矿业增加值…，制造业增长: of the added value, without the sector that it was told of before. */
void name_take_carried(const struct document *doc, struct quantity *q)
{
	struct zb_span name = zb_span(doc->indicator.s, doc->indicator.n);
	struct zb_span sector = zb_span(doc->industry_text.s, doc->industry_text.n);
	ptrdiff_t at = sector.n > 0 ? zb_span_find(name, sector, 0) : -1;
	size_t end = at >= 0 ? (size_t)at + sector.n : 0;
	name_set(&q->indicator, end < name.n ? zb_span_sub(name, end, name.n) : name);
}

/* A name left out is the one of the clause before. */
void name_carry(const struct document *doc, struct quantity *q)
{
	q->indicator = doc->indicator;
	q->whole_economy = doc->whole_economy;
	if (q->industry_text.n == 0) {
		q->industry = doc->industry;
		q->industry_text = doc->industry_text;
	}
	if (q->region == NULL) {
		q->region = doc->last_region;
		q->carried = q->region != NULL;
	}
	if (q->org.n == 0 && doc->owner.n == 0)
		q->org = doc->org;
}

/* 更有|望突破…: one character that is no head was cut from a word. */
static bool is_scrap(const struct document *doc, const struct name *n)
{
	return n->n == 3 && (unsigned char)n->s[0] >= 0x80 &&
	       lexicon_find(doc->lexicon, zb_span(n->s, n->n), LEX_INDICATOR) == NULL &&
	       lexicon_find(doc->lexicon, zb_span(n->s, n->n), LEX_INDUSTRY) == NULL;
}

bool name_from(const struct document *doc, const struct sentence *s, struct quantity *q,
               struct phrase p)
{
	struct name n = { .n = 0 };
	slot_read_phrase(doc, s, q, p, &n);
	bool before = p.to <= q->tok;
	if ((doc->indicator.n > 0 && name_says_nothing(doc, &n)) ||
	    (is_scrap(doc, &n) && (before || !name_is_counted(q))))
		n.n = 0;
	if (n.n > 0) {
		q->indicator = n;
		q->named = true;
		q->has_head = phrase_has_figure(s, p);
	}
	return n.n > 0;
}

/* 新能源汽车增长1.3倍, 造纸业增长5%: what grows is what the clause before named. */
bool name_is_industry(const struct quantity *q)
{
	static const char *const words[] = { "业", "产业", "行业", "类", NULL };
	struct zb_span name = zb_span(q->indicator.s, q->indicator.n);
	if (q->industry == NULL || !zb_span_starts(name, q->industry->surface))
		return false;
	struct zb_span rest = zb_span_sub(name, q->industry->surface.n, name.n);
	bool is = rest.n == 0;
	for (int i = 0; words[i] != NULL; i++)
		is = is || zb_span_eq(rest, zb_span_str(words[i]));
	return is;
}

/* 为, 是, perhaps behind 以上 */
static bool is_copula(const struct sentence *s, int i)
{
	while (i < (int)s->n_toks && tok_is_class(&s->toks[i], LEX_OP) &&
	       s->toks[i].entry->code.n > 0)
		i++;
	return i < (int)s->n_toks && tok_has(&s->toks[i], LEX_OP, OP_EQ);
}

static bool is_equity(const struct sentence *s, int i)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	return zb_span_eq(text, ZB_S("股权")) || zb_span_eq(text, ZB_S("股份"));
}

/* (是)行业增速(的1.8倍): the word of growth belongs to what one multiplies. */
static struct phrase whole_before(const struct sentence *s, const struct quantity *q)
{
	int last = q->tok - 2;
	bool rate = q->measure == MEASURE_MULTIPLE && last > 0 &&
	            tok_is(&s->toks[last], LEX_FUNCTION, FUNCTION_RATE);
	struct phrase whole = bind_before(s, rate ? last - 1 : last);
	if (rate && !phrase_is_empty(whole))
		whole.to = last + 1;
	return whole;
}

/* 恢复至2019年同期的112%: the same figure of that time is the whole. */
static void name_same_time(const struct sentence *s, struct quantity *q, int i)
{
	if (i >= 0 && s->toks[i].kind == TOK_TIME &&
	    s->whens[s->toks[i].index].kind == WHEN_SAME)
		name_add(&q->of, tok_text(s, &s->toks[i]));
}

/* 全国40%的人才, 全市平均水平的10倍: the whole stands left of the numeral. */
static void name_part(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase left, struct phrase right)
{
	bool direct = right.from == q->tok + 1 && !phrase_is_empty(right) &&
	              q->measure == MEASURE_SHARE && tok_is_head(&s->toks[right.from]);
	if ((bind_of_at(s, q->tok + 1) && !phrase_is_empty(right)) || direct) {
		if (bind_of_at(s, q->tok - 1)) /* 基金资产净值的5%的现金 */
			left = bind_before(s, q->tok - 2);
		if (!bind_has(s, left.to, q->tok, LEX_VERB, VERB_REACH)) /* 取得10%的回报 */
			name_add_phrase(&q->of, s, left);
		/* 全国50%的玻璃、20%的组件 */
		if (phrase_is_empty(left) && s->toks[q->tok - 1].kind == TOK_PAUSE &&
		    q > s->qs && q[-1].measure == MEASURE_SHARE && q->of.n == 0)
			q->of = q[-1].of;
		if (direct && is_equity(s, right.from))
			right.to = right.from + 1; /* 51%股权项目 */
		name_from(doc, s, q, right);
		return;
	}
	/* 其中74%为长期负债 */
	if (phrase_is_empty(left) && !phrase_is_empty(right) && is_copula(s, q->tok + 1)) {
		q->of = doc->indicator;
		name_from(doc, s, q, right);
		return;
	}
	if (bind_of_at(s, q->tok - 1)) {
		struct phrase whole = whole_before(s, q);
		name_add_phrase(&q->of, s, whole);
		if (phrase_is_empty(whole))
			name_same_time(s, q, q->tok - 2);
		left = bind_before(s, bind_skip(s, whole.from - 1));
	}
	if (q->of.n == 0)
		name_same_time(s, q, q->tok - 1);
	if (q->measure == MEASURE_SHARE)
		left = name_without_whole(s, q, left);
	if (!phrase_is_empty(left))
		name_from(doc, s, q, left);
}

static bool right_is_head(const struct sentence *s, const struct quantity *q,
                          struct phrase right)
{
	return !phrase_is_empty(right) && right.from <= q->tok + 2 &&
	       tok_is_head(&s->toks[right.from]);
}

/* 成交500亿元 is 成交额, 成交500万平方米 is not. */
static bool fits(const struct quantity *q, struct zb_span name)
{
	bool money = zb_span_ends(name, ZB_S("额")) || zb_span_ends(name, ZB_S("价"));
	return !money || q->unit_kind == UNIT_MONEY;
}

/* 报收于34.33元: a verb that says by itself what the figure is. */
static void name_by_verb(const struct sentence *s, struct quantity *q)
{
	if (tok_last(s, LEX_VERB, q->tok - 1) < 0 && tok_last(s, LEX_STATUS, q->tok - 1) < 0)
		return;
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		if (q->indicator.n > 0 && tok_is_nominal(s, i))
			return;
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_VERB);
		if (e == NULL) /* 最高补助500万元 */
			e = tok_entry(&s->toks[i], LEX_STATUS);
		if (e != NULL && e->full.n > 0 && fits(q, e->full)) {
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

/* 以22.6亿元为代价, 以1亿元的价格: what the amount is stands behind it. */
static struct phrase price_behind(const struct sentence *s, const struct quantity *q)
{
	int i = q->tok + 1;
	struct phrase none = { .from = i, .to = i };
	bool by = q->tok > 0 && zb_span_eq(tok_text(s, &s->toks[q->tok - 1]), ZB_S("以"));
	if (!by || q->unit_kind != UNIT_MONEY || i + 1 >= (int)s->n_toks ||
	    !(tok_has(&s->toks[i], LEX_OP, OP_EQ) || bind_of_at(s, i)) ||
	    !tok_is_nominal(s, i + 1))
		return none;
	return (struct phrase){ .from = i + 1, .to = i + 2 };
}

/* 产值、利润等指标: the list, not the word that sums it up. */
static struct phrase before_etc(const struct sentence *s, struct phrase p)
{
	if (p.to - p.from != 1 || p.from < 2 ||
	    !zb_span_eq(tok_text(s, &s->toks[p.from]), ZB_S("指标")) ||
	    !zb_span_eq(tok_text(s, &s->toks[p.from - 1]), ZB_S("等")))
		return p;
	struct phrase list = bind_before(s, p.from - 2);
	return phrase_is_empty(list) ? p : list;
}

/* 7%的GDP增速, 30%以上的利润增长: what grows stands between 的 and the word of growth. */
static bool is_growth_of(const struct sentence *s, const struct quantity *q,
                         struct phrase right)
{
	if (q->measure != MEASURE_GROWTH || !bind_of_at(s, q->tok + 1) ||
	    phrase_is_empty(right) || right.from > q->tok + 3 || !phrase_has_figure(s, right) ||
	    right.to >= (int)s->n_toks)
		return false;
	const struct tok *t = &s->toks[right.to];
	return tok_is(t, LEX_FUNCTION, FUNCTION_RATE) ||
	       tok_is(t, LEX_FUNCTION, FUNCTION_FALL) ||
	       zb_span_eq(tok_text(s, t), ZB_S("增长"));
}

static void name_level(const struct document *doc, const struct sentence *s, struct quantity *q,
                       struct phrase left, struct phrase right)
{
	struct phrase price = price_behind(s, q);
	if (!phrase_is_empty(price)) {
		name_from(doc, s, q, price);
		return;
	}
	left = before_etc(s, left);
	bool near = !phrase_is_empty(right) && right.from <= q->tok + 2 &&
	            phrase_has_figure(s, right);
	/* 汇率变化带来的9800亿元的市值增长 */
	bool inside = bind_of_at(s, q->tok - 1) && bind_of_at(s, q->tok + 1) &&
	              right_is_head(s, q, right) && phrase_has_figure(s, right);
	bool behind = (right_is_head(s, q, right) || near) &&
	              (!phrase_has_figure(s, left) || ends_in_act(s, left)) &&
	              q->unit_kind != UNIT_PERCENT;
	/* 提供50万平方米优质空间 */
	bool only = phrase_is_empty(left) && !phrase_is_empty(right) &&
	            q->unit_kind != UNIT_PERCENT && q->measure == MEASURE_LEVEL &&
	            right.from == q->tok + 1;
	behind = behind || inside || is_growth_of(s, q, right);
	if (behind || only || (phrase_is_empty(left) && bind_of_at(s, q->tok + 1)))
		name_from(doc, s, q, behind ? right : bind_head(s, right));
	else if (!phrase_is_empty(left))
		name_from(doc, s, q, name_joined(s, q, left));
}

/* 销售额平稳(增长): how, in a word no lexicon knows, is no part of the name. */
static struct phrase without_manner(const struct sentence *s, struct phrase p)
{
	struct phrase last = { .from = p.to - 1, .to = p.to };
	const struct tok *t = &s->toks[last.from];
	if (p.to - p.from < 2 || t->kind != TOK_TEXT || t->to - t->from < 6)
		return p;
	struct phrase rest = { .from = p.to - 2, .to = p.to - 1 };
	return phrase_has_figure(s, rest) ? (struct phrase){ .from = p.from, .to = p.to - 1 }
	                                  : p;
}

/* A name that begins its clause or stands behind its time. */
static bool starts_clause(const struct sentence *s, struct phrase p)
{
	return p.from == 0 || tok_ends_clause(&s->toks[p.from - 1]) ||
	       s->toks[p.from - 1].kind == TOK_TIME ||
	       tok_is_class(&s->toks[p.from - 1], LEX_FUNCTION);
}

struct phrase name_before_clause(const struct sentence *s, const struct quantity *q)
{
	struct phrase none = { .from = 0, .to = 0 };
	int i = q->tok - 1;
	while (i >= 0 && !tok_ends_clause(&s->toks[i]) && s->toks[i].kind != TOK_NUMBER)
		i--;
	if (i < 0 || s->toks[i].kind != TOK_COMMA)
		return none;
	for (i--; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if ((t->kind == TOK_NUMBER && t->index >= 0) || t->kind == TOK_STOP)
			return none;
		struct phrase p = bind_before(s, i);
		if (phrase_is_empty(p))
			continue;
		i = p.from;
		p = without_manner(s, p);
		if (starts_clause(s, p) &&
		    phrase_has_figure(s, (struct phrase){ .from = p.to - 1, .to = p.to }))
			return p;
	}
	return none;
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
	return name_without_whole(s, q, bind_before(s, bind_skip(s, i)));
}

/* 占有率及排名位居第一: the first of the words that tell the position, and what joins it. */
static int first_of_rank(const struct sentence *s, int verb)
{
	while (verb > 0 && tok_is(&s->toks[verb - 1], LEX_VERB, VERB_RANK))
		verb--;
	return verb > 0 && tok_is(&s->toks[verb - 1], LEX_FUNCTION, FUNCTION_AND) ? verb - 1
	                                                                          : verb;
}

/* 2家公司超100亿元: the thing is what the number before counts. */
static bool is_counted_before(const struct sentence *s, const struct quantity *q,
                              struct phrase p)
{
	if (phrase_is_empty(p) || p.from == 0 || name_is_counted(q) || phrase_has_figure(s, p))
		return false;
	const struct tok *t = &s->toks[p.from - 1];
	return t->kind == TOK_NUMBER && t->index >= 0 && name_is_counted(&s->qs[t->index]);
}

/* 1.5∶35.7: a mark between numerals is text to the scanner, but no name. */
static bool is_sign(const struct sentence *s, struct phrase p)
{
	if (phrase_is_empty(p) || p.to - p.from > 1)
		return false;
	struct zb_span text = tok_text(s, &s->toks[p.from]);
	return text.n <= 3 && ((unsigned char)text.p[0] == 0xE2 || text.n == 1);
}

/* 第一大支柱产业, 世界第一生产大国: what holds the position stands behind it. False: nothing does. */
static bool name_holder(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct phrase right)
{
	if (q->measure != MEASURE_RANK || phrase_is_empty(right) || right.from != q->tok + 1)
		return false;
	struct zb_span last = tok_text(s, &s->toks[right.to - 1]);
	bool sized = zb_span_ends(tok_text(s, &s->toks[q->tok]), ZB_S("大"));
	if (!sized && !zb_span_ends(last, ZB_S("大国")) && !zb_span_ends(last, ZB_S("大省")))
		return false;
	if (!name_from(doc, s, q, right))
		return false;
	struct phrase whole = bind_before(s, q->tok - 1);
	if (q->of.n == 0)
		name_add_phrase(&q->of, s, whole);
	return true;
}

/* 占地3800亩: 占 is the verb of shares, but not here. */
static bool name_ground(const struct sentence *s, struct quantity *q)
{
	int i = q->tok - 1;
	while (i > 0 && (tok_is_class(&s->toks[i], LEX_OP) || tok_is_space(&s->toks[i])))
		i--;
	if (q->unit_kind != UNIT_PHYSICAL || i < 1 ||
	    !zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("地")) ||
	    !zb_span_eq(tok_text(s, &s->toks[i - 1]), ZB_S("占")))
		return false;
	name_set(&q->indicator, ZB_S("占地面积"));
	q->named = q->has_head = true;
	return true;
}

/* 债券的比例占基金资产的50%: the last token of the name before the verb. */
static int before_verb(const struct sentence *s, int verb)
{
	int i = verb - 1;
	if (i > 1 && tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_PROPORTION) &&
	    tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_OF))
		i -= 2;
	return bind_skip(s, i);
}

void name_one(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	enum verb_is wanted = q->measure == MEASURE_RANK ? VERB_RANK : VERB_SHARE;
	bool has_whole = q->measure == MEASURE_SHARE || q->measure == MEASURE_RANK;
	int verb = has_whole ? bind_verb(s, q, wanted) : -1;
	if (verb >= 0)
		name_whole(s, q, verb);
	else if (q->measure == MEASURE_SHARE && bind_bounded_whole(s, q->tok - 1))
		name_add(&q->of, tok_text(s, &s->toks[q->tok - 1]));
	int from = verb < 0                     ? q->tok
	           : q->measure == MEASURE_RANK ? first_of_rank(s, verb)
	                                        : verb;
	struct phrase left = bind_before(s, before_verb(s, from));
	struct phrase right = bind_after(s, q->tok);
	if (is_counted_before(s, q, left) || is_sign(s, left))
		left.from = left.to;
	if (q->measure == MEASURE_RANK && verb < 0)
		left = name_rank(s, q);
	if (name_holder(doc, s, q, right) || name_ground(s, q))
		return;
	if (name_is_counted(q))
		name_count(doc, s, q, left, right);
	else if (q->measure == MEASURE_SHARE && verb < 0 && name_within(doc, s, q))
		return;
	else if ((q->measure == MEASURE_SHARE && verb < 0) || q->measure == MEASURE_MULTIPLE)
		name_part(doc, s, q, left, right);
	else
		name_level(doc, s, q, left, right);
	if (!name_is_counted(q) || zb_span_eq(zb_span_str(q->unit), ZB_S("股")))
		name_by_verb(s, q);
	struct phrase before = { .from = 0, .to = 0 };
	if (!q->named && verb < 0)
		before = name_before_clause(s, q);
	if (!phrase_is_empty(before))
		name_from(doc, s, q, name_joined(s, q, before));
	if (!q->named && !phrase_is_empty(left) && shares_name(doc, s, q, left))
		return;
	if (!q->named && !name_by_sentence(doc, s, q))
		name_carry(doc, q);
	else if (name_is_industry(q) && !name_is_counted(q) && doc->indicator.n > 0 &&
	         doc->has_head &&
	         !(q->measure == MEASURE_SHARE && q->industry->is == INDUSTRY_GOOD)) {
		struct zb_span head = name_head_of_list(doc, s, q, left);
		if (head.n > 0)
			name_set(&q->indicator, head);
		else
			name_take_carried(doc, q);
		q->has_head = true;
	} else if (!q->has_head && !name_is_counted(q))
		name_bare(doc, s, q, left);
	name_back(s, q);
}
