/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of office programs as text and tables. Office Open XML (ECMA-376) is read here: a .docx a
 * line a paragraph, a .xlsx a table a sheet, and so are .rtf and workbooks of Excel 97 to 2003. Other
 * binary files are turned by other programs (services/extractor/convert.h) into DocBook or CSV,
 * which is read here too.
 */
#pragma once

#include "common/buf.h"
#include "page.h"

struct office {
	struct zb_buf text;        /* UTF-8, or what the file has in its place */
	struct page_table *tables; /* places in `text`; without headers and units */
	size_t n_tables;
};

void office_init(struct office *office);
void office_deinit(struct office *office);
/* What a .docx, .xlsx, .rtf or .xls holds: the part with the risks. Other archives hold nothing; other
 * OLE2 files: ZB_ENOTFOUND. */
int office_unpack(struct office *out, struct zb_arena *arena, struct zb_span bytes);
/* DocBook as antiword writes it. */
int office_docbook(struct office *out, struct zb_arena *arena, struct zb_span xml);
/* Comma-separated values, every cell in quotes, a form feed between sheets. */
int office_csv(struct office *out, struct zb_arena *arena, struct zb_span csv);
/* Fills `page` from what was unpacked: text, metadata, tables. */
int office_page(struct page *page, struct zb_arena *arena, struct office *office,
                struct zb_span url);
/* Both at once. 0 with `page->state` PAGE_NO_CONTENT for what is no such document; ZB_ENOMEM. */
int office_read(struct page *page, struct zb_arena *arena, struct zb_span bytes,
                struct zb_span url);
