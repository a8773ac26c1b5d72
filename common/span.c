/* SPDX-License-Identifier: Apache-2.0 */
#include "common/span.h"

#include <strings.h>

int zb_span_cmp(struct zb_span a, struct zb_span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;
	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

ptrdiff_t zb_span_find(struct zb_span s, struct zb_span needle, size_t from)
{
	if (from > s.n || needle.n > s.n - from)
		return -1;
	if (needle.n == 0)
		return (ptrdiff_t)from;
	const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
	return hit != NULL ? hit - s.p : -1;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct zb_span zb_span_trim(struct zb_span s)
{
	while (s.n > 0 && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool zb_span_eq_nocase(struct zb_span a, struct zb_span b)
{
	return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}
