/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "feed.h"
#include "href.h"
#include "stamp.h"
#include "xml.h"

/* Sitemaps as sitemaps.org 0.9 has them, with Google's news extension. */
struct site {
	struct zb_span loc, lastmod, title;
	bool index;
};

static void add_site(struct page *page, struct zb_arena *arena, const struct site *s,
                     struct zb_span url)
{
	struct zb_buf loc;
	struct stamp t;
	if (s->loc.n == 0)
		return;
	zb_buf_init(&loc, s->loc.n + 64);
	xml_unescape(&loc, zb_span_trim(s->loc));
	struct zb_span kept = zb_arena_dup(arena, zb_buf_span(&loc));
	struct zb_span full = href_resolve(arena, url, kept);
	zb_buf_deinit(&loc);
	struct page_link *l = &page->links[page->n_links++];
	*l = (struct page_link){ .href = kept,
		                 .url = full,
		                 .anchor = zb_span_trim(s->title),
		                 .kind = s->index ? PAGE_LINK_SITEMAP : PAGE_LINK_ITEM };
	if (stamp_find(&t, zb_span_sub(s->lastmod, 0, 64), 0))
		l->published = stamp_print(arena, &t);
}

int sitemap_read(struct page *page, struct zb_arena *arena, struct zb_span text,
                 struct zb_span url)
{
	struct xml x = { .s = text };
	struct xml_token t;
	struct site s = { .index = false };
	struct zb_span *to = NULL;
	size_t max = xml_count(text, ZB_S("<loc"), FEED_ITEMS_MAX);
	page->links = zb_arena_array(arena, max + 1, sizeof(*page->links));
	if (page->links == NULL)
		return ZB_ENOMEM;
	while (xml_next(&x, &t) && page->n_links < max) {
		bool is_site =
			zb_span_eq(t.name, ZB_S("url")) || zb_span_eq(t.name, ZB_S("sitemap"));
		if (is_site && t.type != XML_EMPTY) {
			add_site(page, arena, &s, url);
			s = (struct site){ .index = zb_span_eq(t.name, ZB_S("sitemap")) };
		}
		if (t.type == XML_START)
			to = zb_span_eq(t.full, ZB_S("loc"))                ? &s.loc
			     : zb_span_eq(t.name, ZB_S("lastmod"))          ? &s.lastmod
			     : zb_span_eq(t.name, ZB_S("publication_date")) ? &s.lastmod
			     : zb_span_eq(t.full, ZB_S("news:title"))       ? &s.title
			                                                    : NULL;
		else if (t.type == XML_END)
			to = NULL;
		else if (to != NULL && to->n == 0)
			*to = t.rest;
	}
	/* Of an entry that was never closed. */
	if (page->n_links < max)
		add_site(page, arena, &s, url);
	return 0;
}
