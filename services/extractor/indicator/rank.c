/* SPDX-License-Identifier: Apache-2.0 */
#include "rank.h"

#include <stdio.h>
#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lex_is.h"

static void set(struct quantity *q, const char *unit, uint8_t kind, uint8_t measure,
                int64_t value)
{
	snprintf(q->unit, sizeof(q->unit), "%s", unit);
	q->unit_kind = kind;
	q->measure = measure;
	q->low.mantissa = value;
}

struct word {
	const char *text;
	int8_t value;
};

static const struct word multiples[] = {
	{ "翻一番", 2 },   { "翻了一番", 2 }, { "翻两番", 4 },
	{ "翻了两番", 4 }, { "翻三番", 8 },   { "翻了三番", 8 },
	{ "翻番", 2 },     { "翻了番", 2 },   { "倍增", 2 },
};

/* 成倍增长, 倍增计划, 倍增效应: no doubling of anything. */
static bool is_doubling(struct zb_span text, size_t at, size_t end)
{
	static const char *const tails[] = { "长",   "效应",   "计划", "行动", "工程",
		                             "方案", "的若干", "若干", NULL };
	return !word_before(text, at, "成") && any_word_at(text, end, tails) == 0;
}

static size_t read_multiple(struct quantity *q, struct zb_span text, size_t at)
{
	for (size_t i = 0; i < sizeof(multiples) / sizeof(multiples[0]); i++) {
		size_t n = word_at(text, at, multiples[i].text);
		if (n == 0 || !is_doubling(text, at, at + n))
			continue;
		set(q, "倍", UNIT_TIMES, MEASURE_MULTIPLE, multiples[i].value);
		return n;
	}
	return 0;
}

/* 居全国首位, 列行业之首: where a position is told, not the first of those who did something (首位
 * 考察…) nor a rank of importance (“首位”产业). */
static size_t read_first(struct quantity *q, struct zb_span text, size_t at,
                         const struct sentence *s)
{
	static const char *const words[] = { "首位", "之首", "榜首", "居首", NULL };
	static const char *const ends[] = { "，", "。", "；", "、", ",", ";",
		                            "\n", "）", ")",  "的", NULL };
	size_t n = any_word_at(text, at, words);
	if (n == 0 || has_word(text, at, "首位度") || word_before(text, at, "“"))
		return 0;
	if (has_word(text, at, "首位") && at + n < text.n &&
	    any_word_at(text, at + n, ends) == 0 && !rank_is_led(s))
		return 0;
	set(q, "rank", UNIT_COUNT, MEASURE_RANK, 1);
	return n;
}

static size_t place_word(struct zb_span text, size_t at)
{
	static const char *const places[] = { "位", "名", "强", NULL };
	for (int i = 0; places[i] != NULL; i++)
		if (has_word(text, at, places[i]))
			return 3;
	return 0;
}

static void set_place(struct quantity *q, const struct numeral *num, bool among)
{
	int64_t value = num->mantissa;
	q->low = *num;
	for (int i = 0; i < num->exp && i < 6; i++)
		value *= 10;
	q->low.exp = 0;
	set(q, "rank", UNIT_COUNT, MEASURE_RANK, value);
	q->op = among ? OP_LE : OP_EQ;
}

/* 第二大电源, 第一大股东: a rank by size, where the text says that something is it. */
static bool is_by_size(struct zb_span text, size_t end)
{
	static const char *const holders[] = { "大类", "大会", "大队", "大厦",
		                               "大街", "大道", NULL };
	return has_word(text, end, "大") && any_word_at(text, end, holders) == 0;
}

/* 世界第一生产大国 */
static bool is_of_countries(struct zb_span text, size_t end)
{
	static const char *const tails[] = { "大国", "强国", "大省", "强省",
		                             "大市", "强市", NULL };
	enum { NOUN_MAX = 12 };
	for (size_t n = 0; n <= NOUN_MAX; n += 3)
		if (any_word_at(text, end + n, tails) > 0)
			return true;
	return false;
}

static bool is_division(struct zb_span text, size_t end)
{
	static const char *const words[] = { "季", "个月", "年", "产业", "次",
		                             "批", "届",   "轮", NULL };
	return any_word_at(text, end, words) > 0;
}

/* 全国第二，: nothing but the whole says that it is a rank. */
static bool ends_phrase(struct zb_span text, size_t end)
{
	static const char *const marks[] = { "，", "。", "；", "、", ",",  ";",  "！", "）",
		                             ")",  "\n", "和", "与", "及", "的", NULL };
	return end >= text.n || any_word_at(text, end, marks) > 0;
}

static size_t read_place(struct quantity *q, struct zb_span text, size_t at,
                         const struct sentence *s)
{
	bool among = has_word(text, at, "前");
	if (!among && !has_word(text, at, "第"))
		return 0;
	struct numeral num;
	size_t n = numeral_read(&num, text, at + 3);
	if (n == 0 || num.decimals > 0 || num.unit_mult > 2 || num.kind != NUMERAL_PLAIN)
		return 0;
	size_t end = at + 3 + n;
	size_t place = place_word(text, end);
	if (place == 0 && is_division(text, end))
		return 0;
	if (place == 0 && is_by_size(text, end) &&
	    (among ? rank_follows_whole(s) : rank_is_said(s)))
		place = 3;
	bool told = ends_phrase(text, end) || is_of_countries(text, end);
	if (place == 0 && !rank_is_led(s) && (among || !told || !rank_follows_whole(s)))
		return 0;
	set_place(q, &num, among);
	return 3 + n + place;
}

/* 分别排第25、26、49位: 第 is said once. */
static size_t read_next_place(struct quantity *q, struct zb_span text, size_t at)
{
	struct numeral num;
	size_t n = numeral_read(&num, text, at);
	size_t place = n > 0 ? place_word(text, at + n) : 0;
	if (n == 0 || num.decimals > 0 || num.kind != NUMERAL_PLAIN ||
	    (place == 0 && !ends_phrase(text, at + n)))
		return 0;
	set_place(q, &num, false);
	return n + place;
}

/* 两位数增长: ten percent at least. */
static size_t read_two_digits(struct quantity *q, struct zb_span text, size_t at)
{
	if (!has_word(text, at, "两位数"))
		return 0;
	set(q, "%", UNIT_PERCENT, MEASURE_GROWTH, 10);
	q->op = OP_GE;
	return strlen("两位数");
}

struct half {
	const char *text;
	uint8_t op;
};

/* 占比过半, 半数以上: half, in words. 过半年 is time. */
static size_t read_half(struct quantity *q, struct zb_span text, size_t at)
{
	static const struct half halves[] = {
		{ "过半数", OP_GT }, { "过半", OP_GT }, { "半数", OP_EQ }, { "一半", OP_EQ }
	};
	static const char *const tails[] = { "年", "个", "月", "小时", "天", "辈", "生", NULL };
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		size_t n = word_at(text, at, halves[i].text);
		if (n == 0 || any_word_at(text, at + n, tails) > 0)
			continue;
		set(q, "%", UNIT_PERCENT, MEASURE_LEVEL, 50);
		q->op = halves[i].op;
		return n;
	}
	return 0;
}

bool rank_may_begin(struct zb_span text, size_t at)
{
	switch (zb_utf8_three(text, at)) {
	case 0x9996: /* 首 */
	case 0x4E4B: /* 之 */
	case 0x699C: /* 榜 */
	case 0x5C45: /* 居 */
	case 0x7FFB: /* 翻 */
	case 0x500D: /* 倍 */
	case 0x7B2C: /* 第 */
	case 0x524D: /* 前 */
	case 0x4E24: /* 两 */
	case 0x8FC7: /* 过 */
	case 0x534A: /* 半 */
	case 0x4E00: /* 一 */
		return true;
	default:
		return false;
	}
}

size_t rank_read(struct quantity *q, struct zb_span text, size_t at, const struct sentence *s)
{
	*q = (struct quantity){ .group = -1, .tok = -1 };
	size_t n = rank_is_listed(s) ? read_next_place(q, text, at) : 0;
	if (n == 0)
		n = read_multiple(q, text, at);
	if (n == 0)
		n = read_first(q, text, at, s);
	if (n == 0)
		n = read_place(q, text, at, s);
	if (n == 0)
		n = read_two_digits(q, text, at);
	if (n == 0)
		n = read_half(q, text, at);
	q->start = (uint32_t)at;
	q->end = (uint32_t)(at + n);
	return n;
}
