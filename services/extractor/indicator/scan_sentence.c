/* SPDX-License-Identifier: Apache-2.0 */
/* Where sentences end. */
#include "scan.h"

#include "at.h"
#include "chars.h"
#include "common/utf8.h"

enum { SENTENCE_MAX = 6000 };

/* In an address ? is no end: only where white space or Chinese follows. */
static size_t stop_len(struct zb_span text, size_t at)
{
	return at + 1 == text.n || (unsigned char)text.p[at + 1] <= ' ' ||
	                       (unsigned char)text.p[at + 1] >= 0x80
	               ? 1
	               : 0;
}

/* ． between or behind digits, in either width, is a point: １．５, 1．总则. */
static bool is_point(struct zb_span text, size_t at)
{
	if (at > 0 && text.p[at - 1] >= '0' && text.p[at - 1] <= '9')
		return true;
	uint32_t before = at >= 3 ? zb_utf8_three(text, at - 3) : 0;
	return before >= 0xFF10 && before <= 0xFF19;
}

/* <p, <br, <li …: the marks of a page that begin a new line. */
static bool begins_block(struct zb_span text, size_t at)
{
	static const char *const blocks[] = { "<p>", "<p ",  "<br", "<h1", "<h2", "<h3",
		                              "<li", "<div", "<tr", "<td", NULL };
	for (int i = 0; blocks[i] != NULL; i++)
		if (has_word(text, at, blocks[i]))
			return true;
	return false;
}

uint32_t scan_sentence_end(struct zb_span text, uint32_t at, const struct chars *chars,
                           uint32_t *next, bool *has_numeral)
{
	size_t limit = text.n - at > SENTENCE_MAX ? at + SENTENCE_MAX : text.n;
	size_t comma = 0;
	*has_numeral = false;
	for (size_t i = at; i < limit; i++) {
		unsigned char c = (unsigned char)text.p[i];
		uint8_t flags = 0;
		size_t n = 0;
		if (c >= 0x80) {
			uint32_t cp = zb_utf8_three(text, i);
			flags = cp != 0 ? chars->flags[cp] : 0;
			i += cp != 0 ? 2 : 0;
			*has_numeral = *has_numeral || (flags & CHAR_NUMERAL) != 0;
			if ((flags & CHAR_STOP) == 0)
				continue;
			n = cp == 0xFF0C || (cp == 0xFF0E && is_point(text, i - 2)) ? 0 : 1;
			comma = cp == 0xFF0C ? i + 1 : comma;
		} else if (c >= '0' && c <= '9') {
			*has_numeral = true;
		} else if (c == '\n' || c == '\r') {
			*next = (uint32_t)i + 1;
			return (uint32_t)i;
		} else if (c == '<' && i > at && begins_block(text, i)) {
			*next = (uint32_t)i;
			return (uint32_t)i;
		} else if (c == '!' || c == '?') {
			n = stop_len(text, i);
		}
		if (n > 0) {
			*next = (uint32_t)(i + n);
			return (uint32_t)(i + n);
		}
	}
	if (limit < text.n) {
		if (comma > at)
			limit = comma;
		while (limit > at && ((unsigned char)text.p[limit] & 0xC0) == 0x80)
			limit--;
	}
	*next = (uint32_t)limit;
	return (uint32_t)limit;
}
