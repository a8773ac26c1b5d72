/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of paper and office programs made pages: PDF by poppler's pdftotext, .doc and .wps by
 * antiword, .xls older than Excel 97 by catdoc's xls2csv, .xls, .docx, .xlsx and .rtf by our own readers,
 * each in a child process of its own (child.h). What they write is text with tables, read like any other.
 */
#pragma once

#include "page/page.h"

/*
 * page_read for any page, such files included. One that cannot be read, or whose program is not
 * installed, gives PAGE_NO_CONTENT and says why in `reasons`. 0, ZB_ENOMEM or ZB_ETOOBIG.
 */
int convert_page_read(struct page *out, struct zb_arena *arena, const struct page_input *in);
