/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/arena.h"
#include "common/utf8.h"
#include "services/extractor/page/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the server's claim; the text that comes out is UTF-8 always. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "",
		                             "text/html; charset=gb2312",
		                             "text/html; charset=utf-8",
		                             "text/html;charset=big5",
		                             "text/html; charset=utf-16",
		                             "charset=\"x" };
	struct zb_arena *arena = NULL;
	struct charset c;
	if (size == 0 || zb_arena_new(&arena, 64 << 20) < 0)
		return 0;
	struct zb_span type = zb_span_str(types[data[0] % (sizeof(types) / sizeof(types[0]))]);
	struct zb_span bytes = zb_span((const char *)data + 1, size - 1);
	if (charset_decode(&c, arena, bytes, type, (data[0] & 0x80) == 0) == 0 &&
	    zb_utf8_check(c.text) != c.text.n)
		abort();
	zb_arena_free(arena);
	return 0;
}
