/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it: shortest form, no surrogates, at most U+10FFFF. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct zb_buf;

/*
 * The code point at the head of `s` into *cp; returns its length in bytes (1 to 4), or 0 where
 * `s` is empty or starts with bytes that are no UTF-8.
 */
int zb_utf8_next(uint32_t *cp, struct zb_span s);
/*
 * The code point of a three-byte character at s.p[at], or 0 where none stands there: Chinese text
 * is made of them, and inner loops decide by it in one step. `s` must be well formed.
 */
static inline uint32_t zb_utf8_three(struct zb_span s, size_t at)
{
	if (at + 3 > s.n || ((unsigned char)s.p[at] & 0xF0) != 0xE0)
		return 0;
	return ((uint32_t)s.p[at] & 0x0F) << 12 | ((uint32_t)s.p[at + 1] & 0x3F) << 6 |
	       ((uint32_t)s.p[at + 2] & 0x3F);
}
/* Bytes of the character that begins with `c`, in text that is valid UTF-8. */
static inline size_t zb_utf8_step(char c)
{
	unsigned char lead = (unsigned char)c;
	return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
/* Bytes that `cp` takes, written to `out`; 0 for what is no scalar value. */
int zb_utf8_put(char out[4], uint32_t cp);
/* The most of n bytes that ends with a whole character of `s`, which is valid UTF-8. */
static inline size_t zb_utf8_floor(struct zb_span s, size_t n)
{
	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return n < s.n ? n : s.n;
}
/* Offset of the first byte that is no UTF-8; s.n where all of it is. */
size_t zb_utf8_check(struct zb_span s);
/*
 * Copies `s`, each ill-formed sequence as one U+FFFD (maximal subparts, as the WHATWG decoder
 * does). Returns how many there were, or a negative error of the buffer.
 */
int64_t zb_utf8_scrub(struct zb_buf *out, struct zb_span s);
/* Whether a terminal takes `cp` for a command or turns the line about: C0 and C1, line and
 * paragraph separators, directional formatting. */
bool zb_utf8_is_control(uint32_t cp);
/* Appends `s` with a blank for each such character that is not in `kept` (ASCII), and for each byte
 * that is no UTF-8: text of others that goes to a terminal. */
void zb_utf8_tame(struct zb_buf *out, struct zb_span s, const char *kept);
/* Columns that `s` takes in a terminal when tamed: East Asian wide and full-width characters count
 * two, combining marks none (Unicode UAX #11). */
size_t zb_utf8_width(struct zb_span s);
/* The longest head of `s` that is at most `width` columns wide; *used gets its columns. */
struct zb_span zb_utf8_clip(struct zb_span s, size_t width, size_t *used);
