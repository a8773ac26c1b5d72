/* SPDX-License-Identifier: Apache-2.0 */
/* What a figure is about: its name, and the industry, organisation and whole it belongs to. */
#include <string.h>

#include "bind.h"
#include "document.h"
#include "industry.h"
#include "org.h"
#include "quantity.h"
#include "region.h"

enum {
	PROJECT_MIN = 24, /* bytes of a project's own name, at least */
	HEADING_MAX = 120,
	ORG_MIN = 15, /* bytes of a company's name */
};

/* --- names --- */

static void add_name(struct name *n, struct zb_span s)
{
	if (n->n + s.n < NAME_MAX) {
		memcpy(n->s + n->n, s.p, s.n);
		n->n = (uint16_t)(n->n + s.n);
	}
}

static void set_name(struct name *n, struct zb_span s)
{
	n->n = 0;
	add_name(n, s);
}

static void add_phrase(struct name *n, const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++)
		if (!tok_is_space(&s->toks[i]))
			add_name(n, tok_text(s, &s->toks[i]));
}

/* --- slots of a phrase --- */

static void take_industry(struct quantity *q, const struct lex_entry *e, struct zb_span text)
{
	q->industry = e;
	set_name(&q->industry_text, e->full.n > 0 ? e->full : text);
}

/* The industry that an official name has fused in (工业增加值). False: the name is of a whole
 * economy and has none. */
static bool take_fused(const struct document *doc, struct quantity *q,
                       const struct lex_entry *e)
{
	if (e->in.n == 0)
		return true;
	if (zb_span_eq(e->in, ZB_S("-")))
		return false;
	const struct lex_entry *i = lexicon_find(doc->lexicon, e->in, LEX_INDUSTRY);
	if (i != NULL && q->industry == NULL)
		take_industry(q, i, e->in);
	return true;
}

/* 金融账户, 电子批文: a wide word is an industry only before a head or as the whole phrase. */
static bool is_industry_at(const struct sentence *s, int i)
{
	const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDUSTRY);
	if (e == NULL || e->is != INDUSTRY_MILD)
		return e != NULL;
	return (size_t)i + 1 >= s->n_toks || !tok_is_nominal(s, i + 1) ||
	       tok_entry(&s->toks[i + 1], LEX_INDICATOR) != NULL;
}

/* Industries that the phrase names: the last one. */
static void read_industry(const struct document *doc, const struct sentence *s,
                          struct quantity *q, struct phrase p)
{
	for (int i = p.from; i < p.to; i++) {
		const struct tok *t = &s->toks[i];
		const struct lex_entry *e = tok_entry(t, LEX_INDUSTRY);
		if (is_industry_at(s, i) && !(e->is == INDUSTRY_MILD && q->industry != NULL))
			take_industry(q, e, tok_text(s, t));
		const struct lex_entry *name = tok_entry(t, LEX_INDICATOR);
		if (name != NULL && !take_fused(doc, q, name))
			q->whole_economy = true;
	}
}

static void read_region(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct phrase p)
{
	for (int i = p.from; i < p.to && q->region == NULL; i++) {
		int n = 0;
		bool first = i == p.from || !tok_is_nominal(s, i - 1) ||
		             s->toks[i - 1].kind == TOK_QUOTE;
		const struct lex_entry *e = first ? region_at(doc, s, i, &n) : NULL;
		if (e != NULL && e->is != REGION_WORLD)
			q->region = e;
	}
}

static bool is_head(const struct tok *t)
{
	return tok_entry(t, LEX_INDICATOR) != NULL;
}

static bool has_head(const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++)
		if (is_head(&s->toks[i]))
			return true;
	return false;
}

/* 集成电路产业产值, 汽车行业利润: the word behind the industry says nothing more. */
static int over_sector_word(const struct sentence *s, int i, int to)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	bool sector = (s->toks[i].kind == TOK_TEXT || is_head(&s->toks[i])) &&
	              (zb_span_eq(text, ZB_S("行业")) || zb_span_eq(text, ZB_S("全行业")) ||
	               zb_span_eq(text, ZB_S("领域")) || zb_span_eq(text, ZB_S("产业")) ||
	               zb_span_eq(text, ZB_S("业")));
	return sector && i + 1 < to ? i + 1 : i;
}

/* Without region and industry in front, as far as a name is left. */
static struct phrase strip_front(const struct sentence *s, struct phrase p)
{
	while (p.from < p.to) {
		const struct tok *t = &s->toks[p.from];
		const struct lex_entry *industry = tok_entry(t, LEX_INDUSTRY);
		if (tok_is_space(t) || (tok_is_class(t, LEX_REGION) && p.from + 1 < p.to) ||
		    over_sector_word(s, p.from, p.to) > p.from) {
			p.from++;
			continue;
		}
		if (industry == NULL || industry->is == INDUSTRY_FUSED || p.from + 1 >= p.to ||
		    s->toks[p.from + 1].kind == TOK_QUOTE || !tok_is_nominal(s, p.from + 1))
			break;
		struct phrase rest = { .from = over_sector_word(s, p.from + 1, p.to),
			               .to = p.to };
		if (!has_head(s, rest))
			break;
		p = rest;
	}
	return p;
}

static bool starts_with(const struct name *n, struct zb_span head)
{
	return head.n > 0 && n->n > head.n && memcmp(n->s, head.p, head.n) == 0;
}

static void cut_front(struct name *n, size_t len)
{
	memmove(n->s, n->s + len, n->n - len);
	n->n = (uint16_t)(n->n - len);
}

/* 万科营业收入, 公司净利润: whose it is has a slot of its own. */
static void cut_owner(const struct document *doc, struct name *n)
{
	struct zb_span owner = zb_span(doc->owner.s, doc->owner.n);
	if (owner.n > 0 && zb_span_eq(zb_span(n->s, n->n), owner))
		n->n = 0;
	if (starts_with(n, owner))
		cut_front(n, owner.n);
	if (doc->owner.n > 0 && starts_with(n, ZB_S("公司")))
		cut_front(n, ZB_S("公司").n);
}

/* X公司营业收入, X集团利润: whose figure it is stands in front of the head. Returns the rest. */
static struct phrase read_org(const struct sentence *s, struct quantity *q, struct phrase p)
{
	int end = -1;
	for (int i = p.from; i + 1 < p.to; i++)
		if (tok_is(&s->toks[i], LEX_ORG, ORG_COMPANY))
			end = i + 1;
	struct phrase rest = { .from = end, .to = p.to };
	if (end < 0 || !has_head(s, rest))
		return p;
	if (end - p.from > 1) {
		q->org.n = 0;
		add_phrase(&q->org, s, (struct phrase){ .from = p.from, .to = end });
	}
	return rest;
}

/* 腾讯西部数据中心二期项目总投资: a project of its own name, not 重点项目. */
static struct phrase read_project(const struct sentence *s, struct quantity *q, struct phrase p)
{
	int last = p.to - 1;
	if (q->unit_kind != UNIT_MONEY || last - p.from < 2 ||
	    s->toks[p.from].kind != TOK_TEXT ||
	    !tok_is(&s->toks[last], LEX_INDICATOR, INDICATOR_LEVEL) ||
	    !(tok_has(&s->toks[last - 1], LEX_INDICATOR, INDICATOR_THING) ||
	      zb_span_ends(tok_text(s, &s->toks[last - 1]), ZB_S("项目"))) ||
	    s->toks[last - 1].to - s->toks[p.from].from < PROJECT_MIN)
		return p;
	add_phrase(&q->org, s, (struct phrase){ .from = p.from, .to = last });
	return (struct phrase){ .from = last, .to = p.to };
}

/* 每栋大棚纯收入: the classifier belongs to 每. */
static void cut_per(const struct sentence *s, struct phrase p, struct name *n)
{
	static const char classifiers[] = "个家项户栋人吨台辆亩件名位只头套批座年";
	if (p.from > 0 && tok_is(&s->toks[p.from - 1], LEX_FUNCTION, FUNCTION_PER) &&
	    n->n > 3 && zb_span_find(zb_span_str(classifiers), zb_span(n->s, 3), 0) >= 0)
		cut_front(n, 3);
}

/* Fills the slots that a phrase names and leaves in *out what is left as the name. */
static void read_phrase(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct phrase p, struct name *out)
{
	struct phrase head = bind_head(s, p);
	struct phrase rest = read_org(s, q, head);
	if (rest.from > head.from) /* the industry in a company's name is not the figure's */
		p = rest;
	read_region(doc, s, q, p);
	read_industry(doc, s, q, p);
	p = read_project(s, q, rest);
	out->n = 0;
	add_phrase(out, s, strip_front(s, p));
	cut_per(s, p, out);
	cut_owner(doc, out);
	if (q->region != NULL && starts_with(out, ZB_S("地区")) &&
	    !starts_with(out, ZB_S("地区生产总值")))
		cut_front(out, ZB_S("地区").n);
}

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
			add_name(&q->of, tok_text(s, t));
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
}

/* A head that is more than a thing: 产值, not 企业. */
static bool has_figure(const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDICATOR);
		if (e != NULL && e->is != INDICATOR_THING)
			return true;
	}
	return false;
}

static bool name_from(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase p)
{
	struct name n = { .n = 0 };
	read_phrase(doc, s, q, p, &n);
	if (n.n > 0) {
		q->indicator = n;
		q->named = true;
		q->has_head = has_figure(s, p);
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
		add_phrase(&q->of, s, left);
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
		add_phrase(&q->of, s, whole);
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
		read_region(doc, s, &probe, left);
		read_industry(doc, s, &probe, left);
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
	       is_head(&s->toks[right.from]);
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
			set_name(&q->indicator, e->full);
			q->named = q->has_head = true;
			return;
		}
	}
}

static void name_level(const struct document *doc, const struct sentence *s, struct quantity *q,
                       struct phrase left, struct phrase right)
{
	bool near = !phrase_is_empty(right) && right.from <= q->tok + 2 && has_figure(s, right);
	bool behind = (right_is_head(s, q, right) || (near && phrase_is_empty(left))) &&
	              !has_figure(s, left) && q->unit_kind != UNIT_PERCENT;
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
		if (starts && has_figure(s, (struct phrase){ .from = p.to - 1, .to = p.to })) {
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
			add_name(&q->of, tok_text(s, &s->toks[i--]));
		add_phrase(&q->of, s, whole);
	}
	return bind_before(s, bind_skip(s, i));
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
	else if (only_industry(q) && !is_counted(q) && doc->indicator.n > 0 && doc->has_head)
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
	bool has_shared = shared.from > items[n - 1].from && is_head(&s->toks[shared.from]) &&
	                  !tok_has(&s->toks[shared.from], LEX_INDICATOR, INDICATOR_THING);
	name_from(doc, s, last, items[n - 1]);
	for (size_t i = 0; i + 1 < n; i++) {
		name_from(doc, s, &qs[i], items[i]);
		if (!has_shared || has_figure(s, items[i]))
			continue;
		if (only_industry(&qs[i]))
			qs[i].indicator.n = 0;
		add_phrase(&qs[i].indicator, s, shared);
		qs[i].has_head = true;
	}
	for (size_t i = 0; i < n; i++) {
		if (only_industry(&qs[i]) && doc->indicator.n > 0 && doc->has_head)
			qs[i].indicator = doc->indicator;
		if (i > 0 && qs[i].region == NULL)
			qs[i].region = qs[0].region;
	}
}

/* The list of `n` quantities that ends right before quantity `first`, or NULL. */
static const struct quantity *list_before(const struct sentence *s, size_t first, size_t n)
{
	if (first < n || s->qs[first - 1].group < 0 ||
	    s->qs[first - n].group != s->qs[first - 1].group)
		return NULL;
	return &s->qs[first - n];
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
	/* 98.6%和89.9%的开工率和复岗率 */
	struct phrase right = bind_after(s, s->qs[first + n - 1].tok);
	found = bind_items(s, right, items, ITEMS_MAX);
	if ((size_t)found == n && of_stands_at(s, s->qs[first + n - 1].tok + 1)) {
		name_items(doc, s, q, n, items);
		for (size_t i = 0; i < n; i++) {
			read_region(doc, s, &q[i], left);
			if (q[i].industry == NULL)
				read_industry(doc, s, &q[i], left);
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

/* --- the rest of the sentence --- */

/* 集成电路已集聚…, 人工智能方面，…: not a word in front of another figure's name. */
static bool is_topic(const struct sentence *s, int i)
{
	const struct tok *next = &s->toks[i + 1];
	return i + 1 < (int)s->n_toks && !tok_is_nominal(s, i + 1) && next->kind != TOK_PAUSE &&
	       next->kind != TOK_CLOSE && !tok_is(next, LEX_FUNCTION, FUNCTION_AND) &&
	       !tok_is(next, LEX_FUNCTION, FUNCTION_OF);
}

/* The industry that the words left of the quantity speak of: those of its own clause, or the
 * topic of its sentence. */
static void industry_before(const struct sentence *s, struct quantity *q)
{
	bool own = true;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		own = own && !(t->kind == TOK_NUMBER && t->index >= 0);
		const struct lex_entry *e = tok_entry(t, LEX_INDUSTRY);
		if (e != NULL && e->is != INDUSTRY_MILD && (own || is_topic(s, i))) {
			take_industry(q, e, tok_text(s, t));
			return;
		}
	}
}

/* 富赛汽车电子有限公司今年…达8亿元: a company that stands where a clause begins. */
static void org_before(const struct sentence *s, struct quantity *q)
{
	for (int i = q->tok - 1; i > 0; i--) {
		if (!tok_is(&s->toks[i], LEX_ORG, ORG_COMPANY) || tok_is_nominal(s, i + 1))
			continue;
		struct phrase p = bind_before(s, i);
		bool subject = p.from == 0 || tok_ends_clause(&s->toks[p.from - 1]) ||
		               s->toks[p.from - 1].kind == TOK_TIME ||
		               s->toks[p.from - 1].kind == TOK_CLOSE;
		if (subject && i - p.from >= 1 &&
		    s->toks[i].to - s->toks[p.from].from >= ORG_MIN &&
		    !bind_has(s, p.from, i, LEX_FUNCTION, FUNCTION_OF)) {
			add_phrase(&q->org, s, p);
			return;
		}
	}
}

static void place_quantity(struct document *doc, const struct sentence *s, struct quantity *q)
{
	const struct lex_entry *before = q->region == NULL ? region_before(doc, s, q) : NULL;
	if (before != NULL && (doc->owner.n == 0 || before->is == REGION_NATION))
		q->region = before;
	if (q->org.n == 0 && doc->owner.n == 0)
		org_before(s, q);
	/* 全国房地产开发投资 in a company's report is not the company's. */
	if (q->org.n == 0 && (q->region == NULL || q->region->is != REGION_NATION))
		q->org = doc->owner;
	if (q->region == NULL && doc->owner.n == 0)
		q->region = doc->place != NULL ? doc->place : doc->region;
	if (q->region != NULL)
		set_name(&q->region_text,
		         q->region->full.n > 0 ? q->region->full : q->region->surface);
	if (q->industry == NULL && !q->whole_economy)
		industry_before(s, q);
	/* 装备制造业总产值达…，利润总额达…: of the same industry within the sentence */
	if (q->industry == NULL && !q->whole_economy && q->has_head && q > s->qs &&
	    !doc->whole_economy) {
		q->industry = doc->industry;
		q->industry_text = doc->industry_text;
	}
	if (q->industry == NULL && !q->whole_economy && doc->topic != NULL && doc->owner.n == 0)
		take_industry(q, doc->topic, doc->topic->surface);
}

static void remember(struct document *doc, const struct quantity *q)
{
	doc->indicator = q->indicator;
	doc->industry = q->industry;
	doc->industry_text = q->industry_text;
	doc->whole_economy = q->whole_economy;
	doc->last_region = q->region;
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
			place_quantity(doc, s, q);
			if (q->indicator.n == 0)
				q->reason = REASON_NO_INDICATOR;
			else
				remember(doc, q);
		}
	}
}

/* --- the document --- */

/* The region that a line begins with; *rest is what follows it. */
static const struct lex_entry *line_region(const struct document *doc, struct zb_span *rest)
{
	const struct lex_entry *found = NULL;
	size_t len = 0;
	while (rest->n > 0) {
		const struct lex_entry *e =
			lexicon_match_class(doc->lexicon, *rest, 0, LEX_REGION, &len);
		while (e != NULL && found != NULL && e->next != NULL &&
		       e->next->cls == LEX_REGION && !region_within(e, found))
			e = e->next;
		if (e == NULL || e->is != REGION_ADMIN)
			break;
		found = e;
		*rest = zb_span_sub(*rest, len, rest->n);
	}
	return found;
}

static bool is_heading(struct zb_span line)
{
	return line.n <= HEADING_MAX && zb_span_find(line, ZB_S("。"), 0) < 0 &&
	       zb_span_find(line, ZB_S("，"), 0) < 0;
}

/* 上海市奉贤区人民政府关于印发…的通知: a text of several notices goes on with another place, and
 * comes back with a heading of the wider one. */
void document_line(struct document *doc, struct zb_span line)
{
	line = zb_span_trim(zb_span_sub(line, 0, 200));
	struct zb_span rest = line;
	const struct lex_entry *found = line_region(doc, &rest);
	if (found == NULL)
		return;
	bool notice = zb_span_starts(rest, ZB_S("人民政府")) &&
	              zb_span_find(rest, ZB_S("印发"), 0) >= 0;
	bool back =
		doc->region != NULL && is_heading(line) && region_within(doc->region, found);
	if (notice || back)
		doc->region = found;
}

static uint8_t kind_of(const struct lexicon *lexicon, struct zb_span title)
{
	for (size_t i = 0; i < title.n; i++) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(lexicon, title, i, LEX_STATUS, &len);
		if (e != NULL && e->is == STATUS_GRANT_DOC)
			return DOCUMENT_GRANT;
		if (e != NULL && e->is == STATUS_PLAN_DOC)
			return DOCUMENT_PLAN;
	}
	return DOCUMENT_NEWS;
}

void document_begin(struct document *doc, struct zb_span title, struct zb_span publisher,
                    struct zb_span region)
{
	(void)publisher;
	(void)region;
	doc->kind = kind_of(doc->lexicon, title);
	doc->region = region_of_document(doc, title);
	doc->topic = industry_of_document(doc, title);
	org_of_document(doc, title);
}
