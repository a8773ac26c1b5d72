/* SPDX-License-Identifier: Apache-2.0 */
#include "reason.h"

#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lex_is.h"

static bool is_latin_at(struct zb_span text, size_t at)
{
	return at < text.n && (text.p[at] | 32) >= 'a' && (text.p[at] | 32) <= 'z';
}

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

/* 1短吨=0.907吨: what a unit is, on either side. */
static bool is_conversion(const struct quantity *q, struct zb_span text, size_t end)
{
	enum { REACH = 16 };
	size_t at = q->start;
	if (q->unit_kind != UNIT_PHYSICAL)
		return false;
	if (has_word(text, end, "=") || has_word(text, end, "＝"))
		return q->low.mantissa == 1 && q->low.exp == 0;
	if (!word_before(text, at, "=") && !word_before(text, at, "＝"))
		return false;
	struct zb_span before = zb_span_sub(text, 0, at);
	ptrdiff_t one = zb_span_find(before, ZB_S("1"), at > REACH ? at - REACH : 0);
	return one >= 0 && (unsigned char)text.p[one + 1] - (unsigned)'0' > 9;
}

/* 单位：亿元, （万元）: what the figures of a table are counted in. */
static bool is_unit_line(const struct quantity *q, struct zb_span text, size_t at, size_t end)
{
	if (!q->low.bare_scale)
		return false;
	return word_before(text, at, "单位：") || word_before(text, at, "单位:") ||
	       ((word_before(text, at, "（") || word_before(text, at, "(")) &&
	        (has_word(text, end, "）") || has_word(text, end, ")")));
}

static enum reason reason_around(const struct quantity *q, struct zb_span text, size_t end)
{
	size_t at = q->start;
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
	if (is_conversion(q, text, end))
		return REASON_NAME;
	if (word_before(text, at, "×") && q->unit_kind != UNIT_PERCENT) /* 4×275兆瓦 */
		return REASON_TECHNICAL;
	if (is_unit_line(q, text, at, end))
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
	if (q->unit[0] == '\0' && is_latin_at(text, end))
		return REASON_TECHNICAL;
	if ((word_before(text, at, "（") || word_before(text, at, "(")) &&
	    (has_word(text, end, "）") || has_word(text, end, ")")) && q->unit[0] == '\0')
		return q->low.chinese ? REASON_LIST_MARK : REASON_NAME;
	return REASON_NONE;
}

/* 一个, 一家, 另一类: an article. 二次, 三国, 四市: no count either, for these classifiers join
 * small Chinese numerals into words. */
static bool is_article(const struct quantity *q)
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
	if (q->low.step != 0 && strcmp(q->unit, "线") == 0) /* 一二线城市 */
		return true;
	if (q->low.exp != 0 || v > 10 || q->low.more)
		return false;
	if (v == 1 && q->low.step == 0)
		return true;
	for (int i = 0; joined[i] != NULL; i++)
		if (strcmp(joined[i], q->unit) == 0)
			return true;
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
	if (word_before(text, at, "成百上")) /* 成百上千种 */
		return true;
	return at < 3 || !any_word_at(text, at - 3, leads);
}

/* 上升9位, 前移了2名: by how much a rank moved. */
static bool is_gap_of_rank(const struct quantity *q, struct zb_span text, size_t at)
{
	static const char *const moves[] = { "上升", "前移", "提升", "下降", "后移",
		                             "跃升", "提高", "攀升", "前进", "下滑",
		                             "上移", "下移", "跃进", NULL };
	if (strcmp(q->unit, "位") != 0 && strcmp(q->unit, "名") != 0)
		return false;
	if (word_before(text, at, "了"))
		at -= strlen("了");
	for (int i = 0; moves[i] != NULL; i++)
		if (word_before(text, at, moves[i]))
			return true;
	return false;
}

/* 创富大厦17层, 5楼: where, not how many. */
static bool is_floor(const struct quantity *q, struct zb_span text, size_t at)
{
	static const char *const houses[] = {
		"大厦", "中心", "广场", "座", "号楼", "栋", NULL
	};
	if (strcmp(q->unit, "层") != 0)
		return false;
	for (int i = 0; houses[i] != NULL; i++)
		if (word_before(text, at, houses[i]))
			return true;
	return false;
}

/* 一吨汽油, 一元钱: an article before a measure. */
static bool is_one_measure(const struct quantity *q)
{
	return (q->unit_kind == UNIT_PHYSICAL || q->unit_kind == UNIT_MONEY) &&
	       q->low.chinese && q->low.kind == NUMERAL_PLAIN && q->low.mantissa == 1 &&
	       q->low.exp == 0 && !q->low.more && !q->has_high;
}

static enum reason reason_of_words(const struct quantity *q, struct zb_span text, size_t at,
                                   size_t end)
{
	if (is_floor(q, text, at))
		return REASON_ORDINAL;
	if (is_one_measure(q))
		return REASON_WORD;
	if (is_lone_capital(q, text, at) || is_article(q) || is_round_word(q, text, at))
		return REASON_WORD;
	if (word_before(text, at, "“") || word_before(text, at, "‘") ||
	    word_before(text, at, "「") || word_before(text, at, "\""))
		return q->low.chinese ? REASON_NAME : REASON_NONE;
	if (word_before(text, at, "每"))
		return REASON_NAME;
	if (word_before(text, at, "最后") && q->unit_kind == UNIT_PHYSICAL) /* 最后一公里 */
		return REASON_WORD;
	if (is_gap_of_rank(q, text, at))
		return REASON_ORDINAL;
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
	if (is_latin_at(text, at)) /* 万元GDP能耗 */
		return true;
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

/* 或1000万美元: another amount that stands for the first; its bytes. */
static size_t alternative(const struct lexicon *lexicon, struct zb_span text, size_t at)
{
	struct numeral other;
	size_t unit = 0;
	size_t n = word_at(text, at, "或");
	if (n == 0 || !numeral_may_begin(text, at + n))
		return 0;
	size_t digits = numeral_read(&other, text, at + n);
	const struct lex_entry *e =
		lexicon_match_class(lexicon, text, at + n + digits, LEX_UNIT, &unit);
	return digits > 0 && e != NULL ? n + digits + unit : 0;
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
	bool sized = q->unit_kind == UNIT_MONEY || q->unit_kind == UNIT_PHYSICAL ||
	             (q->unit_kind == UNIT_COUNT && q->low.unit_mult >= 3);
	size_t other = alternative(lexicon, text, end);
	size_t bound = bound_behind(text, end + other);
	if (sized && bound > 0 && q->unit[0] != '\0' &&
	    noun_follows(lexicon, text, end + other + bound))
		return true;
	if (q->low.bare_scale && q->unit_kind == UNIT_MONEY && noun_follows(lexicon, text, end))
		return true;
	static const char *const marks[] = { "级", "强", "元店", "大", NULL };
	if (q->low.bare_scale && q->unit[0] == '\0')
		return any_word_at(text, end, marks);
	return has_word(text, end, "级") && q->unit_kind == UNIT_MONEY;
}

enum reason reason_of(const struct quantity *q, const struct lexicon *lexicon,
                      struct zb_span text, size_t end)
{
	size_t at = q->start;
	enum reason r = reason_around(q, text, end);
	if (r == REASON_NONE)
		r = reason_of_words(q, text, at, end);
	if (r == REASON_NONE && is_size_class(q, lexicon, text, end))
		r = REASON_SIZE_CLASS;
	if (r == REASON_NONE && needs_unit(q))
		r = REASON_NO_UNIT;
	return r != REASON_NONE ? r : reason_of_unit(q);
}
