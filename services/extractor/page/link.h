/* SPDX-License-Identifier: Apache-2.0 */
/* The links of a page, in document order, each address once. */
#pragma once

#include "dom.h"
#include "meta.h"
#include "page.h"

enum { LINKS_MAX = 20000, ANCHOR_BYTES = 256 };

/* Fills links of `page`; `url` is the page's own address, may be empty. */
int link_collect(struct page *page, struct zb_arena *arena, const struct dom *dom,
                 const struct meta *meta, struct zb_span url);
/* Whether a link leads to a file, judged by the file's name in its address or its words. */
bool link_is_attachment(struct zb_span url, struct zb_span anchor);
