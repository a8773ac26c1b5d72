/* SPDX-License-Identifier: Apache-2.0 */
#include "page.h"

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "feed.h"
#include "href.h"
#include "html.h"
#include "office.h"
#include "part.h"
#include "plain.h"
#include "sketch.h"
#include "unzip.h"

enum {
	BAD_SHARE = 16, /* one bad sequence or control character in so many bytes: no text */
	UNPACKED_MAX = 128 << 20,
	HEAD_BYTES = 2000, /* in which a file must say what it is */
};

/* `tag` begins with '<', and few other places are looked at. */
static bool contains_tag(struct zb_span s, struct zb_span tag)
{
	for (size_t i = 0; i + tag.n <= s.n; i++) {
		const char *next = memchr(s.p + i, '<', s.n - i);
		if (next == NULL)
			return false;
		i = (size_t)(next - s.p);
		if (zb_span_eq_nocase(zb_span_sub(s, i, tag.n), tag))
			return true;
	}
	return false;
}

/* --- kind --- */

struct kind_row {
	const char *says;
	enum page_kind kind;
};

static enum page_kind kind_by_magic(struct zb_span bytes)
{
	static const struct {
		struct zb_span magic;
		enum page_kind kind;
	} rows[] = {
		{ { "%PDF-", 5 }, PAGE_PDF },       { { "PK\x03\x04", 4 }, PAGE_OFFICE },
		{ { "{\\rtf", 5 }, PAGE_OFFICE },   { { "\xD0\xCF\x11\xE0", 4 }, PAGE_OLE },
		{ { "\x89PNG", 4 }, PAGE_BINARY },  { { "\xFF\xD8\xFF", 3 }, PAGE_BINARY },
		{ { "GIF8", 4 }, PAGE_BINARY },     { { "Rar!", 4 }, PAGE_BINARY },
		{ { "\x1F\x8B", 2 }, PAGE_BINARY },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (zb_span_starts(bytes, rows[i].magic))
			return rows[i].kind;
	return PAGE_UNKNOWN;
}

/* The first bytes without the zeros that each letter has beside it in UTF-16. */
static struct zb_span ascii_head(char to[HEAD_BYTES], struct zb_span bytes)
{
	struct zb_span head = zb_span_sub(bytes, 0, 2 * (size_t)HEAD_BYTES);
	size_t n = 0;
	if (zb_span_starts(head, ZB_S("\xFF\xFE")) || zb_span_starts(head, ZB_S("\xFE\xFF")))
		head = zb_span_sub(head, 2, head.n);
	for (size_t i = 0; i < head.n && n < HEAD_BYTES; i++)
		if (head.p[i] != '\0')
			to[n++] = head.p[i];
	return zb_span(to, n);
}

static const char *const html_tags[] = {
	"<!doctype html", "<html", "<head", "<body", "<meta", "<title",
	"<table",         "<div",  "<p>",   "<br",   NULL
};

static bool begins_as_html(struct zb_span bytes)
{
	struct zb_span text = zb_span_trim(zb_span_sub(bytes, 0, HEAD_BYTES));
	for (const char *const *tag = html_tags; *tag != NULL; tag++)
		if (zb_span_eq_nocase(zb_span_sub(text, 0, strlen(*tag)), zb_span_str(*tag)))
			return true;
	return false;
}

/* XML is told by its root element; a page that begins with markup is HTML. */
static enum page_kind kind_by_markup(struct zb_span bytes)
{
	char letters[HEAD_BYTES];
	struct zb_span head = ascii_head(letters, bytes);
	static const struct kind_row roots[] = {
		{ "<rss", PAGE_FEED },
		{ "<rdf:RDF", PAGE_FEED },
		{ "<feed", PAGE_FEED },
		{ "<urlset", PAGE_SITEMAP },
		{ "<sitemapindex", PAGE_SITEMAP },
	};
	if (begins_as_html(head))
		return PAGE_HTML;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (contains_tag(head, zb_span_str(roots[i].says)))
			return roots[i].kind;
	for (const char *const *tag = html_tags; *tag != NULL; tag++)
		if (contains_tag(head, zb_span_str(*tag)))
			return PAGE_HTML;
	return PAGE_UNKNOWN;
}

static enum page_kind kind_by_name(struct zb_span url)
{
	static const struct kind_row rows[] = {
		{ "txt", PAGE_TEXT },          { "text", PAGE_TEXT },  { "md", PAGE_MARKDOWN },
		{ "markdown", PAGE_MARKDOWN }, { "html", PAGE_HTML },  { "htm", PAGE_HTML },
		{ "shtml", PAGE_HTML },        { "xhtml", PAGE_HTML }, { "rss", PAGE_FEED },
		{ "atom", PAGE_FEED },
	};
	char ending[8];
	href_extension(ending, url);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(ending, rows[i].says) == 0)
			return rows[i].kind;
	return PAGE_UNKNOWN;
}

static enum page_kind kind_by_type(struct zb_span type)
{
	static const struct kind_row rows[] = {
		{ "text/html", PAGE_HTML },         { "application/xhtml", PAGE_HTML },
		{ "text/markdown", PAGE_MARKDOWN }, { "application/rss", PAGE_FEED },
		{ "application/atom", PAGE_FEED },  { "text/plain", PAGE_TEXT },
		{ "image/", PAGE_BINARY },          { "video/", PAGE_BINARY },
		{ "audio/", PAGE_BINARY },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (zb_span_eq_nocase(zb_span_sub(type, 0, strlen(rows[i].says)),
		                      zb_span_str(rows[i].says)))
			return rows[i].kind;
	return PAGE_UNKNOWN;
}

/* Bytes that cannot be mistaken, then the name, what the server says, and what it looks like. */
enum page_kind page_kind_of(const struct page_input *in)
{
	enum page_kind kind = kind_by_magic(in->bytes);
	if (kind != PAGE_UNKNOWN)
		return kind;
	enum page_kind named = kind_by_name(in->url);
	enum page_kind typed = kind_by_type(in->content_type);
	enum page_kind markup = kind_by_markup(in->bytes);
	if (named == PAGE_TEXT || named == PAGE_MARKDOWN)
		return typed == PAGE_HTML && markup == PAGE_HTML ? PAGE_HTML : named;
	if (typed == PAGE_BINARY && begins_as_html(in->bytes))
		return PAGE_HTML;
	if (typed == PAGE_TEXT || typed == PAGE_MARKDOWN || typed == PAGE_BINARY)
		return typed;
	if (markup != PAGE_UNKNOWN)
		return markup;
	if (zb_span_starts(in->bytes, ZB_S("---\n")) && in->content_type.n == 0)
		return PAGE_MARKDOWN;
	return named != PAGE_UNKNOWN ? named : typed != PAGE_UNKNOWN ? typed : PAGE_TEXT;
}

/* --- reading --- */

typedef int (*read_fn)(struct page *page, struct zb_arena *arena, struct zb_span text,
                       struct zb_span url);

static const read_fn readers[] = {
	[PAGE_HTML] = html_read, [PAGE_TEXT] = plain_read,      [PAGE_MARKDOWN] = markdown_read,
	[PAGE_FEED] = feed_read, [PAGE_SITEMAP] = sitemap_read, [PAGE_BINARY] = NULL,
};

/* Those that no text is written with; blanks, tabs, ends of lines and of pages are. */
static size_t controls(struct zb_span text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		n += (c < 0x20 && (c < '\t' || c > '\r') && c != 0x1A && c != 0x1B) || c == 0x7F
		             ? 1
		             : 0;
	}
	return n;
}

static int read_decoded(struct page *out, struct zb_arena *arena, const struct page_input *in)
{
	bool plain = out->kind == PAGE_TEXT || out->kind == PAGE_MARKDOWN;
	int ret = charset_decode(&out->charset, arena, in->bytes, in->content_type, !plain);
	size_t bad = ret == 0 ? out->charset.bad : 0;
	if (ret == 0 && plain)
		bad += controls(out->charset.text);
	if (ret == 0 && bad * BAD_SHARE > in->bytes.n) {
		out->state = PAGE_BAD_CHARSET;
		return 0;
	}
	return ret == 0 ? readers[out->kind](out, arena, out->charset.text, in->url) : ret;
}

/* A gzip file is read as what is in it. */
static int unpack(struct page_input *in, struct zb_arena *arena)
{
	struct zb_buf buf;
	zb_buf_init(&buf, UNPACKED_MAX);
	int ret = unzip_gzip(&buf, in->bytes);
	if (ret == 0)
		in->bytes = zb_arena_dup(arena, zb_buf_span(&buf));
	zb_buf_deinit(&buf);
	return ret == ZB_EMALFORMED ? 0 : ret == 0 && in->bytes.p == NULL ? ZB_ENOMEM : ret;
}

int page_complete(struct page *page, struct zb_arena *arena)
{
	int ret = part_split(page, arena);
	page->sketch = ret == 0 ? sketch_of(arena, page->text) : zb_span("", 0);
	if (page->text.n == 0 && page->n_items == 0 && page->state == PAGE_FULL)
		page->state = PAGE_NO_CONTENT;
	return ret;
}

int page_read(struct page *out, struct zb_arena *arena, const struct page_input *in)
{
	struct page_input own = *in;
	*out = (struct page){ .charset = { .name = "utf-8" } };
	int ret = unzip_is_gzip(own.bytes) ? unpack(&own, arena) : 0;
	if (ret < 0)
		return ret;
	out->kind = own.kind != PAGE_UNKNOWN ? own.kind : page_kind_of(&own);
	if (out->kind == PAGE_PDF || out->kind == PAGE_OLE || out->kind == PAGE_BINARY)
		out->state = PAGE_NO_CONTENT;
	else if (out->kind == PAGE_OFFICE)
		ret = office_read(out, arena, own.bytes, own.url);
	else
		ret = read_decoded(out, arena, &own);
	return ret == 0 ? page_complete(out, arena) : ret;
}

/* --- names --- */

const char *page_kind_name(enum page_kind kind)
{
	static const char *const names[] = {
		[PAGE_UNKNOWN] = "unknown", [PAGE_HTML] = "html",
		[PAGE_TEXT] = "text",       [PAGE_MARKDOWN] = "markdown",
		[PAGE_FEED] = "feed",       [PAGE_SITEMAP] = "sitemap",
		[PAGE_PDF] = "pdf",         [PAGE_OFFICE] = "office",
		[PAGE_OLE] = "office",      [PAGE_BINARY] = "binary",
	};
	return names[kind];
}

const char *page_origin_name(enum page_origin origin)
{
	static const char *const names[] = {
		[PAGE_ORIGIN_NONE] = "none",     [PAGE_ORIGIN_META] = "meta",
		[PAGE_ORIGIN_GRAPH] = "graph",   [PAGE_ORIGIN_JSON] = "json-ld",
		[PAGE_ORIGIN_TEXT] = "text",     [PAGE_ORIGIN_URL] = "url",
		[PAGE_ORIGIN_TITLE] = "title",   [PAGE_ORIGIN_FRONT] = "front",
		[PAGE_ORIGIN_SCRIPT] = "script",
	};
	return names[origin];
}

const char *page_link_name(enum page_link_kind kind)
{
	static const char *const names[] = {
		[PAGE_LINK] = "link",
		[PAGE_LINK_NEXT] = "next",
		[PAGE_LINK_ATTACHMENT] = "attachment",
		[PAGE_LINK_ITEM] = "item",
		[PAGE_LINK_SITEMAP] = "sitemap",
		[PAGE_LINK_CANONICAL] = "canonical",
		[PAGE_LINK_REFRESH] = "refresh",
	};
	return names[kind];
}

const char *page_state_name(enum page_state state)
{
	static const char *const names[] = {
		[PAGE_FULL] = NULL,
		[PAGE_NO_CONTENT] = "no_content",
		[PAGE_EMPTY_SHELL] = "empty_shell",
		[PAGE_SOFT_404] = "soft_404",
		[PAGE_LOGIN_WALL] = "login_wall",
		[PAGE_CHALLENGE] = "challenge_412",
		[PAGE_BAD_CHARSET] = "bad_charset",
	};
	return names[state];
}
