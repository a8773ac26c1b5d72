/* SPDX-License-Identifier: Apache-2.0 */
#include "plain.h"

#include <stddef.h>

#include "byline.h"
#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "href.h"
#include "html.h"
#include "lines.h"
#include "notice.h"
#include "stamp.h"

enum { HEAD_LINES = 30, TITLE_BYTES_MAX = 240, LINKS_MAX = 2000 };

/* --- front matter --- */

static struct zb_span unquote(struct zb_span s)
{
	s = zb_span_trim(s);
	if (s.n >= 2 && (s.p[0] == '\'' || s.p[0] == '"') && s.p[s.n - 1] == s.p[0])
		s = zb_span_sub(s, 1, s.n - 2);
	return s;
}

static void take_key(struct page *page, struct zb_arena *arena, struct zb_span key,
                     struct zb_span value)
{
	struct stamp t;
	if (value.n == 0)
		return;
	if (zb_span_eq(key, ZB_S("title")))
		page->title = value;
	else if (zb_span_eq(key, ZB_S("author")))
		page->author = value;
	else if (zb_span_eq(key, ZB_S("source")) || zb_span_eq(key, ZB_S("publisher")))
		page->publisher = value;
	else if (zb_span_eq(key, ZB_S("url")) || zb_span_eq(key, ZB_S("canonical")))
		page->canonical = value;
	else if ((zb_span_eq(key, ZB_S("date")) || zb_span_eq(key, ZB_S("published")) ||
	          zb_span_eq(key, ZB_S("pubdate"))) &&
	         (stamp_find(&t, value, 0) || stamp_of_mail(&t, value))) {
		page->published = stamp_print(arena, &t);
		page->published_from = PAGE_ORIGIN_FRONT;
	}
}

/* Reads `---` ... `---` at the head; returns where the body begins, 0 without front matter. */
static size_t read_front(struct page *page, struct zb_arena *arena, struct zb_span text)
{
	enum { FRONT_LINES = 200 };
	struct zb_span line;
	size_t at = 0;
	if (zb_span_starts(text, ZB_S("\xEF\xBB\xBF")))
		at = 3;
	while (at < text.n && (text.p[at] == '\n' || text.p[at] == '\r' || text.p[at] == ' '))
		at++;
	if (!lines_next(&line, text, &at) || !zb_span_eq(zb_span_trim(line), ZB_S("---")))
		return 0;
	struct page found = *page;
	for (int i = 0; i < FRONT_LINES && lines_next(&line, text, &at); i++) {
		if (zb_span_eq(zb_span_trim(line), ZB_S("---"))) {
			*page = found;
			return at < text.n ? at : text.n;
		}
		const char *colon = memchr(line.p, ':', line.n);
		if (colon == NULL || line.p[0] == ' ')
			continue;
		size_t n = (size_t)(colon - line.p);
		take_key(&found, arena, zb_span_trim(zb_span_sub(line, 0, n)),
		         unquote(zb_span_sub(line, n + 1, line.n)));
	}
	return 0;
}

/* --- plain text --- */

static bool looks_like_title(struct zb_span line)
{
	return line.n >= 12 && line.n <= TITLE_BYTES_MAX && !zb_span_ends(line, ZB_S("。")) &&
	       !zb_span_ends(line, ZB_S("，")) && !zb_span_ends(line, ZB_S("；")) &&
	       zb_span_find(line, ZB_S("，"), 0) < 0 && zb_span_find(line, ZB_S("|"), 0) < 0 &&
	       zb_span_find(line, ZB_S(">"), 0) < 0;
}

/* A date in the first lines counts with a label or a time, or where it stands alone. */
static bool is_dateline(struct zb_span line, const struct stamp *t)
{
	static const struct zb_span labels[] = {
		{ "发布", 6 }, { "时间", 6 }, { "日期", 6 }, { "来源", 6 }, { "发表", 6 }
	};
	if (line.n > 300)
		return false;
	if (t->hour >= 0 || t->end - t->start + 4 >= line.n)
		return true;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (zb_span_find(zb_span_sub(line, 0, t->start), labels[i], 0) >= 0)
			return true;
	return false;
}

/* The line above the date line is the title, else the very first line where it can be one. */
static void read_head(struct page *page, struct zb_arena *arena, struct byline *by,
                      struct zb_span head)
{
	struct zb_span line;
	struct zb_span first = { 0 };
	struct zb_span above = { 0 };
	struct stamp t;
	size_t at = 0;
	int lines = 0;
	for (int i = 0; i < HEAD_LINES && lines_next(&line, head, &at); i++) {
		line = zb_span_trim(line);
		if (line.n == 0)
			continue;
		bool dated = zb_span_find(line, ZB_S("【"), 0) < 0 && stamp_find(&t, line, 0) &&
		             is_dateline(line, &t);
		if (dated && page->published.n == 0) {
			page->published = stamp_print(arena, &t);
			page->published_from = PAGE_ORIGIN_TEXT;
			/* A date alone may be the signing block's: then the first line is surer. */
			bool alone = t.hour < 0 && t.start == 0 && t.end + 3 >= line.n;
			if (above.n > 0 && (!alone || first.n == 0))
				first = above;
		}
		if (!dated && looks_like_title(line)) {
			above = line;
			first = lines == 0 ? line : first;
		}
		if (line.n <= TITLE_BYTES_MAX)
			byline_read(by, line);
		lines++;
	}
	/* A law base runs the title and the header of a law into one line. */
	ptrdiff_t header = zb_span_find(first, ZB_S("【"), 0);
	if (header > 0)
		first = zb_span_trim(zb_span_sub(first, 0, (size_t)header));
	if (page->title.n == 0)
		page->title = first;
}

int plain_read(struct page *page, struct zb_arena *arena, struct zb_span text,
               struct zb_span url)
{
	struct byline by = { .n_reporters = 0 };
	(void)url;
	page->text = text;
	size_t at = read_front(page, arena, text);
	read_head(page, arena, &by, zb_span_sub(text, at, text.n));
	if (page->publisher.n == 0)
		page->publisher = by.source;
	if (page->author.n == 0)
		page->author = by.author.n > 0 ? by.author : byline_reporters(&by, arena);
	return notice_read(page, arena, zb_span("", 0), text);
}

/* --- Markdown --- */

struct markdown {
	struct zb_buf out;
	struct page *page;
	struct zb_arena *arena;
	struct zb_span url;
};

static size_t find_char(struct zb_span s, char c, size_t from)
{
	const char *at = from < s.n ? memchr(s.p + from, c, s.n - from) : NULL;
	return at != NULL ? (size_t)(at - s.p) : s.n;
}

/* [text](address "title") at `at`; returns its length and adds the text, or 0. */
static size_t add_link(struct markdown *m, struct zb_span line, size_t at, bool image)
{
	size_t close = find_char(line, ']', at + 1);
	if (close + 1 >= line.n || line.p[close + 1] != '(')
		return 0;
	size_t end = find_char(line, ')', close + 2);
	if (end == line.n)
		return 0;
	struct zb_span anchor = zb_span_sub(line, at + 1, close - at - 1);
	struct zb_span href = zb_span_sub(line, close + 2, end - close - 2);
	href.n = find_char(href, ' ', 0);
	if (!image) {
		zb_buf_add_span(&m->out, anchor);
		if (m->page->n_links < LINKS_MAX && href.n > 0)
			m->page->links[m->page->n_links++] = (struct page_link){
				.href = href,
				.url = href_resolve(m->arena, m->url, href),
				.anchor = anchor,
			};
	}
	return end + 1 - at;
}

static void add_inline(struct markdown *m, struct zb_span line)
{
	for (size_t i = 0; i < line.n;) {
		char c = line.p[i];
		bool image = c == '!' && i + 1 < line.n && line.p[i + 1] == '[';
		size_t used = 0;
		if (c == '[' || image)
			used = add_link(m, line, i + image, image);
		if (used > 0) {
			i += used + image;
			continue;
		}
		bool mark = (c == '*' || c == '`') ||
		            (c == '_' && i + 1 < line.n && line.p[i + 1] == '_');
		if (mark) {
			i += c == '_' ? 2 : 1;
			continue;
		}
		if (c == '\\' && i + 1 < line.n)
			i++;
		zb_buf_add_char(&m->out, line.p[i++]);
	}
}

static bool is_rule(struct zb_span line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '\0' || strchr("-=|:* \t", line.p[i]) == NULL)
			return false;
	return line.n >= 3;
}

/* | a | b | as cells behind tabs. */
static void add_row(struct markdown *m, struct zb_span line)
{
	bool first = true;
	line = zb_span_sub(line, 1, line.n);
	while (line.n > 0) {
		size_t end = find_char(line, '|', 0);
		struct zb_span cell = zb_span_trim(zb_span_sub(line, 0, end));
		if (!first)
			zb_buf_add_char(&m->out, '\t');
		add_inline(m, cell);
		first = false;
		line = zb_span_sub(line, end + 1, line.n);
	}
}

static void add_line(struct markdown *m, struct zb_span line)
{
	struct zb_span s = zb_span_trim(line);
	if (s.n == 0 || is_rule(s))
		return;
	bool heading = s.p[0] == '#';
	while (s.n > 0 && (s.p[0] == '#' || s.p[0] == '>'))
		s = zb_span_sub(s, 1, s.n);
	s = zb_span_trim(s);
	if (heading && m->page->title.n == 0)
		m->page->title = s;
	if (zb_span_starts(s, ZB_S("- ")) || zb_span_starts(s, ZB_S("* ")) ||
	    zb_span_starts(s, ZB_S("+ ")))
		s = zb_span_sub(s, 2, s.n);
	if (s.n > 0 && s.p[0] == '|')
		add_row(m, s);
	else
		add_inline(m, s);
	zb_buf_add_char(&m->out, '\n');
}

int markdown_read(struct page *page, struct zb_arena *arena, struct zb_span text,
                  struct zb_span url)
{
	struct markdown m = { .page = page, .arena = arena, .url = url };
	struct zb_span line;
	size_t at = read_front(page, arena, text);
	page->links = zb_arena_array(arena, LINKS_MAX, sizeof(*page->links));
	if (page->links == NULL)
		return ZB_ENOMEM;
	zb_buf_init(&m.out, text.n + 16);
	while (lines_next(&line, text, &at))
		add_line(&m, line);
	struct zb_span body = zb_span_trim(zb_buf_span(&m.out));
	int ret = m.out.err;
	/* Much Markdown is HTML behind front matter. */
	if (ret == 0 && zb_span_find(body, ZB_S("<p"), 0) >= 0)
		ret = html_to_text(&page->text, arena, body);
	else if (ret == 0 && body.n > 0)
		page->text = zb_arena_dup(arena, body);
	zb_buf_deinit(&m.out);
	return ret == 0 && body.n > 0 && page->text.p == NULL ? ZB_ENOMEM : ret;
}
