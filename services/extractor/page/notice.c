/* SPDX-License-Identifier: Apache-2.0 */
#include "notice.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "docnum.h"
#include "stamp.h"
#include "words.h"

enum {
	FIELDS_MAX = 40,
	VALUE_BYTES_MAX = 400,
	HEAD_LINES = 60, /* of the article, and above it */
	SIGN_LINES = 12, /* at its end */
	LABELS_MIN = 2,  /* distinct labels that make a header */
	PART_LABELS_MIN = 3,
	PART_GAP = 3, /* lines between two labels of one header */
};

enum slot {
	SLOT_ISSUER,
	SLOT_NUMBER,
	SLOT_WRITTEN,   /* 成文日期 */
	SLOT_PUBLISHED, /* 公布日期 */
	SLOT_EFFECTIVE,
	SLOT_VALIDITY,
	SLOT_LEVEL,
	SLOT_TOPIC,
	SLOT_INDEX,
	SLOT_TITLE,
	SLOT_OTHER,
	SLOTS,
};

struct label {
	struct zb_span word;
	enum slot slot;
};

#define L(w, s)                                                                                \
	{                                                                                      \
		{ "" w, sizeof(w) - 1 }, s                                                     \
	}

/* Longer ones before those they begin with or end in. */
static const struct label labels[] = {
	L("制定机关", SLOT_ISSUER),    L("发文机关", SLOT_ISSUER),
	L("发布机构", SLOT_ISSUER),    L("发布机关", SLOT_ISSUER),
	L("发文单位", SLOT_ISSUER),    L("颁布单位", SLOT_ISSUER),
	L("颁布机关", SLOT_ISSUER),    L("公布机关", SLOT_ISSUER),
	L("印发机关", SLOT_ISSUER),    L("发布部门", SLOT_ISSUER),
	L("发文机构", SLOT_ISSUER),    L("公开主体", SLOT_ISSUER),
	L("发文字号", SLOT_NUMBER),    L("文件编号", SLOT_NUMBER),
	L("发文文号", SLOT_NUMBER),    L("文件字号", SLOT_NUMBER),
	L("字号", SLOT_NUMBER),        L("文号", SLOT_NUMBER),
	L("成文日期", SLOT_WRITTEN),   L("印发日期", SLOT_WRITTEN),
	L("发文日期", SLOT_WRITTEN),   L("制发日期", SLOT_WRITTEN),
	L("成文时间", SLOT_WRITTEN),   L("公布日期", SLOT_PUBLISHED),
	L("发布日期", SLOT_PUBLISHED), L("颁布日期", SLOT_PUBLISHED),
	L("发布时间", SLOT_PUBLISHED), L("公开日期", SLOT_PUBLISHED),
	L("生成日期", SLOT_OTHER),     L("施行日期", SLOT_EFFECTIVE),
	L("实施日期", SLOT_EFFECTIVE), L("生效日期", SLOT_EFFECTIVE),
	L("施行时间", SLOT_EFFECTIVE), L("时效性", SLOT_VALIDITY),
	L("有效性", SLOT_VALIDITY),    L("效力状态", SLOT_VALIDITY),
	L("是否有效", SLOT_VALIDITY),  L("有效状态", SLOT_VALIDITY),
	L("效力等级", SLOT_LEVEL),     L("效力级别", SLOT_LEVEL),
	L("效力位阶", SLOT_LEVEL),     L("效力", SLOT_VALIDITY),
	L("主题分类", SLOT_TOPIC),     L("法规类别", SLOT_TOPIC),
	L("主题词", SLOT_TOPIC),       L("信息分类", SLOT_TOPIC),
	L("索引号", SLOT_INDEX),       L("信息索引", SLOT_INDEX),
	L("信息名称", SLOT_TITLE),     L("文件名称", SLOT_TITLE),
	L("标题", SLOT_TITLE),         L("名称", SLOT_TITLE),
	L("废止日期", SLOT_OTHER),     L("失效日期", SLOT_OTHER),
	L("有效期", SLOT_OTHER),       L("分类", SLOT_OTHER),
	L("体裁", SLOT_OTHER),         L("公开方式", SLOT_OTHER),
	L("公开范围", SLOT_OTHER),     L("公开属性", SLOT_OTHER),
	L("主题", SLOT_OTHER),         L("关键词", SLOT_OTHER),
};

/* A header under way. */
struct header {
	struct zb_span values[SLOTS];
	struct page_field fields[FIELDS_MAX];
	size_t n_fields;
	unsigned seen;      /* bits of slots, empty values too */
	struct words words; /* that labels begin with */
};

static bool next_line(struct zb_span *line, struct zb_span text, size_t *at)
{
	if (*at >= text.n)
		return false;
	const char *end = memchr(text.p + *at, '\n', text.n - *at);
	size_t n = end != NULL ? (size_t)(end - text.p) - *at : text.n - *at;
	*line = zb_span_sub(text, *at, n);
	*at += n + 1;
	return true;
}

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

static struct header new_header(void)
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
static size_t label_at(const struct label **out, const struct header *h, struct zb_span s,
                       size_t at)
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

/* Up to the next label, bracket, bullet or cell. */
static size_t value_end(const struct header *h, struct zb_span line, size_t from)
{
	const struct label *next = NULL;
	size_t i = from;
	for (; i < line.n && i - from < VALUE_BYTES_MAX; i++) {
		struct zb_span here = zb_span_sub(line, i, 3);
		if (zb_span_starts(here, ZB_S("【")) || zb_span_starts(here, ZB_S("•")) ||
		    zb_span_starts(zb_span_sub(line, i, 6), ZB_S("正文")) ||
		    line.p[i] == '\t' || (i > from && label_at(&next, h, line, i) > 0))
			break;
	}
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

static void add_field(struct header *h, const struct label *l, struct zb_span value)
{
	value = zb_span_trim(value);
	while (zb_span_starts(value, ZB_S("　")))
		value = zb_span_trim(zb_span_sub(value, 3, value.n));
	for (size_t i = 0; i < h->n_fields; i++)
		if (h->fields[i].name.p == l->word.p)
			return; /* of another header, or said twice */
	value = without_prose(value);
	if (l->slot == SLOT_NUMBER && value.n > 0 && !has_digit(value))
		return; /* 字号：大 中 小 */
	h->seen |= 1u << l->slot;
	if (h->n_fields < FIELDS_MAX)
		h->fields[h->n_fields++] =
			(struct page_field){ .name = l->word, .value = value };
	if (h->values[l->slot].n == 0)
		h->values[l->slot] = value;
}

/* All labels of a line; *open is the one whose value may stand in the next line. */
static int read_line(struct header *h, struct zb_span line, const struct label **open)
{
	int found = 0;
	*open = NULL;
	for (size_t i = 0; i < line.n;) {
		const struct label *l = NULL;
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

static void read_lines(struct header *h, struct zb_span text, int lines)
{
	const struct label *open = NULL;
	struct zb_span line;
	for (size_t at = 0; lines-- > 0 && next_line(&line, text, &at);) {
		const struct label *before = open;
		int found = read_line(h, line, &open);
		if (before != NULL && found == 0)
			add_field(h, before,
			          line.n <= VALUE_BYTES_MAX ? line : (struct zb_span){ 0 });
		else if (before != NULL)
			add_field(h, before, (struct zb_span){ 0 });
	}
}

static struct zb_span last_lines(struct zb_span text, int n)
{
	size_t at = text.n;
	while (at > 0) {
		if (text.p[at - 1] == '\n' && at < text.n && n-- == 1)
			break;
		at--;
	}
	return zb_span_sub(text, at, text.n);
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

static int take_header(struct page_notice *n, struct zb_arena *arena, const struct header *h)
{
	const struct zb_span *v = h->values;
	n->fields = zb_arena_array(arena, h->n_fields + 1, sizeof(*n->fields));
	if (n->fields == NULL)
		return ZB_ENOMEM;
	for (size_t i = 0; i < h->n_fields; i++)
		n->fields[n->n_fields++] =
			(struct page_field){ .name = h->fields[i].name,
			                     .value = keep(arena, h->fields[i].value) };
	if (!is_vendor_code(v[SLOT_ISSUER]))
		n->issuer = keep(arena, v[SLOT_ISSUER]);
	n->doc_number = number_of(arena, v[SLOT_NUMBER]);
	n->issued = day_of(arena, v[SLOT_WRITTEN]);
	if (n->issued.n == 0)
		n->issued = day_of(arena, v[SLOT_PUBLISHED]);
	n->effective = day_of(arena, v[SLOT_EFFECTIVE]);
	if (!is_vendor_code(v[SLOT_VALIDITY]))
		n->validity = keep(arena, v[SLOT_VALIDITY]);
	if (!is_vendor_code(v[SLOT_LEVEL]))
		n->level = keep(arena, v[SLOT_LEVEL]);
	n->topic = keep(arena, v[SLOT_TOPIC]);
	n->index = keep(arena, v[SLOT_INDEX]);
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
static bool is_header(unsigned seen, int least)
{
	unsigned own = seen & ~(1u << SLOT_OTHER | 1u << SLOT_TITLE | 1u << SLOT_PUBLISHED);
	return own != 0 && count_bits(seen) >= least;
}

/* --- the body of the notice --- */

/* A line that is the number and nothing else stands under the title. */
static struct zb_span number_line(struct zb_arena *arena, struct zb_span text)
{
	enum { LINES = 15, BYTES_MAX = 90 };
	struct zb_span line;
	struct docnum d;
	size_t at = 0;
	for (int i = 0; i < LINES && next_line(&line, text, &at); i++) {
		line = zb_span_trim(line);
		if (line.n <= BYTES_MAX && docnum_find(&d, line, 0) &&
		    d.end - d.start + 6 >= line.n)
			return docnum_print(arena, &d);
	}
	return (struct zb_span){ 0 };
}

static bool names_body(struct zb_span s)
{
	static const struct zb_span ends[] = {
		{ "政府", 6 }, { "委员会", 9 }, { "局", 3 },   { "厅", 3 },
		{ "部", 3 },   { "办公室", 9 }, { "办", 3 },   { "院", 3 },
		{ "会", 3 },   { "中心", 6 },   { "公司", 6 }, { "署", 3 },
		{ "委", 3 },   { "行", 3 },     { "协会", 6 }, { "党组", 6 },
	};
	if (s.n < 9 || s.n > 120 || zb_span_find(s, ZB_S("，"), 0) >= 0 ||
	    zb_span_find(s, ZB_S("。"), 0) >= 0)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (zb_span_ends(s, ends[i]))
			return true;
	return false;
}

static struct zb_span trim_wide(struct zb_span s)
{
	s = zb_span_trim(s);
	while (zb_span_starts(s, ZB_S("　")))
		s = zb_span_trim(zb_span_sub(s, 3, s.n));
	while (zb_span_ends(s, ZB_S("　")))
		s = zb_span_trim(zb_span_sub(s, 0, s.n - 3));
	return s;
}

/* The name of the issuing body and, under it, a date alone on its line. */
static bool read_signature(struct page_notice *n, struct zb_arena *arena, struct zb_span text)
{
	struct zb_span line;
	struct zb_span above = { 0 };
	struct zb_span lines = last_lines(text, SIGN_LINES);
	bool signed_by = false;
	for (size_t at = 0; next_line(&line, lines, &at);) {
		struct stamp t;
		line = trim_wide(line);
		if (line.n == 0)
			continue;
		bool alone = stamp_find(&t, line, 0) && t.start == 0 && t.end + 3 >= line.n;
		if (alone && names_body(above)) {
			if (n->issuer.n == 0)
				n->issuer = keep(arena, above);
			if (n->issued.n == 0)
				n->issued = stamp_print_day(arena, &t);
			signed_by = true;
		}
		above = line;
	}
	return signed_by;
}

/* "自2023年5月1日起施行" */
static struct zb_span effective_in(struct zb_arena *arena, struct zb_span text)
{
	static const struct zb_span words[] = {
		{ "起施行", 9 }, { "起实施", 9 }, { "起生效", 9 }, { "起执行", 9 }
	};
	enum { BEFORE = 48 };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		ptrdiff_t at = zb_span_find(text, words[i], 0);
		if (at < 0)
			continue;
		size_t from = (size_t)at > BEFORE ? (size_t)at - BEFORE : 0;
		ptrdiff_t self =
			zb_span_find(zb_span_sub(text, from, (size_t)at - from), ZB_S("自"), 0);
		struct stamp t;
		if (self >= 0 &&
		    stamp_find(&t, zb_span_sub(text, 0, (size_t)at), from + (size_t)self))
			return stamp_print_day(arena, &t);
	}
	return (struct zb_span){ 0 };
}

int notice_read(struct page *page, struct zb_arena *arena, struct zb_span before,
                struct zb_span text)
{
	struct page_notice *n = &page->notice;
	struct header h = new_header();
	read_lines(&h, last_lines(before, HEAD_LINES), HEAD_LINES);
	read_lines(&h, text, HEAD_LINES);
	bool is_notice = is_header(h.seen, LABELS_MIN);
	int ret = is_notice ? take_header(n, arena, &h) : 0;
	if (ret < 0)
		return ret;
	if (n->doc_number.n == 0)
		n->doc_number = number_line(arena, last_lines(before, 8));
	if (n->doc_number.n == 0)
		n->doc_number = number_line(arena, text);
	is_notice = is_notice || n->doc_number.n > 0;
	is_notice = read_signature(n, arena, text) || is_notice;
	if (is_notice && n->effective.n == 0)
		n->effective = effective_in(arena, text);
	if (page->published.n == 0 && n->issued.n > 0) {
		page->published = n->issued;
		page->published_from = PAGE_ORIGIN_TEXT;
	}
	return 0;
}

/* --- several notices in one page --- */

struct block {
	size_t start; /* of its first line */
	struct header header;
};

/* The title above a header belongs to it: the same words, or a title-like line alone. */
static size_t title_start(struct zb_span text, size_t start, struct zb_span *title)
{
	enum { TITLE_BYTES_MAX = 300, LINES_ABOVE = 3 };
	struct zb_span first = { 0 };
	size_t at = start;
	next_line(&first, text, &(size_t){ start });
	for (int i = 0; i < LINES_ABOVE && at > 0; i++) {
		size_t end = at - 1;
		size_t begin = end;
		while (begin > 0 && text.p[begin - 1] != '\n')
			begin--;
		struct zb_span line = trim_wide(zb_span_sub(text, begin, end - begin));
		at = begin;
		if (line.n == 0)
			continue;
		if (line.n <= TITLE_BYTES_MAX &&
		    (zb_span_starts(first, line) || zb_span_ends(line, ZB_S("通知")) ||
		     zb_span_ends(line, ZB_S("意见")) || zb_span_ends(line, ZB_S("办法")) ||
		     zb_span_ends(line, ZB_S("方案")) || zb_span_ends(line, ZB_S("公告")))) {
			*title = line;
			return begin;
		}
		break;
	}
	/* The title before the first label, on the same line. */
	ptrdiff_t bracket = zb_span_find(first, ZB_S("【"), 0);
	ptrdiff_t words = zb_span_find(first, ZB_S("文章属性"), 0);
	size_t n = words >= 0 && (bracket < 0 || words < bracket) ? (size_t)words
	           : bracket > 0                                  ? (size_t)bracket
	                                                          : 0;
	*title = zb_span_sub(first, 0, n);
	return start;
}

static int add_part(struct page *page, struct zb_arena *arena, const struct block *b,
                    size_t max)
{
	struct zb_span title = { 0 };
	struct page_notice n = { .n_fields = 0 };
	if (page->n_parts == max)
		return 0;
	struct page_part *p = &page->parts[page->n_parts];
	size_t start = title_start(page->text, b->start, &title);
	int ret = take_header(&n, arena, &b->header);
	if (ret < 0)
		return ret;
	/* What stands before the first header belongs to the first part. */
	p->start = page->n_parts == 0 ? 0 : (uint32_t)start;
	p->title = title.n > 0 ? title : n.n_fields > 0 ? b->header.values[SLOT_TITLE] : title;
	p->published = n.issued;
	p->doc_number = n.doc_number;
	if (page->n_parts > 0)
		page->parts[page->n_parts - 1].end = p->start;
	p->end = (uint32_t)page->text.n;
	page->n_parts++;
	return 0;
}

int notice_split(struct page *page, struct zb_arena *arena)
{
	enum { PARTS_MAX = 500 };
	struct block b = { .header = new_header() };
	struct zb_span line;
	int gap = 0;
	int ret = 0;
	size_t at = 0;
	if (page->n_parts > 0 || page->notice.n_fields == 0)
		return 0;
	page->parts = zb_arena_array(arena, PARTS_MAX, sizeof(*page->parts));
	if (page->parts == NULL)
		return ZB_ENOMEM;
	for (size_t begin = 0; ret == 0 && next_line(&line, page->text, &at); begin = at) {
		const struct label *open = NULL;
		struct header own = new_header();
		int found = read_line(&own, line, &open);
		gap++;
		/* The same slot again, or too far below: another header begins. */
		bool other =
			gap > PART_GAP || (own.seen & b.header.seen & ~(1u << SLOT_OTHER)) != 0;
		if (found == 0)
			continue;
		if (other) {
			if (is_header(b.header.seen, PART_LABELS_MIN))
				ret = add_part(page, arena, &b, PARTS_MAX);
			b = (struct block){ .start = begin, .header = new_header() };
		}
		gap = 0;
		read_line(&b.header, line, &open);
		if (open != NULL)
			b.header.seen |= 1u << open->slot;
	}
	if (ret == 0 && is_header(b.header.seen, PART_LABELS_MIN))
		ret = add_part(page, arena, &b, PARTS_MAX);
	if (page->n_parts < 2)
		page->n_parts = 0;
	return ret;
}
