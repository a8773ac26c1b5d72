/* SPDX-License-Identifier: Apache-2.0 */
#include "period.h"

#include <stdlib.h>
#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lexicon.h"
#include "numeral.h"
#include "period_cursor.h"
#include "period_opening.h"
#include "period_run.h"
#include "period_word.h"
#include "quantity.h"

/* --- the families --- */

static const char *const ends[] = { "年末", "年底", "末", "底", NULL };
static const char *const since[] = { "以来", "至今", "起", NULL };
/* 全年目标 tells no time. */
static const char *const aims[] = { "目标", "任务", "计划", "预期", NULL };

/* Behind a year that was read. */
static void read_after_year(struct when *w, struct cursor *c, int year,
                            const struct when_context *ctx)
{
	struct months m = { 0 };
	struct cursor t = *c;
	int last = 0;
	if (eat_any(c, ends)) {
		set_asof(w, make_day(year, 0, 0));
		return;
	}
	if (eat(c, "初")) {
		set_asof(w, make_day(year, 1, 0));
		return;
	}
	if (eat(&t, "全年") && !sees_any(&t, aims)) { /* 2022年全年 is one time */
		*c = t;
		set_range(w, make_day(year, 0, 0), make_day(year, 0, 0));
		return;
	}
	t = *c;
	eat(&t, "的");
	eat_blank_before_digit(&t);
	if (eat_months(&t, &m)) {
		*c = t;
		set_months(w, year, &m);
		return;
	}
	t = *c;
	if (eat_dash(&t) && (eat_year(&t, ctx, &last)) && last > year) {
		*c = t;
		set_range(w, make_day(year, 0, 0), make_day(last, 0, 0));
		return;
	}
	if (eat(c, "以来")) {
		set_range(w, make_day(year, 0, 0), ctx->published);
		return;
	}
	set_range(w, make_day(year, 0, 0), make_day(year, 0, 0));
}

/* 17年全年, 23年上半年: two digits are a year where something of a year follows. */
static bool eat_short_year(struct cursor *c, const struct when_context *ctx, int *year)
{
	static const char *const tails[] = { "全年",   "上半年", "下半年", "一季",
		                             "二季",   "三季",   "四季",   "前三季",
		                             "底",     "末",     "年报",   "财报",
		                             "的年报", "的财报", "度",     NULL };
	struct cursor t = *c;
	int now = ctx->published.y % 100;
	int v = 0;
	if (ctx->published.y == 0 || !eat_number(&t, &v, 2) || v < 10 || v > now ||
	    v + 15 < now || !eat(&t, "年") || !sees_any(&t, tails))
		return false;
	*year = ctx->published.y - now + v;
	*c = t;
	return true;
}

/* 去年, 今年上半年 … */
static bool read_relative_year(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	int year = 0;
	if (!eat_relative_year(c, ctx, &year))
		return false;
	w->relative = w->has_year = true;
	read_after_year(w, c, year, ctx);
	return true;
}

/* 2023/24年, 2023/2024/2025年: a bar between years that follow one another. */
static bool eat_next_years(struct cursor *c, int first, int *last)
{
	struct cursor t = *c;
	int n = 0;
	*last = first;
	while (eat(&t, "/")) {
		struct cursor full = t;
		int year = 0;
		if (eat_year_digits(&full, &year))
			t = full;
		else if (eat_number(&t, &n, 2))
			year = first - first % 100 + n;
		if (year != *last + 1)
			return false;
		*last = year;
	}
	if (*last == first || (!eat(&t, "年度") && !eat(&t, "年") && !eat(&t, "E")))
		return false;
	*c = t;
	return true;
}

static bool read_year_family(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	struct cursor t = *c;
	size_t len = 0;
	int first = 0;
	int last = 0;
	if (numeral_digit(c->text, c->at, &len) < 0 && !sees(c, "十"))
		return read_relative_year(w, c, ctx);
	if (eat_year_digits(&t, &first) && eat_dash(&t)) {
		struct cursor r = t;
		if (eat_year(&r, ctx, &last) && last > first) {
			set_range(w, make_day(first, 0, 0), make_day(last, 0, 0));
			w->has_year = true;
			*c = r;
			return true;
		}
	}
	t = *c;
	if (eat_year_digits(&t, &first) && eat_next_years(&t, first, &last)) {
		set_range(w, make_day(first, 0, 0), make_day(last, 0, 0));
		w->has_year = true;
		*c = t;
		return true;
	}
	t = *c;
	if (eat_year_digits(&t, &first)) { /* 2023-07-20, 2023.07, 2023/7/20 */
		struct day day = { 0 };
		size_t n = day_read(&day, zb_span_sub(c->text, c->at, 40));
		if (n > 0 && !sees(&t, "年")) {
			c->at += n; /* 2023-07-20: a stamp, not a time that is spoken of */
			return true;
		}
	}
	struct months report = { 0 };
	t = *c;
	if (eat_short_year(&t, ctx, &first)) {
		w->has_year = true;
		*c = t;
		read_after_year(w, c, first, ctx);
		return true;
	}
	t = *c;
	if (eat_year_digits(&t, &first) && eat_season(&t, &report)) {
		set_months(w, first, &report);
		w->has_year = true;
		*c = t;
		return true;
	}
	if (!eat_year(c, ctx, &first))
		return false;
	w->has_year = true;
	read_after_year(w, c, first, ctx);
	return true;
}

static const char *const plan_ends[] = { "期末", "末期", "末", NULL };
static const char *const plan_words[] = { "规划期间", "规划时期", "规划期", "期间",
	                                  "时期",     "计划",     "规划",   "以来",
	                                  "初期",     "初",       NULL };

static bool read_plan(struct when *w, struct cursor *c, const struct lexicon *lexicon,
                      const struct when_context *ctx)
{
	static const char *const opening[] = { "“", "\"", "「", "‘", "＂", NULL };
	static const char *const closing[] = { "”", "\"", "」", "’", "＂", NULL };
	struct cursor t = *c;
	bool quoted = eat_any(&t, opening);
	size_t len = 0;
	const struct lex_entry *e = lexicon_match_class(lexicon, t.text, t.at, LEX_PLAN, &len);
	if (e == NULL || e->code.n != 9)
		return false;
	t.at += len;
	if (quoted && !eat_any(&t, closing))
		return false;
	/* 十五 without marks is a number unless a word of planning follows. */
	if (!quoted && len <= 6 && !sees_any(&t, plan_words) && !sees_any(&t, plan_ends))
		return false;
	char text[10];
	memcpy(text, e->code.p, 9);
	text[9] = '\0';
	int first = (int)strtol(text, NULL, 10);
	int last = (int)strtol(text + 5, NULL, 10);
	w->has_year = true;
	w->plan = true;
	if (eat_any(&t, plan_ends)) {
		set_asof(w, make_day(last, 0, 0));
	} else if (eat(&t, "以来") || (eat_any(&t, plan_words) && eat(&t, "以来"))) {
		/* A plan that has run out is looked back upon as a whole. */
		bool runs = ctx->published.y != 0 && ctx->published.y <= last;
		set_range(w, make_day(first, 0, 0),
		          runs ? ctx->published : make_day(last, 0, 0));
	} else {
		eat_any(&t, plan_words);
		set_range(w, make_day(first, 0, 0), make_day(last, 0, 0));
	}
	*c = t;
	return true;
}

static bool read_months_family(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	struct months m = { 0 };
	if (!eat_months(c, &m))
		return false;
	set_months(w, year_of_months(ctx, &m), &m);
	return true;
}

/* 截至9月底, 到2025年, 截止2020年: as of a date. */
static bool read_asof(struct when *w, struct cursor *c, const struct lexicon *lexicon,
                      const struct when_context *ctx)
{
	static const char *const strong[] = {
		"截至到", "截止到", "截至", "截止至", "截止", NULL
	};
	static const char *const weak[] = { "力争到", "到了", "到", "至", NULL };
	struct cursor t = *c;
	struct when inner = { 0 };
	bool is_strong = eat_any(&t, strong);
	if (!is_strong && !eat_any(&t, weak))
		return false;
	bool ok = read_plan(&inner, &t, lexicon, ctx) || read_year_family(&inner, &t, ctx) ||
	          read_months_family(&inner, &t, ctx) ||
	          (is_strong && (read_fixed(&inner, &t, ctx) || read_week(&inner, &t, ctx)));
	if (!ok || inner.kind == WHEN_SAME || inner.kind == WHEN_NONE)
		return false;
	eat(&t, "底");
	eat(&t, "末");
	eat(&t, "前");
	*w = inner;
	if (inner.kind == WHEN_NOW)
		set_asof(w, ctx->published);
	else
		set_asof(w, inner.end);
	w->deadline = !is_strong;
	*c = t;
	return true;
}

/* Day of the publication's month: 20日. Only where a publication date is there. */
static bool read_bare_day(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	int day = 0;
	struct cursor t = *c;
	if (!eat_day(c, &day))
		return false;
	if ((unsigned char)t.text.p[t.at] >= 0x80 && c->text.p[c->at - 1] == "号"[2]) {
		*c = t; /* 九号公司, 三号线 */
		return false;
	}
	struct day d = ctx->published;
	if (d.y != 0) {
		if (day > d.d && d.m > 1)
			d.m--;
		d.d = (int8_t)day;
		set_range(w, d, d);
		w->single_day = true;
	}
	return true;
}

/* How long: 17年, 六个月, 3天, 24小时. Read so that its numeral is no quantity. */
static bool read_duration(struct when *w, struct cursor *c)
{
	static const char *const units[] = { "个月",     "个多月", "周年",   "年多",
		                             "年",       "小时",   "分钟",   "个工作日",
		                             "工作日",   "天",     "日",     "周",
		                             "个星期",   "秒",     "个季度", "个小时",
		                             "个交易日", "交易日", "昼夜",   NULL };
	static const char *const not_units[] = { "年度", "年产", "年代", "天然", "周边",
		                                 "日元", "日均", "年均", "秒级", NULL };
	struct numeral num;
	size_t n = numeral_read(&num, c->text, c->at);
	if (n == 0 || num.decimals > 1 || num.kind != NUMERAL_PLAIN)
		return false;
	struct cursor t = { .text = c->text, .at = c->at + n };
	if (sees_any(&t, not_units) || !eat_any(&t, units) ||
	    (word_before(c->text, t.at, "小时") && quantity_of_hours(c->text, c->at)))
		return false;
	*c = t;
	w->kind = WHEN_DURATION;
	return true;
}

static bool read_digits_family(struct when *w, struct cursor *c, const struct lexicon *lexicon,
                               const struct when_context *ctx)
{
	return read_plan(w, c, lexicon, ctx) ||
	       (period_can_be_time(c->text, c->at) &&
	        (read_year_family(w, c, ctx) || read_run_of_years(w, c, ctx) ||
	         read_months_family(w, c, ctx) || read_bare_day(w, c, ctx) ||
	         read_duration(w, c)));
}

/* 日前, 周二, 多年来: looked at closely only where the whole word stands. */
static bool read_rare(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	static const char *const words[] = { "多年来", "长期以来", "历史上", "巅峰", "鼎盛",
		                             "日前",   "周一",     "周二",   "周三", "周四",
		                             "周五",   "周六",     "周日",   "星期", NULL };
	return sees_any(c, words) && (read_fixed(w, c, ctx) || read_week(w, c, ctx));
}

static bool read_family(struct when *w, struct cursor *c, const struct lexicon *lexicon,
                        const struct when_context *ctx)
{
	switch (period_opening(c->text, c->at)) {
	case OPENING_DIGIT:
		return read_digits_family(w, c, lexicon, ctx);
	case OPENING_QUOTE:
		return read_plan(w, c, lexicon, ctx);
	case OPENING_ASOF:
		return read_asof(w, c, lexicon, ctx) || read_fixed(w, c, ctx);
	case OPENING_RARE:
		return read_rare(w, c, ctx);
	case OPENING_WORD:
		return read_fixed(w, c, ctx) || read_week(w, c, ctx) ||
		       read_year_family(w, c, ctx) || read_run_of_years(w, c, ctx) ||
		       read_months_family(w, c, ctx);
	default:
		return false;
	}
}

/* 第二期, 第3批, 第12号 right behind a year: it numbers, and tells no time. */
static bool is_issue(const struct cursor *c)
{
	static const char *const marks[] = { "期", "批", "号", "次", "届", NULL };
	struct cursor t = *c;
	int n = 0;
	eat(&t, "度");
	return eat(&t, "第") && eat_number(&t, &n, 3) && sees_any(&t, marks);
}

/* “向新而行”——2023年产业大会: the year of a title, behind its motto. */
static bool is_in_title(struct zb_span text, size_t at)
{
	size_t dash = at;
	while (word_before(text, dash, "—"))
		dash -= strlen("—");
	return dash < at && word_before(text, dash, "”");
}

static const char *const report_words[] = { "电", "讯", "消息", NULL };

/* 去年同期低基数, 上年高基数: what this year's growth is measured from. */
static bool sees_base_word(const struct cursor *c)
{
	static const char *const words[] = { "低基数", "高基数", "基数", NULL };
	static const char *const before[] = { "同期", "的", "较", "对比", "比较", NULL };
	struct cursor t = *c;
	while (eat_any(&t, before))
		continue;
	return sees_any(&t, words);
}

bool when_may_begin(struct zb_span text, size_t at)
{
	return period_opening(text, at) != OPENING_NONE;
}

size_t when_read(struct when *out, const struct lexicon *lexicon, struct zb_span text,
                 size_t at, const struct when_context *ctx)
{
	struct cursor c = { .text = text, .at = at };
	struct when w = { .from = (uint32_t)at };
	if (!read_family(&w, &c, lexicon, ctx))
		return 0;
	if (w.kind == WHEN_RANGE && w.end.y != 0 && eat(&c, "同期"))
		w.kind = WHEN_SAME;
	if (w.kind == WHEN_RANGE && (eat(&c, "之前") || eat(&c, "以前")))
		set_asof(&w, w.end);
	if (w.kind == WHEN_RANGE && w.has_year && w.months == 0 && sees(&c, "前") &&
	    !sees(&c, "前后") && !sees(&c, "前三") && !sees(&c, "前列"))
		set_asof(&w, w.end);
	if (w.kind == WHEN_RANGE && eat_any(&c, since)) {
		if (ctx->published.y >= w.end.y) /* 2026年起 in 2025 has no end yet */
			w.end = ctx->published;
		w.comparing = w.months != 0;
	}
	if (w.kind == WHEN_ASOF && ctx->published.y != 0 && eat(&c, "以来")) {
		/* 2019年底以来 begins with that December. */
		struct day from = make_day(w.end.y, w.end.m != 0 ? w.end.m : 12, w.end.d);
		set_range(&w, from, ctx->published);
	}
	if (w.kind == WHEN_RANGE && w.has_year && (is_issue(&c) || is_in_title(text, at)))
		w.kind = WHEN_NONE; /* 2019年第二期债券: the number of an issue */
	if (w.kind == WHEN_SAME && sees_base_word(&c))
		w.kind = WHEN_NONE;
	if (w.kind == WHEN_RANGE && sees_base_word(&c))
		w.comparing = true;
	if (w.kind == WHEN_RANGE && (sees(&c, "后") || sees(&c, "之后")))
		w.comparing = true; /* 5月后: not the span itself */
	if (w.kind == WHEN_RANGE && w.single_day && sees_any(&c, report_words))
		w.kind = WHEN_NONE; /* 北京8月2日电: when it was reported */
	w.repaired = c.repaired;
	w.from = (uint32_t)at;
	w.to = (uint32_t)c.at;
	*out = w;
	return c.at - at;
}
