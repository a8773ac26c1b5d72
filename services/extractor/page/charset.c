/* SPDX-License-Identifier: Apache-2.0 */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <uchardet/uchardet.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"

enum {
	HEAD_BYTES = 4096,   /* where declarations are looked for; WHATWG says 1024 */
	GUESS_BYTES = 65536, /* the detector is slower than a parser: it gets a sample */
	CHUNK = 65536,
	BAD_ENOUGH = 100, /* more need not be counted */
};

#define REPLACEMENT "\xEF\xBF\xBD"

/* How the bytes look when read as one encoding. */
struct fit {
	size_t good;  /* multi-byte characters */
	size_t bad;   /* ill-formed sequences */
	size_t ascii; /* two-byte characters that end in an ASCII byte */
};

/* Bytes below 0x80 at the head of `s`. */
static size_t ascii_length(struct zb_span s)
{
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t eight = 0;
		memcpy(&eight, s.p + i, 8);
		if ((eight & 0x8080808080808080u) != 0)
			break;
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

static struct fit fit_utf8(struct zb_span s)
{
	struct fit f = { 0 };
	while (s.n > 0 && (f.bad < BAD_ENOUGH || f.bad <= f.good)) {
		if ((unsigned char)s.p[0] < 0x80) {
			s = zb_span_sub(s, ascii_length(s), s.n);
			continue;
		}
		uint32_t cp = 0;
		int len = zb_utf8_next(&cp, s);
		if (len > 0)
			f.good++;
		else if (s.n >= 4) /* less is a cut tail */
			f.bad++;
		s = zb_span_sub(s, len > 0 ? (size_t)len : 1, s.n);
	}
	return f;
}

/* GB18030: one, two or four bytes (GB 18030-2022, table 1). */
static size_t gb_length(const unsigned char *p, size_t n)
{
	if (p[0] == 0x80)
		return 1; /* the euro sign of code page 936 */
	if (p[0] == 0xFF || n < 2)
		return 0;
	if (p[1] >= 0x40 && p[1] != 0x7F && p[1] != 0xFF)
		return 2;
	bool four = n >= 4 && p[1] >= 0x30 && p[1] <= 0x39 && p[2] >= 0x81 && p[2] <= 0xFE &&
	            p[3] >= 0x30 && p[3] <= 0x39;
	return four ? 4 : 0;
}

static size_t big5_length(const unsigned char *p, size_t n)
{
	if (n < 2 || p[0] < 0x87 || p[0] == 0xFF)
		return 0;
	bool trail = (p[1] >= 0x40 && p[1] <= 0x7E) || (p[1] >= 0xA1 && p[1] <= 0xFE);
	return trail ? 2 : 0;
}

static struct fit fit_two_byte(struct zb_span s,
                               size_t (*length)(const unsigned char *p, size_t n))
{
	struct fit f = { 0 };
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = 0; i < s.n;) {
		if (p[i] < 0x80) {
			i += ascii_length(zb_span_sub(s, i, s.n));
			continue;
		}
		size_t len = length(p + i, s.n - i);
		if (len == 0 && s.n - i >= 4)
			f.bad++;
		f.good += len > 0;
		f.ascii += len == 2 && p[i + 1] < 0x80;
		i += len > 0 ? len : 1;
	}
	return f;
}

/* Few enough bad sequences to be damage, not another encoding. */
static bool is_fit(struct fit f)
{
	return f.bad * 20 <= f.good || (f.bad == 1 && f.good > 4);
}

/* --- names --- */

struct label {
	const char *says;
	const char *name;
};

/* What pages call them; the rest goes to iconv under its own name. */
static const struct label labels[] = {
	{ "utf-8", "utf-8" },
	{ "utf8", "utf-8" },
	{ "unicode-1-1-utf-8", "utf-8" },
	{ "gb2312", "gb18030" },
	{ "gb-2312", "gb18030" },
	{ "gb_2312-80", "gb18030" },
	{ "gbk", "gb18030" },
	{ "gb18030", "gb18030" },
	{ "gb-18030", "gb18030" },
	{ "x-gbk", "gb18030" },
	{ "cp936", "gb18030" },
	{ "ms936", "gb18030" },
	{ "windows-936", "gb18030" },
	{ "chinese", "gb18030" },
	{ "euc-cn", "gb18030" },
	{ "hz-gb-2312", "gb18030" },
	{ "big5", "big5" },
	{ "big-5", "big5" },
	{ "x-x-big5", "big5" },
	{ "cp950", "big5" },
	{ "big5-hkscs", "big5" },
	{ "utf-16", "utf-16le" },
	{ "utf-16le", "utf-16le" },
	{ "utf-16be", "utf-16be" },
	{ "shift_jis", "shift_jis" },
	{ "euc-jp", "euc-jp" },
	{ "euc-kr", "euc-kr" },
	{ "windows-1252", "windows-1252" },
	{ "iso-8859-1", "windows-1252" },
	{ "windows-1251", "windows-1251" },
	{ "iso-8859-2", "iso-8859-2" },
	{ "us-ascii", "windows-1252" },
	{ "ascii", "windows-1252" },
};

/* NULL for a name that says nothing of use. */
static const char *name_of(struct zb_span says)
{
	says = zb_span_trim(says);
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (zb_span_eq_nocase(says, zb_span_str(labels[i].says)))
			return labels[i].name;
	return NULL;
}

/* --- declarations --- */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

static ptrdiff_t find_nocase(struct zb_span s, struct zb_span word, size_t from)
{
	for (size_t i = from; i + word.n <= s.n; i++)
		if (zb_span_eq_nocase(zb_span_sub(s, i, word.n), word))
			return (ptrdiff_t)i;
	return -1;
}

/* The value behind `word` and "=", quoted or not: charset=gbk, encoding="utf-8". */
static const char *declared_after(struct zb_span s, struct zb_span word)
{
	for (ptrdiff_t at = 0; (at = find_nocase(s, word, (size_t)at)) >= 0; at++) {
		size_t i = (size_t)at + word.n;
		while (i < s.n && (s.p[i] == ' ' || s.p[i] == '=' || s.p[i] == '"' ||
		                   s.p[i] == '\'' || s.p[i] == '\\'))
			i++;
		size_t end = i;
		while (end < s.n && is_name_char(s.p[end]))
			end++;
		const char *name = name_of(zb_span_sub(s, i, end - i));
		if (name != NULL && memchr(s.p + at, '=', i - (size_t)at) != NULL)
			return name;
	}
	return NULL;
}

static const char *declared_in_head(struct zb_span bytes)
{
	struct zb_span head = zb_span_sub(bytes, 0, HEAD_BYTES);
	const char *name = NULL;
	if (zb_span_starts(head, ZB_S("<?xml")))
		name = declared_after(zb_span_sub(head, 0, 200), ZB_S("encoding"));
	if (name == NULL)
		name = declared_after(head, ZB_S("charset"));
	/* Bytes that spell "charset" in ASCII are not UTF-16, whatever they say (WHATWG). */
	return name != NULL && strncmp(name, "utf-16", 6) == 0 ? "utf-8" : name;
}

/* --- choice --- */

static const char *mark_of(struct zb_span s, size_t *skip)
{
	static const struct {
		struct zb_span mark;
		const char *name;
	} marks[] = {
		{ { "\xEF\xBB\xBF", 3 }, "utf-8" },
		{ { "\x84\x31\x95\x33", 4 }, "gb18030" },
		{ { "\xFF\xFE", 2 }, "utf-16le" },
		{ { "\xFE\xFF", 2 }, "utf-16be" },
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (zb_span_starts(s, marks[i].mark)) {
			*skip = marks[i].mark.n;
			return marks[i].name;
		}
	}
	return NULL;
}

/* UTF-16 without a mark: every other byte of its ASCII part is 0. */
static const char *utf16_of(struct zb_span s)
{
	size_t n = s.n < HEAD_BYTES ? s.n & ~(size_t)1 : HEAD_BYTES;
	size_t zeros[2] = { 0, 0 };
	for (size_t i = 0; i < n; i++)
		zeros[i & 1] += s.p[i] == 0;
	if (n < 16 || (zeros[0] + zeros[1]) * 8 < n)
		return NULL;
	if (zeros[1] > 8 * zeros[0])
		return "utf-16le";
	return zeros[0] > 8 * zeros[1] ? "utf-16be" : NULL;
}

/*
 * GB 2312 and Big5 bytes are nearly always well-formed in both. They differ in the second byte:
 * two in five characters of a Big5 text end in an ASCII byte, hardly any of a GB text.
 */
static const char *gb_or_big5(struct zb_span s, const char *hint)
{
	struct fit gb = fit_two_byte(s, gb_length);
	struct fit big5 = fit_two_byte(s, big5_length);
	bool gb_fits = is_fit(gb) && gb.good > 0;
	bool big5_fits = is_fit(big5) && big5.good > 0;
	if (gb_fits && big5_fits) {
		bool many = big5.ascii * 5 > big5.good;
		if (hint != NULL && strcmp(hint, "big5") == 0)
			return big5.ascii * 20 > big5.good || big5.good < 8 ? "big5"
			                                                    : "gb18030";
		return many && (hint == NULL || big5.good > 40) ? "big5" : "gb18030";
	}
	return gb_fits ? "gb18030" : big5_fits ? "big5" : NULL;
}

static const char *guess(struct zb_span s)
{
	uchardet_t detector = uchardet_new();
	if (detector == NULL)
		return NULL;
	const char *name = NULL;
	struct zb_span sample = zb_span_sub(s, 0, GUESS_BYTES);
	if (uchardet_handle_data(detector, sample.p, sample.n) == 0) {
		uchardet_data_end(detector);
		name = name_of(zb_span_str(uchardet_get_charset(detector)));
	}
	uchardet_delete(detector);
	return name;
}

static bool is_double_byte_chinese(const char *name)
{
	return name != NULL && (strcmp(name, "gb18030") == 0 || strcmp(name, "big5") == 0);
}

/* One hint against the bytes; NULL where they speak against it. */
static const char *try_hint(struct zb_span s, const char *hint, struct fit utf8)
{
	if (hint == NULL)
		return NULL;
	if (strcmp(hint, "utf-8") == 0)
		return is_fit(utf8) ? hint : NULL;
	if (is_double_byte_chinese(hint)) {
		/* Chance makes a few GB characters valid UTF-8, never many. */
		if (utf8.bad == 0 && utf8.good >= 4)
			return NULL;
		const char *found = gb_or_big5(s, hint);
		return found != NULL && strcmp(found, hint) == 0 ? hint : NULL;
	}
	/* Western defaults of servers say nothing of a text that is full of pairs. */
	return strcmp(hint, "windows-1252") == 0 ? NULL : hint;
}

static void choose(struct charset *out, struct zb_span s, const char *header,
                   const char *declared)
{
	struct fit utf8 = fit_utf8(s);
	const char *name = try_hint(s, header, utf8);
	out->how = CHARSET_HEADER;
	if (name == NULL) {
		name = try_hint(s, declared, utf8);
		out->how = CHARSET_DECLARED;
	}
	if (name == NULL && is_fit(utf8) && utf8.good > 0) {
		name = "utf-8";
		out->how = CHARSET_BYTES;
	}
	if (name == NULL) {
		name = guess(s);
		out->how = CHARSET_GUESSED;
		const char *pairs = gb_or_big5(s, is_double_byte_chinese(name) ? name : NULL);
		if (pairs != NULL && (name == NULL || is_double_byte_chinese(name) ||
		                      fit_two_byte(s, gb_length).bad == 0))
			name = pairs;
	}
	if (name == NULL) {
		struct fit gb = fit_two_byte(s, gb_length);
		name = gb.bad < utf8.bad ? "gb18030" : "utf-8";
	}
	out->name = name;
}

/* --- conversion --- */

/* Bytes to pass over at an ill-formed sequence: a second byte in ASCII stays, and so does what
 * follows a byte that begins no character. */
static size_t bad_length(const char *p, size_t n, const char *name)
{
	if (strncmp(name, "utf-16", 6) == 0)
		return n < 2 ? n : 2;
	unsigned char first = (unsigned char)p[0];
	bool leads = first >= 0x81 && first <= 0xFE && is_double_byte_chinese(name);
	return leads && n >= 2 && (unsigned char)p[1] >= 0x80 ? 2 : 1;
}

static int convert_chunks(struct zb_buf *to, uint32_t *bad, iconv_t cd, struct zb_span s,
                          const char *name)
{
	union {
		const char *in;
		char *out;
	} from = { .in = s.p }; /* iconv never writes through its input */
	size_t left = s.n;
	while (left > 0 && to->err == 0) {
		char *room = zb_buf_reserve(to, CHUNK);
		size_t free_bytes = CHUNK;
		if (room == NULL)
			break;
		size_t done = iconv(cd, &from.out, &left, &room, &free_bytes);
		to->n += CHUNK - free_bytes;
		if (done != (size_t)-1 || errno == E2BIG)
			continue;
		size_t skip = errno == EINVAL ? left : bad_length(from.in, left, name);
		zb_buf_add(to, REPLACEMENT, 3);
		from.in += skip;
		left -= skip;
		++*bad;
	}
	return to->err;
}

static int convert(struct charset *out, struct zb_arena *arena, struct zb_span s)
{
	iconv_t cd =
		iconv_open("UTF-8", strcmp(out->name, "big5") == 0 ? "BIG5-HKSCS" : out->name);
	if (cd ==
	    (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): the library's error value */
		return ZB_ELIBRARY;
	struct zb_buf buf;
	zb_buf_init(&buf, s.n * 3 + 2 * (size_t)CHUNK);
	zb_buf_reserve(&buf, s.n + s.n / 4 + CHUNK);
	int ret = convert_chunks(&buf, &out->bad, cd, s, out->name);
	iconv_close(cd);
	if (ret == 0) {
		out->text = zb_arena_dup(arena, zb_buf_span(&buf));
		ret = out->text.p != NULL ? 0 : ZB_ENOMEM;
	}
	zb_buf_deinit(&buf);
	return ret;
}

static int scrub(struct charset *out, struct zb_arena *arena, struct zb_span s)
{
	if (zb_utf8_check(s) == s.n) {
		out->text = s;
		return 0;
	}
	struct zb_buf buf;
	zb_buf_init(&buf, s.n * 3 + 16);
	int64_t bad = zb_utf8_scrub(&buf, s);
	if (bad >= 0) {
		out->bad = (uint32_t)bad;
		out->text = zb_arena_dup(arena, zb_buf_span(&buf));
	}
	zb_buf_deinit(&buf);
	return bad < 0 ? (int)bad : out->text.p != NULL ? 0 : ZB_ENOMEM;
}

int charset_decode(struct charset *out, struct zb_arena *arena, struct zb_span bytes,
                   struct zb_span content_type, bool markup)
{
	*out = (struct charset){ .name = "utf-8", .text = bytes };
	size_t skip = 0;
	const char *name = mark_of(bytes, &skip);
	if (name != NULL)
		out->how = CHARSET_BOM;
	else if ((name = utf16_of(bytes)) != NULL)
		out->how = CHARSET_GUESSED;
	if (name != NULL) {
		out->name = name;
		if (markup || strcmp(name, "utf-8") != 0)
			bytes = zb_span_sub(bytes, skip, bytes.n);
	} else if (ascii_length(bytes) == bytes.n) {
		return 0;
	} else {
		const char *header = declared_after(content_type, ZB_S("charset"));
		const char *declared = markup ? declared_in_head(bytes) : NULL;
		size_t checked = zb_utf8_check(bytes);
		if (checked == bytes.n && (header == NULL || strcmp(header, "utf-8") == 0) &&
		    (declared == NULL || strcmp(declared, "utf-8") == 0))
			out->how = header != NULL     ? CHARSET_HEADER
			           : declared != NULL ? CHARSET_DECLARED
			                              : CHARSET_BYTES;
		else
			choose(out, bytes, header, declared);
	}
	return strcmp(out->name, "utf-8") == 0 ? scrub(out, arena, bytes)
	                                       : convert(out, arena, bytes);
}

void charset_preload(void)
{
	static iconv_t held[2]; /* never closed: a closed one's library may be unloaded */
	if (held[0] != NULL)
		return;
	held[0] = iconv_open("UTF-8", "gb18030");
	held[1] = iconv_open("UTF-8", "BIG5-HKSCS");
}

const char *charset_how_name(enum charset_how how)
{
	static const char *const names[] = {
		[CHARSET_ASCII] = "ascii",   [CHARSET_BOM] = "mark",
		[CHARSET_HEADER] = "header", [CHARSET_DECLARED] = "declared",
		[CHARSET_BYTES] = "bytes",   [CHARSET_GUESSED] = "guessed",
	};
	return names[how];
}
