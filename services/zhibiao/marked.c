/* SPDX-License-Identifier: Apache-2.0 */
#include "marked.h"

#include <stdlib.h>

#include "common/err.h"

static int compare(const void *a, const void *b)
{
	const struct marked_span *x = a;
	const struct marked_span *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

static void print_clean(FILE *to, struct zb_span s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t')
			continue;
		fwrite(s.p + from, 1, i - from, to);
		fputc(' ', to);
		from = i + 1;
	}
	fwrite(s.p + from, 1, s.n - from, to);
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
