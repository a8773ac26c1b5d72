/* SPDX-License-Identifier: Apache-2.0 */
#include "link_form.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "services/extractor/page/stamp.h"
#include "services/fetcher/site.h"
#include "services/fetcher/url.h"

enum {
	ID_LEAST = 12,      /* letters and digits mixed, so long: an id */
	WIDTH_MOST = 40,    /* longer link texts count as this */
	NUMBERED_WEIGHT = 3 /* articles have numbers, columns names */
};

struct entry {
	struct zb_span form, url, anchor;
	bool numbered;
};

static void add_literal(struct zb_buf *out, char c)
{
	if (strchr(".[]{}()*+?^$|\\", c) != NULL)
		zb_buf_add_char(out, '\\');
	zb_buf_add_char(out, c);
}

static bool is_id(struct zb_span run)
{
	size_t digits = 0;
	for (size_t i = 0; i < run.n; i++)
		digits += isdigit((unsigned char)run.p[i]) != 0;
	return run.n >= ID_LEAST && digits >= 2 && digits < run.n;
}

/* A run of letters and digits: as it is, but for its numbers. */
static bool add_run(struct zb_buf *out, struct zb_span run)
{
	bool numbered = false;
	if (is_id(run)) {
		zb_buf_add_str(out, "[0-9A-Za-z]+");
		return true;
	}
	for (size_t i = 0; i < run.n;) {
		if (!isdigit((unsigned char)run.p[i])) {
			zb_buf_add_char(out, run.p[i++]);
			continue;
		}
		while (i < run.n && isdigit((unsigned char)run.p[i]))
			i++;
		zb_buf_add_str(out, "[0-9]+");
		numbered = true;
	}
	return numbered;
}

/* %1B is one byte and no number. */
static bool is_escape(struct zb_span s)
{
	return s.n >= 3 && s.p[0] == '%' && isxdigit((unsigned char)s.p[1]) &&
	       isxdigit((unsigned char)s.p[2]);
}

static bool add_form(struct zb_buf *out, const struct url *url)
{
	struct zb_span head = zb_span(url->href, (size_t)(url->path.p - url->href));
	struct zb_span rest = zb_span(url->path.p, url->n - head.n);
	bool numbered = false;
	zb_buf_add_char(out, '^');
	for (size_t i = 0; i < head.n; i++)
		add_literal(out, head.p[i]);
	for (size_t i = 0; i < rest.n;) {
		size_t n = 0;
		if (is_escape(zb_span_sub(rest, i, 3))) {
			zb_buf_add(out, rest.p + i, 3);
			i += 3;
			continue;
		}
		while (i + n < rest.n && isalnum((unsigned char)rest.p[i + n]))
			n++;
		if (n > 0)
			numbered |= add_run(out, zb_span_sub(rest, i, n));
		else
			add_literal(out, rest.p[i++]);
		i += n;
	}
	zb_buf_add_char(out, '$');
	return numbered;
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	int ret = zb_span_cmp(x->form, y->form);
	return ret != 0 ? ret : zb_span_cmp(x->url, y->url);
}

/* Those that count, by form and address. */
static int collect(struct entry **out, const struct page *page, struct zb_span site,
                   struct zb_arena *arena)
{
	struct entry *list = zb_arena_array(arena, page->n_links + 1, sizeof(*list));
	struct zb_buf form;
	struct url url;
	int n = 0;
	if (list == NULL)
		return ZB_ENOMEM;
	zb_buf_init(&form, LINK_FORM_MAX - 1);
	for (size_t i = 0; i < page->n_links; i++) {
		const struct page_link *l = &page->links[i];
		if (l->kind != PAGE_LINK || l->nofollow ||
		    url_parse(&url, l->url, NULL, NULL) < 0 ||
		    (site.n > 0 && !zb_span_eq(site_of(url.host), site)))
			continue;
		zb_buf_reset(&form);
		bool numbered = add_form(&form, &url);
		struct zb_span copy = zb_arena_dup(arena, zb_buf_span(&form));
		if (form.err == 0 && copy.p != NULL)
			list[n++] = (struct entry){ .form = copy,
				                    .url = l->url,
				                    .anchor = l->anchor,
				                    .numbered = numbered };
	}
	zb_buf_deinit(&form);
	qsort(list, (size_t)n, sizeof(*list), compare);
	*out = list;
	return n;
}

static void note_date(struct link_form *f, struct zb_span url)
{
	struct stamp t;
	char day[64];
	if (!stamp_in_url(&t, url))
		return;
	snprintf(day, sizeof(day), "%04d-%02d-%02d", t.year, t.month, t.day);
	if (f->oldest[0] == '\0' || strcmp(day, f->oldest) < 0)
		snprintf(f->oldest, sizeof(f->oldest), "%.10s", day);
	if (strcmp(day, f->newest) > 0)
		snprintf(f->newest, sizeof(f->newest), "%.10s", day);
}

static void fill(struct link_form *f, const struct entry *group, size_t n)
{
	size_t width = 0;
	*f = (struct link_form){ .example = group[0].url,
		                 .anchor = group[0].anchor,
		                 .numbered = group[0].numbered };
	memcpy(f->pattern, group[0].form.p, group[0].form.n);
	for (size_t i = 0; i < n; i++) {
		f->links += i == 0 || !zb_span_eq(group[i].url, group[i - 1].url);
		width += zb_utf8_width(group[i].anchor);
		note_date(f, group[i].url);
	}
	f->width = width / n;
}

static size_t weight(const struct link_form *f)
{
	size_t width = f->width < WIDTH_MOST ? f->width : WIDTH_MOST;
	return f->links * (width + 1) * (f->numbered ? NUMBERED_WEIGHT : 1);
}

/* Keeps the heaviest, in order. */
static size_t insert(struct link_form *out, size_t n, size_t max, const struct link_form *f)
{
	size_t at = n;
	while (at > 0 && weight(&out[at - 1]) < weight(f))
		at--;
	if (at == max)
		return n;
	n = n < max ? n + 1 : max;
	memmove(&out[at + 1], &out[at], (n - at - 1) * sizeof(*out));
	out[at] = *f;
	return n;
}

int link_forms(struct link_form *out, size_t max, size_t least, const struct page *page,
               struct zb_span site, struct zb_arena *arena)
{
	struct entry *list = NULL;
	int total = collect(&list, page, site, arena);
	size_t n = 0;
	if (total < 0)
		return total;
	for (size_t i = 0, end = 0; i < (size_t)total; i = end) {
		struct link_form f;
		for (end = i + 1;
		     end < (size_t)total && zb_span_eq(list[end].form, list[i].form);)
			end++;
		fill(&f, &list[i], end - i);
		if (f.links >= least)
			n = insert(out, n, max, &f);
	}
	return (int)n;
}
