/* SPDX-License-Identifier: Apache-2.0 */
/* The links of a page, in document order, each address once. */
#pragma once

#include "dom.h"
#include "meta.h"
#include "page.h"

enum { LINKS_MAX = 20000, ANCHOR_BYTES = 256 };

struct link_head {
	const struct meta *meta;
	struct zb_span html; /* the whole page, for pagers that scripts write */
	struct zb_span url;  /* the page's own address, may be empty */
};

/* Fills links of `page`. */
int link_collect(struct page *page, struct zb_arena *arena, const struct dom *dom,
                 const struct link_head *head);
/* Fills `next` of a page that is read but for that; `article` may be NULL. */
void link_find_next(struct page *page, struct dom_node *article, struct zb_span url);
/* Whether a link leads to a file, judged by the file's name in its address or its words. */
bool link_is_attachment(struct zb_span url, struct zb_span anchor);
