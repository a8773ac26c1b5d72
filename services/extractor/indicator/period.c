/* SPDX-License-Identifier: Apache-2.0 */
#include "period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lexicon.h"
#include "numeral.h"

/* A place in the text that only moves forward when something was read. */
struct cursor {
	struct zb_span text;
	size_t at;
	bool repaired;
};

static bool eat(struct cursor *c, const char *s)
{
	size_t n = word_at(c->text, c->at, s);
	c->at += n;
	return n > 0;
}

static bool eat_any(struct cursor *c, const char *const *words)
{
	for (; *words != NULL; words++)
		if (eat(c, *words))
			return true;
	return false;
}

static bool sees(const struct cursor *c, const char *s)
{
	struct cursor probe = *c;
	return eat(&probe, s);
}

static bool sees_any(const struct cursor *c, const char *const *words)
{
	struct cursor probe = *c;
	return eat_any(&probe, words);
}

static const char *const dashes[] = { "-",  "—",  "–",  "－", "~",  "～",
	                              "至", "到", "──", "―",  "一", NULL };

static bool eat_dash(struct cursor *c)
{
	struct cursor probe = *c;
	if (!eat_any(&probe, dashes))
		return false;
	while (eat(&probe, "—") || eat(&probe, "-"))
		continue;
	*c = probe;
	return true;
}

/* 1 to `most` digits, Arabic or Chinese (十二, 二十三 too for up to two). */
static bool eat_number(struct cursor *c, int *out, int most)
{
	size_t len = 0;
	int v = 0;
	int n = 0;
	size_t at = c->at;
	int d = 0;
	bool chinese = false;
	while (n < most && (d = numeral_digit(c->text, at, &len)) >= 0) {
		chinese = chinese || len == 3;
		v = v * 10 + d;
		n++;
		at += len;
	}
	struct cursor t = { .text = c->text, .at = at };
	if (most == 2 && (n == 0 || (n == 1 && chinese)) && eat(&t, "十")) {
		v = (n == 0 ? 1 : v) * 10;
		d = numeral_digit(t.text, t.at, &len);
		if (d >= 0) {
			v += d;
			t.at += len;
		}
		at = t.at;
		n = 2;
	}
	if (n == 0)
		return false;
	c->at = at;
	*out = v;
	return true;
}

/* Four digits that can be a year; O for 0 is mended. */
static bool eat_year_digits(struct cursor *c, int *year)
{
	struct cursor t = *c;
	int v = 0;
	for (int i = 0; i < 4; i++) {
		size_t len = 0;
		int d = numeral_digit(t.text, t.at, &len);
		if (d < 0 && i > 0 && (sees(&t, "O") || sees(&t, "o"))) {
			d = 0;
			len = 1;
			t.repaired = true;
		}
		if (d < 0)
			return false;
		v = v * 10 + d;
		t.at += len;
	}
	size_t len = 0;
	bool arabic = t.at > c->at && (unsigned char)t.text.p[t.at - 1] < 0x80;
	bool more = numeral_digit(t.text, t.at, &len) >= 0 && (len == 1 || !arabic);
	if (v < 1900 || v > 2100 || more)
		return false;
	*c = t;
	*year = v;
	return true;
}

/* --- years --- */

struct relative {
	const char *word;
	int8_t years;
	bool of_context; /* counts from the year last named, not from the publication */
};

static const struct relative relatives[] = {
	{ "今年", 0, false }, { "去年", -1, false },  { "前年", -2, false },
	{ "明年", 1, false }, { "本年度", 0, false }, { "上年度", -1, false },
	{ "本年", 0, false }, { "上一年", -1, true }, { "上年", -1, false },
	{ "当年", 0, true },  { "同年", 0, true },    { "全年", 0, true },
	{ "后年", 2, false },
};

static bool eat_relative_year(struct cursor *c, const struct when_context *ctx, int *year)
{
	static const char *const not_times[] = { "全年目标", "全年任务", "全年计划", "全年预期",
		                                 NULL };
	if (sees_any(c, not_times))
		return false;
	for (size_t i = 0; i < sizeof(relatives) / sizeof(relatives[0]); i++) {
		if (!eat(c, relatives[i].word))
			continue;
		int spoken = ctx->year != 0                 ? ctx->year
		             : ctx->last.kind == WHEN_RANGE ? ctx->last.end.y
		                                            : 0;
		int base = relatives[i].of_context && spoken != 0 ? spoken : ctx->published.y;
		*year = base != 0 ? base + relatives[i].years : 0;
		return true;
	}
	return false;
}

static bool eat_year(struct cursor *c, const struct when_context *ctx, int *year)
{
	struct cursor t = *c;
	if (eat_year_digits(&t, year)) {
		while (eat(&t, "*")) /* 2022****年: marks of emphasis */
			continue;
		if (eat(&t, "年度") || eat(&t, "年") || eat(&t, "财年")) {
			*c = t;
			return true;
		}
		return false;
	}
	return eat_relative_year(c, ctx, year);
}

/* --- months, quarters, halves --- */

struct months {
	int from, to;
	int day, last_day;
	bool end;   /* 末, 底 */
	bool start; /* 初 */
};

static bool eat_quarter_word(struct cursor *c, int *q)
{
	struct cursor t = *c;
	eat(&t, "第");
	if ((eat(&t, "Q") || eat(&t, "q")) && eat_number(&t, q, 1) && *q >= 1 && *q <= 4) {
		*c = t;
		return true;
	}
	t = *c;
	eat(&t, "第");
	if (!eat_number(&t, q, 1) || *q < 1 || *q > 4)
		return false;
	if (!eat(&t, "季度") && !eat(&t, "季"))
		return false;
	eat(&t, "末");
	*c = t;
	return true;
}

static bool eat_season(struct cursor *c, struct months *m)
{
	struct cursor t = *c;
	int a = 0;
	int b = 0;
	if (eat(&t, "半年报") || eat(&t, "中报") || eat(&t, "半年度报告")) {
		*m = (struct months){ .from = 1, .to = 6 };
	} else if (eat(&t, "一季报") || eat(&t, "首季")) {
		*m = (struct months){ .from = 1, .to = 3 };
	} else if (eat(&t, "三季报")) {
		*m = (struct months){ .from = 1, .to = 9 };
	} else if (eat(&t, "上半年") || eat(&t, "前半年")) {
		*m = (struct months){ .from = 1, .to = 6 };
	} else if (eat(&t, "下半年") || eat(&t, "后半年")) {
		*m = (struct months){ .from = 7, .to = 12 };
	} else if (eat(&t, "前") && eat_number(&t, &a, 1) && a <= 4 && eat(&t, "季")) {
		eat(&t, "度");
		*m = (struct months){ .from = 1, .to = 3 * a };
	} else {
		t = *c;
		if (eat(&t, "前") && eat_number(&t, &a, 2) && a >= 1 && a <= 12 &&
		    (eat(&t, "个月") || eat(&t, "月"))) {
			*m = (struct months){ .from = 1, .to = a };
			*c = t;
			return true;
		}
		t = *c;
		if (eat_number(&t, &a, 1) && eat_dash(&t) && eat_quarter_word(&t, &b) &&
		    a < b) {
			*m = (struct months){ .from = 3 * a - 2, .to = 3 * b };
			*c = t;
			return true;
		}
		t = *c;
		if (!eat_quarter_word(&t, &a))
			return false;
		*m = (struct months){ .from = 3 * a - 2, .to = 3 * a };
	}
	*c = t;
	return true;
}

static bool eat_day(struct cursor *c, int *day)
{
	struct cursor t = *c;
	if (!eat_number(&t, day, 2) || *day < 1 || *day > 31 ||
	    !(eat(&t, "日") || eat(&t, "号")))
		return false;
	*c = t;
	return true;
}

static bool eat_month_name(struct cursor *c, int *month)
{
	struct cursor t = *c;
	if (!eat_number(&t, month, 2) || *month < 1 || *month > 12 || !eat(&t, "月"))
		return false;
	if (!sees(&t, "份额"))
		eat(&t, "份");
	*c = t;
	return true;
}

static bool eat_month_range(struct cursor *c, struct months *m)
{
	struct cursor t = *c;
	int a = 0;
	int b = 0;
	if (!eat_number(&t, &a, 2) || a < 1 || a > 12)
		return false;
	if (eat(&t, "月"))
		eat(&t, "份");
	if (!eat_dash(&t) || !eat_month_name(&t, &b) || b <= a)
		return false;
	/* 1月至3月20日 is a range of days; its months are close enough to say. */
	*m = (struct months){ .from = a, .to = b };
	*c = t;
	return true;
}

static bool eat_months(struct cursor *c, struct months *m)
{
	struct cursor t = *c;
	int a = 0;
	if (eat_season(c, m) || eat_month_range(c, m))
		return true;
	if (!eat_month_name(&t, &a))
		return false;
	*m = (struct months){ .from = a, .to = a };
	int day = 0;
	if (eat_day(&t, &day)) {
		m->day = m->last_day = day;
		struct cursor r = t;
		int last = 0;
		if (eat_dash(&r) && (eat_day(&r, &last) ||
		                     (eat_month_name(&r, &m->to) && eat_day(&r, &last)))) {
			m->last_day = last;
			t = r;
		} else {
			m->to = a;
		}
	} else {
		struct cursor r = t;
		int first = 0;
		int last = 0;
		if (eat_number(&r, &first, 2) && first >= 1 && first <= 31 && eat_dash(&r) &&
		    eat_day(&r, &last)) {
			m->day = first;
			m->last_day = last;
			t = r;
		} else if (eat(&t, "底") || eat(&t, "末")) {
			m->end = true;
		} else if (eat(&t, "初")) {
			m->start = true;
		}
	}
	*c = t;
	return true;
}

/* --- putting a value together --- */

static struct day make_day(int y, int m, int d)
{
	return (struct day){ .y = (int16_t)y, .m = (int8_t)m, .d = (int8_t)d };
}

static void set_range(struct when *w, struct day start, struct day end)
{
	w->kind = start.y != 0 && end.y != 0 ? WHEN_RANGE : WHEN_NONE;
	w->start = start;
	w->end = end;
}

static void set_asof(struct when *w, struct day end)
{
	w->kind = end.y != 0 ? WHEN_ASOF : WHEN_NONE;
	w->start = (struct day){ 0 };
	w->end = end;
}

static void set_months(struct when *w, int year, const struct months *m)
{
	if (m->end) {
		set_asof(w, make_day(year, m->to, 0));
		return;
	}
	set_range(w, make_day(year, m->from, m->day), make_day(year, m->to, m->last_day));
	w->months = (int8_t)(m->day == 0 ? m->to - m->from + 1 : 0);
	w->single_day = m->day != 0 && m->day == m->last_day && m->from == m->to;
}

/* A month without a year lies in the year spoken of, or in the latest one that has come. */
static int year_of_months(const struct when_context *ctx, const struct months *m)
{
	int year = ctx->year != 0 ? ctx->year : ctx->published.y;
	int ahead = m->from - ctx->published.m;
	if (year == 0 || year != ctx->published.y || ctx->published.m == 0 || ahead <= 0)
		return year;
	/* 四季度 in February is last year's; 9月 in August is yet to come. */
	return ahead > 3 ? year - 1 : year;
}

/* --- the families --- */

static const char *const ends[] = { "年末", "年底", "末", "底", NULL };
static const char *const since[] = { "以来", "至今", "起", NULL };

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
	eat(&t, "的");
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
	static const char *const tails[] = { "全年", "上半年", "下半年", "一季", "二季", "三季",
		                             "四季", "前三季", "底",     "末",   "年报", NULL };
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

static bool read_year_family(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	struct cursor t = *c;
	int first = 0;
	int last = 0;
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
	t = *c;
	w->relative = eat_relative_year(&t, ctx, &first);
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
	} else if (eat(&t, "以来")) {
		set_range(w, make_day(first, 0, 0), ctx->published);
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

struct fixed {
	const char *word;
	uint8_t what;
};

enum {
	FIX_NOW,
	FIX_THIS_MONTH,
	FIX_LAST_MONTH,
	FIX_TODAY,
	FIX_YESTERDAY,
	FIX_YEAR_END,
	FIX_YEAR_START,
	FIX_SAME,
	FIX_LAST_SAME,
	FIX_SINCE_YEAR,
	FIX_PERIOD_END,
	FIX_NONE,
};

static const struct fixed fixed_words[] = {
	{ "上年同期", FIX_LAST_SAME },
	{ "去年同期", FIX_LAST_SAME },
	{ "上一年同期", FIX_LAST_SAME },
	{ "今年以来", FIX_SINCE_YEAR },
	{ "年初以来", FIX_SINCE_YEAR },
	{ "同期", FIX_SAME },
	{ "截至目前", FIX_NOW },
	{ "截止目前", FIX_NOW },
	{ "到目前", FIX_NOW },
	{ "报告期末", FIX_PERIOD_END },
	{ "期末", FIX_PERIOD_END },
	{ "目前", FIX_NOW },
	{ "当前", FIX_NOW },
	{ "现有", FIX_NOW },
	{ "如今", FIX_NOW },
	{ "现已", FIX_NOW },
	{ "迄今", FIX_NOW },
	{ "本月", FIX_THIS_MONTH },
	{ "当月", FIX_THIS_MONTH },
	{ "上个月", FIX_LAST_MONTH },
	{ "上月", FIX_LAST_MONTH },
	{ "今日", FIX_TODAY },
	{ "今天", FIX_TODAY },
	{ "昨日", FIX_YESTERDAY },
	{ "昨天", FIX_YESTERDAY },
	{ "年底前", FIX_YEAR_END },
	{ "年内", FIX_YEAR_END },
	{ "年末", FIX_YEAR_END },
	{ "年底", FIX_YEAR_END },
	{ "年初", FIX_YEAR_START },
	{ "近年来", FIX_NONE },
	{ "近年", FIX_NONE },
};

static struct day day_before(struct day day)
{
	static const int8_t last[] = { 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30 };
	if (day.d > 1) {
		day.d--;
		return day;
	}
	if (day.m == 1) {
		day.y--;
		day.m = 12;
		day.d = 31;
		return day;
	}
	bool leap = (day.y % 4 == 0 && day.y % 100 != 0) || day.y % 400 == 0;
	day.d = (int8_t)(day.m == 3 && leap ? 29 : last[day.m - 1]);
	day.m--;
	return day;
}

static void set_fixed(struct when *w, uint8_t what, const struct when_context *ctx)
{
	struct day pub = ctx->published;
	struct day month = make_day(pub.y, pub.m, 0);
	switch (what) {
	case FIX_NOW:
		w->kind = WHEN_NOW;
		break;
	case FIX_THIS_MONTH:
		if (ctx->last.kind == WHEN_RANGE && ctx->last.end.m != 0)
			month = make_day(ctx->last.end.y, ctx->last.end.m, 0);
		set_range(w, month, month);
		w->months = 1;
		break;
	case FIX_LAST_MONTH:
		if (ctx->last.kind == WHEN_RANGE && ctx->last.months == 1)
			pub = ctx->last.end;
		month = pub.m > 1 ? make_day(pub.y, pub.m - 1, 0) : make_day(pub.y - 1, 12, 0);
		set_range(w, pub.y != 0 ? month : pub, pub.y != 0 ? month : pub);
		w->months = 1;
		w->comparing = true; /* mostly said beside the month reported on */
		break;
	case FIX_TODAY:
	case FIX_YESTERDAY:
		if (what == FIX_YESTERDAY && pub.d != 0)
			pub = day_before(pub);
		set_range(w, pub, pub);
		w->single_day = true;
		break;
	case FIX_YEAR_END:
		set_asof(w, make_day(ctx->year != 0 ? ctx->year : pub.y, 0, 0));
		break;
	case FIX_YEAR_START:
		set_asof(w, make_day(pub.y, pub.y != 0 ? 1 : 0, 0));
		break;
	case FIX_PERIOD_END:
		set_asof(w, ctx->last.end);
		break;
	case FIX_SINCE_YEAR:
		set_range(w, make_day(pub.y, pub.y != 0 ? 1 : 0, 0), make_day(pub.y, pub.m, 0));
		break;
	case FIX_SAME:
	case FIX_LAST_SAME:
		*w = ctx->last;
		w->kind = WHEN_SAME;
		if (what == FIX_LAST_SAME) {
			w->start.y = (int16_t)(w->start.y != 0 ? w->start.y - 1 : 0);
			w->end.y = (int16_t)(w->end.y != 0 ? w->end.y - 1 : 0);
		}
		break;
	default:
		w->kind = WHEN_NONE;
	}
}

static bool read_fixed(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	for (size_t i = 0; i < sizeof(fixed_words) / sizeof(fixed_words[0]); i++) {
		if (!eat(c, fixed_words[i].word))
			continue;
		uint8_t what = fixed_words[i].what;
		struct cursor t = *c;
		int last = 0;
		if (what == FIX_NOW && eat(&t, "到") && eat_year(&t, ctx, &last)) {
			*c = t;
			set_asof(w, make_day(last, 0, 0));
			return true;
		}
		set_fixed(w, what, ctx);
		return true;
	}
	return false;
}

/* 未来五年, 近三年, 过去10年, 五年来, 今后三年. */
static bool read_run_of_years(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	static const char *const future[] = { "未来", "今后", NULL };
	static const char *const past[] = { "过去", "近", "最近", "前", NULL };
	struct cursor t = *c;
	int n = 0;
	int y = ctx->published.y;
	bool ahead = eat_any(&t, future);
	bool behind = !ahead && eat_any(&t, past);
	if (!eat_number(&t, &n, 2) || n < 1)
		return false;
	eat(&t, "个");
	if (!eat(&t, "年"))
		return false;
	if (!ahead && !behind && !eat(&t, "来"))
		return false;
	if (behind)
		eat(&t, "来");
	if (ahead)
		eat(&t, "内");
	*c = t;
	if (y == 0)
		return true;
	if (ahead)
		set_range(w, make_day(y, 0, 0), make_day(y + n, 0, 0));
	else
		set_range(w, make_day(y - n, 0, 0),
		          behind ? make_day(y, 0, 0) : ctx->published);
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
	          (is_strong && read_fixed(&inner, &t, ctx));
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
	if (!eat_day(c, &day))
		return false;
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
	if (sees_any(&t, not_units) || !eat_any(&t, units))
		return false;
	*c = t;
	w->kind = WHEN_DURATION;
	return true;
}

enum opening { OPENING_NONE, OPENING_DIGIT, OPENING_QUOTE, OPENING_ASOF, OPENING_WORD };

/* By its first character an expression belongs to a few families only. */
static enum opening opening_of(struct zb_span text, size_t at)
{
	unsigned char c = (unsigned char)text.p[at];
	size_t len = 0;
	if (c < 0x80)
		return c >= '0' && c <= '9' ? OPENING_DIGIT
		       : c == '"'           ? OPENING_QUOTE
		       : c == 'Q'           ? OPENING_WORD
		                            : OPENING_NONE;
	switch (zb_utf8_three(text, at)) {
	case 0x4ECA: /* 今 */
	case 0x53BB: /* 去 */
	case 0x62A5: /* 报 */
	case 0x671F: /* 期 */
	case 0x524D: /* 前 */
	case 0x534A: /* 半 */
	case 0x4E2D: /* 中 */
	case 0x9996: /* 首 */
	case 0x660E: /* 明 */
	case 0x672C: /* 本 */
	case 0x4E0A: /* 上 */
	case 0x5F53: /* 当 */
	case 0x540C: /* 同 */
	case 0x5168: /* 全 */
	case 0x540E: /* 后 */
	case 0x672A: /* 未 */
	case 0x8FD1: /* 近 */
	case 0x8FC7: /* 过 */
	case 0x6700: /* 最 */
	case 0x76EE: /* 目 */
	case 0x73B0: /* 现 */
	case 0x5982: /* 如 */
	case 0x8FC4: /* 迄 */
	case 0x5E74: /* 年 */
	case 0x6628: /* 昨 */
	case 0x4E0B: /* 下 */
	case 0x7B2C: /* 第 */
		return OPENING_WORD;
	case 0x622A: /* 截 */
	case 0x5230: /* 到 */
	case 0x81F3: /* 至 */
	case 0x529B: /* 力 */
		return OPENING_ASOF;
	case 0x201C: /* “ */
	case 0x300C: /* 「 */
	case 0x2018: /* ‘ */
	case 0xFF02: /* ＂ */
		return OPENING_QUOTE;
	case 0x5341: /* 十 */
		return OPENING_DIGIT;
	default:
		return numeral_digit(text, at, &len) >= 0 ? OPENING_DIGIT : OPENING_NONE;
	}
}

/* What follows a run of digits tells at once most amounts from times. */
static bool can_be_time(struct zb_span text, size_t at)
{
	static const char *const tails[] = { "年", "月", "日", "号", "个", "季", "周",
		                             "天", "小", "分", "秒", "半", "上", "前",
		                             "三", "工", "交", "昼", "多", "余", "财",
		                             "*",  "O",  "o",  "Q",  NULL };
	size_t len = 0;
	size_t end = at;
	int n = 0;
	while (end < text.n &&
	       (numeral_digit(text, end, &len) >= 0 || has_word(text, end, "十"))) {
		end += has_word(text, end, "十") ? 3 : len;
		n++;
	}
	struct cursor c = { .text = text, .at = end };
	if (sees_any(&c, dashes) || any_word_at(text, end, tails) > 0)
		return true;
	return n == 4 && end < text.n && (text.p[end] == '.' || text.p[end] == '/');
}

static bool read_digits_family(struct when *w, struct cursor *c, const struct lexicon *lexicon,
                               const struct when_context *ctx)
{
	return read_plan(w, c, lexicon, ctx) ||
	       (can_be_time(c->text, c->at) &&
	        (read_year_family(w, c, ctx) || read_run_of_years(w, c, ctx) ||
	         read_months_family(w, c, ctx) || read_bare_day(w, c, ctx) ||
	         read_duration(w, c)));
}

static bool read_family(struct when *w, struct cursor *c, const struct lexicon *lexicon,
                        const struct when_context *ctx)
{
	switch (opening_of(c->text, c->at)) {
	case OPENING_DIGIT:
		return read_digits_family(w, c, lexicon, ctx);
	case OPENING_QUOTE:
		return read_plan(w, c, lexicon, ctx);
	case OPENING_ASOF:
		return read_asof(w, c, lexicon, ctx) || read_fixed(w, c, ctx);
	case OPENING_WORD:
		return read_fixed(w, c, ctx) || read_year_family(w, c, ctx) ||
		       read_run_of_years(w, c, ctx) || read_months_family(w, c, ctx);
	default:
		return false;
	}
}

bool when_may_begin(struct zb_span text, size_t at)
{
	return opening_of(text, at) != OPENING_NONE;
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
		w.end = ctx->published.y != 0 ? ctx->published : w.end;
		w.comparing = w.months != 0;
	}
	if (w.kind == WHEN_RANGE && (sees(&c, "后") || sees(&c, "之后")))
		w.comparing = true; /* 5月后: not the span itself */
	w.repaired = c.repaired;
	w.from = (uint32_t)at;
	w.to = (uint32_t)c.at;
	*out = w;
	return c.at - at;
}

const char *day_text(char out[12], struct day day)
{
	if (day.y == 0)
		out[0] = '\0';
	else if (day.m == 0)
		snprintf(out, 12, "%04u", (unsigned)day.y % 10000);
	else if (day.d == 0)
		snprintf(out, 12, "%04u-%02u", (unsigned)day.y % 10000, (unsigned)day.m % 100);
	else
		snprintf(out, 12, "%04u-%02u-%02u", (unsigned)day.y % 10000,
		         (unsigned)day.m % 100, (unsigned)day.d % 100);
	return out;
}

size_t day_read(struct day *out, struct zb_span text)
{
	static const char *const marks[] = { "-", "/", ".", "年", NULL };
	struct cursor c = { .text = text };
	int y = 0;
	int m = 0;
	int d = 0;
	if (!eat_year_digits(&c, &y)) {
		/* 23-08-09: two digits of this century */
		if (!eat_number(&c, &y, 2) || y < 1 || !sees(&c, "-"))
			return 0;
		y += 2000;
	}
	if (!eat_any(&c, marks) || !eat_number(&c, &m, 2) || m < 1 || m > 12)
		return 0;
	if (!(eat_any(&c, marks) || eat(&c, "月")) || !eat_number(&c, &d, 2) || d < 1 || d > 31)
		return 0;
	eat(&c, "日");
	*out = make_day(y, m, d);
	return c.at;
}
