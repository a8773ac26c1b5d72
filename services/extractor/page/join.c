/* SPDX-License-Identifier: Apache-2.0 */
#include "join.h"

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "part.h"
#include "sketch.h"

enum { TEXT_MAX = 48 << 20 };

/* --- text --- */

static struct zb_span last_line(struct zb_span text)
{
	size_t at = text.n;
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return zb_span_sub(text, at, text.n);
}

/* A page that was cut in the middle of a sentence goes on with the next one's first word. */
static bool is_cut_off(struct zb_span text)
{
	enum { HEADING_WIDTH = 50 };
	static const struct zb_span ends[] = {
		{ "。", 3 }, { "！", 3 }, { "？", 3 }, { "；", 3 }, { "：", 3 }, { "”", 3 },
		{ "）", 3 }, { "】", 3 }, { "》", 3 }, { "…", 3 },  { ".", 1 },  { "!", 1 },
		{ "?", 1 },  { ":", 1 },  { ";", 1 },  { ")", 1 },
	};
	struct zb_span line = last_line(text);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (zb_span_ends(line, ends[i]))
			return false;
	return line.n > 0 && memchr(line.p, '\t', line.n) == NULL &&
	       zb_utf8_width(line) > HEADING_WIDTH;
}

static int join_texts(struct page *page, struct zb_arena *arena, const struct page *more,
                      size_t n, uint32_t *starts)
{
	struct zb_buf out;
	zb_buf_init(&out, TEXT_MAX);
	zb_buf_add_span(&out, page->text);
	for (size_t i = 0; i < n && out.err == 0; i++) {
		struct zb_span text = more[i].text;
		if (out.n > 0 && text.n > 0 && out.p[out.n - 1] != '\n' &&
		    !is_cut_off(zb_buf_span(&out)))
			zb_buf_add_char(&out, '\n');
		starts[i] = (uint32_t)out.n;
		zb_buf_add_span(&out, text);
	}
	int ret = out.err;
	if (ret == 0) {
		page->text = zb_arena_dup(arena, zb_buf_span(&out));
		ret = page->text.p == NULL && out.n > 0 ? ZB_ETOOBIG : 0;
	}
	zb_buf_deinit(&out);
	return ret;
}

/* --- lists --- */

static int join_tables(struct page *page, struct zb_arena *arena, const struct page *more,
                       size_t n, const uint32_t *starts)
{
	size_t total = page->n_tables;
	for (size_t i = 0; i < n; i++)
		total += more[i].n_tables;
	struct page_table *to = zb_arena_array(arena, total + 1, sizeof(*to));
	if (to == NULL)
		return ZB_ETOOBIG;
	for (size_t i = 0; i < page->n_tables; i++)
		to[i] = page->tables[i];
	size_t at = page->n_tables;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < more[i].n_tables; k++, at++) {
			to[at] = more[i].tables[k];
			for (size_t c = 0; c < to[at].n_cells; c++) {
				to[at].cells[c].start += starts[i];
				to[at].cells[c].end += starts[i];
			}
		}
	page->tables = to;
	page->n_tables = total;
	return 0;
}

static int join_links(struct page *page, struct zb_arena *arena, const struct page *more,
                      size_t n)
{
	size_t total = page->n_links;
	for (size_t i = 0; i < n; i++)
		total += more[i].n_links;
	struct page_link *to = zb_arena_array(arena, total + 1, sizeof(*to));
	if (to == NULL)
		return ZB_ETOOBIG;
	size_t at = 0;
	for (size_t k = 0; k < page->n_links; k++)
		to[at++] = page->links[k];
	/* Each page's canonical address is its own. */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < more[i].n_links; k++)
			if (more[i].links[k].kind != PAGE_LINK_CANONICAL)
				to[at++] = more[i].links[k];
	page->links = to;
	page->n_links = at;
	return 0;
}

/* --- what a page says of itself --- */

/* Names and the signing block often stand at the end. */
static void fill_from(struct page *page, const struct page *from)
{
	struct {
		struct zb_span *to;
		struct zb_span from;
	} rows[] = {
		{ &page->publisher, from->publisher },
		{ &page->author, from->author },
		{ &page->editor, from->editor },
		{ &page->notice.issuer, from->notice.issuer },
		{ &page->notice.doc_number, from->notice.doc_number },
		{ &page->notice.issued, from->notice.issued },
		{ &page->notice.effective, from->notice.effective },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].to->n == 0)
			*rows[i].to = rows[i].from;
	if (page->published.n == 0) {
		page->published = from->published;
		page->published_from = from->published_from;
	}
}

int page_join(struct page *page, struct zb_arena *arena, const struct page *more, size_t n,
              uint32_t *starts)
{
	int ret = join_texts(page, arena, more, n, starts);
	if (ret == 0)
		ret = join_tables(page, arena, more, n, starts);
	if (ret == 0)
		ret = join_links(page, arena, more, n);
	for (size_t i = 0; ret == 0 && i < n; i++)
		fill_from(page, &more[i]);
	page->n_parts = 0;
	if (ret == 0)
		ret = part_split(page, arena);
	page->sketch = ret == 0 ? sketch_of(arena, page->text) : zb_span("", 0);
	page->next = zb_span("", 0);
	return ret;
}
