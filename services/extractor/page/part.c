/* SPDX-License-Identifier: Apache-2.0 */
#include "part.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "glue.h"
#include "header.h"
#include "lines.h"

enum {
	PARTS_MAX = 500,
	PART_LABELS_MIN = 3,
	PART_GAP = 3, /* lines between two labels of one header */
};

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
	lines_next(&first, text, &(size_t){ start });
	for (int i = 0; i < LINES_ABOVE && at > 0; i++) {
		size_t end = at - 1;
		size_t begin = end;
		while (begin > 0 && text.p[begin - 1] != '\n')
			begin--;
		struct zb_span line = lines_trim(zb_span_sub(text, begin, end - begin));
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
	int ret = header_take(&n, arena, &b->header);
	if (ret < 0)
		return ret;
	/* The same header again: a page for screens and one for telephones in one. */
	if (page->n_parts > 0 && n.doc_number.n > 0 &&
	    zb_span_eq(n.doc_number, page->parts[page->n_parts - 1].doc_number))
		return 0;
	/* What stands before the first header belongs to the first part. */
	p->start = page->n_parts == 0 ? 0 : (uint32_t)start;
	p->title = title.n > 0      ? title
	           : n.n_fields > 0 ? b->header.values[HEADER_TITLE]
	                            : title;
	p->published = n.issued;
	p->doc_number = n.doc_number;
	if (page->n_parts > 0)
		page->parts[page->n_parts - 1].end = p->start;
	p->end = (uint32_t)page->text.n;
	page->n_parts++;
	return 0;
}

/* Parts as their headers tell them. */
static int split_at_headers(struct page *page, struct zb_arena *arena)
{
	struct block b = { .header = header_new() };
	struct zb_span line;
	int gap = 0;
	int ret = 0;
	size_t at = 0;
	for (size_t begin = 0; ret == 0 && lines_next(&line, page->text, &at); begin = at) {
		const struct header_label *open = NULL;
		struct header own = header_new();
		int found = header_read_line(&own, line, &open);
		gap++;
		/* The same slot again, or too far below: another header begins. */
		bool other = gap > PART_GAP ||
		             (own.seen & b.header.seen & ~(1u << HEADER_OTHER)) != 0;
		if (found == 0)
			continue;
		if (other) {
			if (header_is_one(&b.header, PART_LABELS_MIN))
				ret = add_part(page, arena, &b, PARTS_MAX);
			b = (struct block){ .start = begin, .header = header_new() };
		}
		gap = 0;
		header_read_line(&b.header, line, &open);
		if (open != NULL)
			b.header.seen |= 1u << open->slot;
	}
	if (ret == 0 && header_is_one(&b.header, PART_LABELS_MIN))
		ret = add_part(page, arena, &b, PARTS_MAX);
	return ret;
}

/* Parts that have a title and no header, put between those that have one. */
static int split_at_titles(struct page *page, struct zb_arena *arena)
{
	struct glue_title *titles = zb_arena_array(arena, PARTS_MAX, sizeof(*titles));
	struct page_part *all = zb_arena_array(arena, PARTS_MAX, sizeof(*all));
	if (titles == NULL || all == NULL)
		return ZB_ENOMEM;
	size_t n_titles = glue_titles(titles, PARTS_MAX, page->text);
	size_t n = 0;
	size_t k = 0;
	for (size_t t = 0; t < n_titles && n < PARTS_MAX; t++) {
		while (k < page->n_parts && page->parts[k].start < titles[t].start &&
		       page->parts[k].title.p != titles[t].line.p && n < PARTS_MAX)
			all[n++] = page->parts[k++];
		bool told = k < page->n_parts && page->parts[k].title.p == titles[t].line.p;
		if (!told && n < PARTS_MAX)
			all[n++] = (struct page_part){ .title = titles[t].line,
				                       .start = (uint32_t)titles[t].start };
	}
	if (n_titles == 0)
		return 0;
	while (k < page->n_parts && n < PARTS_MAX)
		all[n++] = page->parts[k++];
	all[0].start = 0;
	for (size_t i = 0; i < n; i++)
		all[i].end = i + 1 < n ? all[i + 1].start : (uint32_t)page->text.n;
	page->parts = all;
	page->n_parts = n;
	return 0;
}

int part_split(struct page *page, struct zb_arena *arena)
{
	if (page->n_parts > 0)
		return 0;
	page->parts = zb_arena_array(arena, PARTS_MAX, sizeof(*page->parts));
	if (page->parts == NULL)
		return ZB_ENOMEM;
	int ret = page->notice.n_fields > 0 ? split_at_headers(page, arena) : 0;
	if (ret == 0)
		ret = split_at_titles(page, arena);
	if (page->n_parts < 2)
		page->n_parts = 0;
	return ret;
}
