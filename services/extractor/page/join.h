/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of one article made one page. */
#pragma once

#include "page.h"

/*
 * Adds the text, tables and links of the `n` further pages, in their order, to `page`, which keeps
 * its own title, date and header; what it does not say of itself is taken from the pages behind.
 * `starts` gets where the text of each begins. What the pages hold must outlive `page`.
 * 0, ZB_ENOMEM or ZB_ETOOBIG.
 */
int page_join(struct page *page, struct zb_arena *arena, const struct page *more, size_t n,
              uint32_t *starts);
