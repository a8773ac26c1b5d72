/* SPDX-License-Identifier: Apache-2.0 */
#include "pager.h"

#include <stddef.h>
#include <stdio.h>

#include "common/arena.h"

enum { DIGITS_MAX = 3 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- words --- */

/* Brackets and arrows around the words. */
static struct zb_span strip(struct zb_span s)
{
	static const struct zb_span marks[] = {
		{ "[", 1 },  { "]", 1 },  { "(", 1 },        { ")", 1 },  { "<", 1 },
		{ ">", 1 },  { " ", 1 },  { "【", 3 },       { "】", 3 }, { "（", 3 },
		{ "）", 3 }, { "»", 2 },  { "›", 3 },        { "→", 3 },  { "　", 3 },
		{ "〉", 3 }, { "》", 3 }, { "\xC2\xA0", 2 },
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]);) {
		size_t n = s.n;
		if (zb_span_starts(s, marks[i]))
			s = zb_span_sub(s, marks[i].n, s.n);
		if (zb_span_ends(s, marks[i]))
			s = zb_span_sub(s, 0, s.n - marks[i].n);
		i = s.n < n ? 0 : i + 1;
	}
	return s;
}

bool pager_says_next(struct zb_span words)
{
	static const struct zb_span next[] = {
		{ "下一页", 9 }, { "下页", 6 },   { "后一页", 9 },    { "后页", 6 },
		{ "次页", 6 },   { "下一頁", 9 }, { "余下全文", 12 }, { "Next Page", 9 },
	};
	struct zb_span s = strip(words);
	for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++)
		if (zb_span_eq_nocase(s, next[i]))
			return true;
	return false;
}

bool pager_is_number(struct zb_span words)
{
	struct zb_span s = strip(words);
	if (zb_span_starts(s, ZB_S("第")) && zb_span_ends(s, ZB_S("页")))
		s = zb_span_sub(s, 3, s.n - 6);
	bool digits = s.n > 0 && s.n <= DIGITS_MAX;
	for (size_t i = 0; digits && i < s.n; i++)
		digits = is_digit(s.p[i]);
	return digits;
}

/* --- addresses --- */

/* An address with a page's number in it. */
struct numbered {
	struct zb_span head; /* up to the number and what joins it: "http://a.cn/t" */
	struct zb_span join; /* "_" or "?page=" */
	struct zb_span tail; /* ".html" */
	unsigned number;
};

/* The number that ends at `end`, joined by one of `joins`. */
static bool number_before(struct numbered *out, struct zb_span url, size_t end,
                          const char *joins)
{
	size_t at = end;
	while (at > 0 && end - at <= DIGITS_MAX && is_digit(url.p[at - 1]))
		at--;
	if (at == end || end - at > DIGITS_MAX || at == 0 || url.p[at - 1] == '\0' ||
	    strchr(joins, url.p[at - 1]) == NULL)
		return false;
	*out = (struct numbered){ .head = zb_span_sub(url, 0, at - 1),
		                  .join = zb_span_sub(url, at - 1, 1),
		                  .tail = zb_span_sub(url, end, url.n) };
	for (size_t i = at; i < end; i++)
		out->number = out->number * 10 + (unsigned)(url.p[i] - '0');
	return true;
}

static bool is_page_key(struct zb_span key)
{
	static const struct zb_span keys[] = {
		{ "page", 4 },    { "pn", 2 },           { "pg", 2 },        { "pageno", 6 },
		{ "page_no", 7 }, { "pagenum", 7 },      { "pageindex", 9 }, { "paged", 5 },
		{ "curpage", 7 }, { "currentpage", 11 },
	};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (zb_span_eq_nocase(key, keys[i]))
			return true;
	return false;
}

/* ?page=2 and its like. */
static bool number_in_query(struct numbered *out, struct zb_span url, size_t query)
{
	for (size_t at = query; at < url.n;) {
		size_t end = at + 1;
		size_t equals = 0;
		for (; end < url.n && url.p[end] != '&'; end++)
			equals = url.p[end] == '=' && equals == 0 ? end : equals;
		struct numbered n;
		if (equals > 0 && is_page_key(zb_span_sub(url, at + 1, equals - at - 1)) &&
		    number_before(&n, url, end, "=")) {
			*out = n;
			out->head = zb_span_sub(url, 0, at);
			out->join = zb_span_sub(url, at, equals + 1 - at);
			return true;
		}
		at = end;
	}
	return false;
}

static size_t find_query(struct zb_span url)
{
	ptrdiff_t at = zb_span_find(url, ZB_S("?"), 0);
	return at < 0 ? url.n : (size_t)at;
}

/* Where the ending of the file's name begins: ".html", or the end of the path. */
static size_t find_ending(struct zb_span url)
{
	enum { ENDING_MAX = 6 };
	size_t end = find_query(url);
	for (size_t i = 1; i <= ENDING_MAX && i < end; i++) {
		if (url.p[end - i] == '.')
			return end - i;
		if (url.p[end - i] == '/')
			break;
	}
	return end;
}

/* `url` is `head`, `middle`, the number before `n->number` where there is a middle, and the tail. */
static bool is_made_of(struct zb_span url, const struct numbered *n, bool numbered)
{
	char digits[8];
	int count = snprintf(digits, sizeof(digits), "%u", n->number - 1);
	const struct zb_span pieces[] = {
		n->head,
		numbered ? n->join : zb_span("", 0),
		zb_span(digits, numbered ? (size_t)count : 0),
		n->tail,
	};
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		if (!zb_span_starts(url, pieces[i]))
			return false;
		url = zb_span_sub(url, pieces[i].n, url.n);
	}
	return url.n == 0;
}

/* The first page: without a number where the second has 2, or 1 of those that count from 0. */
static bool follows_first(struct zb_span from, const struct numbered *to)
{
	static const struct zb_span indexes[] = { { "index", 5 }, { "default", 7 } };
	if (to->number < 1 || to->number > 2)
		return false;
	if (is_made_of(from, to, false))
		return true;
	for (size_t i = 0; i < sizeof(indexes) / sizeof(indexes[0]); i++)
		if (zb_span_ends(from, ZB_S("/")) && to->head.n == from.n + indexes[i].n &&
		    zb_span_starts(to->head, from) && zb_span_ends(to->head, indexes[i]))
			return true;
	return false;
}

static bool follows_in_query(struct zb_span from, const struct numbered *to)
{
	struct numbered bare = *to;
	/* "a?page=2&x=1" goes on from "a?x=1". */
	if (zb_span_starts(to->join, ZB_S("?")) && zb_span_starts(to->tail, ZB_S("&")) &&
	    zb_span_starts(from, to->head) && from.n > to->head.n &&
	    from.p[to->head.n] == '?') {
		bare.tail = zb_span_sub(to->tail, 1, to->tail.n);
		bare.head = zb_span_sub(from, 0, to->head.n + 1);
	}
	return (to->number > 0 && is_made_of(from, to, true)) || follows_first(from, &bare);
}

/* "a/2.html" behind "a.html" or "a/". Mere numbers are often ids: 1 has no second page. */
static bool follows_in_folder(struct zb_span from, const struct numbered *to)
{
	if (to->number > 2 && is_made_of(from, to, true))
		return true;
	struct zb_span left = zb_span_sub(from, 0, find_ending(from));
	if (zb_span_ends(left, ZB_S("/")))
		left.n--;
	return to->number == 2 && zb_span_eq(left, to->head);
}

bool pager_follows(struct zb_span from, struct zb_span to)
{
	struct numbered n;
	size_t query = find_query(to);
	size_t end = find_ending(to);
	if (query < to.n && number_in_query(&n, to, query) && follows_in_query(from, &n))
		return true;
	if (number_before(&n, to, end, "_-"))
		return (n.number > 0 && is_made_of(from, &n, true)) || follows_first(from, &n);
	if (end == query && end > 0 && to.p[end - 1] == '/')
		end--; /* "a/2/" */
	return number_before(&n, to, end, "/") && follows_in_folder(from, &n);
}

/* --- scripts --- */

enum { ARGS_MAX = 8, ARG_BYTES_MAX = 200 };

static size_t read_args(struct zb_span args[ARGS_MAX], struct zb_span s)
{
	size_t n = 0;
	size_t start = 0;
	for (size_t i = 0; i < s.n && i < (size_t)ARGS_MAX * ARG_BYTES_MAX && n < ARGS_MAX;
	     i++) {
		if (s.p[i] != ',' && s.p[i] != ')')
			continue;
		struct zb_span a = zb_span_trim(zb_span_sub(s, start, i - start));
		if (a.n >= 2 && (a.p[0] == '"' || a.p[0] == '\''))
			a = zb_span_sub(a, 1, a.n - 2);
		args[n++] = a;
		start = i + 1;
		if (s.p[i] == ')')
			return n;
	}
	return 0;
}

static bool read_number(unsigned *out, struct zb_span s)
{
	*out = 0;
	if (s.n == 0 || s.n > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return false;
		*out = *out * 10 + (unsigned)(s.p[i] - '0');
	}
	return true;
}

/* Pages, current page from 0, name, ending; some have the pager's element before them. */
static struct zb_span next_of_args(struct zb_arena *arena, const struct zb_span *args, size_t n)
{
	enum { DOT_BAR_DIGITS = 12 };
	for (size_t i = 0; i + 4 <= n && i < 2; i++) {
		unsigned pages = 0;
		unsigned current = 0;
		const struct zb_span name = args[i + 2], ending = args[i + 3];
		if (!read_number(&pages, args[i]) || !read_number(&current, args[i + 1]) ||
		    name.n == 0 || ending.n == 0 || current + 1 >= pages)
			continue;
		size_t room = name.n + ending.n + DOT_BAR_DIGITS;
		char *to = zb_arena_alloc(arena, room);
		int used = to != NULL ? snprintf(to, room, ZB_SPAN_FMT "_%u." ZB_SPAN_FMT,
		                                 ZB_SPAN_ARGS(name), current + 1,
		                                 ZB_SPAN_ARGS(ending))
		                      : 0;
		return zb_span(to, (size_t)used);
	}
	return (struct zb_span){ 0 };
}

struct zb_span pager_of_script(struct zb_arena *arena, struct zb_span html)
{
	enum { CALLS_MAX = 16 };
	const struct zb_span call = ZB_S("createPageHTML(");
	ptrdiff_t at = zb_span_find(html, call, 0);
	for (int i = 0; at >= 0 && i < CALLS_MAX; i++) {
		struct zb_span args[ARGS_MAX];
		size_t from = (size_t)at + call.n;
		size_t n = read_args(args, zb_span_sub(html, from, html.n));
		struct zb_span next = next_of_args(arena, args, n);
		if (next.n > 0)
			return next;
		at = zb_span_find(html, call, from);
	}
	return (struct zb_span){ 0 };
}
