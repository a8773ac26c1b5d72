/* SPDX-License-Identifier: Apache-2.0 */
#include "period_cursor.h"

#include "at.h"
#include "common/utf8.h"
#include "numeral.h"

bool eat(struct cursor *c, const char *s)
{
	size_t n = word_at(c->text, c->at, s);
	c->at += n;
	return n > 0;
}

bool eat_any(struct cursor *c, const char *const *words)
{
	for (; *words != NULL; words++)
		if (eat(c, *words))
			return true;
	return false;
}

bool sees(const struct cursor *c, const char *s)
{
	struct cursor probe = *c;
	return eat(&probe, s);
}

bool sees_any(const struct cursor *c, const char *const *words)
{
	struct cursor probe = *c;
	return eat_any(&probe, words);
}

const char *const cursor_dashes[] = { "-",  "—",  "–",  "－", "~",  "～",
	                              "至", "到", "──", "―",  "一", NULL };

bool eat_dash(struct cursor *c)
{
	struct cursor probe = *c;
	if (!eat_any(&probe, cursor_dashes))
		return false;
	while (eat(&probe, "—") || eat(&probe, "-"))
		continue;
	*c = probe;
	return true;
}

void eat_blank_before_name(struct cursor *c)
{
	if (c->at + 1 >= c->text.n || c->text.p[c->at] != ' ')
		return;
	switch (zb_utf8_three(c->text, c->at + 1)) {
	case 0x5E74: /* 年 */
	case 0x6708: /* 月 */
	case 0x65E5: /* 日 */
	case 0x53F7: /* 号 */
	case 0x5B63: /* 季 */
		c->at++;
		break;
	default:
		break;
	}
}

void eat_blank_before_digit(struct cursor *c)
{
	if (c->at + 1 < c->text.n && c->text.p[c->at] == ' ' && c->text.p[c->at + 1] >= '0' &&
	    c->text.p[c->at + 1] <= '9')
		c->at++;
}

/* 1 to `most` digits, Arabic or Chinese (十二, 二十三 too for up to two). */
bool eat_number(struct cursor *c, int *out, int most)
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
	eat_blank_before_name(c);
	*out = v;
	return true;
}

/* Four digits that can be a year; O for 0 is mended. */
bool eat_year_digits(struct cursor *c, int *year)
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
	eat_blank_before_name(c);
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

bool eat_relative_year(struct cursor *c, const struct when_context *ctx, int *year)
{
	static const char *const not_times[] = { "全年目标", "全年任务", "全年计划", "全年预期",
		                                 NULL };
	/* 年 stands behind the first character of them all. */
	if (!has_word(c->text, c->at + 3, "年") && !has_word(c->text, c->at, "上一年"))
		return false;
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

bool eat_year(struct cursor *c, const struct when_context *ctx, int *year)
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
	if (!eat(&t, "季度") && !eat(&t, "财季") && !eat(&t, "季"))
		return false;
	eat(&t, "末");
	*c = t;
	return true;
}

struct season {
	uint16_t first; /* character */
	const char *rest;
	int8_t from, to; /* months */
};

static const struct season seasons[] = {
	{ u'半', "年报", 1, 6 },  { u'中', "报", 1, 6 },   { u'半', "年度报告", 1, 6 },
	{ u'一', "季报", 1, 3 },  { u'首', "季", 1, 3 },   { u'三', "季报", 1, 9 },
	{ u'上', "半年", 1, 6 },  { u'前', "半年", 1, 6 }, { u'下', "半年", 7, 12 },
	{ u'后', "半年", 7, 12 },
};

/* 上半年, 三季报: a word for it, with no number to read. */
static bool eat_season_word(struct cursor *c, struct months *m)
{
	uint32_t first = zb_utf8_three(c->text, c->at);
	struct cursor t = *c;
	t.at += 3;
	for (size_t i = 0; i < sizeof(seasons) / sizeof(seasons[0]); i++) {
		if (seasons[i].first != first || !eat(&t, seasons[i].rest))
			continue;
		*m = (struct months){ .from = seasons[i].from, .to = seasons[i].to };
		*c = t;
		return true;
	}
	return false;
}

bool eat_season(struct cursor *c, struct months *m)
{
	struct cursor t = *c;
	int a = 0;
	int b = 0;
	if (eat_season_word(c, m))
		return true;
	if (eat(&t, "前") && eat_number(&t, &a, 1) && a <= 4 && eat(&t, "季")) {
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

bool eat_day(struct cursor *c, int *day)
{
	struct cursor t = *c;
	eat_blank_before_digit(&t);
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

bool eat_months(struct cursor *c, struct months *m)
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
