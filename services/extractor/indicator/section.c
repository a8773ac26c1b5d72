/* SPDX-License-Identifier: Apache-2.0 */
#include "section.h"

#include "at.h"

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
	while (n < line.n && n < HEAD_MAX && any_word_at(line, n, ends) == 0)
		n++;
	return zb_span_sub(line, 0, n);
}

enum outlook section_outlook(struct zb_span line)
{
	static const char *const back[] = { "回顾",     "基础",     "成绩",     "成效",
		                            "现状",     "概况",     "完成情况", "进展情况",
		                            "工作总结", "面临形势", "发展形势", "机遇和挑战",
		                            "存在问题", NULL };
	static const char *const ahead[] = { "目标",     "任务",     "总体要求", "总体思路",
		                             "工作安排", "工作思路", "工作重点", "工作计划",
		                             "下一步",   "发展重点", "重点工作", "重点工程",
		                             "主要举措", "行动",     "展望",     NULL };
	struct zb_span head = head_of(line);
	for (size_t i = 0; i < head.n; i++) {
		if (((unsigned char)head.p[i] & 0xC0) == 0x80)
			continue; /* within a character */
		if (any_word_at(head, i, back) > 0)
			return OUTLOOK_BACK;
		if (any_word_at(head, i, ahead) > 0)
			return OUTLOOK_AHEAD;
	}
	return OUTLOOK_NONE;
}
