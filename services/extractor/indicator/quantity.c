/* SPDX-License-Identifier: Apache-2.0 */
#include "quantity.h"

#include <stdio.h>
#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lex_is.h"

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
	snprintf(q->unit, sizeof(q->unit), ZB_SPAN_FMT, ZB_SPAN_ARGS(code));
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
	if (slash == 0)
		return 0;
	size_t scale = any_word_at(text, at + slash, scales) ? 3 : 0;
	size_t digits = 0;
	struct numeral num;
	if (scale == 0)
		digits = numeral_read(&num, text, at + slash);
	struct unit u = unit_at(lexicon, text, at + slash + scale + digits);
	if (u.e == NULL)
		return 0;
	size_t used = strlen(q->unit);
	struct zb_span code = unit_code(u.e);
	snprintf(q->unit + used, sizeof(q->unit) - used, "/%.*s" ZB_SPAN_FMT,
	         (int)(scale + digits), text.p + at + slash, ZB_SPAN_ARGS(code));
	return slash + scale + digits + u.len;
}

/* 套（间）, 万元（人民币）: a bracket that belongs to the unit is rare and short. */
static size_t read_unit(struct quantity *q, const struct lexicon *lexicon, struct zb_span text,
                        size_t at)
{
	size_t space = 0;
	while (at + space < text.n && text.p[at + space] == ' ' && space < 2)
		space++;
	struct unit u = unit_at(lexicon, text, at + space);
	if (u.e == NULL)
		return 0;
	set_unit(q, u.e);
	if (q->low.unit_mult >= 4 && has_word(text, at + space, "度")) { /* of electricity */
		snprintf(q->unit, sizeof(q->unit), "kWh");
		q->unit_kind = UNIT_PHYSICAL;
	}
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
	if (mark == 0 || (has_word(text, at, "到") && spoken_from(text, q->low.start)) ||
	    (has_word(text, at, "至") && spoken_from(text, q->low.start)))
		return 0;
	struct numeral high;
	size_t n = numeral_read(&high, text, at + mark);
	if (n == 0 || high.too_long || high.kind == NUMERAL_FRACTION)
		return 0;
	if (has_word(text, at, "一") && high.chinese)
		return 0;
	struct quantity tail = { .low = high };
	size_t unit = read_unit(&tail, lexicon, text, at + mark + n);
	if (unit == 0 && high.kind == NUMERAL_PLAIN)
		return 0;
	if (low_has_unit && q->unit[0] != '\0' && strcmp(tail.unit, q->unit) != 0)
		return 0;
	if (q->low.kind == NUMERAL_PERCENT && high.kind == NUMERAL_PLAIN)
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

/* --- what a numeral is besides a quantity --- */

static bool latin_or_dash_before(struct zb_span text, size_t at)
{
	if (at == 0)
		return false;
	char c = text.p[at - 1];
	if ((c | 32) >= 'a' && (c | 32) <= 'z')
		return true;
	return (c == '-' || c == '+') && at >= 2 &&
	       (((text.p[at - 2] | 32) >= 'a' && (text.p[at - 2] | 32) <= 'z') ||
	        (text.p[at - 2] >= '0' && text.p[at - 2] <= '9'));
}

static enum reason reason_around(const struct quantity *q, struct zb_span text, size_t at,
                                 size_t end)
{
	static const char *const part_tails[] = { "+", "＋", "·", NULL };
	if (q->low.too_long)
		return REASON_TOO_LONG;
	if (latin_or_dash_before(text, at))
		return REASON_NAME;
	if (word_before(text, at, "+") || word_before(text, at, "＋") ||
	    word_before(text, at, "·"))
		return REASON_NAME;
	if (any_word_at(text, end, part_tails) && q->unit[0] == '\0')
		return REASON_NAME;
	if (word_before(text, at, "第") || word_before(text, at, "No.") ||
	    word_before(text, at, "NO."))
		return REASON_ORDINAL;
	if ((word_before(text, at, "〕") || word_before(text, at, "]") ||
	     word_before(text, at, "】") || word_before(text, at, "）")) &&
	    has_word(text, end, "号"))
		return REASON_DOC_NUMBER;
	if (word_before(text, at, "〔") || has_word(text, end, "〕"))
		return REASON_DOC_NUMBER;
	if (q->unit[0] == '\0' && has_word(text, end, "号"))
		return REASON_ORDINAL;
	if (q->unit[0] == '\0' && is_latin_run(text, end))
		return REASON_TECHNICAL;
	if ((word_before(text, at, "（") || word_before(text, at, "(")) &&
	    (has_word(text, end, "）") || has_word(text, end, ")")) && q->unit[0] == '\0')
		return q->low.chinese ? REASON_LIST_MARK : REASON_NAME;
	return REASON_NONE;
}

/* 一个, 一家, 另一类: an article. 二次, 三国, 四市: no count either, for these classifiers join
 * small Chinese numerals into words. */
static bool is_article(const struct quantity *q, struct zb_span text)
{
	static const char *const joined[] = {
		"次", "国", "市", "省", "县", "镇", "村", "区", "州", "部", "道", "口", "门",
		"线", "位", "方", "头", "本", "字", "组", "手", "块", "片", "层", "种", "类",
		"员", "校", "站", "城", "园", "馆", "企", "环", "楼", "把", "双", "对", "包",
		"桌", "支", "度", "分", "点", "人", "节", "席", "队", "级", "号", NULL
	};
	if (!q->low.chinese || q->low.kind != NUMERAL_PLAIN || q->unit_kind != UNIT_COUNT)
		return false;
	int64_t v = q->low.mantissa;
	if (q->low.exp != 0 || v > 10 || q->low.more)
		return false;
	if (v == 1)
		return true;
	for (int i = 0; joined[i] != NULL; i++)
		if (strcmp(joined[i], q->unit) == 0)
			return true;
	(void)text;
	return false;
}

/* 陆, 伍, 拾 alone are surnames and words; 贰万伍仟 is a number. */
static bool is_lone_capital(const struct quantity *q, struct zb_span text, size_t at)
{
	static const char *const capitals[] = { "陆", "伍", "柒", "捌", "玖",
		                                "拾", "佰", "仟", "萬", NULL };
	return q->low.end - q->low.start == 3 && any_word_at(text, at, capitals);
}

/* 百家, 千村, 万里 without about or over before them say many, not how many. */
static bool is_round_word(const struct quantity *q, struct zb_span text, size_t at)
{
	static const char *const leads[] = { "近", "超", "过", "上", "约",
		                             "逾", "破", "达", "数", NULL };
	if (!q->low.bare_scale || q->unit_kind != UNIT_COUNT || q->low.more)
		return false;
	return at < 3 || !any_word_at(text, at - 3, leads);
}

static enum reason reason_of_words(const struct quantity *q, struct zb_span text, size_t at,
                                   size_t end)
{
	if (is_lone_capital(q, text, at) || is_article(q, text) || is_round_word(q, text, at))
		return REASON_WORD;
	if (word_before(text, at, "“") || word_before(text, at, "‘") ||
	    word_before(text, at, "「"))
		return q->low.chinese ? REASON_NAME : REASON_NONE;
	if (word_before(text, at, "每"))
		return REASON_NAME;
	if (has_word(text, end, "部门") || (q->low.chinese && has_word(text, end, "“")))
		return REASON_PART_COUNT;
	if (q->unit_kind == UNIT_COUNT && strcmp(q->unit, "次") == 0 &&
	    (word_before(text, q->start, "查看 ") || word_before(text, q->start, "点击") ||
	     word_before(text, q->start, "点击:") || word_before(text, q->start, "阅读") ||
	     word_before(text, q->start, "浏览")))
		return REASON_PAGE_COUNTER;
	return REASON_NONE;
}

static enum reason reason_of_unit(const struct quantity *q)
{
	static const enum reason reasons[] = {
		[UNIT_DURATION] = REASON_DURATION, [UNIT_PART] = REASON_PART_COUNT,
		[UNIT_TECH] = REASON_TECHNICAL,    [UNIT_BATCH] = REASON_BATCH,
		[UNIT_ORDINAL] = REASON_ORDINAL,
	};
	return q->unit_kind < sizeof(reasons) / sizeof(reasons[0]) ? reasons[q->unit_kind]
	                                                           : REASON_NONE;
}

static bool needs_unit(const struct quantity *q)
{
	return q->unit[0] == '\0' && q->low.kind == NUMERAL_PLAIN;
}

/* A Chinese character goes on here that can begin a noun: no mark, no digit, no line's end. */
static bool noun_follows(const struct lexicon *lexicon, struct zb_span text, size_t at)
{
	size_t len = 0;
	if (has_word(text, at, "的"))
		at += 3;
	if (at + 3 > text.n || (unsigned char)text.p[at] < 0xE4 ||
	    (unsigned char)text.p[at] > 0xE9 || numeral_digit(text, at, &len) >= 0)
		return false;
	const struct lex_entry *e = lexicon_match(lexicon, text, at, &len);
	for (; e != NULL; e = e->next)
		if (e->cls == LEX_VERB || e->cls == LEX_OP || e->cls == LEX_FUNCTION ||
		    e->cls == LEX_STATUS)
			return false;
	return true;
}

static size_t bound_behind(struct zb_span text, size_t at)
{
	static const char *const bounds[] = { "及以上", "（含）以上", "以上", "以下", NULL };
	for (int i = 0; bounds[i] != NULL; i++)
		if (has_word(text, at, bounds[i]))
			return strlen(bounds[i]);
	return 0;
}

/*
 * 亿元以上重大项目58个, 万亿级产业集群4个, 百强企业, 500亿元以上的企业: a size that names a class
 * of things is part of their name.
 */
static bool is_size_class(const struct quantity *q, const struct lexicon *lexicon,
                          struct zb_span text, size_t end)
{
	if (has_word(text, end, "级") && q->unit_kind == UNIT_PHYSICAL)
		return true;
	bool sized = q->unit_kind == UNIT_MONEY ||
	             (q->unit_kind == UNIT_COUNT && q->low.unit_mult >= 3);
	size_t bound = bound_behind(text, end);
	if (sized && bound > 0 && q->unit[0] != '\0' &&
	    noun_follows(lexicon, text, end + bound))
		return true;
	if (q->low.bare_scale && q->unit_kind == UNIT_MONEY && noun_follows(lexicon, text, end))
		return true;
	static const char *const marks[] = { "级", "强", "元店", "大", NULL };
	if (q->low.bare_scale && q->unit[0] == '\0')
		return any_word_at(text, end, marks);
	return has_word(text, end, "级") && q->unit_kind == UNIT_MONEY;
}

/* 总投资120亿: 亿 and no unit in Chinese news is money. */
static void default_money(struct quantity *q, struct zb_span text, size_t end)
{
	if (q->unit[0] != '\0' || q->low.chinese || q->low.unit_mult < 8 || q->low.bare_scale ||
	    q->low.kind != NUMERAL_PLAIN || has_word(text, end, "级"))
		return;
	snprintf(q->unit, sizeof(q->unit), "CNY");
	q->unit_kind = UNIT_MONEY;
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
	bool behind = at > 0 && (ratio_mark(text, at - 1) == 1 ||
	                         (at > 2 && ratio_mark(text, at - 3) == 3));
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
	size_t unit = read_unit(q, lexicon, upto, at + n);
	size_t range = read_range(q, lexicon, upto, at + n + unit, unit > 0);
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
	if (unit == 0 && range == 0 && q->low.kind == NUMERAL_PLAIN)
		total += read_ratio(q, upto, at, at + total);
	q->end = (uint32_t)(at + total);
	default_money(q, upto, at + total);
	enum reason r = reason_around(q, upto, at, at + total);
	if (r == REASON_NONE)
		r = reason_of_words(q, upto, at, at + total);
	if (r == REASON_NONE && is_size_class(q, lexicon, upto, at + total))
		r = REASON_SIZE_CLASS;
	if (r == REASON_NONE && !needs_unit(q))
		r = reason_of_unit(q);
	if (r == REASON_NONE && needs_unit(q))
		r = REASON_NO_UNIT;
	q->reason = (uint8_t)r;
	return total;
}

/* --- names of codes --- */

const char *measure_text(uint8_t measure)
{
	static const char *const names[] = { "level", "growth",   "change",
		                             "share", "multiple", "rank" };
	return measure < sizeof(names) / sizeof(names[0]) ? names[measure] : "level";
}

const char *op_text(uint8_t op)
{
	static const char *const names[] = { "=", "~", ">", ">=", "<", "<=" };
	return op < sizeof(names) / sizeof(names[0]) ? names[op] : "=";
}

const char *basis_text(uint8_t basis)
{
	static const char *const names[] = { NULL, "yoy", "prev", "annual_avg", "since" };
	return basis < sizeof(names) / sizeof(names[0]) ? names[basis] : NULL;
}

const char *reason_text(uint8_t reason)
{
	static const char *const names[REASON_MAX] = {
		"record",    "date",         "duration",  "ordinal",      "doc_number",
		"technical", "name",         "list_mark", "part_count",   "size_class",
		"batch",     "page_counter", "no_unit",   "no_indicator", "too_long",
		"markup",    "word",
	};
	return reason < REASON_MAX ? names[reason] : "record";
}
