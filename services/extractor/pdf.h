/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDF files, read by poppler's pdftotext in a child process that may use a bounded time and memory,
 * sees no file but its input and has no system calls for sockets, processes or changing files.
 */
#pragma once

#include "common/buf.h"
#include "page/page.h"

/*
 * page_read for any page, PDFs included: their text comes out with its wrapped lines joined and is
 * then read like plain text. A PDF that cannot be read, or a machine without pdftotext, gives
 * PAGE_NO_CONTENT. 0, ZB_ENOMEM or ZB_ETOOBIG.
 */
int pdf_page_read(struct page *out, struct zb_arena *arena, const struct page_input *in);
/* Adds the text of a PDF as pdftotext gives it. ZB_ENOTFOUND without pdftotext, ZB_ETIMEOUT,
 * ZB_EMALFORMED. */
int pdf_to_text(struct zb_buf *out, struct zb_span bytes);
/* Lines that the paper's width broke, joined into paragraphs again. */
int pdf_join_lines(struct zb_buf *out, struct zb_span text);
