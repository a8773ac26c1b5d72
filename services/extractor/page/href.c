/* SPDX-License-Identifier: Apache-2.0 */
#include "href.h"

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"

enum { HREF_MAX = 8192 };

struct parts {
	struct zb_span scheme;    /* with its colon */
	struct zb_span authority; /* with its slashes */
	struct zb_span path;
	struct zb_span query; /* with its question mark */
};

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t scheme_length(struct zb_span s)
{
	size_t i = 0;
	while (i < s.n && (is_alpha(s.p[i]) ||
	                   (i > 0 && (s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.' ||
	                              (s.p[i] >= '0' && s.p[i] <= '9')))))
		i++;
	return i > 0 && i < s.n && s.p[i] == ':' ? i + 1 : 0;
}

static size_t until(struct zb_span s, size_t from, const char *set)
{
	while (from < s.n && (s.p[from] == '\0' || strchr(set, s.p[from]) == NULL))
		from++;
	return from;
}

static struct parts split(struct zb_span s)
{
	struct parts p = { 0 };
	const char *hash = s.n > 0 ? memchr(s.p, '#', s.n) : NULL;
	if (hash != NULL)
		s.n = (size_t)(hash - s.p);
	size_t at = scheme_length(s);
	p.scheme = zb_span_sub(s, 0, at);
	s = zb_span_sub(s, at, s.n);
	if (zb_span_starts(s, ZB_S("//"))) {
		at = until(s, 2, "/?");
		p.authority = zb_span_sub(s, 0, at);
		s = zb_span_sub(s, at, s.n);
	}
	at = until(s, 0, "?");
	p.path = zb_span_sub(s, 0, at);
	p.query = zb_span_sub(s, at, s.n);
	return p;
}

static bool is_followed(struct zb_span scheme)
{
	return zb_span_eq_nocase(scheme, ZB_S("http:")) ||
	       zb_span_eq_nocase(scheme, ZB_S("https:")) ||
	       zb_span_eq_nocase(scheme, ZB_S("file:"));
}

/* As browsers do: no tabs and line breaks anywhere, none of the blanks around, "\" is "/". */
static size_t clean(char *to, struct zb_span href)
{
	size_t n = 0;
	const struct zb_span escaped = ZB_S("%20");
	bool in_query = false;
	while (href.n > 0 && (unsigned char)href.p[0] <= ' ')
		href = zb_span_sub(href, 1, href.n);
	while (href.n > 0 && (unsigned char)href.p[href.n - 1] <= ' ')
		href.n--;
	for (size_t i = 0; i < href.n && n + 3 < HREF_MAX; i++) {
		char c = href.p[i];
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		in_query = in_query || c == '?';
		if (c == ' ') {
			memcpy(to + n, escaped.p, escaped.n);
			n += 3;
			continue;
		}
		to[n++] = (char)(c == '\\' && !in_query ? '/' : c);
	}
	return n;
}

/* RFC 3986, 5.2.4, in place on an absolute path; its new length. */
static size_t remove_dots(char *path, size_t n)
{
	size_t out = 0;
	for (size_t i = 0; i < n;) {
		size_t end = i + 1;
		while (end < n && path[end] != '/')
			end++;
		size_t len = end - i; /* "/segment" */
		bool dot = len == 2 && path[i + 1] == '.';
		bool dots = len == 3 && path[i + 1] == '.' && path[i + 2] == '.';
		if (dots)
			while (out > 0 && path[--out] != '/')
				;
		if (dot || dots) {
			if (end == n)
				path[out++] = '/';
		} else {
			memmove(path + out, path + i, len);
			out += len;
		}
		i = end;
	}
	return out;
}

struct writer {
	char *p;
	size_t n, cap;
};

static void put(struct writer *w, struct zb_span s)
{
	if (s.n > w->cap - w->n)
		s.n = w->cap - w->n;
	if (s.n > 0)
		memcpy(w->p + w->n, s.p, s.n);
	w->n += s.n;
}

static void put_path(struct writer *w, const struct parts *base, const struct parts *ref)
{
	size_t from = w->n;
	if (ref->path.n == 0) {
		put(w, base->path);
	} else if (ref->path.p[0] == '/') {
		put(w, ref->path);
	} else {
		size_t dir = base->path.n;
		while (dir > 0 && base->path.p[dir - 1] != '/')
			dir--;
		put(w, dir > 0 ? zb_span_sub(base->path, 0, dir) : ZB_S("/"));
		put(w, ref->path);
	}
	if (w->n == from || w->p[from] != '/')
		return;
	w->n = from + remove_dots(w->p + from, w->n - from);
}

struct zb_span href_resolve(struct zb_arena *arena, struct zb_span base, struct zb_span href)
{
	struct zb_span none = { 0 };
	char room[HREF_MAX];
	struct zb_span own = zb_span(room, clean(room, href));
	struct parts ref = split(own);
	struct parts b = split(base);
	if (ref.scheme.n > 0 && zb_span_eq_nocase(ref.scheme, b.scheme) && ref.authority.n == 0)
		ref.scheme.n = 0; /* "http:page.html" is relative to browsers */
	bool absolute = ref.scheme.n > 0;
	if (!is_followed(absolute ? ref.scheme : b.scheme))
		return none;
	struct writer w = { .cap = base.n + own.n + 4 };
	w.p = zb_arena_alloc(arena, w.cap + 1);
	if (w.p == NULL)
		return none;
	put(&w, absolute ? ref.scheme : b.scheme);
	struct parts top = { .path = ZB_S("/") };
	bool other = absolute || ref.authority.n > 0;
	put(&w, other ? ref.authority : b.authority);
	put_path(&w, other ? &top : &b, &ref);
	put(&w, ref.query.n > 0 || ref.path.n > 0 || other ? ref.query : b.query);
	return zb_span(w.p, w.n);
}

void href_extension(char out[8], struct zb_span url)
{
	struct parts p = split(url);
	size_t at = p.path.n;
	out[0] = '\0';
	while (at > 0 && p.path.p[at - 1] != '.' && p.path.p[at - 1] != '/')
		at--;
	size_t n = p.path.n - at;
	if (at == 0 || p.path.p[at - 1] != '.' || n == 0 || n > 7)
		return;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(is_alpha(p.path.p[at + i]) ? p.path.p[at + i] | 0x20
		                                           : p.path.p[at + i]);
	out[n] = '\0';
}
