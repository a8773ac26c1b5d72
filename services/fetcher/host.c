/* SPDX-License-Identifier: Apache-2.0 */
#include "host.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uidna.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"

enum { HOST_LONGEST = 4096 };

static int fail(const char **why, const char *text)
{
	*why = text;
	return ZB_EMALFORMED;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* --- IPv6 --- */

static bool parse_v6_tail(uint16_t piece[8], int *n, struct zb_span s)
{
	int seen = 0;
	size_t i = 0;
	while (i < s.n) {
		int value = -1;
		if (seen > 0 && (s.p[i++] != '.' || seen >= 4))
			return false;
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
			return false;
		for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
			if (value == 0)
				return false;
			value = (value < 0 ? 0 : value * 10) + (s.p[i] - '0');
			if (value > 255)
				return false;
		}
		piece[*n] = (uint16_t)(piece[*n] << 8 | value);
		seen++;
		if (seen == 2 || seen == 4)
			++*n;
	}
	return seen == 4;
}

static bool parse_v6(uint16_t piece[8], struct zb_span s)
{
	int n = 0;
	int gap = -1;
	size_t i = 0;
	if (s.n >= 1 && s.p[0] == ':') {
		if (s.n < 2 || s.p[1] != ':')
			return false;
		i = 2;
		gap = 0;
	}
	while (i < s.n) {
		if (n == 8)
			return false;
		if (s.p[i] == ':') {
			if (gap >= 0)
				return false;
			i++;
			gap = n;
			continue;
		}
		size_t from = i;
		unsigned value = 0;
		while (i < s.n && i - from < 4 && hex_digit(s.p[i]) >= 0)
			value = value * 16 + (unsigned)hex_digit(s.p[i++]);
		if (i < s.n && s.p[i] == '.') {
			if (i == from || n > 6 ||
			    !parse_v6_tail(piece, &n, zb_span_sub(s, from, s.n)))
				return false;
			break;
		}
		if (i < s.n && s.p[i] == ':') {
			if (++i == s.n)
				return false;
		} else if (i < s.n) {
			return false;
		}
		piece[n++] = (uint16_t)value;
	}
	if (gap < 0)
		return n == 8;
	if (n == 8)
		return false;
	int moved = n - gap;
	memmove(piece + 8 - moved, piece + gap, (size_t)moved * sizeof(piece[0]));
	memset(piece + gap, 0, (size_t)(8 - n) * sizeof(piece[0]));
	return true;
}

/* The first longest run of two zeros or more. */
static int longest_zeros(const uint16_t piece[8], int *len)
{
	int best = -1;
	*len = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;
		while (i + n < 8 && piece[i + n] == 0)
			n++;
		if (n > *len) {
			best = i;
			*len = n;
		}
		if (n > 0)
			i += n - 1;
	}
	return best;
}

static void add_v6(struct zb_buf *out, const uint16_t piece[8])
{
	int len = 0;
	int gap = longest_zeros(piece, &len);
	zb_buf_add_char(out, '[');
	for (int i = 0; i < 8; i++) {
		if (i == gap) {
			zb_buf_add_str(out, i == 0 ? "::" : ":");
			i += len - 1;
			continue;
		}
		zb_buf_addf(out, "%x", piece[i]);
		if (i < 7)
			zb_buf_add_char(out, ':');
	}
	zb_buf_add_char(out, ']');
}

/* --- IPv4 --- */

/* A part of an address: decimal, 0 octal or 0x hexadecimal. False: no number. */
static bool parse_number(uint64_t *out, struct zb_span s)
{
	int radix = 10;
	uint64_t v = 0;
	if (s.n == 0)
		return false;
	if (s.n >= 2 && s.p[0] == '0' && (s.p[1] | 32) == 'x') {
		radix = 16;
		s = zb_span_sub(s, 2, s.n);
	} else if (s.n >= 2 && s.p[0] == '0') {
		radix = 8;
		s = zb_span_sub(s, 1, s.n);
	}
	for (size_t i = 0; i < s.n; i++) {
		int d = hex_digit(s.p[i]);
		if (d < 0 || d >= radix)
			return false;
		if (v <= UINT32_MAX)
			v = v * (unsigned)radix + (unsigned)d;
	}
	*out = v;
	return true;
}

static bool is_digits(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static struct zb_span last_label(struct zb_span host)
{
	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	size_t from = host.n;
	while (from > 0 && host.p[from - 1] != '.')
		from--;
	return zb_span_sub(host, from, host.n);
}

static bool ends_in_number(struct zb_span host)
{
	struct zb_span last = last_label(host);
	uint64_t v = 0;
	return is_digits(last) || (last.n >= 2 && last.p[0] == '0' && (last.p[1] | 32) == 'x' &&
	                           parse_number(&v, last));
}

static int add_v4(struct zb_buf *out, struct zb_span host, const char **why)
{
	uint64_t parts[4] = { 0 };
	int n = 0;
	uint64_t address = 0;
	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	for (;;) {
		const char *dot = memchr(host.p, '.', host.n);
		size_t len = dot != NULL ? (size_t)(dot - host.p) : host.n;
		if (n == 4 || !parse_number(&parts[n], zb_span_sub(host, 0, len)))
			return fail(why, "an IPv4 address with a bad part");
		n++;
		if (dot == NULL)
			break;
		host = zb_span_sub(host, len + 1, host.n);
		if (host.n == 0)
			return fail(why, "an IPv4 address with an empty part");
	}
	for (int i = 0; i < n - 1; i++) {
		if (parts[i] > 255)
			return fail(why, "an IPv4 part over 255");
		address |= parts[i] << (24 - 8 * i);
	}
	if (parts[n - 1] >= (uint64_t)1 << (8 * (5 - n)))
		return fail(why, "an IPv4 address out of range");
	address |= parts[n - 1];
	return zb_buf_addf(out, "%u.%u.%u.%u", (unsigned)(address >> 24) & 255,
	                   (unsigned)(address >> 16) & 255, (unsigned)(address >> 8) & 255,
	                   (unsigned)address & 255);
}

/* --- domains --- */

static bool is_forbidden(unsigned char c)
{
	return c <= 0x20 || c == 0x7F || strchr("#/:<>?@[\\]^|%", c) != NULL;
}

static bool is_ascii(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* What newer versions of UTS #46 map and the library's tables do not yet. */
static int mapped(int c)
{
	static const int pairs[][2] = {
		{ 0x04C0, 0x04CF },   { 0x1E9E, 0x00DF },  { 0x2132, 0x214E },
		{ 0x2183, 0x2184 },   { 0x2F868, 0x36FC }, { 0x2F874, 0x5F53 },
		{ 0x2F91F, 0x243AB }, { 0x2F95F, 0x7AEE }, { 0x2F9BF, 0x45D7 },
	};
	enum { GEORGIAN_FROM = 0x10A0, GEORGIAN_TO = 0x10C5, GEORGIAN_SMALL = 0x2D00 };
	if (c >= GEORGIAN_FROM && c <= GEORGIAN_TO)
		return c - GEORGIAN_FROM + GEORGIAN_SMALL;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i][0] == c)
			return pairs[i][1];
	return c;
}

/* Invisible characters that they leave out. */
static bool is_ignored(int c)
{
	static const int alone[] = { 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0 };
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		if (alone[i] == c)
			return true;
	return (c >= 0x206A && c <= 0x206F) || (c >= 0x1D173 && c <= 0x1D17A);
}

static void add_mapped(struct zb_buf *out, struct zb_span s)
{
	uint32_t c = 0;
	for (size_t i = 0; i < s.n;) {
		char made[4];
		i += (size_t)zb_utf8_next(&c, zb_span_sub(s, i, s.n));
		if (!is_ignored((int)c))
			zb_buf_add(out, made,
			           (size_t)zb_utf8_put(made, (uint32_t)mapped((int)c)));
	}
}

static int add_lower(struct zb_buf *out, struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		zb_buf_add_char(out,
		                s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 32) : s.p[i]);
	return out->err;
}

/* UTS #46, non-transitional, without the checks of hyphens and lengths. */
static int add_idna(struct zb_buf *out, struct zb_span s, const char **why)
{
	static const uint32_t passed_over =
		UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
		UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
		UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
	UErrorCode code = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UIDNA *idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
	                                      UIDNA_NONTRANSITIONAL_TO_ASCII,
	                              &code);
	char *to = U_SUCCESS(code) ? zb_buf_reserve(out, 2 * HOST_LONGEST) : NULL;
	int32_t n = to != NULL ? uidna_nameToASCII_UTF8(idna, s.p, (int32_t)s.n, to,
	                                                2 * HOST_LONGEST, &info, &code)
	                       : 0;
	uidna_close(idna);
	if (to == NULL || U_FAILURE(code) || (info.errors & ~passed_over) != 0)
		return fail(why, "a name that IDNA does not allow");
	out->n += (size_t)n;
	return 0;
}

/* Domain to ASCII (URL Standard, 3.3). What is ASCII already is only put in lower case, whatever
 * its xn-- labels hold: there are sites by such names. */
static int add_domain(struct zb_buf *out, struct zb_span s, const char **why)
{
	struct zb_buf text;
	if (is_ascii(s))
		return add_lower(out, s);
	zb_buf_init(&text, 4 * HOST_LONGEST);
	add_mapped(&text, s);
	int ret = text.err == 0 ? add_idna(out, zb_buf_span(&text), why) : text.err;
	zb_buf_deinit(&text);
	return ret;
}

static void percent_decode(struct zb_buf *out, struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n && hex_digit(s.p[i + 1]) >= 0 &&
		    hex_digit(s.p[i + 2]) >= 0) {
			zb_buf_add_char(out, (char)(hex_digit(s.p[i + 1]) << 4 |
			                            hex_digit(s.p[i + 2])));
			i += 2;
		} else {
			zb_buf_add_char(out, s.p[i]);
		}
	}
}

static int check_domain(struct zb_span host, const char **why)
{
	if (host.n == 0)
		return fail(why, "an empty host");
	for (size_t i = 0; i < host.n; i++)
		if (is_forbidden((unsigned char)host.p[i]))
			return fail(why, "a character that no host may have");
	return 0;
}

static int parse_name(struct zb_buf *out, struct zb_span text, const char **why)
{
	struct zb_buf raw;
	struct zb_buf clean;
	struct zb_buf ascii;
	zb_buf_init(&raw, HOST_LONGEST);
	zb_buf_init(&clean, 3 * HOST_LONGEST);
	zb_buf_init(&ascii, 3 * HOST_LONGEST);
	percent_decode(&raw, text);
	int ret = raw.err;
	if (ret == 0 && zb_utf8_scrub(&clean, zb_buf_span(&raw)) < 0)
		ret = clean.err;
	if (ret == 0)
		ret = add_domain(&ascii, zb_buf_span(&clean), why);
	if (ret == 0)
		ret = check_domain(zb_buf_span(&ascii), why);
	if (ret == 0)
		ret = ends_in_number(zb_buf_span(&ascii))
		              ? add_v4(out, zb_buf_span(&ascii), why)
		              : zb_buf_add_span(out, zb_buf_span(&ascii));
	zb_buf_deinit(&raw);
	zb_buf_deinit(&clean);
	zb_buf_deinit(&ascii);
	return ret == ZB_ETOOBIG ? fail(why, "a host that is too long") : ret;
}

int host_parse(struct zb_buf *out, struct zb_span text, const char **why)
{
	uint16_t piece[8] = { 0 };
	if (text.n == 0)
		return fail(why, "an empty host");
	if (text.p[0] != '[')
		return parse_name(out, text, why);
	if (text.p[text.n - 1] != ']' || !parse_v6(piece, zb_span_sub(text, 1, text.n - 2)))
		return fail(why, "a bad IPv6 address");
	add_v6(out, piece);
	return out->err;
}
