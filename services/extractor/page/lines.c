/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"

bool lines_next(struct zb_span *line, struct zb_span text, size_t *at)
{
	if (*at >= text.n)
		return false;
	const char *end = memchr(text.p + *at, '\n', text.n - *at);
	size_t n = end != NULL ? (size_t)(end - text.p) - *at : text.n - *at;
	*line = zb_span_sub(text, *at, n);
	*at += n + 1;
	return true;
}

struct zb_span lines_head(struct zb_span text, int n)
{
	size_t at = 0;
	struct zb_span line;
	while (n-- > 0 && lines_next(&line, text, &at))
		;
	return zb_span_sub(text, 0, at < text.n ? at : text.n);
}

struct zb_span lines_tail(struct zb_span text, int n)
{
	size_t at = text.n;
	while (at > 0) {
		if (text.p[at - 1] == '\n' && at < text.n && n-- == 1)
			break;
		at--;
	}
	return zb_span_sub(text, at, text.n);
}

struct zb_span lines_trim(struct zb_span s)
{
	s = zb_span_trim(s);
	while (zb_span_starts(s, ZB_S("　")))
		s = zb_span_trim(zb_span_sub(s, 3, s.n));
	while (zb_span_ends(s, ZB_S("　")))
		s = zb_span_trim(zb_span_sub(s, 0, s.n - 3));
	return s;
}
