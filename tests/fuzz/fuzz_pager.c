/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/arena.h"
#include "services/extractor/page/join.h"
#include "services/extractor/page/pager.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two halves: two addresses, two pages of an article; the whole as words and as a script. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_span s = zb_span((const char *)data, size);
	struct zb_span first = zb_span_sub(s, 0, size / 2);
	struct zb_span second = zb_span_sub(s, size / 2, size);
	struct zb_arena *arena = NULL;
	struct page page = { .text = first };
	const struct page more = { .text = second };
	uint32_t start = 0;
	/* No address follows itself, and none both ways. */
	if (pager_follows(first, first) ||
	    (pager_follows(first, second) && pager_follows(second, first)))
		abort();
	pager_says_next(s);
	pager_is_number(s);
	if (zb_arena_new(&arena, 64 << 20) < 0)
		return 0;
	pager_of_script(arena, s);
	if (page_join(&page, arena, &more, 1, &start) == 0 &&
	    (start > page.text.n || page.text.n - start != second.n))
		abort();
	zb_arena_free(arena);
	return 0;
}
