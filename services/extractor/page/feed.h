/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSS 0.9 to 2.0, RDF and Atom feeds, sitemaps and indexes of sitemaps, well-formed or not. The
 * page's text is that of all items one after the other; each is a part with its own date.
 */
#pragma once

#include "page.h"

enum { FEED_ITEMS_MAX = 50000 };

int feed_read(struct page *page, struct zb_arena *arena, struct zb_span text,
              struct zb_span url);
int sitemap_read(struct page *page, struct zb_arena *arena, struct zb_span text,
                 struct zb_span url);
