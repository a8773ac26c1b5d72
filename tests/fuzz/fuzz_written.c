/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/arena.h"
#include "common/utf8.h"
#include "services/extractor/page/office.h"
#include "services/extractor/page/paper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int (*parse_fn)(struct office *out, struct zb_arena *arena, struct zb_span written);

static void check_cells(const struct page *page)
{
	for (size_t i = 0; i < page->n_tables; i++) {
		const struct page_table *t = &page->tables[i];
		for (size_t k = 0; k < t->n_cells; k++) {
			const struct page_cell *c = &t->cells[k];
			if (c->start > c->end || c->end > page->text.n || c->rows < 1 ||
			    c->columns < 1 || c->row + c->rows > t->rows ||
			    c->column + c->columns > t->columns)
				abort();
		}
	}
}

/* What converters write, or a file that took one over: the layout of paper, DocBook, CSV. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const parse_fn parsers[] = { paper_read, office_docbook, office_csv };
	struct zb_span bytes = zb_span((const char *)data, size);
	for (size_t i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++) {
		struct zb_arena *arena = NULL;
		struct office office;
		struct page page = { .kind = PAGE_PDF };
		if (zb_arena_new(&arena, 256 << 20) < 0)
			return 0;
		office_init(&office);
		if (parsers[i](&office, arena, bytes) == 0 &&
		    office_page(&page, arena, &office, ZB_S("")) == 0) {
			if (zb_utf8_check(page.text) != page.text.n)
				abort();
			check_cells(&page);
		}
		office_deinit(&office);
		zb_arena_free(arena);
	}
	return 0;
}
