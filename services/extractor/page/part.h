/* SPDX-License-Identifier: Apache-2.0 */
/* A page that glues several notices together, cut where each one's header begins. */
#pragma once

#include "page.h"

/* Fills parts where `page->text` holds more than one header; its notice has been read. */
int part_split(struct page *page, struct zb_arena *arena);
