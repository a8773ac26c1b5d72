/* SPDX-License-Identifier: Apache-2.0 */
#include "notice.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "docnum.h"
#include "header.h"
#include "lines.h"
#include "stamp.h"

enum {
	HEAD_LINES = 60, /* of the article, and above it */
	SIGN_LINES = 12, /* at its end */
	LABELS_MIN = 2,  /* distinct labels that make a header */
};

static struct zb_span keep(struct zb_arena *arena, struct zb_span s)
{
	return s.n > 0 ? zb_arena_dup(arena, s) : s;
}

/* （某市人民政府令第15号） without its brackets. */
static struct zb_span bare_order(struct zb_span line)
{
	static const struct zb_span dress[] = { { "（", 3 }, { "）", 3 }, { "(", 1 },
		                                { ")", 1 },  { "【", 3 }, { "】", 3 } };
	for (size_t i = 0; i < sizeof(dress) / sizeof(dress[0]); i++) {
		if (zb_span_starts(line, dress[i]))
			line = zb_span_sub(line, dress[i].n, line.n - dress[i].n);
		if (zb_span_ends(line, dress[i]))
			line.n -= dress[i].n;
	}
	return lines_trim(line);
}

/* Orders and announcements are counted without a year in brackets: 某市人民政府令第15号,
 * 某市海关公告2021年第15号. */
static bool is_order(struct zb_span line)
{
	enum { BYTES_MAX = 120 };
	static const struct zb_span kinds[] = { { "令", 3 }, { "公告", 6 }, { "通告", 6 } };
	struct zb_span s = bare_order(line);
	ptrdiff_t at = -1;
	if (s.n > BYTES_MAX || !zb_span_ends(s, ZB_S("号")))
		return false;
	for (ptrdiff_t i = 0; (i = zb_span_find(s, ZB_S("第"), (size_t)i)) >= 0; i++)
		at = i;
	for (size_t i = at >= 0 ? (size_t)at + 3 : s.n; i + 3 < s.n; i++)
		if (s.p[i] != ' ' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	struct zb_span before =
		at > 0 ? lines_trim(zb_span_sub(s, 0, (size_t)at)) : (struct zb_span){ 0 };
	if (zb_span_ends(before, ZB_S("年")) && before.n > 7)
		before = lines_trim(zb_span_sub(before, 0, before.n - 7));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (before.n > kinds[i].n && zb_span_ends(before, kinds[i]))
			return true;
	return false;
}

static struct zb_span without_blanks(struct zb_arena *arena, struct zb_span s)
{
	char *to = zb_arena_alloc(arena, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; to != NULL && i < s.n; i++)
		if (s.p[i] != ' ')
			to[n++] = s.p[i];
	return zb_span(to, n);
}

/* A line that is the number and nothing else stands under the title. */
static struct zb_span number_line(struct zb_arena *arena, struct zb_span text)
{
	enum { LINES = 15, BYTES_MAX = 90, LABEL_BYTES = 12 };
	struct zb_span line;
	struct docnum d;
	size_t at = 0;
	for (int i = 0; i < LINES && lines_next(&line, text, &at); i++) {
		line = zb_span_trim(line);
		if (line.n <= BYTES_MAX && docnum_find(&d, line, 0) &&
		    d.end - d.start + LABEL_BYTES >= line.n)
			return docnum_print(arena, &d);
		if (is_order(line))
			return without_blanks(arena, bare_order(line));
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

/* The name of the issuing body and, under it, a date alone on its line. */
static bool read_signature(struct page_notice *n, struct zb_arena *arena, struct zb_span text)
{
	struct zb_span line;
	struct zb_span above = { 0 };
	struct zb_span lines = lines_tail(text, SIGN_LINES);
	bool signed_by = false;
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		struct stamp t;
		line = lines_trim(line);
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
	struct header h = header_new();
	header_read_lines(&h, lines_tail(before, HEAD_LINES), HEAD_LINES);
	header_read_lines(&h, text, HEAD_LINES);
	bool is_notice = header_is_one(&h, LABELS_MIN);
	int ret = is_notice ? header_take(n, arena, &h) : 0;
	if (ret < 0)
		return ret;
	if (n->doc_number.n == 0)
		n->doc_number = number_line(arena, lines_tail(before, 8));
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
