/* SPDX-License-Identifier: Apache-2.0 */
/* Text as it stands on paper, which is how programs give that of PDF files: lines that the paper's
 * width broke, and tables that are columns of words with blanks between them. */
#pragma once

#include "common/buf.h"
#include "office.h"

/* Lines that the width broke, joined into paragraphs again. */
int paper_join_lines(struct zb_buf *out, struct zb_span text);
/* The same for text whose blanks keep the layout (pdftotext -layout), with its tables as grids. */
int paper_read(struct office *out, struct zb_arena *arena, struct zb_span text);
