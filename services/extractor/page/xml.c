/* SPDX-License-Identifier: Apache-2.0 */
#include "xml.h"

#include <stddef.h>

#include "common/utf8.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t find_from(struct zb_span s, struct zb_span what, size_t from)
{
	ptrdiff_t at = zb_span_find(s, what, from);
	return at >= 0 ? (size_t)at : s.n;
}

static size_t skip(size_t at, size_t n, size_t by)
{
	return n - at < by ? n : at + by;
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

/* The end of a tag: a ">" outside quotes, or the next "<" where the quotes do not match. */
static size_t tag_end(struct zb_span s, size_t at)
{
	char quote = '\0';
	for (size_t i = at; i < s.n; i++) {
		char c = s.p[i];
		if (quote != '\0' && c == quote)
			quote = '\0';
		else if (quote == '\0' && (c == '"' || c == '\''))
			quote = c;
		else if ((quote == '\0' && c == '>') || c == '<')
			return i;
	}
	return s.n;
}

static void read_tag(struct xml *x, struct xml_token *out)
{
	size_t from = x->at + 1;
	bool closes = x->s.p[from] == '/';
	from += closes;
	size_t end = tag_end(x->s, from);
	struct zb_span tag = zb_span_sub(x->s, from, end - from);
	x->at = end < x->s.n && x->s.p[end] == '>' ? end + 1 : end;
	bool empty = tag.n > 0 && tag.p[tag.n - 1] == '/';
	tag.n -= empty;
	size_t n = 0;
	while (n < tag.n && !is_space(tag.p[n]) && tag.p[n] != '/')
		n++;
	out->type = closes ? XML_END : empty ? XML_EMPTY : XML_START;
	out->full = zb_span_sub(tag, 0, n);
	out->rest = zb_span_sub(tag, n, tag.n);
	const char *colon = n > 0 ? memchr(tag.p, ':', n) : NULL;
	size_t prefix = colon != NULL ? (size_t)(colon - tag.p) + 1 : 0;
	out->name = zb_span_sub(tag, prefix, n - prefix);
}

/* Comments and the like; true where one stood at the cursor. */
static bool pass_over(struct xml *x)
{
	static const struct {
		struct zb_span open, close;
	} rows[] = {
		{ { "<!--", 4 }, { "-->", 3 } },
		{ { "<?", 2 }, { ">", 1 } },
		{ { "<!", 2 }, { ">", 1 } },
	};
	struct zb_span here = zb_span_sub(x->s, x->at, 4);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (zb_span_starts(here, rows[i].open)) {
			size_t end = find_from(x->s, rows[i].close, x->at + rows[i].open.n);
			x->at = skip(end, x->s.n, rows[i].close.n);
			return true;
		}
	return false;
}

static const struct zb_span cdata_open = { "<![CDATA[", 9 };

bool xml_next(struct xml *x, struct xml_token *out)
{
	*out = (struct xml_token){ 0 };
	while (x->at < x->s.n) {
		if (zb_span_starts(zb_span_sub(x->s, x->at, cdata_open.n), cdata_open)) {
			size_t from = x->at + cdata_open.n;
			size_t end = find_from(x->s, ZB_S("]]>"), from);
			out->type = XML_CDATA;
			out->rest = zb_span_sub(x->s, from, end - from);
			x->at = skip(end, x->s.n, 3);
			return true;
		}
		if (x->s.p[x->at] == '<' && pass_over(x))
			continue;
		bool tag = x->s.p[x->at] == '<' && x->at + 1 < x->s.n &&
		           (is_name_start(x->s.p[x->at + 1]) ||
		            (x->s.p[x->at + 1] == '/' && x->at + 2 < x->s.n));
		if (tag) {
			read_tag(x, out);
			return true;
		}
		size_t end = find_from(x->s, ZB_S("<"), x->at + 1);
		out->type = XML_TEXT;
		out->rest = zb_span_sub(x->s, x->at, end - x->at);
		x->at = end;
		return true;
	}
	return false;
}

struct zb_span xml_attr(const struct xml_token *t, struct zb_span name)
{
	struct zb_span s = t->rest;
	for (size_t i = 0; (i = find_from(s, name, i)) < s.n; i++) {
		size_t at = i + name.n;
		bool begins = i > 0 && is_space(s.p[i - 1]);
		while (at < s.n && is_space(s.p[at]))
			at++;
		if (!begins || at >= s.n || s.p[at] != '=')
			continue;
		at++;
		while (at < s.n && is_space(s.p[at]))
			at++;
		if (at < s.n && (s.p[at] == '"' || s.p[at] == '\'')) {
			const char *end = memchr(s.p + at + 1, s.p[at], s.n - at - 1);
			size_t n = end != NULL ? (size_t)(end - s.p) - at - 1 : s.n - at - 1;
			return zb_span_sub(s, at + 1, n);
		}
		size_t end = at;
		while (end < s.n && !is_space(s.p[end]))
			end++;
		return zb_span_sub(s, at, end - at);
	}
	return (struct zb_span){ 0 };
}

size_t xml_count(struct zb_span s, struct zb_span open, size_t max)
{
	size_t n = 0;
	for (ptrdiff_t at = 0; n < max && (at = zb_span_find(s, open, (size_t)at)) >= 0; at++)
		n++;
	return n;
}

/* --- entities --- */

static uint32_t numeric(struct zb_span body)
{
	bool hex = body.n > 1 && (body.p[1] | 0x20) == 'x';
	uint32_t value = 0;
	size_t i = hex ? 2 : 1;
	for (; i < body.n && value <= 0x10FFFF; i++) {
		char c = (char)(body.p[i] | 0x20);
		if (body.p[i] >= '0' && body.p[i] <= '9')
			value = value * (hex ? 16 : 10) + (uint32_t)(body.p[i] - '0');
		else if (hex && c >= 'a' && c <= 'f')
			value = value * 16 + (uint32_t)(c - 'a' + 10);
		else
			return 0;
	}
	return i > (hex ? 2u : 1u) ? value : 0;
}

static struct zb_span named(struct zb_span body)
{
	static const struct {
		struct zb_span name, text;
	} rows[] = {
		{ { "amp", 3 }, { "&", 1 } },       { { "lt", 2 }, { "<", 1 } },
		{ { "gt", 2 }, { ">", 1 } },        { { "quot", 4 }, { "\"", 1 } },
		{ { "apos", 4 }, { "'", 1 } },      { { "nbsp", 4 }, { "\u00A0", 2 } },
		{ { "ldquo", 5 }, { "“", 3 } },     { { "rdquo", 5 }, { "”", 3 } },
		{ { "lsquo", 5 }, { "‘", 3 } },     { { "rsquo", 5 }, { "’", 3 } },
		{ { "mdash", 5 }, { "—", 3 } },     { { "ndash", 5 }, { "–", 3 } },
		{ { "hellip", 6 }, { "…", 3 } },    { { "middot", 6 }, { "·", 2 } },
		{ { "ensp", 4 }, { "\u2002", 3 } }, { { "emsp", 4 }, { "\u2003", 3 } },
		{ { "permil", 6 }, { "‰", 3 } },    { { "deg", 3 }, { "°", 2 } },
		{ { "times", 5 }, { "×", 2 } },     { { "bull", 4 }, { "•", 3 } },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (zb_span_eq(body, rows[i].name))
			return rows[i].text;
	return (struct zb_span){ 0 };
}

/* The entity at the head of `s`, behind its ampersand: adds it, or returns 0. */
static size_t add_entity(struct zb_buf *out, struct zb_span s)
{
	enum { LONGEST = 10 };
	size_t n = 0;
	while (n < s.n && n < LONGEST && s.p[n] != ';' && s.p[n] != '&' && s.p[n] != '<')
		n++;
	if (n == 0 || n >= s.n || s.p[n] != ';')
		return 0;
	struct zb_span body = zb_span_sub(s, 0, n);
	if (body.p[0] == '#') {
		char bytes[4];
		int len = zb_utf8_put(bytes, numeric(body));
		if (len == 0 || numeric(body) == 0)
			return 0;
		zb_buf_add(out, bytes, (size_t)len);
		return n + 1;
	}
	struct zb_span text = named(body);
	zb_buf_add_span(out, text);
	return text.n > 0 ? n + 1 : 0;
}

int xml_unescape(struct zb_buf *out, struct zb_span raw)
{
	size_t i = 0;
	while (i < raw.n) {
		size_t amp = find_from(raw, ZB_S("&"), i);
		zb_buf_add(out, raw.p + i, amp - i);
		i = amp;
		if (i == raw.n)
			break;
		size_t n = add_entity(out, zb_span_sub(raw, i + 1, raw.n));
		if (n == 0)
			zb_buf_add_char(out, '&');
		i += n + 1;
	}
	return out->err;
}
