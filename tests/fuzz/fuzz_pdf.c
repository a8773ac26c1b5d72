/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/arena.h"
#include "common/utf8.h"
#include "services/extractor/convert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The child is fed whatever comes, as a file of the kind that its first bytes say, else a PDF. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_arena *arena = NULL;
	struct page page;
	struct page_input in = { .bytes = zb_span((const char *)data, size) };
	enum page_kind kind = page_kind_of(&in);
	in.kind = kind == PAGE_OFFICE || kind == PAGE_OLE ? kind : PAGE_PDF;
	if (zb_arena_new(&arena, 64 << 20) < 0)
		return 0;
	if (convert_page_read(&page, arena, &in) == 0 &&
	    zb_utf8_check(page.text) != page.text.n)
		abort();
	zb_arena_free(arena);
	return 0;
}
