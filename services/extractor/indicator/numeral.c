/* SPDX-License-Identifier: Apache-2.0 */
#include "numeral.h"

#include <string.h>

#include "at.h"
#include "digit.h"
#include "numeral_part.h"

enum { DIGITS_MAX = 17 };

/* --- Arabic digits --- */

void numeral_add_digit(struct numeral *num, int d, int *digits)
{
	if (*digits >= DIGITS_MAX) {
		num->too_long = true;
		return;
	}
	num->mantissa = num->mantissa * 10 + d;
	if (num->mantissa != 0)
		++*digits;
}

/* Three digits and no more: 7,000. A Chinese comma does so only among Chinese digits (７，０００), or it
 * ends a clause. */
static bool groups_follow(struct zb_span text, size_t at)
{
	size_t len = 0;
	for (int i = 0; i < 3; i++) {
		if (digit_arabic(text, at, &len) < 0)
			return false;
		at += len;
	}
	return digit_arabic(text, at, &len) < 0;
}

static bool is_latin_at(struct zb_span text, size_t at)
{
	return at < text.n && (text.p[at] | 32) >= 'a' && (text.p[at] | 32) <= 'z';
}

/* O.565亿元, l5%: the first digit of a number that a unit or scale ends, damaged. */
static bool is_damaged_first(struct zb_span text, size_t at)
{
	static const char *const ends[] = { "%", "亿", "万", "个百分点", "年", NULL };
	size_t len = 0;
	size_t i = at + 1;
	char c = at < text.n ? text.p[at] : '\0';
	if ((c != 'O' && c != 'o' && c != 'l' && c != 'I') ||
	    (at > 0 && (is_latin_at(text, at - 1) || digit_arabic(text, at - 1, &len) >= 0)))
		return false;
	bool zero = (c | 32) == 'o';
	if (zero && (i + 1 >= text.n || text.p[i++] != '.'))
		return false;
	size_t first = i;
	while (i < first + 8 && i < text.n &&
	       ((text.p[i] >= '0' && text.p[i] <= '9') || (!zero && text.p[i] == '.')))
		i++;
	return i > first && any_word_at(text, i, ends) > 0;
}

/* O and l between digits are 0 and 1 that a scan or a keyboard damaged. */
static int damaged_at(struct zb_span text, size_t at)
{
	size_t len = 0;
	if (at >= text.n || at + 1 >= text.n)
		return -1;
	char c = text.p[at];
	if (is_damaged_first(text, at))
		return c == 'O' || c == 'o' ? 0 : 1;
	if (at == 0 || (c != 'O' && c != 'o' && c != 'l' && c != 'I'))
		return -1;
	if (digit_arabic(text, at - 1, &len) < 0)
		return -1;
	bool digit_next = digit_arabic(text, at + 1, &len) >= 0;
	bool scale_next = has_word(text, at + 1, "年") || has_word(text, at + 1, "亿") ||
	                  has_word(text, at + 1, "万") || has_word(text, at + 1, "%");
	if (!digit_next && !scale_next)
		return -1;
	return c == 'O' || c == 'o' ? 0 : 1;
}

static void note_repair(struct numeral *num, size_t at, size_t n)
{
	if (num->repair_end == 0)
		num->repair = (uint32_t)at;
	num->repair_end = (uint32_t)(at + n);
}

static size_t read_integer(struct numeral *num, struct zb_span text, size_t at, int *digits)
{
	size_t len = 0;
	for (;;) {
		int d = digit_arabic(text, at, &len);
		if (d < 0 && (d = damaged_at(text, at)) >= 0) {
			len = 1;
			note_repair(num, at, 1);
		}
		if (d >= 0) {
			numeral_add_digit(num, d, digits);
			at += len;
			continue;
		}
		size_t comma = has_word(text, at, ",") ? 1
		               : has_word(text, at, "，") &&
		                               digit_arabic(text, at + 3, &len) >= 0 && len == 3
		                       ? 3
		                       : 0;
		if (comma == 0 || !groups_follow(text, at + comma))
			return at;
		/* 7,000 and 1,234,567; but 5,100 as two list members cannot be told apart. */
		at += comma;
	}
}

/* 提升9. 5个百分点: a space that broke a number in two, but no list mark (9. 5个项目). */
static size_t broken_point(const struct numeral *num, struct zb_span text, size_t at)
{
	size_t len = 0;
	if (!has_word(text, at, ". ") || num->start == 0 ||
	    (unsigned char)text.p[num->start - 1] < 0x80 ||
	    digit_arabic(text, at + 2, &len) < 0 ||
	    (!has_word(text, at + 3, "个百分点") && !has_word(text, at + 3, "%") &&
	     !has_word(text, at + 3, "亿元") && !has_word(text, at + 3, "万元")))
		return 0;
	return 2;
}

static size_t read_fraction(struct numeral *num, struct zb_span text, size_t at, int *digits)
{
	size_t len = 0;
	size_t point = has_word(text, at, ".") ? 1 : has_word(text, at, "．") ? 3 : 0;
	size_t broken = broken_point(num, text, at);
	if (broken > 0) {
		point = broken;
		note_repair(num, at + 1, 1);
	}
	if (point == 0 || digit_arabic(text, at + point, &len) < 0)
		return at;
	at += point;
	int d = 0;
	while ((d = digit_arabic(text, at, &len)) >= 0) {
		numeral_add_digit(num, d, digits);
		num->decimals++;
		num->exp--;
		at += len;
	}
	return at;
}

void numeral_scale_by(struct numeral *num, int power, bool printed)
{
	enum { EXP_MAX = 20 }; /* 万亿亿: none is larger */
	if (num->exp + power > EXP_MAX) {
		num->too_long = true;
		return;
	}
	num->exp = (int16_t)(num->exp + power);
	if (printed)
		num->unit_mult = (int16_t)(num->unit_mult + power);
}

/* 万, 千万, 万亿 … behind a number, with 多 or 余 before or between. */
size_t numeral_read_scale(struct numeral *num, struct zb_span text, size_t at)
{
	for (;;) {
		struct sign s = sign_at(text, at);
		struct sign next = sign_at(text, at + 3);
		if (s.sort == SORT_NONE)
			return at;
		if (s.sort == SORT_MORE) {
			/* 余 and 多 count only right behind a number: 余额 and 多家 do not begin here */
			bool scale = next.sort == SORT_TEN;
			if (has_word(text, at, "余额") || has_word(text, at, "多元") ||
			    num->more)
				return at;
			num->more = true;
			at += 3;
			if (!scale)
				return at;
			continue;
		}
		if (s.sort != SORT_TEN || s.value == 1)
			return at;
		/* 3.7万千瓦: the 千 belongs to the unit. */
		if (s.value == 3 && (has_word(text, at, "千瓦") || has_word(text, at, "千克") ||
		                     has_word(text, at, "千米")))
			return at;
		if (s.value == 2 &&
		    (has_word(text, at, "百分点") || has_word(text, at, "百货")))
			return at;
		numeral_scale_by(num, (int)s.value, true);
		at += 3;
	}
}

size_t numeral_space(struct zb_span text, size_t at)
{
	static const char *const spaces[] = { " ", "\xC2\xA0", "\xE2\x80\x89", "\xE2\x80\xAF",
		                              NULL };
	return any_word_at(text, at, spaces);
}

static bool shift(int64_t *v, int power)
{
	for (; power > 0; power--) {
		if (*v > INT64_MAX / 100)
			return false;
		*v *= 10;
	}
	return true;
}

/* 3亿5000万, 1万5千: a number goes on with a smaller scale; 20万6152亿: the larger scale holds for
 * both parts. */
static size_t read_section(struct numeral *num, struct zb_span text, size_t end)
{
	struct numeral next = { .start = (uint32_t)end };
	int digits = 0;
	size_t len = 0;
	if (num->unit_mult == 0 || num->more || num->decimals > 0 ||
	    digit_arabic(text, end, &len) < 0)
		return end;
	size_t stop = read_integer(&next, text, end, &digits);
	size_t scaled = numeral_read_scale(&next, text, stop);
	int gap = num->unit_mult - next.unit_mult;
	int64_t v = num->mantissa;
	if (scaled == stop || next.too_long)
		return end;
	if (num->unit_mult == 4 && next.unit_mult == 8 && digits <= 4)
		gap = 4;
	if (gap <= 0 || digits > gap || num->exp != num->unit_mult || !shift(&v, gap))
		return end;
	num->mantissa = v + next.mantissa;
	num->exp = num->unit_mult = next.unit_mult;
	num->more = next.more;
	return scaled;
}

static size_t read_arabic(struct numeral *num, struct zb_span text, size_t at)
{
	int digits = 0;
	size_t end = read_integer(num, text, at, &digits);
	end = read_fraction(num, text, end, &digits);
	size_t space = numeral_space(text, end);
	space = sign_is(text, end + space, SORT_TEN) ? space : 0;
	size_t scaled = numeral_read_scale(num, text, end + space);
	return scaled > end + space ? read_section(num, text, scaled) : end;
}

/* --- shapes around a plain number --- */

static void set_percent_of(struct numeral *num, int64_t part, int64_t whole)
{
	/* To two decimals, half up: 2/3 is 66.67. */
	int64_t v = (part * 100000 / whole + 5) / 10;
	num->mantissa = v;
	num->exp = -2;
	num->decimals = 2;
	while (num->decimals > 0 && num->mantissa % 10 == 0) {
		num->mantissa /= 10;
		num->exp++;
		num->decimals--;
	}
	num->unit_mult = 0;
}

static int64_t as_integer(const struct numeral *num)
{
	int64_t v = num->mantissa;
	if (num->exp < 0 || num->exp > 9 || num->too_long)
		return -1;
	for (int i = 0; i < num->exp && v < INT64_MAX / 10; i++)
		v *= 10;
	return v;
}

static size_t read_plain(struct numeral *num, struct zb_span text, size_t at)
{
	size_t len = 0;
	if (digit_arabic(text, at, &len) >= 0)
		return read_arabic(num, text, at);
	return numeral_read_chinese(num, text, at);
}

/* 三分之二: the whole stands first. */
static size_t read_parts(struct numeral *num, struct zb_span text, size_t end)
{
	struct numeral part = { 0 };
	if (!has_word(text, end, "分之"))
		return end;
	int64_t whole = as_integer(num);
	size_t at = end + strlen("分之");
	size_t stop = read_plain(&part, text, at);
	if (stop == at || whole <= 0)
		return end;
	if (whole == 100 || whole == 1000) {
		bool chinese = num->chinese;
		*num = part;
		num->kind = NUMERAL_PERCENT;
		num->chinese = chinese;
		if (whole == 1000)
			num->exp--;
		return stop;
	}
	int64_t p = as_integer(&part);
	if (p < 0 || p > 1000000 || whole > 1000000)
		return end;
	set_percent_of(num, p, whole);
	num->kind = NUMERAL_FRACTION;
	return stop;
}

/* 1/4, but no date and no unit: both sides small, the first the smaller. */
static size_t read_slash(struct numeral *num, struct zb_span text, size_t end)
{
	struct numeral whole = { 0 };
	size_t len = 0;
	if (!has_word(text, end, "/") || digit_arabic(text, end + 1, &len) < 0 ||
	    num->decimals > 0 || num->unit_mult != 0)
		return end;
	size_t stop = read_arabic(&whole, text, end + 1);
	int64_t w = as_integer(&whole);
	int64_t p = as_integer(num);
	if (has_word(text, stop, "/") || whole.unit_mult != 0 || whole.decimals > 0 || w < 2 ||
	    w > 20 || p < 1 || p >= w)
		return end;
	set_percent_of(num, p, w);
	num->kind = NUMERAL_FRACTION;
	return stop;
}

/* 七成, 三成半. 成 begins many words too: only where none of them goes on. */
static size_t read_tenths(struct numeral *num, struct zb_span text, size_t end)
{
	static const char *const words[] = { "成立", "成为", "成功", "成果", "成员", "成都",
		                             "成本", "成长", "成交", "成品", "成效", "成绩",
		                             "成熟", "成套", "成年", "成人", "成分", "成份",
		                             "成片", "成型", "成形" };
	if (!has_word(text, end, "成") || num->unit_mult > 0)
		return end;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has_word(text, end, words[i]))
			return end;
	int64_t v = num->mantissa;
	if (num->exp != 0 && !(num->exp == 1 && v == 1))
		return end;
	if (v < 1 || v > 10)
		return end;
	num->mantissa = v * (num->exp == 1 ? 100 : 10);
	num->step *= 10;
	num->exp = 0;
	end += 3;
	if (has_word(text, end, "半") || (numeral_digit(text, end, &(size_t){ 0 }) >= 0)) {
		size_t len = 3;
		int half = has_word(text, end, "半") ? 5 : numeral_digit(text, end, &len);
		num->mantissa += half;
		end += len;
	}
	num->kind = NUMERAL_TENTHS;
	return end;
}

/* Where 多 or 余, maybe behind a blank, ends; at where there is none. */
static size_t more_at(struct zb_span text, size_t at)
{
	size_t from = at + numeral_space(text, at);
	if (!sign_is(text, from, SORT_MORE) || has_word(text, from, "余额") ||
	    has_word(text, from, "多元") || has_word(text, from, "多样"))
		return at;
	return from + 3;
}

bool numeral_may_begin(struct zb_span text, size_t at)
{
	size_t len = 0;
	uint8_t sort = sign_at(text, at).sort;
	return digit_arabic(text, at, &len) >= 0 || sort == SORT_DIGIT || sort == SORT_TEN ||
	       sort == SORT_VAGUE || is_damaged_first(text, at);
}

size_t numeral_read(struct numeral *out, struct zb_span text, size_t at)
{
	struct numeral num = { .start = (uint32_t)at };
	size_t len = 0;
	size_t end = at;
	struct sign s = sign_at(text, at);
	if (digit_arabic(text, at, &len) >= 0 || is_damaged_first(text, at)) {
		end = read_arabic(&num, text, at);
		size_t slash = read_slash(&num, text, end);
		end = slash > end ? slash
		                  : read_tenths(&num, text, read_parts(&num, text, end));
	} else if (s.sort == SORT_VAGUE) {
		end = numeral_read_vague(&num, text, at);
	} else if (s.sort == SORT_DIGIT || s.sort == SORT_TEN) {
		end = numeral_read_chinese(&num, text, at);
		size_t parts = read_parts(&num, text, end);
		end = parts > end ? parts : read_tenths(&num, text, end);
	}
	/* 三分之二以上, 2000多, 50 多: 多 and 余 behind. */
	size_t more = end > at && num.kind == NUMERAL_PLAIN ? more_at(text, end) : 0;
	if (more > end && !num.more) {
		num.more = true;
		end = more;
		if (sign_is(text, end, SORT_TEN))
			end = numeral_read_scale(&num, text, end);
	}
	num.end = (uint32_t)end;
	*out = num;
	return end - at;
}
