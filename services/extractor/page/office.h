/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Office Open XML (ECMA-376): the text of a .docx, a line a paragraph, and the sheets of a .xlsx as
 * tables. Older binary files are none of ours.
 */
#pragma once

#include "page.h"

/* 0 with `page->state` PAGE_NO_CONTENT for archives that are no such document; ZB_ENOMEM. */
int office_read(struct page *page, struct zb_arena *arena, struct zb_span bytes,
                struct zb_span url);
