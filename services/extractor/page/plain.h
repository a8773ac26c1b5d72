/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain text and Markdown. Of plain text nothing is changed; its first lines are read for title,
 * date and source. Of Markdown the front matter gives the metadata, the rest the text, with the
 * marks of headings, emphasis and links taken off.
 */
#pragma once

#include "page.h"

int plain_read(struct page *page, struct zb_arena *arena, struct zb_span text,
               struct zb_span url);
int markdown_read(struct page *page, struct zb_arena *arena, struct zb_span text,
                  struct zb_span url);
