/* SPDX-License-Identifier: Apache-2.0 */
#include "table_label.h"

#include <stdio.h>
#include <string.h>

#include "at.h"

/* --- units --- */

/* A figure of one in that unit, read as the text's own figures are. */
static bool read_unit(struct table_label *l, const struct lexicon *lexicon, struct zb_span s)
{
	enum { UNIT_BYTES = 60 };
	char figure[UNIT_BYTES + 2];
	struct quantity q;
	if (s.n == 0 || s.n > UNIT_BYTES || (s.p[0] >= '0' && s.p[0] <= '9'))
		return false;
	figure[0] = '1';
	memcpy(figure + 1, s.p, s.n);
	struct zb_span text = zb_span(figure, s.n + 1);
	size_t n = quantity_read(&q, lexicon, text, 0, text.n);
	if (n != text.n || q.unit[0] == '\0' || q.reason != REASON_NONE)
		return false;
	memcpy(l->unit, q.unit, sizeof(l->unit));
	l->unit_kind = q.unit_kind;
	l->exp = q.low.exp;
	return true;
}

static struct zb_span upto_mark(struct zb_span s)
{
	static const char *const marks[] = { "）", ")",  "〕", "]", "、", "，",
		                             ",",  "；", ";",  " ", "　", NULL };
	for (size_t i = 0; i < s.n; i++)
		if (any_word_at(s, i, marks) > 0)
			return zb_span_sub(s, 0, i);
	return s;
}

bool table_label_unit(struct table_label *l, const struct lexicon *lexicon, struct zb_span s)
{
	static const char *const leads[] = { "计量单位：", "计量单位:", "单位：",
		                             "单位:", NULL };
	s = zb_span_trim(s);
	size_t lead = any_word_at(s, 0, leads);
	s = zb_span_trim(zb_span_sub(s, lead, s.n - lead));
	return read_unit(l, lexicon, s) || read_unit(l, lexicon, upto_mark(s));
}

/* --- names --- */

/* The last bracket of a label, and what stands before it. */
static bool split_bracket(struct zb_span s, struct zb_span *name, struct zb_span *inside)
{
	static const char *const opens[] = { "（", "(", "〔", "[", NULL };
	for (size_t i = s.n; i > 0; i--) {
		size_t n = any_word_at(s, i - 1, opens);
		if (n == 0)
			continue;
		*name = zb_span_trim(zb_span_sub(s, 0, i - 1));
		*inside = zb_span_sub(s, i - 1 + n, s.n);
		return true;
	}
	return false;
}

static bool says(struct zb_span s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (zb_span_find(s, zb_span_str(*words), 0) >= 0)
			return true;
	return false;
}

static struct zb_span without_lead(struct zb_span s)
{
	static const char *const leads[] = { "其中：", "其中:",  "其中",   "#",      "＃",
		                             "　",     " ",      "一、",   "二、",   "三、",
		                             "四、",   "五、",   "六、",   "七、",   "八、",
		                             "九、",   "（一）", "（二）", "（三）", "1.",
		                             "2.",     "3.",     "4.",     "5.",     NULL };
	for (size_t n = any_word_at(s, 0, leads); n > 0; n = any_word_at(s, 0, leads))
		s = zb_span_sub(s, n, s.n);
	return zb_span_trim(s);
}

/* 进出口总额增速 is 进出口总额's; 同比增长 alone names nothing. */
static struct zb_span without_growth(struct zb_span s)
{
	static const char *const words[] = { "比上年同期", "比上年",   "较上年", "同比", "环比",
		                             "增长率",     "增长速度", "增长",   "增速", "增幅",
		                             "涨跌幅",     "涨跌",     "增减",   "±",    "累计",
		                             "%",          "％",       NULL };
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; words[i] != NULL && !more; i++) {
			struct zb_span word = zb_span_str(words[i]);
			more = zb_span_ends(s, word);
			if (more)
				s = zb_span_trim(zb_span_sub(s, 0, s.n - word.n));
		}
	}
	return s;
}

/* Headers that say what kind of figure stands below, not of what. */
static bool is_generic(struct zb_span s)
{
	static const char *const words[] = {
		"绝对量",   "绝对数",   "绝对值", "总量",     "数量",     "金额",
		"数值",     "实绩",     "执行数", "完成数",   "完成",     "本月",
		"当月",     "本期",     "本年",   "本月累计", "累计",     "年累计",
		"占比",     "比重",     "构成",   "指标",     "项目",     "名称",
		"单位",     "计量单位", "合计数", "实际数",   "本年累计", "自年初累计",
		"产品名称", "指标名称", NULL
	};
	for (size_t i = 0; words[i] != NULL; i++)
		if (zb_span_eq(s, zb_span_str(words[i])))
			return true;
	return false;
}

static bool is_number(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	return s.n > 0;
}

/* --- times --- */

static void find_when(struct table_label *l, const struct document *doc, struct zb_span text,
                      int16_t year)
{
	enum { YEAR_BYTES = 4 };
	struct when_context time = doc->time;
	char written[YEAR_BYTES + 4];
	if (year != 0)
		time.year = year;
	/* A year by itself in a header or a stub: 2023. */
	if (text.n == YEAR_BYTES && is_number(text) && (text.p[0] == '1' || text.p[0] == '2')) {
		snprintf(written, sizeof(written), ZB_SPAN_FMT "年", ZB_SPAN_ARGS(text));
		text = zb_span_str(written);
	}
	for (size_t i = 0; i < text.n; i++) {
		size_t n = when_read(&l->when, doc->lexicon, text, i, &time);
		if (n > 0 && (l->when.kind == WHEN_RANGE || l->when.kind == WHEN_ASOF) &&
		    l->when.end.y != 0) {
			l->only_time = n >= l->name.n;
			return;
		}
		i += n > 0 ? n - 1 : 0;
	}
	l->when.kind = WHEN_NONE;
}

/* --- labels --- */

void table_label_read(struct table_label *l, const struct document *doc, struct zb_span text,
                      int16_t year)
{
	static const char *const growth[] = { "增长", "增速", "增幅", "涨跌",
		                              "±",    "同比", "环比", NULL };
	static const char *const amounts[] = { "增加", "额", "量", "数", NULL };
	static const char *const share[] = { "比重", "占比", "构成", "份额", NULL };
	static const char *const chain[] = { "环比", "比上月", "比上季", NULL };
	static const char *const subs[] = { "其中", "#", "＃", NULL };
	static const char *const units[] = { "单位", "计量单位", NULL };
	struct zb_span inside = { 0 };
	*l = (struct table_label){ .name = text };
	if (!split_bracket(text, &l->name, &inside) ||
	    !table_label_unit(l, doc->lexicon, inside))
		l->name = text;
	if (l->unit[0] == '\0' && zb_span_starts(text, ZB_S("单位")))
		table_label_unit(l, doc->lexicon, text);
	l->grows = says(text, growth);
	l->chained = says(text, chain);
	l->shares = says(text, share);
	l->is_sub = any_word_at(text, 0, subs) > 0;
	l->is_unit = any_word_at(text, 0, units) == text.n && text.n > 0;
	l->name = without_lead(l->name);
	if (l->grows)
		l->name = without_growth(l->name);
	if (is_generic(l->name))
		l->name.n = 0;
	/* A rate of growth is in percent where nothing else is said. */
	if (l->grows && l->unit[0] == '\0' && !says(text, amounts))
		table_label_unit(l, doc->lexicon, ZB_S("%"));
	l->region = lexicon_find(doc->lexicon, l->name, LEX_REGION);
	l->industry = lexicon_find(doc->lexicon, l->name, LEX_INDUSTRY);
	find_when(l, doc, text, year);
	if (is_number(l->name))
		l->name.n = 0;
}

void table_label_under(struct table_label *l, const struct table_label *above)
{
	if (l->unit[0] == '\0') {
		memcpy(l->unit, above->unit, sizeof(l->unit));
		l->unit_kind = above->unit_kind;
		l->exp = above->exp;
	}
	if (l->when.kind == WHEN_NONE)
		l->when = above->when;
	if (l->region == NULL)
		l->region = above->region;
	if (l->industry == NULL)
		l->industry = above->industry;
	if (l->name.n == 0 || l->only_time) {
		l->name = above->name;
		l->only_time = above->only_time || above->name.n == 0;
	}
	l->grows = l->grows || above->grows;
	l->chained = l->chained || above->chained;
	l->shares = l->shares || above->shares;
}

/* 合计, 全国总计: the row of all others together. */
static bool is_total(struct zb_span s)
{
	static const char *const words[] = { "全国", "全省", "全市", "全区", "全县",
		                             "总计", "合计", "总体", "全部", NULL };
	while (s.n > 0) {
		size_t n = any_word_at(s, 0, words);
		if (n == 0)
			return false;
		s = zb_span_trim(zb_span_sub(s, n, s.n - n));
	}
	return true;
}

bool table_label_is_dimension(const struct table_label *l)
{
	return is_total(l->name) || l->region != NULL || l->industry != NULL || l->only_time;
}
