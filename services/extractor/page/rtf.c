/* SPDX-License-Identifier: Apache-2.0 */
#include "rtf.h"

#include <string.h>

#include "charset.h"
#include "common/utf8.h"

enum { CELL_MAX = 1 << 20, WORD_MAX = 32, DEPTH_MAX = 256 };

/* What a group inherits and may change within its braces. */
struct group {
	bool ignored; /* fonts, pictures, page headers: no text of the document */
	int fallback; /* characters behind \u that stand for it */
};

struct rtf {
	struct zb_span s;
	size_t at;
	struct sheet *sheet;
	struct zb_arena *arena;
	struct zb_buf cell;
	struct zb_buf run;   /* bytes of the document's code page, decoded as a whole */
	const char *charset; /* of these, as a content type */
	struct group groups[DEPTH_MAX];
	int depth;    /* open groups; those beyond DEPTH_MAX are ignored */
	int skip;     /* characters of a fallback still to come */
	int32_t high; /* the first half of a pair of UTF-16, or 0 */
	bool in_cell, in_table;
};

static struct group *group(struct rtf *r)
{
	return &r->groups[r->depth < DEPTH_MAX ? r->depth : DEPTH_MAX - 1];
}

/* Where text goes; outside a table's cells the table is over. */
static struct zb_buf *words(struct rtf *r)
{
	if (r->in_cell)
		return &r->cell;
	if (r->in_table)
		sheet_end(r->sheet);
	r->in_table = false;
	return r->sheet->out;
}

/* The first one counts: a buffer forgets its own when it is emptied. */
static void note_error(struct rtf *r, int err)
{
	if (r->sheet->err == 0)
		r->sheet->err = err;
}

static void say(struct rtf *r, struct zb_span text)
{
	note_error(r, zb_buf_add_span(words(r), text));
}

/* --- characters --- */

static bool is_ascii(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static void end_run(struct rtf *r)
{
	struct charset decoded = { .text = zb_buf_span(&r->run) };
	struct zb_span bytes = decoded.text;
	if (bytes.n == 0)
		return;
	int ret = is_ascii(bytes) ? 0
	                          : charset_decode(&decoded, r->arena, bytes,
	                                           zb_span_str(r->charset), false);
	if (ret == 0)
		say(r, decoded.text);
	else
		note_error(r, ret);
	zb_buf_reset(&r->run);
}

/* True where the character counts: it is no fallback, and no part of something ignored. */
static bool takes(struct rtf *r)
{
	if (r->skip > 0) {
		r->skip--;
		return false;
	}
	return !group(r)->ignored && r->depth < DEPTH_MAX;
}

static void put_byte(struct rtf *r, char c)
{
	if (takes(r))
		note_error(r, zb_buf_add_char(&r->run, c));
}

static void put_code(struct rtf *r, uint32_t cp)
{
	char to[4];
	if (group(r)->ignored || r->depth >= DEPTH_MAX)
		return;
	end_run(r);
	int n = zb_utf8_put(to, cp);
	say(r, zb_span(to, n > 0 ? (size_t)n : 0));
}

/* \u of a number that is signed and has sixteen bits; characters beyond have two of them. */
static void put_unicode(struct rtf *r, int32_t number)
{
	uint32_t unit = (uint32_t)number & 0xFFFF;
	if (unit >= 0xD800 && unit < 0xDC00)
		r->high = (int32_t)unit;
	else if (unit >= 0xDC00 && unit < 0xE000 && r->high != 0)
		put_code(r, 0x10000 + (((uint32_t)r->high - 0xD800) << 10) + (unit - 0xDC00));
	else if (unit < 0xD800 || unit >= 0xE000)
		put_code(r, unit);
	if (unit < 0xD800 || unit >= 0xDC00)
		r->high = 0;
	r->skip = group(r)->fallback;
}

static void put_mark(struct rtf *r, struct zb_span mark)
{
	if (group(r)->ignored || r->depth >= DEPTH_MAX)
		return;
	end_run(r);
	say(r, mark);
}

/* --- tables --- */

static void begin_row(struct rtf *r)
{
	end_run(r);
	if (!r->in_table && !group(r)->ignored) {
		sheet_begin(r->sheet);
		r->in_table = true;
	}
}

static void end_cell(struct rtf *r)
{
	end_run(r);
	if (!r->in_table)
		return;
	sheet_cell(r->sheet, zb_span_trim(zb_buf_span(&r->cell)), 1);
	zb_buf_reset(&r->cell);
}

static void end_row(struct rtf *r)
{
	end_run(r);
	if (r->in_table)
		sheet_row(r->sheet);
	zb_buf_reset(&r->cell);
	r->in_cell = false;
}

static void end_paragraph(struct rtf *r)
{
	put_mark(r, r->in_cell ? ZB_S(" ") : ZB_S("\n"));
}

/* --- control words --- */

static const char *charset_of(int32_t code_page)
{
	static const struct {
		int32_t page;
		const char *type;
	} rows[] = {
		{ 936, "text/plain; charset=gb18030" },   { 950, "text/plain; charset=big5" },
		{ 932, "text/plain; charset=shift_jis" }, { 949, "text/plain; charset=euc-kr" },
		{ 65001, "text/plain; charset=utf-8" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].page == code_page)
			return rows[i].type;
	return "text/plain; charset=gb18030"; /* a Western page with Chinese fonts */
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Words whose group holds no text of the document. */
static bool is_ignored(const char *word)
{
	static const char *const list[] = {
		"fonttbl", "colortbl",  "stylesheet", "info",         "pict",     "object",
		"header",  "headerl",   "headerr",    "headerf",      "footer",   "footerl",
		"footerr", "footerf",   "listtable",  "revtbl",       "rsidtbl",  "themedata",
		"filetbl", "datastore", "xmlnstbl",   "latentstyles", "footnote", "annotation",
		"fldinst", "bkmkstart", "bkmkend",    "pntext",       "listtext", "nonshppict",
		NULL
	};
	return is_one_of(word, list);
}

static bool read_mark(struct rtf *r, const char *word)
{
	static const struct {
		const char *word;
		struct zb_span mark;
	} rows[] = {
		{ "tab", { " ", 1 } },       { "emdash", { "—", 3 } },
		{ "endash", { "–", 3 } },    { "lquote", { "‘", 3 } },
		{ "rquote", { "’", 3 } },    { "ldblquote", { "“", 3 } },
		{ "rdblquote", { "”", 3 } }, { "bullet", { "•", 3 } },
		{ "emspace", { " ", 1 } },   { "enspace", { " ", 1 } },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(word, rows[i].word) == 0) {
			put_mark(r, rows[i].mark);
			return true;
		}
	return false;
}

static void on_word(struct rtf *r, const char *word, int32_t number)
{
	static const char *const breaks[] = { "par", "line", "sect", "page", NULL };
	if (strcmp(word, "u") == 0)
		put_unicode(r, number);
	else if (strcmp(word, "uc") == 0)
		group(r)->fallback = number >= 0 && number < 16 ? number : 1;
	else if (strcmp(word, "ansicpg") == 0)
		r->charset = charset_of(number);
	else if (strcmp(word, "bin") == 0)
		r->at += number > 0 ? (size_t)number : 0;
	else if (is_ignored(word))
		group(r)->ignored = true;
	else if (strcmp(word, "trowd") == 0)
		begin_row(r);
	else if (strcmp(word, "intbl") == 0)
		r->in_cell = r->in_table && !group(r)->ignored;
	else if (strcmp(word, "pard") == 0)
		r->in_cell = false;
	else if (strcmp(word, "cell") == 0)
		end_cell(r);
	else if (strcmp(word, "row") == 0)
		end_row(r);
	else if (is_one_of(word, breaks))
		end_paragraph(r);
	else
		read_mark(r, word);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char peek(const struct rtf *r)
{
	return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

/* \word-12 and the blank that ends it; `at` is behind the backslash. */
static void read_word(struct rtf *r)
{
	char word[WORD_MAX];
	size_t n = 0;
	for (; is_letter(peek(r)); r->at++)
		if (n < sizeof(word) - 1)
			word[n++] = r->s.p[r->at];
	word[n] = '\0';
	bool minus = peek(r) == '-';
	r->at += minus;
	int32_t number = 0;
	bool given = is_digit(peek(r));
	for (; is_digit(peek(r)); r->at++)
		if (number < 100000000)
			number = number * 10 + (r->s.p[r->at] - '0');
	r->at += peek(r) == ' ';
	on_word(r, word, !given ? 1 : minus ? -number : number);
}

static int hex(char c)
{
	return is_digit(c)                              ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
	                                                : -1;
}

/* Behind a backslash: a word, two hexadecimal digits, or a mark. */
static void read_control(struct rtf *r)
{
	char c = peek(r);
	if (is_letter(c)) {
		read_word(r);
		return;
	}
	r->at++;
	if (c == '\'' && r->at + 2 <= r->s.n) {
		int high = hex(r->s.p[r->at]);
		int low = hex(r->s.p[r->at + 1]);
		r->at += 2;
		if (high >= 0 && low >= 0)
			put_byte(r, (char)(high * 16 + low));
	} else if (c == '*') {
		group(r)->ignored = true;
	} else if (c == '~') {
		put_mark(r, ZB_S(" "));
	} else if (c == '\n' || c == '\r') {
		end_paragraph(r);
	} else if (c == '{' || c == '}' || c == '\\') {
		put_byte(r, c);
	}
}

static void open_group(struct rtf *r)
{
	struct group inherited = *group(r);
	r->depth++;
	if (r->depth < DEPTH_MAX)
		r->groups[r->depth] = inherited;
	r->skip = 0;
}

static void close_group(struct rtf *r)
{
	end_run(r);
	r->depth -= r->depth > 0;
	r->skip = 0;
}

void rtf_read(struct sheet *out, struct zb_arena *arena, struct zb_span rtf)
{
	struct rtf r = { .s = rtf, .sheet = out, .arena = arena };
	r.charset = charset_of(0);
	r.groups[0].fallback = 1;
	zb_buf_init(&r.cell, CELL_MAX);
	zb_buf_init(&r.run, rtf.n); /* no run is longer than what it is written with */
	while (r.at < rtf.n && out->err == 0) {
		char c = rtf.p[r.at++];
		if (c == '\\')
			read_control(&r);
		else if (c == '{')
			open_group(&r);
		else if (c == '}')
			close_group(&r);
		else if (c != '\r' && c != '\n')
			put_byte(&r, c);
	}
	end_run(&r);
	if (r.in_table)
		sheet_end(out);
	zb_buf_deinit(&r.run);
	zb_buf_deinit(&r.cell);
}
