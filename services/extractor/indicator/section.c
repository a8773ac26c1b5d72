/* SPDX-License-Identifier: Apache-2.0 */
#include "section.h"

#include "at.h"
#include "common/utf8.h"

enum { HEAD_MAX = 120 }; /* bytes that a heading takes at most */

static size_t numeral_len(struct zb_span line)
{
	static const char numerals[] = "一二三四五六七八九十";
	size_t n = 0;
	while (n < line.n && line.p[n] >= '0' && line.p[n] <= '9')
		n++;
	while (n + 3 <= line.n &&
	       zb_span_find(zb_span_str(numerals), zb_span_sub(line, n, 3), 0) >= 0)
		n += 3;
	return n;
}

bool section_has_mark(struct zb_span line)
{
	static const char *const marks[] = { "、", ".", "）", ")", "．", NULL };
	if (line.n > 0 && line.p[0] == '#')
		return true;
	size_t at = has_word(line, 0, "(") ? 1 : has_word(line, 0, "（") ? 3 : 0;
	size_t n = numeral_len(zb_span_sub(line, at, line.n));
	return n > 0 && any_word_at(line, at + n, marks) > 0;
}

/* Up to the mark that ends a heading or the clause it runs into. */
static struct zb_span head_of(struct zb_span line)
{
	static const char *const ends[] = { "，", "。", "；", "：", ",", ";", NULL };
	size_t n = 0;
	while (n < line.n && n < HEAD_MAX &&
	       (((unsigned char)line.p[n] & 0xC0) == 0x80 || any_word_at(line, n, ends) == 0))
		n++; /* within a character nothing ends */
	return zb_span_sub(line, 0, n);
}

/* By its first character a place is passed over at once. */
static const struct {
	uint16_t first;
	const char *rest;
	enum outlook says;
} outlook_words[] = {
	{ u'回', "顾", OUTLOOK_BACK },      { u'基', "础", OUTLOOK_BACK },
	{ u'成', "绩", OUTLOOK_BACK },      { u'成', "效", OUTLOOK_BACK },
	{ u'现', "状", OUTLOOK_BACK },      { u'概', "况", OUTLOOK_BACK },
	{ u'完', "成情况", OUTLOOK_BACK },  { u'进', "展情况", OUTLOOK_BACK },
	{ u'工', "作总结", OUTLOOK_BACK },  { u'面', "临形势", OUTLOOK_BACK },
	{ u'发', "展形势", OUTLOOK_BACK },  { u'机', "遇和挑战", OUTLOOK_BACK },
	{ u'存', "在问题", OUTLOOK_BACK },  { u'目', "标", OUTLOOK_AHEAD },
	{ u'任', "务", OUTLOOK_AHEAD },     { u'总', "体要求", OUTLOOK_AHEAD },
	{ u'总', "体思路", OUTLOOK_AHEAD }, { u'工', "作安排", OUTLOOK_AHEAD },
	{ u'工', "作思路", OUTLOOK_AHEAD }, { u'工', "作重点", OUTLOOK_AHEAD },
	{ u'工', "作计划", OUTLOOK_AHEAD }, { u'下', "一步", OUTLOOK_AHEAD },
	{ u'发', "展重点", OUTLOOK_AHEAD }, { u'重', "点工作", OUTLOOK_AHEAD },
	{ u'重', "点工程", OUTLOOK_AHEAD }, { u'主', "要举措", OUTLOOK_AHEAD },
	{ u'行', "动", OUTLOOK_AHEAD },     { u'展', "望", OUTLOOK_AHEAD },
};

enum outlook section_outlook(struct zb_span line)
{
	struct zb_span head = head_of(line);
	for (size_t i = 0; i < head.n; i++) {
		uint32_t first = zb_utf8_three(head, i);
		for (size_t k = 0;
		     first != 0 && k < sizeof(outlook_words) / sizeof(outlook_words[0]); k++)
			if (outlook_words[k].first == first &&
			    has_word(head, i + 3, outlook_words[k].rest))
				return outlook_words[k].says;
	}
	return OUTLOOK_NONE;
}
