/* SPDX-License-Identifier: Apache-2.0 */
/* A page of the page half as the messages of the wire and the store. */
#pragma once

#include "common/arena.h"
#include "page/page.h"
#include "proto/record.pb-c.h"
#include "proto/wire.pb-c.h"

/* Fills what the page says into `to`: copies in `arena`, but the text, which is borrowed.
 * 0 or ZB_ETOOBIG past the arena's ceiling. */
int page_message(Zhibiao__Document *to, struct zb_arena *arena, const struct page *page);
/* The tables alone, and back: what is not sound is left out. 0 or ZB_ETOOBIG. */
int page_message_tables(Zhibiao__Document *to, struct zb_arena *arena, const struct page *page);
int page_message_read_tables(struct page_table **tables, size_t *n, struct zb_arena *arena,
                             const Zhibiao__Document *from);
/* The links with an absolute address, each once; copies in `arena`. 0 or ZB_ETOOBIG. */
int page_message_links(Zhibiao__Link ***links, size_t *n, struct zb_arena *arena,
                       const struct page *page);
