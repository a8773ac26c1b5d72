/* SPDX-License-Identifier: Apache-2.0 */
#include "page_check.h"

#include <stdlib.h>

#include "common/arena.h"
#include "common/utf8.h"

enum { ARENA_MAX = 256 << 20 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void must_be_text(struct zb_span s)
{
	must(s.n == 0 || s.p != NULL);
	must(s.n == 0 || zb_utf8_check(s) == s.n);
}

static void check_tables(const struct page *page)
{
	for (size_t i = 0; i < page->n_tables; i++) {
		const struct page_table *t = &page->tables[i];
		for (size_t k = 0; k < t->n_cells; k++) {
			const struct page_cell *c = &t->cells[k];
			must(c->start <= c->end && c->end <= page->text.n);
			must(c->rows >= 1 && c->columns >= 1 && c->row < t->rows &&
			     c->column + c->columns <= t->columns);
			must_be_text(zb_span_sub(page->text, c->start, c->end - c->start));
		}
		must_be_text(t->caption);
		must_be_text(t->unit);
	}
}

static void check_lists(const struct page *page)
{
	for (size_t i = 0; i < page->n_links; i++)
		must_be_text(page->links[i].anchor);
	for (size_t i = 0; i < page->n_items; i++) {
		must_be_text(page->items[i].title);
		must_be_text(page->items[i].content);
	}
	for (size_t i = 0; i < page->n_parts; i++) {
		must(page->parts[i].start <= page->parts[i].end);
		must(page->parts[i].end <= page->text.n);
		must(i == 0 || page->parts[i].start >= page->parts[i - 1].end);
	}
	for (size_t i = 0; i < page->notice.n_fields; i++)
		must_be_text(page->notice.fields[i].value);
}

void page_check(struct zb_span bytes, enum page_kind kind)
{
	struct zb_arena *arena = NULL;
	struct page page;
	const struct page_input in = { .bytes = bytes,
		                       .kind = kind,
		                       .url = ZB_S("http://fuzz.example.cn/a/b?c") };
	if (zb_arena_new(&arena, ARENA_MAX) < 0)
		return;
	if (page_read(&page, arena, &in) == 0) {
		must_be_text(page.text);
		must_be_text(page.title);
		must_be_text(page.published);
		must_be_text(page.publisher);
		must_be_text(page.author);
		must_be_text(page.next);
		must_be_text(page.notice.doc_number);
		check_tables(&page);
		check_lists(&page);
	}
	zb_arena_free(arena);
}
