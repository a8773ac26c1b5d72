/* SPDX-License-Identifier: Apache-2.0 */
#include "header.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "docnum.h"
#include "lines.h"
#include "stamp.h"

enum { VALUE_BYTES_MAX = 400 };

#define L(w, s)                                                                                \
	{                                                                                      \
		{ "" w, sizeof(w) - 1 }, s                                                     \
	}

/* Longer ones before those they begin with or end in. */
static const struct header_label labels[] = {
	L("制定机关", HEADER_ISSUER),    L("发文机关", HEADER_ISSUER),
	L("发布机构", HEADER_ISSUER),    L("发布机关", HEADER_ISSUER),
	L("发文单位", HEADER_ISSUER),    L("颁布单位", HEADER_ISSUER),
	L("颁布机关", HEADER_ISSUER),    L("公布机关", HEADER_ISSUER),
	L("印发机关", HEADER_ISSUER),    L("发布部门", HEADER_ISSUER),
	L("发文机构", HEADER_ISSUER),    L("公开主体", HEADER_ISSUER),
	L("发文字号", HEADER_NUMBER),    L("文件编号", HEADER_NUMBER),
	L("发文文号", HEADER_NUMBER),    L("文件字号", HEADER_NUMBER),
	L("字号", HEADER_NUMBER),        L("文号", HEADER_NUMBER),
	L("成文日期", HEADER_WRITTEN),   L("印发日期", HEADER_WRITTEN),
	L("发文日期", HEADER_WRITTEN),   L("制发日期", HEADER_WRITTEN),
	L("成文时间", HEADER_WRITTEN),   L("公布日期", HEADER_PUBLISHED),
	L("发布日期", HEADER_PUBLISHED), L("颁布日期", HEADER_PUBLISHED),
	L("发布时间", HEADER_PUBLISHED), L("公开日期", HEADER_PUBLISHED),
	L("生成日期", HEADER_OTHER),     L("施行日期", HEADER_EFFECTIVE),
	L("实施日期", HEADER_EFFECTIVE), L("生效日期", HEADER_EFFECTIVE),
	L("施行时间", HEADER_EFFECTIVE), L("时效性", HEADER_VALIDITY),
	L("有效性", HEADER_VALIDITY),    L("效力状态", HEADER_VALIDITY),
	L("是否有效", HEADER_VALIDITY),  L("有效状态", HEADER_VALIDITY),
	L("效力等级", HEADER_LEVEL),     L("效力级别", HEADER_LEVEL),
	L("效力位阶", HEADER_LEVEL),     L("效力", HEADER_VALIDITY),
	L("主题分类", HEADER_TOPIC),     L("法规类别", HEADER_TOPIC),
	L("主题词", HEADER_TOPIC),       L("信息分类", HEADER_TOPIC),
	L("索引号", HEADER_INDEX),       L("信息索引", HEADER_INDEX),
	L("信息名称", HEADER_TITLE),     L("文件名称", HEADER_TITLE),
	L("标题", HEADER_TITLE),         L("名称", HEADER_TITLE),
	L("废止日期", HEADER_OTHER),     L("失效日期", HEADER_OTHER),
	L("有效期", HEADER_OTHER),       L("分类", HEADER_OTHER),
	L("体裁", HEADER_OTHER),         L("公开方式", HEADER_OTHER),
	L("公开范围", HEADER_OTHER),     L("公开属性", HEADER_OTHER),
	L("主题", HEADER_OTHER),         L("关键词", HEADER_OTHER),
};

static size_t blanks_at(struct zb_span s, size_t at)
{
	size_t from = at;
	for (;;) {
		if (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
			at++;
		else if (zb_span_starts(zb_span_sub(s, at, 3), ZB_S("　")))
			at += 3;
		else if (zb_span_starts(zb_span_sub(s, at, 2), ZB_S("\u00A0")))
			at += 2;
		else
			return at - from;
	}
}

struct header header_new(void)
{
	struct header h = { .seen = 0 };
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		words_add(&h.words, labels[i].word);
	return h;
}

/* `word` at `at`, blanks allowed between its characters: 索 引 号. Its length, or 0. */
static size_t word_at(struct zb_span s, size_t at, struct zb_span word)
{
	size_t i = at;
	for (size_t k = 0; k < word.n; k += 3) {
		if (k > 0)
			i += blanks_at(s, i);
		if (!zb_span_starts(zb_span_sub(s, i, 3), zb_span_sub(word, k, 3)))
			return 0;
		i += 3;
	}
	return i - at;
}

/* What stands before a label: nothing, a blank, or the mark that ends a value. */
static bool may_begin(struct zb_span s, size_t at)
{
	static const struct zb_span marks[] = {
		{ "【", 3 }, { "•", 3 }, { "　", 3 }, { "】", 3 }, { "\u00A0", 2 }
	};
	if (at == 0 || s.p[at - 1] == ' ' || s.p[at - 1] == '\t')
		return true;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (zb_span_ends(zb_span_sub(s, 0, at), marks[i]))
			return true;
	return false;
}

/* What stands behind one: a colon, the closing bracket or the next cell. Its length, or 0. */
static size_t joint_at(struct zb_span s, size_t at)
{
	size_t blanks = blanks_at(s, at);
	struct zb_span rest = zb_span_sub(s, at + blanks, s.n);
	if (zb_span_starts(rest, ZB_S("：")) || zb_span_starts(rest, ZB_S("】")))
		return blanks + 3;
	if (zb_span_starts(rest, ZB_S(":")))
		return blanks + 1;
	return blanks > 0 && memchr(s.p + at, '\t', blanks) != NULL ? blanks : 0;
}

/* A label at `at` with its joint: the bytes of both, or 0. */
static size_t label_at(const struct header_label **out, const struct header *h,
                       struct zb_span s, size_t at)
{
	if (!words_may_begin(&h->words, s, at) || !may_begin(s, at))
		return 0;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t n = word_at(s, at, labels[i].word);
		size_t joint = n > 0 ? joint_at(s, at + n) : 0;
		if (joint > 0) {
			*out = &labels[i];
			return n + joint;
		}
	}
	return 0;
}

/* The year of a number whose brackets are those of labels: 某财企【2021】15号. */
static bool is_year_at(struct zb_span s, size_t at)
{
	enum { DIGITS = 4 };
	for (size_t i = at; i < at + DIGITS; i++)
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
			return false;
	return zb_span_starts(zb_span_sub(s, at + DIGITS, 3), ZB_S("】"));
}

/* Up to the next label, bracket, bullet or cell. */
static size_t value_end(const struct header *h, struct zb_span line, size_t from)
{
	const struct header_label *next = NULL;
	size_t i = from;
	for (; i < line.n && i - from < VALUE_BYTES_MAX; i++) {
		struct zb_span here = zb_span_sub(line, i, 3);
		if ((zb_span_starts(here, ZB_S("【")) && !is_year_at(line, i + 3)) ||
		    zb_span_starts(here, ZB_S("•")) ||
		    zb_span_starts(zb_span_sub(line, i, 6), ZB_S("正文")) ||
		    line.p[i] == '\t' || (i > from && label_at(&next, h, line, i) > 0))
			break;
	}
	/* Not within a character. */
	while (i > from && i < line.n && ((unsigned char)line.p[i] & 0xC0) == 0x80)
		i--;
	return i;
}

/* A vendor's code runs on into the text where the source lost a line break: XP10上海市…. */
static struct zb_span without_prose(struct zb_span value)
{
	enum { CODE_MIN = 3, PROSE_BYTES = 60 };
	size_t n = 0;
	while (n < value.n && ((value.p[n] >= '0' && value.p[n] <= '9') ||
	                       (value.p[n] >= 'A' && value.p[n] <= 'Z')))
		n++;
	return n >= CODE_MIN && value.n > n + PROSE_BYTES ? zb_span_sub(value, 0, n) : value;
}

static bool has_digit(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return zb_span_find(s, ZB_S("号"), 0) >= 0;
}

static void add_field(struct header *h, const struct header_label *l, struct zb_span value)
{
	value = zb_span_trim(value);
	while (zb_span_starts(value, ZB_S("　")))
		value = zb_span_trim(zb_span_sub(value, 3, value.n));
	for (size_t i = 0; i < h->n_fields; i++)
		if (h->fields[i].name.p == l->word.p)
			return; /* of another header, or said twice */
	value = without_prose(value);
	if (l->slot == HEADER_NUMBER && value.n > 0 && !has_digit(value))
		return; /* 字号：大 中 小 */
	h->seen |= 1u << l->slot;
	if (h->n_fields < HEADER_FIELDS_MAX)
		h->fields[h->n_fields++] =
			(struct page_field){ .name = l->word, .value = value };
	if (h->values[l->slot].n == 0)
		h->values[l->slot] = value;
}

/* All labels of a line; *open is the one whose value may stand in the next line. */
int header_read_line(struct header *h, struct zb_span line, const struct header_label **open)
{
	int found = 0;
	*open = NULL;
	for (size_t i = 0; i < line.n;) {
		const struct header_label *l = NULL;
		size_t n = label_at(&l, h, line, i);
		if (n == 0) {
			i++;
			continue;
		}
		found++;
		size_t from = i + n + blanks_at(line, i + n);
		size_t end = value_end(h, line, from);
		bool bracket = zb_span_ends(zb_span_sub(line, 0, i), ZB_S("【"));
		if (end > from || end < line.n || bracket)
			add_field(h, l, zb_span_sub(line, from, end - from));
		else
			*open = l;
		i = end > i ? end : i + n;
	}
	return found;
}

/* A value on a line of its own, not the salutation or the sentence below an empty one. */
static bool is_value(struct zb_span line)
{
	return line.n <= VALUE_BYTES_MAX && !zb_span_ends(line, ZB_S("：")) &&
	       !zb_span_ends(line, ZB_S(":")) && !zb_span_ends(line, ZB_S("。"));
}

void header_read_lines(struct header *h, struct zb_span text, int lines)
{
	const struct header_label *open = NULL;
	struct zb_span line;
	for (size_t at = 0; lines-- > 0 && lines_next(&line, text, &at);) {
		const struct header_label *before = open;
		int found = header_read_line(h, line, &open);
		if (before != NULL && found == 0)
			add_field(h, before, is_value(line) ? line : (struct zb_span){ 0 });
		else if (before != NULL)
			add_field(h, before, (struct zb_span){ 0 });
	}
}

/* --- values --- */

/* Codes of law databases where a name should stand: 80903A002. */
static bool is_vendor_code(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static struct zb_span day_of(struct zb_arena *arena, struct zb_span s)
{
	struct stamp t;
	return s.n > 0 && stamp_find(&t, s, 0) ? stamp_print_day(arena, &t)
	                                       : (struct zb_span){ 0 };
}

static struct zb_span keep(struct zb_arena *arena, struct zb_span s)
{
	return s.n > 0 ? zb_arena_dup(arena, s) : s;
}

static struct zb_span number_of(struct zb_arena *arena, struct zb_span s)
{
	struct docnum d;
	return docnum_find(&d, s, 0) ? docnum_print(arena, &d) : keep(arena, s);
}

int header_take(struct page_notice *n, struct zb_arena *arena, const struct header *h)
{
	const struct zb_span *v = h->values;
	n->fields = zb_arena_array(arena, h->n_fields + 1, sizeof(*n->fields));
	if (n->fields == NULL)
		return ZB_ENOMEM;
	for (size_t i = 0; i < h->n_fields; i++)
		n->fields[n->n_fields++] =
			(struct page_field){ .name = h->fields[i].name,
			                     .value = keep(arena, h->fields[i].value) };
	if (!is_vendor_code(v[HEADER_ISSUER]))
		n->issuer = keep(arena, v[HEADER_ISSUER]);
	n->doc_number = number_of(arena, v[HEADER_NUMBER]);
	n->issued = day_of(arena, v[HEADER_WRITTEN]);
	if (n->issued.n == 0)
		n->issued = day_of(arena, v[HEADER_PUBLISHED]);
	n->effective = day_of(arena, v[HEADER_EFFECTIVE]);
	if (!is_vendor_code(v[HEADER_VALIDITY]))
		n->validity = keep(arena, v[HEADER_VALIDITY]);
	if (!is_vendor_code(v[HEADER_LEVEL]))
		n->level = keep(arena, v[HEADER_LEVEL]);
	if (!is_vendor_code(v[HEADER_TOPIC]))
		n->topic = keep(arena, v[HEADER_TOPIC]);
	n->index = keep(arena, v[HEADER_INDEX]);
	return 0;
}

static int count_bits(unsigned bits)
{
	int n = 0;
	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

/* Labels that ordinary news pages have too do not make a header. */
bool header_is_one(const struct header *h, int least)
{
	unsigned own =
		h->seen & ~(1u << HEADER_OTHER | 1u << HEADER_TITLE | 1u << HEADER_PUBLISHED);
	return own != 0 && count_bits(h->seen) >= least;
}
