/* SPDX-License-Identifier: Apache-2.0 */
#include "quantity.h"

#include <stdio.h>
#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lex_is.h"
#include "reason.h"

/* --- units --- */

struct unit {
	const struct lex_entry *e;
	size_t len;
};

static bool is_latin_run(struct zb_span text, size_t at)
{
	return at < text.n && (((text.p[at] | 32) >= 'a' && (text.p[at] | 32) <= 'z'));
}

static struct unit unit_at(const struct lexicon *lexicon, struct zb_span text, size_t at)
{
	struct unit u = { 0 };
	u.e = lexicon_match_class(lexicon, text, at, LEX_UNIT, &u.len);
	/* km in kmh: a Latin unit ends where the letters end. */
	if (u.e != NULL && is_latin_run(text, at + u.len - 1) && is_latin_run(text, at + u.len))
		u.e = NULL;
	return u;
}

static struct zb_span unit_code(const struct lex_entry *e)
{
	return e->code.n > 0 ? e->code : e->surface;
}

static void set_unit(struct quantity *q, const struct lex_entry *e)
{
	struct zb_span code = unit_code(e);
	size_t n = code.n < sizeof(q->unit) ? code.n : sizeof(q->unit) - 1;
	memcpy(q->unit, code.p, n);
	q->unit[n] = '\0';
	q->unit_kind = e->is;
}

static void scale_by(struct numeral *num, int exp)
{
	num->exp = (int16_t)(num->exp + exp);
	if (exp > 0)
		num->unit_mult = (int16_t)(num->unit_mult + exp);
}

/* 元/吨, 台/万人, 亿元/平方公里: the denominator with its own scale word. */
static size_t read_per(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                       size_t at)
{
	static const char *const scales[] = { "万", "亿", "千", "百", NULL };
	size_t slash = has_word(text, at, "/")    ? 1
	               : has_word(text, at, "／") ? 3
	               : has_word(text, at, "每") ? 3
	                                          : 0;
	/* 4.6%/环比, 6%/5%: a bar between two figures */
	if (slash == 0 || q->unit_kind == UNIT_PERCENT || q->unit_kind == UNIT_POINT)
		return 0;
	size_t scale = 0;
	size_t digits = 0;
	struct numeral num;
	struct unit u = unit_at(lexicon, text, at + slash); /* 千瓦时 before 千 */
	if (u.e == NULL) {
		scale = any_word_at(text, at + slash, scales) ? 3 : 0;
		if (scale == 0)
			digits = numeral_read(&num, text, at + slash);
		u = unit_at(lexicon, text, at + slash + scale + digits);
	}
	if (u.e == NULL || u.e->is == UNIT_NONE)
		return 0;
	size_t used = strlen(q->unit);
	struct zb_span code = unit_code(u.e);
	snprintf(q->unit + used, sizeof(q->unit) - used, "/%.*s" ZB_SPAN_FMT,
	         (int)(scale + digits), text.p + at + slash, ZB_SPAN_ARGS(code));
	return slash + scale + digits + u.len;
}

/* 3231.52点, 548点: of an index, not 3点建议 or 10点. */
static bool is_index(const struct numeral *num)
{
	return !num->chinese && (num->decimals > 0 || num->mantissa >= 30) && num->exp <= 0;
}

/* The sentence that goes before `at`, as far back as a figure is told of the same. */
static struct zb_span sentence_before(struct zb_span text, size_t at)
{
	enum { REACH = 150 };
	struct zb_span before = zb_span_sub(text, 0, at);
	size_t from = at > REACH ? at - REACH : 0;
	for (ptrdiff_t stop = 0; (stop = zb_span_find(before, ZB_S("。"), from)) >= 0;)
		from = (size_t)stop + strlen("。");
	return zb_span_sub(text, from, at - from);
}

bool quantity_of_hours(struct zb_span text, size_t at)
{
	struct zb_span before = sentence_before(text, at);
	return zb_span_find(before, ZB_S("利用小时"), 0) >= 0 ||
	       zb_span_find(before, ZB_S("设备平均利用"), 0) >= 0 ||
	       zb_span_find(before, ZB_S("设备累计平均利用"), 0) >= 0;
}

/* 人均预期寿命81.5岁, 比2020年提高1.2岁: an age that is measured, not how old somebody is. */
static bool is_measured_age(struct zb_span text, size_t at)
{
	struct zb_span before = sentence_before(text, at);
	static const char *const names[] = { "预期寿命", "平均寿命", "平均年龄", NULL };
	for (int i = 0; names[i] != NULL; i++)
		if (zb_span_find(before, zb_span_str(names[i]), 0) >= 0)
			return true;
	return false;
}

/* 套（间）, 万元（人民币）: a bracket that belongs to the unit is rare and short. */
static size_t read_unit(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                        size_t at)
{
	size_t space = numeral_space(text, at);
	space += space > 0 ? numeral_space(text, at + space) : 0;
	struct unit u = unit_at(lexicon, text, at + space);
	if (u.e == NULL || u.e->is == UNIT_NONE)
		return 0;
	set_unit(q, u.e);
	if (zb_span_eq(u.e->surface, ZB_S("点")) && is_index(&q->low)) {
		snprintf(q->unit, sizeof(q->unit), "1");
		q->unit_kind = UNIT_PHYSICAL;
	}
	if (q->low.unit_mult >= 4 && has_word(text, at + space, "度")) { /* of electricity */
		snprintf(q->unit, sizeof(q->unit), "kWh");
		q->unit_kind = UNIT_PHYSICAL;
	}
	if (zb_span_eq(u.e->code, ZB_S("h")) && quantity_of_hours(text, q->low.start))
		q->unit_kind = UNIT_PHYSICAL;
	if (zb_span_ends(u.e->surface, ZB_S("岁")) && is_measured_age(text, q->low.start))
		q->unit_kind = UNIT_PHYSICAL;
	int exp = u.e->exp;
	if (exp != 0) {
		scale_by(&q->low, exp);
		if (q->has_high)
			scale_by(&q->high, exp);
	}
	size_t n = space + u.len;
	if (has_word(text, at + n, "（间）")) {
		snprintf(q->unit, sizeof(q->unit), "套（间）");
		n += strlen("（间）");
	}
	/* 3.2万余个, 20家左右: nothing more; a bar may follow any unit. */
	n += read_per(q, lexicon, text, at + n);
	return n;
}

/* --- lists --- */

/* Between two figures of a list that share the unit behind the last: 、, 和 …; 14.5/22.3亿元. */
static size_t list_mark(const struct quantity *q, struct zb_span text, size_t at)
{
	static const char *const marks[] = { "、", "和", "及", "与", "以及", "或", NULL };
	if (has_word(text, at, "/") && q->low.decimals > 0)
		return 1;
	return any_word_at(text, at, marks);
}

/* A list mark of the text's own order (1、…) stands where a line begins. */
static bool begins_line(struct zb_span text, size_t at)
{
	return at == 0 || (unsigned char)text.p[at - 1] <= ' ' || word_before(text, at, "。") ||
	       word_before(text, at, "；") || word_before(text, at, "第") ||
	       word_before(text, at, "　");
}

/* 分别为1200、800和300亿元, 高12.5、9.4个百分点: the unit, and the scale, of the last. */
static void share_unit(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                       size_t end)
{
	enum { LISTED_MAX = 16 };
	if (begins_line(text, q->start) || (q->low.chinese && q->low.exp == 0))
		return;
	for (int i = 0; i < LISTED_MAX; i++) {
		struct quantity next = { .group = -1 };
		size_t mark = list_mark(q, text, end);
		size_t n = mark > 0 ? numeral_read(&next.low, text, end + mark) : 0;
		if (n == 0 || next.low.kind != NUMERAL_PLAIN)
			return;
		size_t unit = read_unit(&next, lexicon, text, end + mark + n);
		end += mark + n;
		if (unit == 0)
			continue;
		if (next.unit_kind == UNIT_DURATION || next.unit_kind == UNIT_ORDINAL ||
		    (q->low.unit_mult != 0 && q->low.unit_mult != next.low.unit_mult))
			return;
		memcpy(q->unit, next.unit, sizeof(q->unit));
		q->unit_kind = next.unit_kind;
		if (q->low.unit_mult == 0 && next.low.unit_mult > 0)
			scale_by(&q->low, next.low.unit_mult);
		return;
	}
}

/* --- ranges --- */

static size_t range_mark(struct zb_span text, size_t at)
{
	static const char *const marks[] = {
		"—", "－", "–", "～", "至", "到", "─", "一", NULL
	};
	if (has_word(text, at, "——"))
		return 6;
	if (at < text.n && (text.p[at] == '-' || text.p[at] == '~'))
		return 1;
	return any_word_at(text, at, marks) ? 3 : 0;
}

static bool spoken_from(struct zb_span text, size_t start)
{
	/* 由5家到10家 says two figures; 5家到10家 is a range. */
	return word_before(text, start, "从") || word_before(text, start, "由") ||
	       word_before(text, start, "自");
}

/* 下跌1.9万元/吨至24.7万元/吨: by how much, and where it came to. 增长5%至8% is a range. */
static bool is_moved(const struct quantity *q, struct zb_span text)
{
	static const char *const moves[] = { "上调", "下调", "增长", "增加", "上涨", "上升",
		                             "提高", "上浮", "下跌", "下降", "减少", "回落",
		                             "降低", "下滑", "大涨", "大跌", "净增", NULL };
	enum { OF_RATES = 2 };
	for (int i = 0; moves[i] != NULL; i++)
		if (word_before(text, q->low.start, moves[i]))
			return q->unit_kind != UNIT_PERCENT || i < OF_RATES;
	return false;
}

/* A low end takes over the scale of the high one: 5-10万 is 50,000 to 100,000. */
static void share_scale(struct numeral *low, const struct numeral *high, bool low_has_unit)
{
	if (!low_has_unit && low->unit_mult == 0 && high->unit_mult > 0) {
		low->exp = (int16_t)(low->exp + high->unit_mult);
		low->unit_mult = high->unit_mult;
	}
}

static size_t read_range(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                         size_t at, bool low_has_unit)
{
	size_t mark = range_mark(text, at);
	bool reaches = has_word(text, at, "到") || has_word(text, at, "至");
	bool from = reaches && spoken_from(text, q->low.start);
	if (mark == 0 || (reaches && low_has_unit && is_moved(q, text)))
		return 0;
	struct numeral high;
	size_t n = numeral_read(&high, text, at + mark);
	if (n == 0 || high.too_long || high.kind == NUMERAL_FRACTION)
		return 0;
	if (has_word(text, at, "一") && high.chinese)
		return 0;
	struct quantity tail = { .low = high, .start = (uint32_t)(at + mark) };
	size_t unit = read_unit(&tail, lexicon, text, at + mark + n);
	if (unit == 0 && !reaches && high.kind == NUMERAL_PLAIN)
		share_unit(&tail, lexicon, text, at + mark + n); /* 3050-3100、3200元/吨 */
	/* 百分之三至五 */
	bool percent = q->low.kind == NUMERAL_PERCENT && high.kind == NUMERAL_PLAIN;
	if (unit == 0 && tail.unit[0] == '\0' && high.kind == NUMERAL_PLAIN &&
	    !(percent && high.chinese))
		return 0;
	if (low_has_unit && q->unit[0] != '\0' && strcmp(tail.unit, q->unit) != 0)
		return 0;
	if (percent && unit > 0)
		return 0;
	if (from && !has_word(text, at + mark + n + unit, "不等")) /* 由10%到33%不等 */
		return 0;
	share_scale(&q->low, &tail.low, low_has_unit);
	if (!low_has_unit && tail.unit[0] != '\0') {
		const struct lex_entry *e =
			unit_at(lexicon, text,
		                at + mark + n + (has_word(text, at + mark + n, " ") ? 1 : 0))
				.e;
		if (e != NULL && e->exp != 0)
			scale_by(&q->low, e->exp);
	}
	q->high = tail.low;
	q->has_high = true;
	memcpy(q->unit, tail.unit, sizeof(q->unit));
	q->unit_kind = tail.unit_kind;
	return mark + n + unit;
}

/* --- a whole quantity --- */

/* 总投资120亿: 亿 and no unit in Chinese news is money. */
static void default_money(struct quantity *q, struct zb_span text, size_t end)
{
	if (q->unit[0] != '\0' || q->low.chinese || q->low.unit_mult < 8 || q->low.bare_scale ||
	    q->low.kind != NUMERAL_PLAIN || has_word(text, end, "级"))
		return;
	snprintf(q->unit, sizeof(q->unit), "CNY");
	q->unit_kind = UNIT_MONEY;
	q->assumed = true;
}

static size_t minus_at(struct zb_span text, size_t at)
{
	if (text.p[at] == '-')
		return 1;
	uint32_t cp = zb_utf8_three(text, at);
	return cp == 0x2212 || cp == 0xFF0D ? 3 : 0; /* −, － */
}

static size_t ratio_mark(struct zb_span text, size_t at)
{
	static const char *const marks[] = { ":", "：", "∶", NULL };
	return any_word_at(text, at, marks);
}

/* A ratio is told from a time of day by a 比 shortly before it. */
static bool speaks_of_ratio(struct zb_span text, size_t at)
{
	size_t from = at > 60 ? at - 60 : 0;
	return zb_span_find(zb_span_sub(text, 0, at), ZB_S("比"), from) >= 0;
}

/*
 * 2.5:1 is 2.5 to one; of 1.5∶35.7∶62.8 each number is a share. Returns the bytes that belong to
 * the quote behind the first numeral.
 */
static size_t read_ratio(struct quantity *q, struct zb_span text, size_t at, size_t end)
{
	struct numeral second;
	size_t mark = ratio_mark(text, end);
	size_t len = 0;
	size_t before = at > 0 && ratio_mark(text, at - 1) == 1   ? 1
	                : at > 2 && ratio_mark(text, at - 3) == 3 ? 3
	                                                          : 0;
	bool behind = before > 0 && at > before &&
	              numeral_digit(text, at - before - 1, &len) >= 0; /* 比例：5 is none */
	if ((mark == 0 && !behind) || !speaks_of_ratio(text, at))
		return 0;
	size_t n = mark > 0 ? numeral_read(&second, text, end + mark) : 0;
	bool more = n > 0 && ratio_mark(text, end + mark + n) > 0;
	if (behind || more) {
		snprintf(q->unit, sizeof(q->unit), "%%");
		q->unit_kind = UNIT_PERCENT;
		return 0;
	}
	if (n == 0 || second.mantissa != 1 || second.exp != 0)
		return 0;
	snprintf(q->unit, sizeof(q->unit), "1");
	q->unit_kind = UNIT_PHYSICAL;
	return mark + n;
}

/* 2×350兆瓦: so many machines of one size, the power of all. Returns the bytes behind the first
 * numeral; 0: it is no product. */
static size_t read_product(struct quantity *q, const struct lexicon *lexicon,
                           struct zb_span text, size_t end)
{
	static const char *const signs[] = { "×", "x", "X", "*", NULL };
	enum { MACHINES_MAX = 99 };
	const int64_t machines = q->low.mantissa;
	size_t sign = any_word_at(text, end, signs);
	if (sign == 0 || q->low.kind != NUMERAL_PLAIN || q->low.exp != 0 || q->low.chinese ||
	    machines < 1 || machines > MACHINES_MAX)
		return 0;
	struct quantity one = { .group = -1, .tok = -1 };
	size_t n = numeral_read(&one.low, text, end + sign);
	size_t unit = n > 0 ? read_unit(&one, lexicon, text, end + sign + n) : 0;
	if (unit == 0 || strcmp(one.unit, "kW") != 0 || one.low.kind != NUMERAL_PLAIN ||
	    one.low.too_long || one.low.mantissa > INT64_MAX / MACHINES_MAX)
		return 0;
	one.low.mantissa *= machines;
	*q = one;
	return sign + n + unit;
}

size_t quantity_read(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                     size_t at, size_t end)
{
	struct zb_span upto = zb_span_sub(text, 0, end);
	size_t sign = minus_at(upto, at);
	bool minus = sign > 0;
	if (!numeral_may_begin(upto, at + sign))
		return 0;
	*q = (struct quantity){ .group = -1, .tok = -1 };
	size_t len = 0;
	if (minus && (numeral_digit(upto, at + sign, &len) < 0 || len == 3 ||
	              (at > 0 && numeral_digit(upto, at - 1, &len) >= 0)))
		return 0;
	size_t n = numeral_read(&q->low, upto, at + sign);
	if (n == 0)
		return 0;
	n += sign;
	q->negative = minus;
	bool worded = q->low.kind == NUMERAL_TENTHS || q->low.kind == NUMERAL_FRACTION;
	size_t product = read_product(q, lexicon, upto, at + n);
	n += product;
	size_t unit =
		worded || product > 0 ? 0 : read_unit(q, lexicon, upto, at + n); /* 七成|企业 */
	size_t range = product > 0 ? 0 : read_range(q, lexicon, upto, at + n + unit, unit > 0);
	if (range > 0 && unit == 0)
		unit = 0;
	size_t total = n + unit + range;
	/* 20多家: the quote ends with the unit; a bare 多 behind a unit stays outside */
	q->start = (uint32_t)at;
	q->end = (uint32_t)(at + total);
	if (q->low.kind != NUMERAL_PLAIN && unit == 0) {
		snprintf(q->unit, sizeof(q->unit), "%%");
		q->unit_kind = UNIT_PERCENT;
	}
	if (unit == 0 && range == 0 && product == 0 && q->low.kind == NUMERAL_PLAIN)
		total += read_ratio(q, upto, at, at + total);
	if (q->unit[0] == '\0' && q->low.kind == NUMERAL_PLAIN)
		share_unit(q, lexicon, upto, at + total);
	if (q->low.step > 0 && !q->has_high) {
		q->high = q->low;
		q->high.mantissa += q->low.step;
		q->has_high = true;
	}
	q->end = (uint32_t)(at + total);
	default_money(q, upto, at + total);
	q->reason = (uint8_t)reason_of(q, lexicon, upto, at + total);
	return total;
}
