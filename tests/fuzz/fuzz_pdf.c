/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/arena.h"
#include "common/utf8.h"
#include "services/extractor/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The child is fed whatever comes; what it prints is joined into lines. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_span bytes = zb_span((const char *)data, size);
	struct zb_arena *arena = NULL;
	struct page page;
	struct zb_buf joined;
	const struct page_input in = { .bytes = bytes, .kind = PAGE_PDF };
	zb_buf_init(&joined, 8 << 20);
	pdf_join_lines(&joined, bytes);
	zb_buf_deinit(&joined);
	if (zb_arena_new(&arena, 64 << 20) < 0)
		return 0;
	if (pdf_page_read(&page, arena, &in) == 0 && zb_utf8_check(page.text) != page.text.n)
		abort();
	zb_arena_free(arena);
	return 0;
}
