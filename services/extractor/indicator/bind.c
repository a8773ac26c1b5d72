/* SPDX-License-Identifier: Apache-2.0 */
#include "bind_part.h"

#include <string.h>

int tok_last(const struct sentence *s, enum lex_class cls, int i)
{
	if (i < 0)
		return -1;
	int k = i / 64;
	uint64_t bits = s->of_class[cls][k] & (UINT64_MAX >> (63 - i % 64));
	while (bits == 0 && k > 0)
		bits = s->of_class[cls][--k];
	return bits != 0 ? k * 64 + 63 - __builtin_clzll(bits) : -1;
}

/* 转让价, 供应量: what is measured of what is done. */
static bool is_measure_char(const struct sentence *s, int i)
{
	return (size_t)i < s->n_toks && s->toks[i].kind == TOK_TEXT &&
	       is_one_of(tok_text(s, &s->toks[i]), "价额量率费");
}

/* 出让面积, 成交金额: a head that needs a word before it to say of what. */
static bool is_abstract(const struct sentence *s, int i)
{
	static const char *const heads[] = { "面积", "金额", "总额", "数量", "规模", "价格",
		                             "均价", "单价", "总价", "费用", "总量", "比例",
		                             "税金", "总数", "人数", "户数", "次数", NULL };
	if (tok_entry(&s->toks[i], LEX_INDICATOR) == NULL)
		return false;
	struct zb_span text = tok_text(s, &s->toks[i]);
	for (int k = 0; heads[k] != NULL; k++)
		if (zb_span_eq(text, zb_span_str(heads[k])))
			return true;
	return false;
}

/* 企业服务包, 节能改造措施: a verb with a noun on both sides, of those that make such nouns. */
static bool is_noun_verb(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	if (t->kind != TOK_WORD)
		return false;
	if (t->cls == LEX_VERB && is_measure_char(s, i + 1))
		return true;
	if (!zb_span_eq(t->entry->code, ZB_S("noun")))
		return false;
	/* 平均开工率, 平均水平 */
	if (t->cls == LEX_FUNCTION)
		return (size_t)i + 1 < s->n_toks && is_plain_noun(&s->toks[i + 1]);
	if (t->cls == LEX_VERB && (size_t)i + 1 < s->n_toks && is_abstract(s, i + 1))
		return true;
	/* 投资额、完成投资额: an item of a list */
	return t->cls == LEX_VERB && i > 0 && is_plain_noun(&s->toks[i - 1]) &&
	       !tok_is_class(&s->toks[i - 1], LEX_REGION);
}

/* 10亿元以上重大项目: the bound belongs to the class that the number names. */
static bool is_class_bound(const struct sentence *s, int i)
{
	return tok_is_class(&s->toks[i], LEX_OP) && i > 0 &&
	       ((s->toks[i - 1].kind == TOK_NUMBER && s->toks[i - 1].index < 0) ||
	        zb_span_ends(tok_text(s, &s->toks[i - 1]), ZB_S("级")));
}

/* 10年期国债收益率: how long it runs is part of its name. */
static bool is_term(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	return t->kind == TOK_TIME && s->whens[t->index].kind == WHEN_DURATION &&
	       (size_t)i + 1 < s->n_toks && s->toks[i + 1].kind != TOK_NUMBER &&
	       zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("期"));
}

bool tok_is_nominal(const struct sentence *s, int i)
{
	return is_plain_noun(&s->toks[i]) || is_term(s, i) || is_class_bound(s, i) ||
	       is_noun_verb(s, i);
}

/* --- going left --- */

/* 每年最高支持…, 每家: what the numeral is per, no name. */
static bool is_per(const struct sentence *s, int i)
{
	return i > 0 && tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_PER) &&
	       s->toks[i].kind == TOK_TEXT && s->toks[i].to - s->toks[i].from <= 3;
}

/* 较上年末, 2020年底 */
static bool is_time_end(const struct sentence *s, int i)
{
	return i > 0 && s->toks[i].kind == TOK_TEXT &&
	       (s->toks[i - 1].kind == TOK_TIME ||
	        tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_YOY) ||
	        tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_PREV)) &&
	       is_one_of(tok_text(s, &s->toks[i]), "末底初来");
}

/* 产出|人意料地|增长, 销量|几何级地|上升: how, in words that no lexicon knows, behind a head. */
static bool is_manner(const struct sentence *s, int i)
{
	static const char *const grounds[] = { "用地", "土地", "耕地", "林地", "草地",
		                               "湿地", "场地", "基地", "产地", "宅地",
		                               "农地", "占地", NULL };
	const struct tok *t = &s->toks[i];
	struct zb_span text = tok_text(s, t);
	if (i == 0 || t->kind != TOK_TEXT || text.n < 12 || !zb_span_ends(text, ZB_S("地")) ||
	    tok_entry(&s->toks[i - 1], LEX_INDICATOR) == NULL ||
	    !tok_is_class(&s->toks[i + 1], LEX_VERB))
		return false;
	for (int k = 0; grounds[k] != NULL; k++)
		if (zb_span_ends(text, zb_span_str(grounds[k])))
			return false;
	return true;
}

static bool is_bridge(const struct tok *t)
{
	if (tok_is_space(t) || t->kind == TOK_TIME || tok_is_class(t, LEX_OP) ||
	    tok_is_class(t, LEX_STATUS) || tok_is_class(t, LEX_VERB) || is_adverb(t))
		return true;
	return tok_is_class(t, LEX_FUNCTION) && t->is != FUNCTION_OF && t->is != FUNCTION_AND &&
	       t->is != FUNCTION_AT && t->is != FUNCTION_BY;
}

/* 东盟（10国）, 欧盟（27国，不含英国） */
static bool counts_members(const struct sentence *s, const struct tok *t)
{
	return zb_span_ends(tok_text(s, t), ZB_S("国"));
}

/* （国家口径）达到…: over the bracket to what stands before it. */
static int over_bracket(const struct sentence *s, int i)
{
	for (int k = i - 1; k >= 0 && k > i - 24; k--) {
		if (s->toks[k].kind == TOK_OPEN)
			return k - 1;
		const struct tok *t = &s->toks[k];
		bool figure = t->kind == TOK_NUMBER && t->index >= 0 &&
		              s->qs[t->index].reason == REASON_NONE;
		if (figure && !counts_members(s, t))
			return i;
	}
	return i;
}

static bool compares(const struct tok *t)
{
	return tok_has(t, LEX_FUNCTION, FUNCTION_THAN) || tok_has(t, LEX_VERB, VERB_FASTER) ||
	       tok_has(t, LEX_VERB, VERB_SLOWER);
}

/* 比上年|预算数, 较上年|执行数: the last year's figure, not what grows against last year. */
static bool is_figure_of_last(const struct sentence *s, struct phrase p, int than)
{
	static const char *const tails[] = { "预算数", "执行数", "决算数", "预算",
		                             "决算",   "预计数", "实绩",   NULL };
	if (than < 0 || !tok_is(&s->toks[than], LEX_FUNCTION, FUNCTION_YOY))
		return false;
	struct zb_span base =
		zb_span_sub(s->text, s->toks[than].to, s->toks[p.to - 1].to - s->toks[than].to);
	for (int i = 0; tails[i] != NULL; i++)
		if (zb_span_ends(base, zb_span_str(tails[i])))
			return true;
	return false;
}

/* 比全市平均水平, 高于规上工业: where the phrase before `i` is what is compared with, the token
 * before the comparing word; else `i`. */
static int over_reference(const struct sentence *s, int i)
{
	struct phrase p = bind_before(s, i);
	if (phrase_is_empty(p))
		return i;
	int k = p.from - 1;
	while (k >= 0 && (tok_is_space(&s->toks[k]) || s->toks[k].kind == TOK_TIME ||
	                  tok_is(&s->toks[k], LEX_FUNCTION, FUNCTION_ALL)))
		k--;
	if (k < 0 || (!compares(&s->toks[k]) && !is_figure_of_last(s, p, k)))
		return i;
	/* 与韩国股息率1.9%相比: its own figure */
	bool with = zb_span_eq(tok_text(s, &s->toks[k]), ZB_S("与"));
	return with && s->toks[i + 1].kind == TOK_NUMBER ? i : k - 1;
}

bool bind_bounded_whole(const struct sentence *s, int i)
{
	return i > 0 && tok_is_class(&s->toks[i], LEX_REGION) &&
	       s->toks[i + 1].kind == TOK_NUMBER && s->toks[i + 1].index >= 0 &&
	       s->qs[s->toks[i + 1].index].unit_kind == UNIT_PERCENT &&
	       tok_is_class(&s->toks[i - 1], LEX_OP) && s->toks[i - 1].is != OP_EQ;
}

/* 为人民币1亿元, 报每股12元: a part of the unit that stands before the number. */
static bool is_money_word(const struct sentence *s, int i)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	return i + 1 < (int)s->n_toks && s->toks[i + 1].kind == TOK_NUMBER &&
	       (zb_span_eq(text, ZB_S("人民币")) || zb_span_eq(text, ZB_S("每股")));
}

/* GDP增速快于一季度（3.1%）: the bracket holds the figure of that time. */
static bool opens_behind_time(const struct sentence *s, int i)
{
	return i > 0 && s->toks[i].kind == TOK_OPEN && s->toks[i - 1].kind == TOK_TIME &&
	       s->toks[i + 1].kind == TOK_NUMBER;
}

/* GDP增速快于全国水平（5.5%）, 低于去年全年增速（6.4%）: the bracket holds the figure of what is compared
 * with. */
static bool opens_behind_compared(const struct sentence *s, int i)
{
	enum { NEAR = 8 };
	if (s->toks[i].kind != TOK_OPEN || s->toks[i + 1].kind != TOK_NUMBER)
		return false;
	for (int k = i - 1; k >= 0 && k > i - NEAR; k--) {
		const struct tok *t = &s->toks[k];
		if (compares(t))
			return true;
		if (!is_plain_noun(t) && t->kind != TOK_TIME &&
		    !tok_is(t, LEX_FUNCTION, FUNCTION_RATE))
			return false;
	}
	return false;
}

/* GDP增速拟按4%左右安排: 按 only leads to the figure. */
static bool is_set_at(const struct sentence *s, int i)
{
	return i > 0 && zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("按")) &&
	       tok_is_class(&s->toks[i - 1], LEX_STATUS) && s->toks[i + 1].kind == TOK_NUMBER;
}

/* 顺差与2021年同期相比减少, 与去年同期下降: 与 only leads to what it is compared with. */
static bool is_compared_with(const struct sentence *s, int i)
{
	if ((size_t)i + 2 >= s->n_toks || !tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_AND) ||
	    s->toks[i + 1].kind != TOK_TIME)
		return false;
	return tok_is(&s->toks[i + 2], LEX_FUNCTION, FUNCTION_THAN) ||
	       s->whens[s->toks[i + 1].index].kind == WHEN_SAME;
}

/* 增速|预测值: says nothing behind a rate. */
static bool is_bare_rate(const struct sentence *s, int i)
{
	return i > 0 && tok_has(&s->toks[i], LEX_INDICATOR, INDICATOR_BARE) &&
	       tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_RATE);
}

/* 成交量在当周上升: when it did so. */
static bool is_when(const struct sentence *s, int i)
{
	static const char *const words[] = { "当周", "当日", "当月", "当季",
		                             "当年", "全年", "年内", NULL };
	if ((size_t)i >= s->n_toks)
		return false;
	for (int k = 0; words[k] != NULL; k++)
		if (zb_span_eq(tok_text(s, &s->toks[i]), zb_span_str(words[k])))
			return true;
	return s->toks[i].kind == TOK_TIME;
}

int bind_skip(const struct sentence *s, int i)
{
	int stop = i - PHRASE_MAX;
	while (i >= 0 && i > stop) {
		const struct tok *t = &s->toks[i];
		bool of_verb = i > 0 && tok_is(t, LEX_FUNCTION, FUNCTION_OF) &&
		               is_bridge(&s->toks[i - 1]) && !is_noun_verb(s, i - 1);
		bool in_time = tok_is(t, LEX_FUNCTION, FUNCTION_AT) && is_when(s, i + 1);
		bool in_range = tok_is(t, LEX_FUNCTION, FUNCTION_AT) &&
		                s->toks[i + 1].kind == TOK_NUMBER; /* 在2.5:1以下 */
		int next = i;
		if (is_money_word(s, i) || in_range || in_time || is_set_at(s, i) ||
		    opens_behind_time(s, i) || opens_behind_compared(s, i) ||
		    bind_bounded_whole(s, i) || (is_bridge(t) && !is_class_bound(s, i)) ||
		    of_verb || is_per(s, i) || is_time_end(s, i) || is_compared_with(s, i) ||
		    is_manner(s, i) || is_bare_rate(s, i))
			next = i - 1;
		else if (t->kind == TOK_CLOSE)
			next = over_bracket(s, i);
		else if (is_plain_noun(t))
			next = over_reference(s, i);
		if (next == i)
			break;
		i = next;
	}
	return i;
}

/* A joint behind a noun, or behind a noun's bracket: 欧盟（27国）、 */
static bool joins_left(const struct sentence *s, int i)
{
	if (!tok_joins(&s->toks[i]) || i == 0)
		return false;
	if (tok_is_nominal(s, i - 1))
		return true;
	int open = s->toks[i - 1].kind == TOK_CLOSE ? over_bracket(s, i - 1) : i - 1;
	return open < i - 1 && open >= 0 && tok_is_nominal(s, open);
}

struct phrase bind_before(const struct sentence *s, int i)
{
	struct phrase p = { .from = i + 1, .to = i + 1 };
	int stop = i - PHRASE_MAX;
	while (i >= 0 && i > stop) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_CLOSE && i + 1 < p.to) {
			int open = over_bracket(s, i);
			if (open == i || open < 0 || !tok_is_nominal(s, open))
				break;
			p.from = open + 1;
			i = open;
			continue;
		}
		if (!tok_is_nominal(s, i) && !(joins_left(s, i) && p.from < p.to))
			break;
		p.from = i--;
	}
	return p;
}

struct phrase bind_head(const struct sentence *s, struct phrase p)
{
	bool quoted = false;
	for (int i = p.to - 1; i > p.from; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_QUOTE)
			quoted = !quoted;
		if (!quoted && i < p.to - 1 && tok_is(t, LEX_FUNCTION, FUNCTION_OF))
			return (struct phrase){ .from = i + 1, .to = p.to };
	}
	return p;
}

/* --- going right --- */

static bool is_thing(const struct tok *t)
{
	return tok_has(t, LEX_INDICATOR, INDICATOR_THING);
}

/* From `i` on: nouns, with 的 and 和 between them; 、 where the list ends the clause. */
static struct phrase run_right(const struct sentence *s, int i)
{
	struct phrase p = { .from = i, .to = i };
	int n = (int)s->n_toks;
	for (; i < n && i - p.from < PHRASE_MAX; i++) {
		const struct tok *t = &s->toks[i];
		bool more = i + 1 < n && tok_is_nominal(s, i + 1) && i > p.from;
		if (t->kind == TOK_PAUSE && more) {
			struct phrase rest = { .from = i + 1, .to = i + 1 };
			while (rest.to < n && tok_is_nominal(s, rest.to))
				rest.to++;
			if (rest.to < n && !tok_ends_clause(&s->toks[rest.to]))
				break;
			continue;
		}
		if (tok_has(t, LEX_FUNCTION, FUNCTION_THAN) ||
		    (!tok_is_nominal(s, i) && !(tok_joins(t) && more)))
			break;
		p.to = i + 1;
	}
	/* 20家机构推送了: an unknown word that 了 or a numeral follows is a verb. */
	if (p.to < n && p.to - p.from > 1 && s->toks[p.to - 1].kind == TOK_TEXT &&
	    tok_entry(&s->toks[p.to - 2], LEX_INDICATOR) != NULL &&
	    (is_one_of(tok_text(s, &s->toks[p.to]), "了着过") ||
	     s->toks[p.to].kind == TOK_NUMBER))
		p.to--;
	/* 老旧小区及周边9条街巷: what follows 及 belongs to the next numeral. */
	if (p.to < n && s->toks[p.to].kind == TOK_NUMBER && s->toks[p.to].index >= 0)
		for (int k = p.from + 1; k < p.to; k++)
			if (tok_is(&s->toks[k], LEX_FUNCTION, FUNCTION_AND))
				p.to = k;
	return p;
}

/* 具有国内竞争力的产业集群: behind the last 的 of the clause, where a noun follows. */
static struct phrase behind_of(const struct sentence *s, int i)
{
	struct phrase found = { .from = i, .to = i };
	int stop = i + PHRASE_MAX < (int)s->n_toks ? i + PHRASE_MAX : (int)s->n_toks;
	for (; i + 1 < stop; i++) {
		const struct tok *t = &s->toks[i];
		if (tok_ends_clause(t) || (t->kind == TOK_NUMBER && t->index >= 0))
			break;
		if (tok_is(t, LEX_FUNCTION, FUNCTION_OF) && tok_is_nominal(s, i + 1)) {
			found = run_right(s, i + 1);
			i = found.to - 1;
			if (i < found.from)
				break;
		}
	}
	return found;
}

/* 50个脱贫县, 中西部省份: places that are counted. */
static bool is_place_word(const struct sentence *s, int i)
{
	static const char *const ends[] = { "县",   "省份", "城市", "国家", "乡镇",
		                            "市县", "地区", "村",   NULL };
	for (int k = 0; s->toks[i].kind == TOK_TEXT && ends[k] != NULL; k++)
		if (zb_span_ends(tok_text(s, &s->toks[i]), zb_span_str(ends[k])))
			return true;
	return false;
}

/* 重大产品的研发攻关: what is counted stands before 的 where it is a thing. */
static struct phrase cut_at_of(const struct sentence *s, struct phrase p)
{
	for (int i = p.from + 1; i < p.to; i++) {
		if (!tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF))
			continue;
		if (is_thing(&s->toks[i - 1]) || is_place_word(s, i - 1) ||
		    tok_entry(&s->toks[i - 1], LEX_ORG) != NULL)
			return (struct phrase){ .from = p.from, .to = i };
		p.from = i + 1;
	}
	return p;
}

/* 重大项目计划总投资, 重大项目开工: the thing is what is counted. */
static struct phrase cut_at_level(const struct sentence *s, struct phrase p)
{
	for (int i = p.from + 1; i < p.to; i++)
		if (is_thing(&s->toks[i - 1]) &&
		    (tok_is(&s->toks[i], LEX_INDICATOR, INDICATOR_LEVEL) ||
		     (i + 1 == p.to && tok_is_class(&s->toks[i], LEX_VERB))))
			p.to = i;
	return p;
}

struct phrase bind_after(const struct sentence *s, int i)
{
	int n = (int)s->n_toks;
	struct phrase none = { .from = i + 1, .to = i + 1 };
	i++;
	while (i < n && (tok_is_space(&s->toks[i]) || tok_is_class(&s->toks[i], LEX_OP) ||
	                 tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF)))
		i++;
	if (i >= n || tok_ends_clause(&s->toks[i]) || s->toks[i].kind == TOK_PAUSE ||
	    zb_span_starts(tok_text(s, &s->toks[i]), ZB_S("基础"))) /* 在120家的基础上 */
		return none;
	struct phrase p = cut_at_level(s, cut_at_of(s, run_right(s, i)));
	if (!phrase_is_empty(p) && is_thing(&s->toks[p.to - 1]))
		return p;
	struct phrase far = behind_of(s, phrase_is_empty(p) ? i : p.to);
	if (!phrase_is_empty(far) && (phrase_is_empty(p) || is_thing(&s->toks[far.to - 1])))
		return far;
	return p;
}
