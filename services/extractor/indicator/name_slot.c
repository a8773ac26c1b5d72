/* SPDX-License-Identifier: Apache-2.0 */
#include "name_slot.h"

#include <string.h>

#include "name_partner.h"
#include "name_trim.h"
#include "region.h"

/* Bytes of a project's and of a company's own name, at least. */
enum { PROJECT_MIN = 24, ORG_MIN = 15 };

/* --- names --- */

void name_add(struct name *n, struct zb_span s)
{
	if (n->n + s.n < NAME_MAX) {
		memcpy(n->s + n->n, s.p, s.n);
		n->n = (uint16_t)(n->n + s.n);
	}
}

void name_set(struct name *n, struct zb_span s)
{
	n->n = 0;
	name_add(n, s);
}

void name_add_phrase(struct name *n, const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++)
		if (!tok_is_space(&s->toks[i]))
			name_add(n, tok_text(s, &s->toks[i]));
}

/* --- slots of a phrase --- */

void slot_industry(struct quantity *q, const struct lex_entry *e, struct zb_span text)
{
	q->industry = e;
	name_set(&q->industry_text, e->full.n > 0 ? e->full : text);
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
		slot_industry(q, i, e->in);
	return true;
}

/* 金融账户, 电子批文: a wide word is an industry only before a head or as the whole phrase. */
static bool is_industry_at(const struct sentence *s, int i)
{
	const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDUSTRY);
	if (e == NULL || e->is != INDUSTRY_MILD)
		return e != NULL;
	bool last = (size_t)i + 1 >= s->n_toks || !tok_is_nominal(s, i + 1);
	struct zb_span text = tok_text(s, &s->toks[i]);
	if (last && (zb_span_eq(text, ZB_S("批发")) || zb_span_eq(text, ZB_S("零售"))))
		return false; /* 累计批发5万辆: what was done with them */
	return last || tok_entry(&s->toks[i + 1], LEX_INDICATOR) != NULL;
}

/* 制造业, 行业: a sector only with what stands before it: 专用化学品制造业, 电子元件行业. */
static bool is_sector_word(const struct sentence *s, int i)
{
	static const char *const words[] = { "制造业", "工业",     "行业",       "产业",
		                             "服务业", "加工业",   "装备制造业", "设备制造业",
		                             "制品业", "制造行业", NULL };
	struct zb_span text = tok_text(s, &s->toks[i]);
	if (text.n < 6 || !zb_span_ends(text, ZB_S("业")))
		return false;
	for (int k = 0; words[k] != NULL; k++)
		if (zb_span_eq(text, zb_span_str(words[k])))
			return true;
	return false;
}

/* 规模以上, 全市, 民营: of which of them, not of what sector. */
static bool is_scope_word(struct zb_span text)
{
	static const char *const words[] = { "规模", "规上", "全",   "限额", "限上", "主要",
		                             "重点", "民营", "国有", "民间", "传统", "其他",
		                             "其它", "相关", "部分", "大类", "中类", "本",
		                             "该",   "各",   "县域", "个",   "整个", "省",
		                             "市",   "国家", "重大", "新型", "国内", "国际",
		                             "外资", "内资", NULL };
	for (int k = 0; words[k] != NULL; k++)
		if (zb_span_starts(text, zb_span_str(words[k])))
			return true;
	return false;
}

/* Where the sector that ends with token `i` begins; `i` where nothing belongs before it. */
static int sector_begin(const struct sentence *s, struct phrase p, int i)
{
	int from = i;
	while (from > p.from) {
		const struct tok *t = &s->toks[from - 1];
		bool part = t->kind == TOK_TEXT || tok_is_class(t, LEX_INDUSTRY) ||
		            tok_has(t, LEX_INDICATOR, INDICATOR_THING) ||
		            (tok_is_class(t, LEX_WORD) && t->entry->code.n == 0);
		if (!part || is_scope_word(tok_text(s, t)) || t->to != s->toks[from].from)
			break;
		from--;
	}
	return s->toks[i].from - s->toks[from].from > 3 ? from : i;
}

static int sector_from(const struct sentence *s, struct phrase p, int i)
{
	return is_sector_word(s, i) ? sector_begin(s, p, i) : i;
}

/* 专用化学品|制造业产值: the industry fused into the name goes on to the left. */
static bool take_fused_sector(struct quantity *q, const struct sentence *s, struct phrase p,
                              int i, const struct lex_entry *name)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	int from = name->in.n > 3 && zb_span_starts(text, name->in) ? sector_begin(s, p, i) : i;
	if (from == i || from != p.from)
		return false;
	q->industry = NULL;
	q->industry_text.n = 0;
	name_add(&q->industry_text, zb_span(s->text.p + s->toks[from].from,
	                                    s->toks[i].from - s->toks[from].from + name->in.n));
	return true;
}

/* 电子元件(行业), 专用化学品制造业 */
static void slot_sector(struct quantity *q, const struct sentence *s, int from, int i)
{
	struct zb_span last = tok_text(s, &s->toks[i]);
	bool bare = zb_span_eq(last, ZB_S("行业")) || zb_span_eq(last, ZB_S("产业"));
	uint32_t to = bare ? s->toks[i].from : s->toks[i].to;
	q->industry = tok_entry(&s->toks[bare ? i - 1 : i], LEX_INDUSTRY);
	name_set(&q->industry_text,
	         zb_span(s->text.p + s->toks[from].from, to - s->toks[from].from));
}

/* Industries that the phrase names: the last one. */
void slot_read_industry(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct phrase p)
{
	for (int i = p.from; i < p.to; i++) {
		const struct tok *t = &s->toks[i];
		const struct lex_entry *e = tok_entry(t, LEX_INDUSTRY);
		int from = sector_from(s, p, i);
		struct phrase rest = { .from = i + 1, .to = p.to };
		if (from < i && phrase_has_figure(s, rest))
			slot_sector(q, s, from, i);
		else if (is_industry_at(s, i) &&
		         !(e->is == INDUSTRY_MILD && q->industry != NULL))
			slot_industry(q, e, tok_text(s, t));
		const struct lex_entry *name = tok_entry(t, LEX_INDICATOR);
		if (name != NULL && take_fused_sector(q, s, p, i, name))
			continue;
		if (name != NULL && !take_fused(doc, q, name))
			q->whole_economy = true;
	}
}

void slot_read_region(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase p)
{
	for (int i = p.from; i < p.to && q->region == NULL; i++) {
		int n = 0;
		bool first = i == p.from || !tok_is_nominal(s, i - 1) ||
		             s->toks[i - 1].kind == TOK_QUOTE;
		const struct lex_entry *e = first ? region_at(doc, s, i, &n) : NULL;
		if (e != NULL && e->is != REGION_WORLD && !name_is_towards(s, i) &&
		    !(i + n < p.to && region_is_field_of_first(tok_text(s, &s->toks[i + n]))) &&
		    !region_is_partner(doc, e))
			q->region = e;
	}
}

bool tok_is_head(const struct tok *t)
{
	return tok_entry(t, LEX_INDICATOR) != NULL;
}

static bool has_head(const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++)
		if (tok_is_head(&s->toks[i]))
			return true;
	return false;
}

/* 集成电路产业产值, 汽车行业利润: the word behind the industry says nothing more. */
static int over_sector_word(const struct sentence *s, int i, int to)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	bool sector = (s->toks[i].kind == TOK_TEXT || tok_is_head(&s->toks[i])) &&
	              (zb_span_eq(text, ZB_S("行业")) || zb_span_eq(text, ZB_S("全行业")) ||
	               zb_span_eq(text, ZB_S("领域")) || zb_span_eq(text, ZB_S("产业")) ||
	               zb_span_eq(text, ZB_S("业")));
	return sector && i + 1 < to ? i + 1 : i;
}

/* A weak name is a region only where the quantity's region was read from it. */
static bool is_region_read(const struct quantity *q, const struct tok *t)
{
	if (!tok_is_class(t, LEX_REGION))
		return false;
	if (t->is != REGION_WEAK)
		return true;
	for (const struct lex_entry *e = t->entry; e != NULL && e->cls == LEX_REGION;
	     e = e->next)
		if (q->region != NULL && zb_span_eq(e->full, q->region->full))
			return true;
	return false;
}

/* 铁矿|砂进口: one character that no word begins with belongs to the word before. */
static bool is_cut_word(const struct sentence *s, struct phrase rest)
{
	const struct tok *t = &s->toks[rest.from];
	return rest.from + 1 < rest.to && t->kind == TOK_TEXT && t->to - t->from == 3;
}

/* Without region and industry in front, as far as a name is left. */
static struct phrase strip_front(const struct sentence *s, const struct quantity *q,
                                 struct phrase p)
{
	while (p.from < p.to) {
		for (int i = p.from; i + 1 < p.to; i++) {
			struct phrase rest = { .from = i + 1, .to = p.to };
			if (sector_from(s, p, i) == p.from && i > p.from &&
			    phrase_has_figure(s, rest))
				p = rest;
		}
		const struct tok *t = &s->toks[p.from];
		const struct lex_entry *industry = tok_entry(t, LEX_INDUSTRY);
		/* 今年来收益率 */
		bool expected =
			tok_has(t, LEX_INDICATOR, INDICATOR_BARE) && p.from + 1 < p.to &&
			tok_is_class(&s->toks[p.from + 1], LEX_REGION); /* 预期中国经济 */
		bool since = t->kind == TOK_TEXT && p.from + 1 < p.to &&
		             zb_span_eq(tok_text(s, t), ZB_S("来"));
		if (since || expected || tok_is_space(t) ||
		    (is_region_read(q, t) && p.from + 1 < p.to) ||
		    over_sector_word(s, p.from, p.to) > p.from) {
			p.from++;
			continue;
		}
		if (industry == NULL || industry->is == INDUSTRY_FUSED || p.from + 1 >= p.to ||
		    s->toks[p.from + 1].kind == TOK_QUOTE || !tok_is_nominal(s, p.from + 1))
			break;
		struct phrase rest = { .from = over_sector_word(s, p.from + 1, p.to),
			               .to = p.to };
		if (!has_head(s, rest) || is_cut_word(s, rest))
			break;
		p = rest;
	}
	return p;
}

/* 比亚迪: known by its short name, without 公司. */
bool tok_is_firm(const struct tok *t)
{
	const struct lex_entry *e = tok_entry(t, LEX_ORG);
	return e != NULL && zb_span_eq(e->code, ZB_S("name"));
}

/* X公司营业收入, X集团利润: whose figure it is stands in front of the head. Returns the rest. */
static struct phrase read_org(const struct sentence *s, struct quantity *q, struct phrase p)
{
	int end = -1;
	for (int i = p.from; i + 1 < p.to; i++)
		if (tok_has(&s->toks[i], LEX_ORG, ORG_COMPANY))
			end = i + 1;
	struct phrase rest = { .from = end, .to = p.to };
	if (end < 0 || !has_head(s, rest))
		return p;
	const struct tok *first = &s->toks[p.from];
	bool proper = end - p.from > 1 && s->toks[end - 1].to - first->from >= ORG_MIN &&
	              !tok_is(first, LEX_REGION, REGION_NATION);
	if (proper || tok_is_firm(first)) {
		q->org.n = 0;
		name_add_phrase(&q->org, s, (struct phrase){ .from = p.from, .to = end });
	}
	return rest;
}

bool tok_is_zone(const struct sentence *s, int i)
{
	static const char *const zones[] = { "综合保税区", "综保区", "保税区",   "保税港区",
		                             "自贸试验区", "自贸区", "高新区",   "经开区",
		                             "开发区",     "加工区", "自贸片区", NULL };
	struct zb_span text = tok_text(s, &s->toks[i]);
	for (int k = 0; zones[k] != NULL; k++)
		if (zb_span_ends(text, zb_span_str(zones[k])))
			return true;
	return false;
}

/* 成都高新综合保税区进出口: whose figure it is, a zone by the name of its place. Returns the rest. */
static struct phrase read_zone(const struct sentence *s, struct quantity *q, struct phrase p)
{
	if (!tok_is(&s->toks[p.from], LEX_REGION, REGION_ADMIN) &&
	    !tok_is(&s->toks[p.from], LEX_REGION, REGION_WEAK))
		return p;
	for (int i = p.to - 2; i > p.from; i--) {
		struct phrase rest = { .from = i + 1, .to = p.to };
		if (!tok_is_zone(s, i) || !phrase_has_figure(s, rest))
			continue;
		if (q->org.n == 0)
			name_add_phrase(&q->org, s,
			                (struct phrase){ .from = p.from, .to = i + 1 });
		return rest;
	}
	return p;
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
	name_add_phrase(&q->org, s, (struct phrase){ .from = p.from, .to = last });
	return (struct phrase){ .from = last, .to = p.to };
}

/* 生物医药产业规模: 产业规模 is one word, though the industry took its first half. */
static bool is_scale_of_sector(const struct sentence *s, struct phrase whole,
                               struct phrase rest)
{
	return rest.from > whole.from && rest.to == rest.from + 1 &&
	       zb_span_ends(tok_text(s, &s->toks[rest.from - 1]), ZB_S("产业")) &&
	       zb_span_eq(tok_text(s, &s->toks[rest.from]), ZB_S("规模"));
}

/* 西部矿业集团（持股16.4%）: who stands before the bracket. */
static void read_holder_before(const struct sentence *s, struct quantity *q, struct phrase p)
{
	if (p.from < 2 || s->toks[p.from - 1].kind != TOK_OPEN)
		return;
	struct phrase holder = bind_before(s, p.from - 2);
	if (phrase_is_empty(holder))
		return;
	q->org.n = 0;
	name_add_phrase(&q->org, s, holder);
}

/* 王某持股4.9%, 乙巳投资持股51%: who holds them is whose figure it is. */
static void read_holder(const struct sentence *s, struct quantity *q, struct phrase p,
                        struct name *out)
{
	static const char *const holds[] = { "持股比例", "持股", NULL };
	struct zb_span name = zb_span(out->s, out->n);
	for (int i = 0; q->unit_kind == UNIT_PERCENT && holds[i] != NULL; i++) {
		struct zb_span tail = zb_span_str(holds[i]);
		if (!zb_span_ends(name, tail))
			continue;
		if (name.n == tail.n) {
			read_holder_before(s, q, p);
		} else if (name.n >= tail.n + 6) {
			name_set(&q->org, zb_span_sub(name, 0, name.n - tail.n));
			name_set(out, tail);
		}
		if (q->org.n > 0) { /* 文化产业集团: told of the holder */
			q->industry = q->region = NULL;
			q->industry_text.n = 0;
		}
		return;
	}
}

/* Fills the slots that a phrase names and leaves in *out what is left as the name. */
void slot_read_phrase(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct phrase p, struct name *out)
{
	struct phrase head = bind_head(s, p);
	struct phrase rest = read_org(s, q, head);
	if (rest.from > head.from) /* the industry in a company's name is not the figure's */
		p = rest;
	slot_read_region(doc, s, q, p);
	struct phrase behind = read_zone(s, q, rest);
	if (behind.from > rest.from)
		p = rest = behind;
	slot_read_industry(doc, s, q, p);
	p = read_project(s, q, rest);
	out->n = 0;
	rest = p;
	if (p.to == p.from + 1 && tok_is_firm(&s->toks[p.from])) { /* 碧桂园跌超8% */
		q->org.n = 0;
		name_add_phrase(&q->org, s, p);
		return;
	}
	if (name_partner(doc, s, q, p, out))
		return;
	if (name_is_towards(s, p.from) && tok_is_class(&s->toks[p.from], LEX_REGION))
		name_add(out, ZB_S("对"));
	else
		rest = strip_front(s, q, p);
	if (is_scale_of_sector(s, p, rest))
		name_add(out, ZB_S("产业"));
	name_add_phrase(out, s, rest);
	read_holder(s, q, p, out);
	name_trim(doc, s, q, p, rest, out);
}

/* A head that is more than a thing: 产值, not 企业. */
bool phrase_has_figure(const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDICATOR);
		if (e != NULL && e->is != INDICATOR_THING && e->is != INDICATOR_BARE)
			return true;
	}
	return false;
}
