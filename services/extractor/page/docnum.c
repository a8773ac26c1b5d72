/* SPDX-License-Identifier: Apache-2.0 */
#include "docnum.h"

#include <stdio.h>

#include "common/arena.h"
#include "common/utf8.h"

enum { PREFIX_CHARS_MAX = 14, PREFIX_CHARS_MIN = 2, YEAR_MIN = 1949, YEAR_MAX = 2099 };

static const struct zb_span opens[] = {
	{ "〔", 3 }, { "[", 1 }, { "［", 3 }, { "（", 3 }, { "(", 1 },  { "【", 3 },
	{ "﹝", 3 }, { "{", 1 }, { "﹙", 3 }, { "〈", 3 }, { "＜", 3 }, { "<", 1 },
};
static const struct zb_span closes[] = {
	{ "〕", 3 }, { "]", 1 }, { "］", 3 }, { "）", 3 }, { ")", 1 },  { "】", 3 },
	{ "﹞", 3 }, { "}", 1 }, { "﹚", 3 }, { "〉", 3 }, { "＞", 3 }, { ">", 1 },
};

enum { BRACKETS = sizeof(opens) / sizeof(opens[0]) };

static size_t bracket_at(struct zb_span s, size_t at, const struct zb_span *set)
{
	for (size_t i = 0; i < BRACKETS; i++)
		if (zb_span_starts(zb_span_sub(s, at, set[i].n), set[i]))
			return set[i].n;
	return 0;
}

static size_t skip_blanks(struct zb_span s, size_t at)
{
	for (;;) {
		if (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
			at++;
		else if (zb_span_starts(zb_span_sub(s, at, 3), ZB_S("　")))
			at += 3;
		else
			return at;
	}
}

/* ASCII and full-width digits; how many, value in *out. */
static int take_digits(long *out, struct zb_span s, size_t *at, int max)
{
	int n = 0;
	*out = 0;
	while (n < max && *at < s.n) {
		const unsigned char *p = (const unsigned char *)s.p + *at;
		bool wide = *at + 2 < s.n && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 &&
		            p[2] <= 0x99;
		if (!wide && (p[0] < '0' || p[0] > '9'))
			break;
		*out = *out * 10 + (wide ? p[2] - 0x90 : p[0] - '0');
		*at += wide ? 3 : 1;
		n++;
	}
	return n;
}

/* 二〇二一 */
static int take_han_year(long *out, struct zb_span s, size_t *at)
{
	static const struct zb_span digits[] = {
		{ "〇", 3 }, { "一", 3 }, { "二", 3 }, { "三", 3 }, { "四", 3 }, { "五", 3 },
		{ "六", 3 }, { "七", 3 }, { "八", 3 }, { "九", 3 }, { "○", 3 },  { "零", 3 },
	};
	int n = 0;
	*out = 0;
	for (bool more = true; more && n < 4;) {
		more = false;
		for (size_t i = 0; i < sizeof(digits) / sizeof(digits[0]) && !more; i++) {
			more = zb_span_starts(zb_span_sub(s, *at, 3), digits[i]);
			if (more)
				*out = *out * 10 + (long)(i < 10 ? i : 0);
		}
		*at += more ? 3 : 0;
		n += more;
	}
	return n;
}

static bool is_prefix_char(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 'A' && cp <= 'Z');
}

/* The run of Chinese characters that ends at `end`: the issuing body's code. */
static struct zb_span prefix_before(struct zb_span s, size_t end)
{
	size_t at = end;
	int chars = 0;
	while (at > 0 && chars <= PREFIX_CHARS_MAX) {
		size_t start = at - 1;
		while (start > 0 && ((unsigned char)s.p[start] & 0xC0) == 0x80)
			start--;
		uint32_t cp = 0;
		if (zb_utf8_next(&cp, zb_span_sub(s, start, at - start)) <= 0 ||
		    !is_prefix_char(cp))
			break;
		at = start;
		chars++;
	}
	bool fits = chars >= PREFIX_CHARS_MIN && chars <= PREFIX_CHARS_MAX;
	return fits ? zb_span_sub(s, at, end - at) : (struct zb_span){ 0 };
}

/* From the opening bracket on: 〔2023〕8号. */
static bool tail_at(struct docnum *out, struct zb_span s, size_t at)
{
	size_t open = bracket_at(s, at, opens);
	long year = 0;
	if (open == 0)
		return false;
	size_t i = skip_blanks(s, at + open);
	if ((take_digits(&year, s, &i, 4) != 4 && take_han_year(&year, s, &i) != 4) ||
	    year < YEAR_MIN || year > YEAR_MAX)
		return false;
	if (zb_span_starts(zb_span_sub(s, i, 3), ZB_S("年")))
		i += 3;
	i = skip_blanks(s, i);
	size_t close = bracket_at(s, i, closes);
	if (close == 0)
		return false;
	i = skip_blanks(s, i + close);
	if (zb_span_starts(zb_span_sub(s, i, 3), ZB_S("第")))
		i += 3;
	if (take_digits(&out->number, s, &i, 6) == 0)
		return false;
	i = skip_blanks(s, i);
	if (!zb_span_starts(zb_span_sub(s, i, 3), ZB_S("号")))
		return false;
	out->year = (int)year;
	out->end = i + 3;
	return true;
}

bool docnum_find(struct docnum *out, struct zb_span s, size_t from)
{
	for (size_t i = from; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool bracket =
			c == '[' || c == '(' || c == '{' || c == '<' || c == 0xE3 || c == 0xEF;
		if (!bracket || !tail_at(out, s, i))
			continue;
		size_t end = i;
		while (end > from && (s.p[end - 1] == ' ' || s.p[end - 1] == '\t'))
			end--;
		out->prefix = prefix_before(s, end);
		if (out->prefix.n == 0)
			continue;
		out->start = (size_t)(out->prefix.p - s.p);
		return true;
	}
	return false;
}

struct zb_span docnum_print(struct zb_arena *arena, const struct docnum *d)
{
	char text[128];
	int n = snprintf(text, sizeof(text), ZB_SPAN_FMT "〔%d〕%ld号", ZB_SPAN_ARGS(d->prefix),
	                 d->year, d->number);
	return zb_arena_dup(arena,
	                    zb_span(text, n > 0 && (size_t)n < sizeof(text) ? (size_t)n : 0));
}
