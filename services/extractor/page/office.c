/* SPDX-License-Identifier: Apache-2.0 */
#include "office.h"

#include "biff.h"
#include "common/arena.h"
#include "common/err.h"
#include "common/utf8.h"
#include "docx.h"
#include "grid.h"
#include "plain.h"
#include "rtf.h"
#include "sheet.h"
#include "unzip.h"
#include "xlsx.h"
#include "xml.h"

enum { MEMBER_MAX = 64 << 20, TEXT_MAX = 32 << 20, CELL_MAX = 1 << 20 };

void office_init(struct office *office)
{
	*office = (struct office){ .tables = NULL };
	zb_buf_init(&office->text, TEXT_MAX);
}

void office_deinit(struct office *office)
{
	zb_buf_deinit(&office->text);
}

static int finish(struct office *out, struct sheet *s, int ret)
{
	if (ret == 0)
		ret = out->text.err;
	if (ret == 0)
		ret = sheet_take(&out->tables, &out->n_tables, s);
	sheet_deinit(s);
	return ret;
}

int office_unpack(struct office *out, struct zb_arena *arena, struct zb_span bytes)
{
	struct sheet s;
	struct zb_buf member;
	int ret = 0;
	sheet_init(&s, arena, &out->text);
	zb_buf_init(&member, MEMBER_MAX);
	if (zb_span_starts(bytes, ZB_S("\xD0\xCF\x11\xE0")))
		ret = biff_read(&s, bytes);
	else if (zb_span_starts(bytes, ZB_S("{\\rtf")))
		rtf_read(&s, arena, bytes);
	else if (unzip_member(&member, bytes, ZB_S("word/document.xml")) == 0)
		docx_read(&s, zb_buf_span(&member));
	else
		ret = xlsx_read(&s, bytes);
	zb_buf_deinit(&member);
	return finish(out, &s, ret);
}

/* --- what other programs write --- */

struct docbook {
	struct sheet sheet;
	struct zb_buf words; /* of the paragraph or cell under way */
	int tables, cells;   /* open ones */
};

static void end_words(struct docbook *d)
{
	struct zb_span words = zb_span_trim(zb_buf_span(&d->words));
	if (d->cells > 0)
		return;
	if (words.n > 0) {
		zb_buf_add_span(d->sheet.out, words);
		zb_buf_add_char(d->sheet.out, '\n');
	}
	zb_buf_reset(&d->words);
}

static void on_docbook_tag(struct docbook *d, const struct xml_token *t)
{
	bool starts = t->type == XML_START;
	bool ends = t->type == XML_END;
	if (zb_span_eq(t->name, ZB_S("informaltable")) && t->type != XML_EMPTY) {
		end_words(d);
		d->tables += starts ? 1 : d->tables > 0 ? -1 : 0;
		if (starts && d->tables == 1)
			sheet_begin(&d->sheet);
		else if (ends && d->tables == 0)
			sheet_end(&d->sheet);
	} else if (zb_span_eq(t->name, ZB_S("entry")) && d->tables == 1) {
		d->cells = starts;
		if (!starts)
			sheet_cell(&d->sheet, zb_span_trim(zb_buf_span(&d->words)), 1);
		zb_buf_reset(&d->words);
	} else if (zb_span_eq(t->name, ZB_S("row")) && ends && d->tables == 1) {
		sheet_row(&d->sheet);
	} else if (zb_span_eq(t->name, ZB_S("para")) || zb_span_eq(t->name, ZB_S("title")) ||
	           zb_span_eq(t->name, ZB_S("listitem"))) {
		end_words(d);
	}
}

/* Line ends of the file are none of the document's. */
static void add_words(struct zb_buf *out, struct zb_span raw)
{
	raw = zb_span_trim(raw);
	if (raw.n > 0 && out->n > 0 && (unsigned char)raw.p[0] < 0x80 &&
	    (unsigned char)out->p[out->n - 1] < 0x80)
		zb_buf_add_char(out, ' ');
	xml_unescape(out, raw);
}

int office_docbook(struct office *out, struct zb_arena *arena, struct zb_span xml)
{
	struct docbook d = { .tables = 0 };
	struct xml x = { .s = xml };
	struct xml_token t;
	sheet_init(&d.sheet, arena, &out->text);
	zb_buf_init(&d.words, CELL_MAX);
	while (xml_next(&x, &t) && d.words.err == 0) {
		if (t.type == XML_TEXT || t.type == XML_CDATA)
			add_words(&d.words, t.rest);
		else
			on_docbook_tag(&d, &t);
	}
	d.cells = 0;
	end_words(&d);
	zb_buf_deinit(&d.words);
	return finish(out, &d.sheet, 0);
}

static size_t read_quoted(struct zb_buf *cell, struct zb_span csv, size_t at)
{
	for (at++; at < csv.n; at++) {
		if (csv.p[at] != '"')
			zb_buf_add_char(cell, csv.p[at]);
		else if (at + 1 < csv.n && csv.p[at + 1] == '"')
			zb_buf_add_char(cell, csv.p[at++]);
		else
			return at + 1;
	}
	return at;
}

int office_csv(struct office *out, struct zb_arena *arena, struct zb_span csv)
{
	struct sheet s;
	struct zb_buf cell;
	sheet_init(&s, arena, &out->text);
	zb_buf_init(&cell, CELL_MAX);
	sheet_begin(&s);
	for (size_t at = 0; at < csv.n && cell.err == 0;) {
		char c = csv.p[at];
		if (c == '"') {
			at = read_quoted(&cell, csv, at);
			continue;
		}
		at++;
		if (c != ',' && c != '\n' && c != '\f') {
			zb_buf_add_char(&cell, c);
			continue;
		}
		if (c != '\f')
			sheet_cell(&s, zb_buf_span(&cell), 1);
		zb_buf_reset(&cell);
		if (c == '\n')
			sheet_row(&s);
		if (c == '\f') {
			sheet_end(&s);
			sheet_begin(&s);
		}
	}
	if (cell.n > 0)
		sheet_cell(&s, zb_buf_span(&cell), 1);
	sheet_row(&s);
	sheet_end(&s);
	zb_buf_deinit(&cell);
	return finish(out, &s, 0);
}

/* --- the page --- */

int office_page(struct page *page, struct zb_arena *arena, struct office *office,
                struct zb_span url)
{
	struct zb_span s = zb_buf_span(&office->text);
	struct zb_buf mended;
	int ret = 0;
	zb_buf_init(&mended, (size_t)TEXT_MAX * 3);
	page->tables = office->tables;
	page->n_tables = office->n_tables;
	/* Bytes that are no UTF-8 would move every offset: such a file keeps no tables. */
	if (zb_utf8_check(s) < s.n) {
		zb_utf8_scrub(&mended, s);
		s = zb_buf_span(&mended);
		page->n_tables = 0;
	}
	if (s.n > 0) {
		s = zb_arena_dup(arena, s);
		ret = s.p != NULL ? plain_read(page, arena, s, url) : ZB_ENOMEM;
	}
	for (size_t i = 0; ret == 0 && i < page->n_tables; i++)
		grid_finish(&page->tables[i], page->text);
	if (ret == 0 && zb_span_trim(page->text).n == 0)
		page->state = PAGE_NO_CONTENT;
	zb_buf_deinit(&mended);
	return ret;
}

int office_read(struct page *page, struct zb_arena *arena, struct zb_span bytes,
                struct zb_span url)
{
	struct office office;
	office_init(&office);
	int ret = office_unpack(&office, arena, bytes);
	if (ret == 0)
		ret = office_page(page, arena, &office, url);
	office_deinit(&office);
	return ret;
}
