/* SPDX-License-Identifier: Apache-2.0 */
#include "office.h"

#include <stdio.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "grid.h"
#include "plain.h"
#include "unzip.h"
#include "xml.h"

enum {
	MEMBER_MAX = 64 << 20,
	TEXT_MAX = 32 << 20,
	STRINGS_MAX = 1 << 20,
	SHEETS_MAX = 32,
	CELLS_MAX = 1 << 20,
};

/* --- .docx --- */

struct docx {
	struct zb_buf *out;
	bool in_text; /* between w:t and its end */
	int cells;    /* open table cells: paragraphs in them are no lines */
};

static void on_docx_tag(struct docx *d, const struct xml_token *t)
{
	bool starts = t->type != XML_END;
	if (zb_span_eq(t->name, ZB_S("t")))
		d->in_text = t->type == XML_START;
	else if (zb_span_eq(t->name, ZB_S("tc")))
		d->cells += t->type == XML_START                 ? 1
		            : t->type == XML_END && d->cells > 0 ? -1
		                                                 : 0;
	else if (zb_span_eq(t->name, ZB_S("tab")) && starts)
		zb_buf_add_char(d->out, ' ');
	bool ends_cell = zb_span_eq(t->name, ZB_S("tc")) && t->type == XML_END;
	while (ends_cell && d->out->n > 0 && d->out->p[d->out->n - 1] == ' ')
		d->out->n--;
	if (ends_cell)
		zb_buf_add_char(d->out, '\t');
	else if (zb_span_eq(t->name, ZB_S("tr")) && t->type == XML_END)
		zb_buf_add_char(d->out, '\n');
	else if ((zb_span_eq(t->name, ZB_S("p")) && t->type == XML_END) ||
	         (zb_span_eq(t->name, ZB_S("br")) && starts))
		zb_buf_add_char(d->out, d->cells > 0 ? ' ' : '\n');
}

static void read_docx(struct zb_buf *out, struct zb_span document)
{
	struct docx d = { .out = out };
	struct xml x = { .s = document };
	struct xml_token t;
	while (xml_next(&x, &t)) {
		if (t.type != XML_TEXT && t.type != XML_CDATA)
			on_docx_tag(&d, &t);
		else if (d.in_text)
			xml_unescape(out, t.rest);
	}
}

/* --- .xlsx --- */

struct xlsx {
	struct zb_arena *arena;
	struct page *page;
	struct zb_buf *out;
	struct zb_span *strings; /* the table of shared strings */
	size_t n_strings;
	struct zb_buf value; /* of the cell under way */
	bool in_value, shared;
	struct page_table *table;
	uint32_t row, column;
	size_t max_cells;
};

static size_t count(struct zb_span s, struct zb_span word, size_t max)
{
	size_t n = 0;
	for (ptrdiff_t at = 0; n < max && (at = zb_span_find(s, word, (size_t)at)) >= 0; at++)
		n++;
	return n;
}

static int read_strings(struct xlsx *w, struct zb_span s)
{
	struct xml x = { .s = s };
	struct xml_token t;
	bool in_text = false;
	size_t max = count(s, ZB_S("<si"), STRINGS_MAX);
	w->strings = zb_arena_array(w->arena, max + 1, sizeof(*w->strings));
	if (w->strings == NULL)
		return ZB_ENOMEM;
	while (xml_next(&x, &t) && w->n_strings < max) {
		bool text = t.type == XML_TEXT || t.type == XML_CDATA;
		if (text && in_text)
			xml_unescape(&w->value, t.rest);
		else if (!text && zb_span_eq(t.name, ZB_S("t")))
			in_text = t.type == XML_START;
		if (!text && zb_span_eq(t.name, ZB_S("si")) && t.type != XML_START) {
			w->strings[w->n_strings++] =
				zb_arena_dup(w->arena, zb_buf_span(&w->value));
			zb_buf_reset(&w->value);
		}
	}
	zb_buf_reset(&w->value);
	return 0;
}

/* "BC12" is column 54, from 0; UINT32_MAX for none. */
static uint32_t column_of(struct zb_span ref)
{
	uint32_t column = 0;
	size_t i = 0;
	for (; i < ref.n && ref.p[i] >= 'A' && ref.p[i] <= 'Z' && i < 3; i++)
		column = column * 26 + (uint32_t)(ref.p[i] - 'A' + 1);
	return i > 0 ? column - 1 : UINT32_MAX;
}

static struct zb_span shared_string(const struct xlsx *w)
{
	size_t index = 0;
	struct zb_span v = zb_buf_span(&w->value);
	for (size_t i = 0; i < v.n && v.p[i] >= '0' && v.p[i] <= '9' && index < STRINGS_MAX;
	     i++)
		index = index * 10 + (size_t)(v.p[i] - '0');
	return index < w->n_strings ? w->strings[index] : (struct zb_span){ 0 };
}

static void add_clean(struct zb_buf *out, struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		zb_buf_add_char(
			out, s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r' ? ' ' : s.p[i]);
}

static void end_cell(struct xlsx *w)
{
	struct page_table *t = w->table;
	struct zb_span v = w->shared ? shared_string(w) : zb_buf_span(&w->value);
	size_t start = w->out->n;
	add_clean(w->out, zb_span_trim(v));
	if (w->out->n > start && w->column < GRID_COLUMNS_MAX && t->n_cells < w->max_cells) {
		t->cells[t->n_cells++] = (struct page_cell){ .row = w->row,
			                                     .column = w->column,
			                                     .rows = 1,
			                                     .columns = 1,
			                                     .start = (uint32_t)start,
			                                     .end = (uint32_t)w->out->n };
		if (t->columns <= w->column)
			t->columns = w->column + 1;
		t->rows = w->row + 1;
	}
	zb_buf_add_char(w->out, '\t');
	zb_buf_reset(&w->value);
	w->column++;
}

static void end_row(struct xlsx *w)
{
	while (w->out->n > 0 && w->out->p[w->out->n - 1] == '\t')
		w->out->n--;
	zb_buf_add_char(w->out, '\n');
	w->row++;
	w->column = 0;
}

static void on_sheet_tag(struct xlsx *w, const struct xml_token *t)
{
	if (zb_span_eq(t->name, ZB_S("v")) || zb_span_eq(t->name, ZB_S("t"))) {
		w->in_value = t->type == XML_START;
	} else if (zb_span_eq(t->name, ZB_S("c"))) {
		if (t->type != XML_END) {
			uint32_t column = column_of(xml_attr(t, ZB_S("r")));
			w->column = column != UINT32_MAX ? column : w->column;
			w->shared = zb_span_eq(xml_attr(t, ZB_S("t")), ZB_S("s"));
		}
		if (t->type == XML_END)
			end_cell(w);
	} else if (zb_span_eq(t->name, ZB_S("row")) && t->type == XML_END) {
		end_row(w);
	}
}

static int read_sheet(struct xlsx *w, struct zb_span sheet)
{
	struct xml x = { .s = sheet };
	struct xml_token t;
	w->max_cells = count(sheet, ZB_S("<c "), CELLS_MAX);
	w->table = &w->page->tables[w->page->n_tables];
	w->table->cells = zb_arena_array(w->arena, w->max_cells + 1, sizeof(*w->table->cells));
	if (w->table->cells == NULL)
		return ZB_ENOMEM;
	w->row = w->column = 0;
	while (xml_next(&x, &t) && w->out->err == 0) {
		if (t.type != XML_TEXT && t.type != XML_CDATA)
			on_sheet_tag(w, &t);
		else if (w->in_value)
			xml_unescape(&w->value, t.rest);
	}
	if (w->table->n_cells > 0)
		w->page->n_tables++;
	return w->out->err;
}

static int read_xlsx(struct xlsx *w, struct zb_span archive)
{
	struct zb_buf member;
	zb_buf_init(&member, MEMBER_MAX);
	w->page->tables = zb_arena_array(w->arena, SHEETS_MAX, sizeof(*w->page->tables));
	int ret = w->page->tables != NULL ? 0 : ZB_ENOMEM;
	if (ret == 0 && unzip_member(&member, archive, ZB_S("xl/sharedStrings.xml")) == 0)
		ret = read_strings(w, zb_buf_span(&member));
	for (int i = 1; ret == 0 && i <= SHEETS_MAX; i++) {
		char name[40];
		int n = snprintf(name, sizeof(name), "xl/worksheets/sheet%d.xml", i);
		zb_buf_reset(&member);
		if (unzip_member(&member, archive, zb_span(name, (size_t)n)) < 0)
			break;
		ret = read_sheet(w, zb_buf_span(&member));
	}
	zb_buf_deinit(&member);
	return ret;
}

/* --- both --- */

static int fill(struct page *page, struct zb_arena *arena, struct zb_buf *out,
                struct zb_span bytes)
{
	struct zb_buf member;
	struct xlsx w = { .arena = arena, .page = page, .out = out };
	zb_buf_init(&member, MEMBER_MAX);
	zb_buf_init(&w.value, MEMBER_MAX);
	int ret = 0;
	if (unzip_member(&member, bytes, ZB_S("word/document.xml")) == 0)
		read_docx(out, zb_buf_span(&member));
	else
		ret = read_xlsx(&w, bytes);
	zb_buf_deinit(&member);
	zb_buf_deinit(&w.value);
	return ret != 0 ? ret : out->err;
}

int office_read(struct page *page, struct zb_arena *arena, struct zb_span bytes,
                struct zb_span url)
{
	struct zb_buf out;
	struct zb_buf text;
	zb_buf_init(&out, TEXT_MAX);
	zb_buf_init(&text, (size_t)TEXT_MAX * 3);
	int ret = fill(page, arena, &out, bytes);
	if (ret == 0 && out.n > 0) {
		struct zb_span s = zb_buf_span(&out);
		/* Bytes that are no UTF-8 would move every offset: such a file keeps no tables. */
		if (zb_utf8_check(s) < s.n) {
			zb_utf8_scrub(&text, s);
			s = zb_buf_span(&text);
			page->n_tables = 0;
		}
		s = zb_arena_dup(arena, s);
		ret = s.p != NULL ? plain_read(page, arena, s, url) : ZB_ENOMEM;
	}
	for (size_t i = 0; ret == 0 && i < page->n_tables; i++)
		grid_finish(&page->tables[i], page->text);
	if (ret == 0 && zb_span_trim(page->text).n == 0)
		page->state = PAGE_NO_CONTENT;
	zb_buf_deinit(&out);
	zb_buf_deinit(&text);
	return ret;
}
