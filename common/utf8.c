/* SPDX-License-Identifier: Apache-2.0 */
#include "common/utf8.h"

#include <string.h>

#include "common/buf.h"

/* Length of the well-formed sequence at p, or minus the length of the maximal subpart. */
static int sequence(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return 1;
	int len = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : (p[0] & 0xF0) == 0xE0 ? 3 : 4;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return -1;
	unsigned char low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
	unsigned char high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
	for (int i = 1; i < len; i++) {
		if ((size_t)i >= n || p[i] < low || p[i] > high)
			return -i;
		low = 0x80;
		high = 0xBF;
	}
	return len;
}

/* Most of a Chinese text: three bytes whose lead leaves the others free. */
static bool is_plain_three(const unsigned char *p)
{
	return (p[0] & 0xF0) == 0xE0 && p[0] != 0xE0 && p[0] != 0xED && (p[1] & 0xC0) == 0x80 &&
	       (p[2] & 0xC0) == 0x80;
}

int zb_utf8_next(uint32_t *cp, struct zb_span s)
{
	if (s.n == 0)
		return 0;
	const unsigned char *p = (const unsigned char *)s.p;
	if (s.n >= 3 && is_plain_three(p)) {
		*cp = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		return 3;
	}
	unsigned char b[4] = { 0 };
	memcpy(b, s.p, s.n < 4 ? s.n : 4);
	int len = sequence(b, s.n);
	if (len <= 0)
		return 0;
	static const unsigned char mask[5] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint32_t c = b[0] & mask[len];
	for (int i = 1; i < len; i++)
		c = c << 6 | (b[i] & 0x3Fu);
	*cp = c;
	return len;
}

int zb_utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp >= 0xD800 && cp <= 0xDFFF)
		return 0;
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	if (cp > 0x10FFFF)
		return 0;
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

size_t zb_utf8_check(struct zb_span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;
	while (i < s.n) {
		uint64_t eight = 0;
		while (s.n - i >= 3 && is_plain_three(p + i))
			i += 3;
		if (i == s.n)
			break;
		if (s.n - i >= 8) {
			memcpy(&eight, p + i, 8);
			if ((eight & 0x8080808080808080u) == 0) {
				i += 8;
				continue;
			}
		}
		int len = sequence(p + i, s.n - i);
		if (len <= 0)
			return i;
		i += (size_t)len;
	}
	return i;
}

int64_t zb_utf8_scrub(struct zb_buf *out, struct zb_span s)
{
	int64_t bad = 0;
	while (s.n > 0) {
		size_t good = zb_utf8_check(s);
		zb_buf_add(out, s.p, good);
		s = zb_span_sub(s, good, s.n);
		if (s.n == 0)
			break;
		int len = sequence((const unsigned char *)s.p, s.n);
		zb_buf_add(out, "\xEF\xBF\xBD", 3);
		bad++;
		s = zb_span_sub(s, (size_t)-len, s.n);
	}
	return out->err != 0 ? out->err : bad;
}

bool zb_utf8_is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (cp >= 0x2028 && cp <= 0x202E) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200E || cp == 0x200F || cp == 0x061C;
}

void zb_utf8_tame(struct zb_buf *out, struct zb_span s, const char *kept)
{
	size_t from = 0;
	size_t at = 0;
	while (at < s.n) {
		uint32_t cp = 0;
		int len = zb_utf8_next(&cp, zb_span_sub(s, at, 4));
		size_t n = len > 0 ? (size_t)len : 1;
		bool calm = len > 0 && (!zb_utf8_is_control(cp) ||
		                        (cp > 0 && cp < 0x80 && strchr(kept, (int)cp) != NULL));
		if (!calm) {
			zb_buf_add(out, s.p + from, at - from);
			zb_buf_add_char(out, ' ');
			from = at + n;
		}
		at += n;
	}
	zb_buf_add(out, s.p + from, s.n - from);
}

static size_t char_width(uint32_t c)
{
	if (zb_utf8_is_control(c))
		return 1;
	if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200D) ||
	    (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF)
		return 0;
	if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
	    (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xA960 && c <= 0xA97C) ||
	    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
	    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF01 && c <= 0xFF60) ||
	    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) ||
	    (c >= 0x1F900 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD))
		return 2;
	return 1;
}

struct zb_span zb_utf8_clip(struct zb_span s, size_t width, size_t *used)
{
	size_t at = 0;
	*used = 0;
	while (at < s.n) {
		uint32_t cp = 0;
		int len = zb_utf8_next(&cp, zb_span_sub(s, at, 4));
		size_t w = len > 0 ? char_width(cp) : 1;
		if (*used + w > width)
			break;
		*used += w;
		at += len > 0 ? (size_t)len : 1;
	}
	return zb_span_sub(s, 0, at);
}

size_t zb_utf8_width(struct zb_span s)
{
	size_t used = 0;
	zb_utf8_clip(s, (size_t)-1, &used);
	return used;
}
