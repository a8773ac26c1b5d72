/* SPDX-License-Identifier: Apache-2.0 */
/* An HTML page: article, metadata, tables and links. See page.h. */
#pragma once

#include "page.h"

/* `text` is UTF-8. Fills *page but for kind and charset. 0, ZB_ENOMEM or ZB_ETOOBIG. */
int html_read(struct page *page, struct zb_arena *arena, struct zb_span text,
              struct zb_span url);
/* Markup as plain text, for a feed's descriptions; in the arena. */
int html_to_text(struct zb_span *out, struct zb_arena *arena, struct zb_span markup);
