/* SPDX-License-Identifier: Apache-2.0 */
#include "name_bare.h"

#include <string.h>

#include "at.h"
#include "name_one.h"
#include "name_slot.h"

static bool ends_in(struct zb_span s, const char *const *tails)
{
	for (int i = 0; tails[i] != NULL; i++)
		if (zb_span_ends(s, zb_span_str(tails[i])))
			return true;
	return false;
}

static bool has_head(const struct sentence *s, struct phrase p)
{
	return tok_entry(&s->toks[p.to - 1], LEX_INDICATOR) != NULL;
}

/* 涨, 大跌, 收涨: of prices on a market. */
static bool is_market_verb(const struct sentence *s, const struct tok *t)
{
	struct zb_span text = tok_text(s, t);
	return tok_is_class(t, LEX_VERB) && (zb_span_find(text, ZB_S("涨"), 0) >= 0 ||
	                                     zb_span_find(text, ZB_S("跌"), 0) >= 0 ||
	                                     zb_span_find(text, ZB_S("挫"), 0) >= 0);
}

/* 奈飞涨超2%, 南山铝业(600219)上涨0.95%: told as a share by a code behind it, by the figure before,
 * or by a word of the sentence. */
static bool is_share(const struct document *doc, const struct sentence *s,
                     const struct quantity *q, struct phrase p)
{
	static const char *const markets[] = { "指",   "指数", "ETF",  "板块", "股",   "概念",
		                               "期货", "现货", "基金", "原油", "黄金", "汇率",
		                               "美元", "价",   "市场", "大盘", "债",   NULL };
	static const char *const words[] = { "股", "券商", "盘", NULL };
	struct name text = { .n = 0 };
	bool verb = false;
	for (int i = p.to; i < q->tok; i++)
		verb = verb || is_market_verb(s, &s->toks[i]);
	name_add_phrase(&text, s, p);
	struct zb_span name = zb_span(text.s, text.n);
	if (!verb || q->measure != MEASURE_GROWTH || ends_in(name, markets))
		return false;
	if (s->toks[p.to].kind == TOK_OPEN && s->toks[p.to + 1].kind == TOK_NUMBER)
		return true;
	if (zb_span_eq(zb_span(doc->indicator.s, doc->indicator.n), ZB_S("股价")))
		return true;
	struct zb_span whole = zb_span_sub(s->text, s->from, s->to - s->from);
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(whole, zb_span_str(words[i]), 0) >= 0)
			return true;
	return false;
}

/* Of the quantities before it in the sentence, one that was named by a head and measures alike; or
 * 其中 goes back to the sentence before. */
static bool goes_on(const struct document *doc, const struct sentence *s,
                    const struct quantity *q)
{
	if (!doc->has_head || doc->indicator.n == 0)
		return false;
	if (q > s->qs) {
		const struct quantity *last = q - 1;
		return last->reason == REASON_NONE && last->has_head &&
		       (q->measure == MEASURE_GROWTH ||
		        zb_span_eq(zb_span_str(last->unit), zb_span_str(q->unit)));
	}
	return q->measure == MEASURE_GROWTH &&
	       bind_has(s, 0, q->tok, LEX_FUNCTION, FUNCTION_AMONG);
}

/* The head that a list goes back to: of the sentence so far (从产品产量看，单晶硅增长…), else where 其中
 * says so the last of the sentence before. Empty: none. */
static struct zb_span head_before(const struct document *doc, const struct sentence *s,
                                  const struct quantity *q, struct phrase p)
{
	for (int i = p.from - 1; i >= 0; i--) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDICATOR);
		if (e == NULL || (e->is != INDICATOR_LEVEL && e->is != INDICATOR_ACT))
			continue;
		struct zb_span text = tok_text(s, &s->toks[i]);
		/* 工业增加值…，其中制造业增长: of its added value */
		if (e->in.n > 1 && zb_span_starts(text, e->in) && text.n > e->in.n)
			text = zb_span_sub(text, e->in.n, text.n);
		return text;
	}
	if (!bind_has(s, 0, q->tok, LEX_FUNCTION, FUNCTION_AMONG))
		return zb_span(NULL, 0);
	return zb_span(doc->head.s, doc->head.n);
}

struct zb_span name_head_of_list(const struct document *doc, const struct sentence *s,
                                 const struct quantity *q, struct phrase p)
{
	return q->measure == MEASURE_GROWTH && q == s->qs ? head_before(doc, s, q, p)
	                                                  : zb_span(NULL, 0);
}

void name_by_head(const struct document *doc, const struct sentence *s, struct quantity *q,
                  struct phrase list)
{
	struct zb_span head = head_before(doc, s, q, list);
	if (q->measure != MEASURE_GROWTH || head.n == 0)
		return;
	name_set(&q->indicator, head);
	q->has_head = true;
}

bool name_by_sentence(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	bool place = q->tok > 1 && s->toks[q->tok - 1].kind == TOK_OPEN &&
	             tok_entry(&s->toks[q->tok - 2], LEX_REGION) != NULL;
	bool on = q > s->qs && q[-1].has_head && q[-1].measure == q->measure &&
	          zb_span_eq(zb_span_str(q[-1].unit), zb_span_str(q->unit));
	if (name_is_counted(q) || on || (doc->indicator.n > 0 && !place))
		return false;
	struct zb_span head = head_before(doc, s, q, (struct phrase){ .from = q->tok });
	if (head.n == 0)
		return false;
	name_set(&q->indicator, head);
	q->named = q->has_head = true;
	return true;
}

/* A product or sector, as far as its last character tells. */
static bool is_product(const struct document *doc, struct zb_span name)
{
	static const char *const tails[] = {
		"缆",   "箱",   "柜",   "灯",   "锂",   "镍",   "钴",     "锌", "铅",   "锡",
		"矿石", "粉",   "浆",   "绸",   "革",   "棉",   "麻",     "豆", "米",   "麦",
		"蛋",   "猪",   "牛",   "羊",   "鸡",   "鸭",   "虾",     "醇", "酮",   "酯",
		"醚",   "苯",   "胺",   "脂",   "氯",   "硅",   "磷",     "肥", "苗",   "芯片",
		"镜",   "表",   "衣",   "服",   "锅",   "瓶",   "轮",     "轴", "模组", "模块",
		"组件", "空调", "电视", "电脑", "家电", "艇",   "机器人", "母", "精矿", "焦",
		"炭",   "纤维", "原矿", "云母", "镜头", "业",   "品",     "类", "机",   "器",
		"车",   "材",   "料",   "池",   "件",   "装备", "设备",   "备", "片",   "酒",
		"油",   "气",   "钢",   "铁",   "铝",   "铜",   "煤",     "电", "药",   "剂",
		"膜",   "板",   "管",   "线",   "船",   "布",   "纱",     "丝", "纸",   "粮",
		"肉",   "菜",   "果",   "鱼",   "糖",   "盐",   "茶",     "奶", "鞋",   "家具",
		"具",   "屏",   "仪",   "炉",   "泵",   "阀",   "胶",     "碱", "酸",   "烯",
		"胎",   "水泥", "砂",   "矿",   NULL
	};
	return lexicon_find(doc->lexicon, name, LEX_INDUSTRY) != NULL || ends_in(name, tails);
}

/* 成分股南山铝业: the company itself. */
static void take_firm(const struct sentence *s, struct quantity *q, struct phrase p)
{
	static const char *const heads[] = {
		"成分股", "成份股", "重仓股", "个股", "其中", NULL
	};
	struct name firm = { .n = 0 };
	name_add_phrase(&firm, s, p);
	struct zb_span text = zb_span(firm.s, firm.n);
	for (int i = 0; heads[i] != NULL; i++)
		if (zb_span_starts(text, zb_span_str(heads[i])))
			text = zb_span_sub(text, strlen(heads[i]), text.n);
	name_set(&q->org, text);
}

void name_bare(const struct document *doc, const struct sentence *s, struct quantity *q,
               struct phrase p)
{
	if (phrase_is_empty(p) || has_head(s, p) || q->indicator.n == 0)
		return;
	if (is_share(doc, s, q, p)) {
		take_firm(s, q, p);
		name_set(&q->indicator, ZB_S("股价"));
		q->industry = q->region = NULL;
		q->industry_text.n = 0;
		q->has_head = true;
		return;
	}
	struct zb_span name = zb_span(q->indicator.s, q->indicator.n);
	if (q->measure != MEASURE_GROWTH && q->measure != MEASURE_LEVEL)
		return;
	if (!is_product(doc, name))
		return;
	bool on = goes_on(doc, s, q);
	struct zb_span head = on || q->measure != MEASURE_GROWTH ? zb_span(NULL, 0)
	                                                         : head_before(doc, s, q, p);
	if (!on && head.n == 0)
		return;
	q->industry = lexicon_find(doc->lexicon, name, LEX_INDUSTRY);
	q->industry_text = q->indicator;
	if (head.n > 0)
		name_set(&q->indicator, head);
	else
		q->indicator = doc->indicator;
	q->has_head = true;
}

static const char *const trades[] = { "出口总额", "进口总额", "出口总值", "进口总值",
	                              "出口金额", "进口金额", "出口额",   "进口额",
	                              "出口值",   "进口值",   "出口量",   "进口量",
	                              "出口",     "进口",     NULL };

static const char *const measures[] = { "总产量",   "年产量", "产量",   "总销量",   "销售量",
	                                "销量",     "出货量", "出货",   "库存",     "总产能",
	                                "产能",     "装车量", "均价",   "平均价格", "平均价",
	                                "现货价格", "现货价", "批发价", "零售价",   "出厂价",
	                                "市场价",   "报价",   "售价",   "价格",     NULL };

/* Cuts the first of `tails` that `name` ends with; returns it, *goods is the rest. */
static struct zb_span cut_tail(struct zb_span name, const char *const *tails,
                               struct zb_span *goods)
{
	for (; *tails != NULL; tails++) {
		struct zb_span tail = zb_span_str(*tails);
		if (name.n > tail.n && zb_span_ends(name, tail)) {
			*goods = zb_span_sub(name, 0, name.n - tail.n);
			return zb_span_sub(name, goods->n, name.n);
		}
	}
	return zb_span(NULL, 0);
}

/* 出口 in 出口汽车, 出口额 in 汽车出口额, 产量 in 光缆产量: what is measured of the goods. Empty: no goods. */
static struct zb_span measure_of(struct zb_span name, struct zb_span *goods)
{
	struct zb_span none = zb_span(NULL, 0);
	if (zb_span_starts(name, ZB_S("对")) || zb_span_find(name, ZB_S("进出口"), 0) >= 0)
		return none;
	if (zb_span_starts(name, ZB_S("出口")) || zb_span_starts(name, ZB_S("进口"))) {
		*goods = zb_span_sub(name, ZB_S("出口").n, name.n);
		if (cut_tail(name, measures, goods).n == 0)
			return zb_span_sub(name, 0, ZB_S("出口").n);
	}
	struct zb_span found = cut_tail(name, trades, goods);
	return found.n > 0 ? found : cut_tail(name, measures, goods);
}

/* 规上原煤: which of the makers, not what is made. */
static struct zb_span without_scope(struct zb_span goods)
{
	static const char *const scopes[] = { "规模以上", "规上", "限额以上", "限上",
		                              "主要",     "重点", NULL };
	size_t len = any_word_at(goods, 0, scopes);
	return zb_span_sub(goods, len, goods.n);
}

/* 企业, 生产资料, 原材料: ends like goods, but is no sort of them. */
static bool is_vague(struct zb_span goods)
{
	static const char *const tails[] = { "企业",   "行业", "产业", "资料",
		                             "原材料", "商品", "新车", NULL };
	return goods.n < 6 || ends_in(goods, tails);
}

/* “新三样”电动载人汽车: what sort of goods they are counted among is no part of their name. */
static struct zb_span without_label(struct zb_span goods)
{
	ptrdiff_t close = zb_span_find(goods, ZB_S("”"), 0);
	if (close < 0 || !zb_span_starts(goods, ZB_S("“")))
		return goods;
	struct zb_span rest = zb_span_sub(goods, (size_t)close + ZB_S("”").n, goods.n);
	return rest.n < 6 || zb_span_eq(rest, ZB_S("产品")) ? goods : rest;
}

/* 手机|镜头, 食品|烟酒类消费品: an industry in front of the goods is a part of their name, though it was
 * taken for a slot of its own. */
static struct zb_span with_industry(const struct sentence *s, const struct quantity *q,
                                    struct zb_span goods)
{
	for (int i = q->tok - 1; i > 0; i--) {
		struct zb_span text = zb_span_sub(s->text, s->toks[i].from, goods.n);
		if (!zb_span_eq(text, goods))
			continue;
		int from = i;
		while (from > 0 && s->toks[from - 1].to == s->toks[from].from &&
		       tok_entry(&s->toks[from - 1], LEX_INDUSTRY) != NULL &&
		       !zb_span_starts(tok_text(s, &s->toks[from - 1]), ZB_S("“")))
			from--;
		return zb_span(s->text.p + s->toks[from].from,
		               s->toks[i].from - s->toks[from].from + goods.n);
	}
	return goods;
}

void name_goods(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	struct zb_span goods = { 0 };
	struct name whole = q->indicator;
	struct zb_span measure = measure_of(zb_span(whole.s, whole.n), &goods);
	struct zb_span old = zb_span(q->industry_text.s, q->industry_text.n);
	goods = without_scope(goods);
	bool products = zb_span_eq(goods, ZB_S("产品"));
	if (measure.n == 0 || is_vague(goods) || !is_product(doc, goods) ||
	    (products && old.n == 0))
		return;
	bool quoted = zb_span_starts(old, ZB_S("“"));
	if (!(measure.p == whole.s && name_is_counted(q))) /* 出口汽车5万辆: cars are counted */
		name_set(&q->indicator, measure);
	if (products || (quoted && zb_span_starts(goods, old)))
		return; /* “新三样”产品 */
	goods = with_industry(s, q, without_label(goods));
	const struct lex_entry *e = lexicon_find(doc->lexicon, goods, LEX_INDUSTRY);
	if (e == NULL || q->industry == NULL) {
		q->industry = e;
		name_set(&q->industry_text, goods);
	}
}

/* The figure that sizes the things behind it, 超过百亿元的企业, from `i` on. */
static bool sizes_things(const struct sentence *s, int i)
{
	while (tok_is_class(&s->toks[i], LEX_OP) || tok_is_class(&s->toks[i], LEX_VERB))
		i++;
	return s->toks[i].kind == TOK_NUMBER && (size_t)i + 2 < s->n_toks &&
	       tok_is(&s->toks[i + 1], LEX_FUNCTION, FUNCTION_OF);
}

void name_bracketed(const struct sentence *s, struct quantity *q)
{
	bool alone = q->tok > 0 && (size_t)q->tok + 1 < s->n_toks &&
	             s->toks[q->tok - 1].kind == TOK_OPEN &&
	             s->toks[q->tok + 1].kind == TOK_CLOSE;
	bool listed = false;
	if (!alone || q->unit_kind != UNIT_MONEY || q->measure != MEASURE_LEVEL)
		return;
	for (int i = q->tok - 2; i >= 0 && s->toks[i].kind != TOK_STOP; i--) {
		const struct tok *t = &s->toks[i];
		listed = listed || t->kind == TOK_COMMA;
		if (listed && tok_is(t, LEX_INDICATOR, INDICATOR_LEVEL) &&
		    sizes_things(s, i + 1)) {
			name_set(&q->indicator, tok_text(s, t));
			q->has_head = true;
			return;
		}
	}
}

void name_note_head(struct document *doc, const struct sentence *s)
{
	for (int i = tok_last(s, LEX_INDICATOR, (int)s->n_toks - 1); i >= 0;
	     i = tok_last(s, LEX_INDICATOR, i - 1)) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDICATOR);
		if (e == NULL || e->is != INDICATOR_LEVEL)
			continue;
		struct zb_span text = tok_text(s, &s->toks[i]);
		if (e->in.n > 1 && zb_span_starts(text, e->in) && text.n > e->in.n)
			text = zb_span_sub(text, e->in.n, text.n);
		name_set(&doc->head, text);
		return;
	}
}

bool name_says_nothing(const struct document *doc, const struct name *n)
{
	const struct lex_entry *e =
		lexicon_find(doc->lexicon, zb_span(n->s, n->n), LEX_INDICATOR);
	return e != NULL && e->is == INDICATOR_BARE;
}
