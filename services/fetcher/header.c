/* SPDX-License-Identifier: Apache-2.0 */
#include "header.h"

static struct zb_span line_at(struct zb_span head, size_t at)
{
	const char *end = at < head.n ? memchr(head.p + at, '\n', head.n - at) : NULL;
	return zb_span_sub(head, at, end != NULL ? (size_t)(end - head.p) - at : head.n);
}

/* The line of that field, and where the next one begins. */
static struct zb_span find_field(size_t *next, struct zb_span head, struct zb_span name)
{
	for (*next = 0; *next < head.n;) {
		struct zb_span line = line_at(head, *next);
		*next += line.n + 1;
		if (line.n > name.n && line.p[name.n] == ':' &&
		    zb_span_eq_nocase(zb_span_sub(line, 0, name.n), name))
			return line;
	}
	return zb_span("", 0);
}

struct zb_span header_get(struct zb_span head, struct zb_span name)
{
	size_t next = 0;
	struct zb_span line = find_field(&next, head, name);
	return line.n > 0 ? zb_span_trim(zb_span_sub(line, name.n + 1, line.n)) : line;
}

struct zb_span header_after(struct zb_span head, struct zb_span name)
{
	size_t next = 0;
	return find_field(&next, head, name).n > 0 ? zb_span_sub(head, next, head.n)
	                                           : zb_span("", 0);
}

struct zb_span header_media_type(struct zb_span content_type)
{
	ptrdiff_t semicolon = zb_span_find(content_type, ZB_S(";"), 0);
	if (semicolon >= 0)
		content_type = zb_span_sub(content_type, 0, (size_t)semicolon);
	return zb_span_trim(content_type);
}

static bool tag_forbids(struct zb_span value)
{
	for (size_t at = 0; at <= value.n;) {
		ptrdiff_t comma = zb_span_find(value, ZB_S(","), at);
		size_t end = comma >= 0 ? (size_t)comma : value.n;
		struct zb_span one = zb_span_trim(zb_span_sub(value, at, end - at));
		if (zb_span_eq_nocase(one, ZB_S("noindex")) ||
		    zb_span_eq_nocase(one, ZB_S("none")))
			return true;
		at = end + 1;
	}
	return false;
}

bool header_is_noindex(struct zb_span head)
{
	return tag_forbids(header_get(head, ZB_S("x-robots-tag")));
}
