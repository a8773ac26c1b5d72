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
	bool multiple;
};

static const struct word words[] = {
	{ "首位", 1, false },  { "之首", 1, false },  { "榜首", 1, false },
	{ "居首", 1, false },  { "翻一番", 2, true }, { "翻两番", 4, true },
	{ "翻三番", 8, true }, { "翻番", 2, true },   { "倍增", 2, true },
};

static size_t read_word(struct quantity *q, struct zb_span text, size_t at)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!has_word(text, at, words[i].text) || has_word(text, at, "首位度"))
			continue;
		if (words[i].multiple)
			set(q, "倍", UNIT_TIMES, MEASURE_MULTIPLE, words[i].value);
		else
			set(q, "rank", UNIT_COUNT, MEASURE_RANK, words[i].value);
		return strlen(words[i].text);
	}
	return 0;
}

static size_t place_word(struct zb_span text, size_t at)
{
	static const char *const places[] = { "位", "名", "强", NULL };
	for (int i = 0; places[i] != NULL; i++)
		if (has_word(text, at, places[i]))
			return 3;
	return 0;
}

static size_t read_place(struct quantity *q, struct zb_span text, size_t at, bool ranked)
{
	bool among = has_word(text, at, "前");
	if (!among && !has_word(text, at, "第"))
		return 0;
	struct numeral num;
	size_t n = numeral_read(&num, text, at + 3);
	if (n == 0 || num.decimals > 0 || num.unit_mult > 2 || num.kind != NUMERAL_PLAIN)
		return 0;
	size_t place = place_word(text, at + 3 + n);
	if (place == 0 && !ranked)
		return 0;
	if (has_word(text, at + 3 + n, "季") || has_word(text, at + 3 + n, "个月") ||
	    has_word(text, at + 3 + n, "年"))
		return 0;
	if (!among && place == 0 &&
	    (has_word(text, at + 3 + n, "产业") || has_word(text, at + 3 + n, "次")))
		return 0;
	q->low = num;
	int64_t value = num.mantissa;
	for (int i = 0; i < num.exp && i < 6; i++)
		value *= 10;
	q->low.exp = 0;
	set(q, "rank", UNIT_COUNT, MEASURE_RANK, value);
	q->op = among ? OP_LE : OP_EQ;
	return 3 + n + place;
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
		return true;
	default:
		return false;
	}
}

size_t rank_read(struct quantity *q, struct zb_span text, size_t at, bool ranked)
{
	*q = (struct quantity){ .group = -1, .tok = -1 };
	size_t n = read_word(q, text, at);
	if (n == 0)
		n = read_place(q, text, at, ranked);
	if (n == 0)
		n = read_two_digits(q, text, at);
	q->start = (uint32_t)at;
	q->end = (uint32_t)(at + n);
	return n;
}
