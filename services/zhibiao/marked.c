/* SPDX-License-Identifier: Apache-2.0 */
#include "marked.h"

#include <stdlib.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"

static int compare(const void *a, const void *b)
{
	const struct marked_span *x = a;
	const struct marked_span *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static void print_clean(FILE *to, struct zb_span s)
{
	struct zb_buf clean;
	zb_buf_init(&clean, s.n + 1);
	zb_utf8_tame(&clean, s, "\n\t");
	fwrite(clean.p, 1, clean.n, to);
	zb_buf_deinit(&clean);
}

int marked_print(FILE *to, struct zb_span text, struct marked_span *spans, size_t n,
                 bool terminal)
{
	size_t at = 0;
	if (n > 0)
		qsort(spans, n, sizeof(*spans), compare);
	for (size_t i = 0; i < n; i++) {
		size_t start = spans[i].start > at ? spans[i].start : at;
		size_t end = spans[i].end < text.n ? spans[i].end : text.n;
		if (start >= end)
			continue; /* within the one before */
		print_clean(to, zb_span_sub(text, at, start - at));
		fputs(terminal ? "\033[1;33m" : "[[", to);
		print_clean(to, zb_span_sub(text, start, end - start));
		fputs(terminal ? "\033[0m" : "]]", to);
		at = end;
	}
	print_clean(to, zb_span_sub(text, at, text.n));
	if (text.n == 0 || text.p[text.n - 1] != '\n')
		fputc('\n', to);
	return ferror(to) != 0 ? ZB_EFULL : 0;
}
