/* SPDX-License-Identifier: Apache-2.0 */
#include "docx.h"

#include "xml.h"

enum { CELL_MAX = 1 << 20 };

struct docx {
	struct sheet *sheet;
	struct zb_buf cell;
	bool in_text;      /* between w:t and its end */
	int tables, cells; /* open ones; a table in a cell is words of that cell */
	uint32_t columns;  /* that the cell spans */
	bool goes_on;      /* it is the cell above, reaching down */
};

static struct zb_buf *words(struct docx *d)
{
	return d->cells > 0 ? &d->cell : d->sheet->out;
}

static void on_table(struct docx *d, const struct xml_token *t)
{
	if (t->type == XML_START && d->tables++ == 0)
		sheet_begin(d->sheet);
	else if (t->type == XML_END && d->tables > 0 && --d->tables == 0)
		sheet_end(d->sheet);
}

static void end_cell(struct docx *d)
{
	struct zb_span text = zb_span_trim(zb_buf_span(&d->cell));
	if (d->goes_on && text.n == 0)
		sheet_cell_goes_on(d->sheet, d->columns);
	else
		sheet_cell(d->sheet, text, d->columns);
	zb_buf_reset(&d->cell);
}

static void on_cell(struct docx *d, const struct xml_token *t)
{
	if (t->type == XML_START && d->cells++ == 0) {
		d->columns = 1;
		d->goes_on = false;
	} else if (t->type == XML_END && d->cells > 0 && --d->cells == 0) {
		end_cell(d);
	}
}

static void on_cell_property(struct docx *d, const struct xml_token *t)
{
	struct zb_span val = xml_attr(t, ZB_S("w:val"));
	if (d->cells != 1 || t->type == XML_END)
		return;
	if (zb_span_eq(t->name, ZB_S("vMerge"))) {
		d->goes_on = !zb_span_eq(val, ZB_S("restart"));
		return;
	}
	d->columns = 0;
	for (size_t i = 0; i < val.n && i < 3 && val.p[i] >= '0' && val.p[i] <= '9'; i++)
		d->columns = d->columns * 10 + (uint32_t)(val.p[i] - '0');
}

static void on_tag(struct docx *d, const struct xml_token *t)
{
	bool starts = t->type != XML_END;
	if (zb_span_eq(t->name, ZB_S("t")))
		d->in_text = t->type == XML_START;
	else if (zb_span_eq(t->name, ZB_S("tbl")))
		on_table(d, t);
	else if (zb_span_eq(t->name, ZB_S("tc")))
		on_cell(d, t);
	else if (zb_span_eq(t->name, ZB_S("gridSpan")) || zb_span_eq(t->name, ZB_S("vMerge")))
		on_cell_property(d, t);
	else if (zb_span_eq(t->name, ZB_S("tr")) && !starts && d->tables == 1)
		sheet_row(d->sheet);
	else if (zb_span_eq(t->name, ZB_S("tab")) && starts)
		zb_buf_add_char(words(d), ' ');
	else if ((zb_span_eq(t->name, ZB_S("p")) && t->type == XML_END) ||
	         (zb_span_eq(t->name, ZB_S("br")) && starts))
		zb_buf_add_char(words(d), d->cells > 0 ? ' ' : '\n');
}

void docx_read(struct sheet *out, struct zb_span document)
{
	struct docx d = { .sheet = out };
	struct xml x = { .s = document };
	struct xml_token t;
	zb_buf_init(&d.cell, CELL_MAX);
	while (xml_next(&x, &t) && out->err == 0) {
		if (t.type != XML_TEXT && t.type != XML_CDATA)
			on_tag(&d, &t);
		else if (d.in_text)
			xml_unescape(words(&d), t.rest);
	}
	if (d.cells > 0)
		end_cell(&d);
	if (d.tables > 0) {
		sheet_row(out);
		sheet_end(out);
	}
	if (d.cell.err != 0 && out->err == 0)
		out->err = d.cell.err;
	zb_buf_deinit(&d.cell);
}
