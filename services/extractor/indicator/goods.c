/* SPDX-License-Identifier: Apache-2.0 */
#include "goods.h"

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

/* A product or sector, as far as its last character tells. */
bool goods_is(const struct lexicon *lexicon, struct zb_span name)
{
	static const char *const tails[] = {
		"缆",   "箱",   "柜",     "灯",   "锂",   "镍",   "钴",   "锌",     "铅",
		"锡",   "矿石", "粉",     "浆",   "绸",   "革",   "棉",   "麻",     "豆",
		"米",   "麦",   "蛋",     "猪",   "牛",   "羊",   "鸡",   "鸭",     "虾",
		"醇",   "酮",   "酯",     "醚",   "苯",   "胺",   "脂",   "氯",     "硅",
		"磷",   "肥",   "苗",     "芯片", "镜",   "表",   "衣",   "服",     "锅",
		"瓶",   "轮",   "轴",     "模组", "模块", "组件", "空调", "电视",   "电脑",
		"家电", "艇",   "机器人", "母",   "精矿", "焦",   "炭",   "纤维",   "原矿",
		"云母", "镜头", "业",     "品",   "类",   "机",   "器",   "车",     "材",
		"料",   "池",   "件",     "装备", "设备", "备",   "片",   "酒",     "油",
		"气",   "钢",   "铁",     "铝",   "铜",   "煤",   "电",   "药",     "剂",
		"膜",   "板",   "管",     "线",   "船",   "布",   "纱",   "丝",     "纸",
		"粮",   "肉",   "菜",     "果",   "鱼",   "糖",   "盐",   "茶",     "奶",
		"鞋",   "家具", "具",     "屏",   "仪",   "炉",   "泵",   "阀",     "胶",
		"碱",   "酸",   "烯",     "胎",   "水泥", "砂",   "矿",   "LED",    "LCD",
		"PCB",  "GPU",  "CPU",    "DRAM", "NAND", "IGBT", "MLCC", "传感器", NULL
	};
	return lexicon_find(lexicon, name, LEX_INDUSTRY) != NULL || ends_in(name, tails);
}

static const char *const trades[] = { "出口总额", "进口总额", "出口总值", "进口总值",
	                              "出口金额", "进口金额", "出口额",   "进口额",
	                              "出口值",   "进口值",   "出口量",   "进口量",
	                              "出口",     "进口",     NULL };

static const char *const measures[] = {
	"总产量", "年产量",   "产量",   "总销量",     "销售量",   "销量",     "出货量",
	"出货",   "库存",     "总产能", "产能",       "装车量",   "均价",     "平均价格",
	"平均价", "现货价格", "现货价", "批发价",     "零售价",   "出厂价",   "市场价",
	"报价",   "售价",     "价格",   "投资总金额", "投资金额", "投资总额", NULL
};

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

/* The last character of every measure and trade, asked first: most names end otherwise. */
static bool may_measure(struct zb_span name)
{
	static const char lasts[] = "口额值量货存能价格";
	return name.n > 6 &&
	       zb_span_find(zb_span_str(lasts), zb_span_sub(name, name.n - 3, 3), 0) >= 0;
}

/* 出口 in 出口汽车, 出口额 in 汽车出口额, 产量 in 光缆产量: what is measured of the goods. Empty: no goods. */
static struct zb_span measure_of(struct zb_span name, struct zb_span *goods)
{
	struct zb_span none = zb_span(NULL, 0);
	bool trade = zb_span_starts(name, ZB_S("出口")) || zb_span_starts(name, ZB_S("进口"));
	if (!trade && !may_measure(name))
		return none;
	if (zb_span_starts(name, ZB_S("对")) || zb_span_find(name, ZB_S("进出口"), 0) >= 0)
		return none;
	if (trade) {
		*goods = zb_span_sub(name, ZB_S("出口").n, name.n);
		if (cut_tail(name, measures, goods).n == 0)
			return zb_span_sub(name, 0, ZB_S("出口").n);
	}
	struct zb_span found = cut_tail(name, trades, goods);
	return found.n > 0 ? found : cut_tail(name, measures, goods);
}

/* 规上原煤, 限额以上单位汽车: which of the makers and sellers, not what is made and sold. */
static struct zb_span without_scope(struct zb_span goods)
{
	static const char *const scopes[] = { "规模以上", "规上", "限额以上", "限上",
		                              "主要",     "重点", "贸易单位", "单位",
		                              "电厂",     "地区", "的",       NULL };
	for (size_t len = any_word_at(goods, 0, scopes); len > 0;
	     len = any_word_at(goods, 0, scopes))
		goods = zb_span_sub(goods, len, goods.n);
	return goods;
}

/* 企业, 生产资料, 原材料: ends like goods, but is no sort of them. */
static bool is_vague(struct zb_span goods)
{
	static const char *const tails[] = { "企业",   "行业",   "产业",   "资料", "原材料",
		                             "商品",   "新车",   "创业板", "主板", "三板",
		                             "科创板", "综保区", "保税区", "园区", NULL };
	bool letters = goods.n >= 3 && goods.p[0] >= 'A' && goods.p[0] <= 'Z'; /* LCD */
	return (goods.n < 6 && !letters) || ends_in(goods, tails);
}

/* 进口锂原矿(Li2O: 1.5%-2%): what they are made of. */
static struct zb_span without_grade(struct zb_span goods)
{
	ptrdiff_t wide = zb_span_find(goods, ZB_S("（"), 0);
	ptrdiff_t open = wide >= 0 ? wide : zb_span_find(goods, ZB_S("("), 0);
	return open > 0 ? zb_span_sub(goods, 0, (size_t)open) : goods;
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
	goods = without_grade(without_scope(goods));
	bool products = zb_span_eq(goods, ZB_S("产品"));
	if (measure.n == 0 || is_vague(goods) || !goods_is(doc->lexicon, goods) ||
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

/* 中西药品类, 新能源汽车产品: the word behind the goods says nothing more, but 高技术产业 is one word. */
static struct zb_span without_class(const struct lexicon *lexicon, struct zb_span goods)
{
	static const char *const tails[] = { "类商品", "类产品", "类", "产品", "的", NULL };
	if (lexicon_find(lexicon, goods, LEX_INDUSTRY) != NULL)
		return goods;
	for (int i = 0; tails[i] != NULL; i++) {
		size_t n = strlen(tails[i]);
		if (goods.n >= n + 6 && zb_span_ends(goods, zb_span_str(tails[i])))
			return zb_span_sub(goods, 0, goods.n - n);
	}
	return goods;
}

bool goods_of_item(const struct document *doc, const struct sentence *s, struct quantity *q,
                   struct phrase item)
{
	static const char *const makings[] = { "制造", "加工", "冶炼", "设备", "器件", NULL };
	struct name text = { .n = 0 };
	bool sector = false;
	while (item.from < item.to && tok_is_class(&s->toks[item.from], LEX_REGION))
		item.from++;
	for (int i = item.from; i < item.to; i++) {
		if (bind_of_at(s, i) && i > item.from)
			item.to = i;
		else
			sector = sector || tok_entry(&s->toks[i], LEX_INDUSTRY) != NULL;
	}
	name_add_phrase(&text, s, item);
	struct zb_span goods = without_scope(without_label(zb_span(text.s, text.n)));
	goods = without_class(doc->lexicon, goods);
	const struct lex_entry *e = lexicon_find(doc->lexicon, goods, LEX_INDUSTRY);
	if (e == NULL && (is_vague(goods) || !(sector || goods_is(doc->lexicon, goods) ||
	                                       ends_in(goods, makings))))
		return false;
	if (e != NULL || q->industry == NULL)
		q->industry = e;
	name_set(&q->industry_text, e != NULL && e->full.n > 0 ? e->full : goods);
	return true;
}
