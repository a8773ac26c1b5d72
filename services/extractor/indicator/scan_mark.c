/* SPDX-License-Identifier: Apache-2.0 */
/* Punctuation and spaces, in both widths. */
#include "at.h"
#include "common/utf8.h"
#include "scan.h"

static enum tok_kind wide_mark(uint32_t cp)
{
	switch (cp) {
	case 0xFF0C: /* ， */
		return TOK_COMMA;
	case 0x3001: /* 、 */
		return TOK_PAUSE;
	case 0xFF1B: /* ； */
	case 0xFF1A: /* ： */
	case 0x3002: /* 。 */
	case 0xFF0E: /* ． */
	case 0xFF01: /* ！ */
	case 0xFF1F: /* ？ */
	case 0x2026: /* … */
		return TOK_STOP;
	case 0xFF08: /* （ */
	case 0x3010: /* 【 */
	case 0x300A: /* 《 */
	case 0x3014: /* 〔 */
		return TOK_OPEN;
	case 0xFF09: /* ） */
	case 0x3011: /* 】 */
	case 0x300B: /* 》 */
	case 0x3015: /* 〕 */
		return TOK_CLOSE;
	case 0x201C: /* “ */
	case 0x201D: /* ” */
	case 0x2018: /* ‘ */
	case 0x2019: /* ’ */
	case 0x300C: /* 「 */
	case 0x300D: /* 」 */
		return TOK_QUOTE;
	case 0x3000: /* 　 */
	case 0x2002: /* spaces of other widths, none at all among them */
	case 0x2003:
	case 0x2009:
	case 0x200B:
	case 0x202F:
	case 0xFEFF:
		return TOK_SPACE;
	default:
		return TOK_TEXT;
	}
}

static enum tok_kind ascii_mark(char ch)
{
	switch (ch) {
	case ',':
		return TOK_COMMA;
	case ';':
	case ':':
	case '!':
	case '?':
	case '|':
		return TOK_STOP;
	case '(':
	case '[':
	case '{':
		return TOK_OPEN;
	case ')':
	case ']':
	case '}':
		return TOK_CLOSE;
	case '"':
	case '\'':
		return TOK_QUOTE;
	case ' ':
	case '\t':
		return TOK_SPACE;
	default:
		return TOK_TEXT;
	}
}

enum tok_kind scan_mark_at(struct zb_span text, size_t at, size_t *len)
{
	unsigned char c = (unsigned char)text.p[at];
	*len = c < 0x80 ? 1 : 3;
	if (c < 0x80)
		return ascii_mark(text.p[at]);
	if (c != 0xC2)
		return wide_mark(zb_utf8_three(text, at));
	*len = 2;
	return has_word(text, at, "\xC2\xA0") ? TOK_SPACE
	                                      : TOK_TEXT; /* one that does not break */
}

bool scan_is_mark(uint32_t cp)
{
	return wide_mark(cp) != TOK_TEXT;
}
