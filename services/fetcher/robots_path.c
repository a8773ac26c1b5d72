/* SPDX-License-Identifier: Apache-2.0 */
#include "robots_path.h"

#include <string.h>

#include "common/buf.h"

static const char hex[] = "0123456789ABCDEF";

static int hex_digit(char c)
{
	const char *at = memchr(hex, c >= 'a' && c <= 'f' ? c - 32 : c, 16);
	return at != NULL ? (int)(at - hex) : -1;
}

/* The byte that an escape at `i` stands for; -1: there is none. */
static int escaped_at(struct zb_span s, size_t i)
{
	if (s.p[i] != '%' || i + 2 >= s.n)
		return -1;
	int high = hex_digit(s.p[i + 1]);
	int low = hex_digit(s.p[i + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static size_t put_escape(char *out, int c)
{
	out[0] = '%';
	out[1] = hex[c >> 4 & 15];
	out[2] = hex[c & 15];
	return 3;
}

static bool is_unreserved(int c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 0x80) ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

/*
 * One character of `s` at *i in its normal form; 1 or 3 bytes. In a query : and / are the same
 * escaped and plain: the RFC's own example has them so. A % that begins no escape gets one.
 */
static size_t put_normal(char out[3], struct zb_span s, size_t *i, bool query, bool special)
{
	int c = escaped_at(s, *i);
	if (c >= 0) {
		*i += 3;
		if (is_unreserved(c) || (query && (c == ':' || c == '/'))) {
			out[0] = (char)c;
			return 1;
		}
		return put_escape(out, c);
	}
	c = (unsigned char)s.p[(*i)++];
	if (c >= 0x80 || c == '%' || (!special && (c == '*' || c == '$')))
		return put_escape(out, c);
	out[0] = (char)c;
	return 1;
}

void robots_pattern_add(struct zb_buf *out, struct zb_span value)
{
	for (size_t i = 0; i < value.n; i++) {
		char made[3];
		int c = escaped_at(value, i);
		if (c >= 0)
			i += 2;
		else
			c = (unsigned char)value.p[i] >= 0x80 ? (unsigned char)value.p[i] : -1;
		if (c >= 0)
			zb_buf_add(out, made, put_escape(made, c));
		else
			zb_buf_add_char(out, value.p[i]);
	}
}

void robots_pattern_add_normal(struct zb_buf *out, struct zb_span value)
{
	bool query = false;
	for (size_t i = 0; i < value.n;) {
		char made[3];
		bool special = value.p[i] == '*' || i + 1 == value.n;
		query |= value.p[i] == '?';
		size_t n = put_normal(made, value, &i, query, special);
		zb_buf_add(out, made, n);
	}
}

/* --- paths --- */

static size_t find_any(struct zb_span s, const char *set, size_t from)
{
	while (from < s.n && strchr(set, s.p[from]) == NULL)
		from++;
	return from;
}

/* Where the path begins: behind scheme and host, if those stand there. */
static size_t path_begin(struct zb_span url)
{
	size_t from = zb_span_starts(url, ZB_S("//")) ? 2 : 0;
	size_t early = find_any(url, "/?;", from);
	ptrdiff_t scheme = zb_span_find(url, ZB_S("://"), from);
	if (scheme >= 0 && early >= (size_t)scheme)
		from = (size_t)scheme + 3;
	return find_any(url, "/?;", from);
}

/* Nothing to do for most: no escapes, no stars, ASCII. */
static bool is_normal(struct zb_span path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] >= 0x80 || strchr("%*$", path.p[i]) != NULL)
			return false;
	return true;
}

void robots_path_of(struct robots_path *out, struct zb_span url)
{
	size_t begin = path_begin(url);
	ptrdiff_t hash = zb_span_find(url, ZB_S("#"), 0);
	size_t end = hash >= 0 ? (size_t)hash : url.n;
	out->normal = zb_span("", 0);
	out->written = begin < end ? zb_span_sub(url, begin, end - begin) : ZB_S("/");
	if (out->written.p[0] != '/' && out->written.n < sizeof(out->slashed)) {
		out->slashed[0] = '/'; /* http://host?query */
		memcpy(out->slashed + 1, out->written.p, out->written.n);
		out->written = zb_span(out->slashed, out->written.n + 1);
	}
	if (out->written.n > ROBOTS_PATH_MAX || is_normal(out->written))
		return;
	size_t n = 0;
	bool query = false;
	for (size_t i = 0; i < out->written.n;) {
		query |= out->written.p[i] == '?';
		n += put_normal(out->made + n, out->written, &i, query, false);
	}
	out->normal = zb_span(out->made, n);
}

/* --- matching --- */

/* In a normal form each % begins an escape; what stands for one character is not taken apart. */
static bool is_within_escape(struct zb_span normal, size_t at)
{
	return (at >= 1 && normal.p[at - 1] == '%') || (at >= 2 && normal.p[at - 2] == '%');
}

static ptrdiff_t find_piece(struct zb_span path, struct zb_span piece, size_t at, bool whole)
{
	ptrdiff_t found = zb_span_find(path, piece, at);
	while (whole && found >= 0 && is_within_escape(path, (size_t)found))
		found = zb_span_find(path, piece, (size_t)found + 1);
	return found;
}

static bool ends_with(struct zb_span path, struct zb_span piece, size_t at, bool whole)
{
	return path.n - at >= piece.n && zb_span_ends(path, piece) &&
	       !(whole && is_within_escape(path, path.n - piece.n));
}

/* The leftmost place of each piece between stars is always good enough. `whole`: both are in
 * their normal form. */
static bool matches(struct zb_span path, struct zb_span pattern, bool whole)
{
	bool anchored = pattern.n > 0 && pattern.p[pattern.n - 1] == '$';
	if (anchored)
		pattern.n--;
	size_t at = 0;
	bool first = true;
	for (;;) {
		const char *star = memchr(pattern.p, '*', pattern.n);
		size_t n = star != NULL ? (size_t)(star - pattern.p) : pattern.n;
		struct zb_span piece = zb_span_sub(pattern, 0, n);
		bool last = star == NULL;
		if (first) {
			if (!zb_span_starts(path, piece))
				return false;
			at = n;
		} else if (last && anchored) {
			return ends_with(path, piece, at, whole);
		} else {
			ptrdiff_t found = find_piece(path, piece, at, whole);
			if (found < 0)
				return false;
			at = (size_t)found + n;
		}
		if (last)
			return !anchored || at == path.n;
		first = false;
		pattern = zb_span_sub(pattern, n + 1, pattern.n);
	}
}

bool robots_path_matches(const struct robots_path *path, const struct robots_pattern *pattern)
{
	if (matches(path->written, pattern->written, false))
		return true;
	if (path->normal.n == 0 && !pattern->differs)
		return false;
	return matches(path->normal.n > 0 ? path->normal : path->written, pattern->normal,
	               true);
}
