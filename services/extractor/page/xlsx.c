/* SPDX-License-Identifier: Apache-2.0 */
#include "xlsx.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/err.h"
#include "numfmt.h"
#include "unzip.h"
#include "xml.h"

enum {
	MEMBER_MAX = 64 << 20,
	STRINGS_MAX = 1 << 20,
	STYLES_MAX = 1 << 16,
	SHEETS_MAX = 32,
	MERGES_MAX = 10000,
	DIGITS_KEPT = 15, /* a number of more digits is a double written out in full */
};

struct xlsx {
	struct sheet *sheet;
	struct zb_span *strings; /* the table of shared strings */
	size_t n_strings;
	uint8_t *styles; /* enum numfmt by cell style */
	size_t n_styles;
	struct zb_buf value; /* of the cell under way */
	bool in_value, shared, number;
	enum numfmt how; /* it is shown */
	size_t merges;
};

static size_t count(struct zb_span s, struct zb_span word, size_t max)
{
	size_t n = 0;
	for (ptrdiff_t at = 0; n < max && (at = zb_span_find(s, word, (size_t)at)) >= 0; at++)
		n++;
	return n;
}

static size_t number(struct zb_span s, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n < max; i++)
		n = n * 10 + (size_t)(s.p[i] - '0');
	return n;
}

/* --- strings and styles --- */

static int read_strings(struct xlsx *w, struct zb_span s)
{
	struct xml x = { .s = s };
	struct xml_token t;
	bool in_text = false;
	size_t max = count(s, ZB_S("<si"), STRINGS_MAX);
	w->strings = zb_arena_array(w->sheet->arena, max + 1, sizeof(*w->strings));
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
				zb_arena_dup(w->sheet->arena, zb_buf_span(&w->value));
			zb_buf_reset(&w->value);
		}
	}
	zb_buf_reset(&w->value);
	return 0;
}

/* Formats of the file's own by their number, and the styles that use formats. */
static int read_styles(struct xlsx *w, struct zb_span s)
{
	enum { FORMATS_MAX = 1 << 16 };
	struct xml x = { .s = s };
	struct xml_token t;
	bool in_cells = false;
	size_t max = count(s, ZB_S("<xf "), STYLES_MAX);
	uint8_t *formats = zb_arena_array(w->sheet->arena, FORMATS_MAX, sizeof(*formats));
	w->styles = zb_arena_array(w->sheet->arena, max + 1, sizeof(*w->styles));
	if (w->styles == NULL || formats == NULL)
		return ZB_ENOMEM;
	for (unsigned id = 0; id < FORMATS_MAX; id++)
		formats[id] = (uint8_t)numfmt_of_id(id);
	while (xml_next(&x, &t)) {
		if (t.type == XML_TEXT || t.type == XML_CDATA)
			continue;
		size_t id = number(xml_attr(&t, ZB_S("numFmtId")), FORMATS_MAX) % FORMATS_MAX;
		if (zb_span_eq(t.name, ZB_S("cellXfs")))
			in_cells = t.type == XML_START;
		else if (zb_span_eq(t.name, ZB_S("numFmt"))) {
			zb_buf_reset(&w->value);
			xml_unescape(&w->value, xml_attr(&t, ZB_S("formatCode")));
			formats[id] = (uint8_t)numfmt_of_code(zb_buf_span(&w->value));
		} else if (zb_span_eq(t.name, ZB_S("xf")) && in_cells && t.type != XML_END &&
		           w->n_styles < max)
			w->styles[w->n_styles++] = formats[id];
	}
	zb_buf_reset(&w->value);
	return 0;
}

/* --- cells --- */

/* "BC12" is column 54, row 11, from 0; false for what is none. */
static bool read_place(uint32_t *column, uint32_t *row, struct zb_span ref)
{
	size_t i = 0;
	*column = 0;
	for (; i < ref.n && ref.p[i] >= 'A' && ref.p[i] <= 'Z' && i < 3; i++)
		*column = *column * 26 + (uint32_t)(ref.p[i] - 'A' + 1);
	*row = (uint32_t)number(zb_span_sub(ref, i, 8), UINT32_MAX / 16);
	if (i == 0)
		return false;
	--*column;
	*row -= *row > 0;
	return true;
}

static struct zb_span shared_string(const struct xlsx *w)
{
	size_t index = number(zb_buf_span(&w->value), STRINGS_MAX);
	return index < w->n_strings ? w->strings[index] : (struct zb_span){ 0 };
}

/* A number of many digits is a double written out; others stay as they are written. */
static struct zb_span shown(char room[64], const struct xlsx *w)
{
	struct zb_span v = zb_span_trim(zb_buf_span(&w->value));
	if (!w->number || v.n == 0 || v.n >= 32 ||
	    (w->how == NUMFMT_PLAIN && v.n <= DIGITS_KEPT))
		return v;
	char text[32];
	char *end = NULL;
	memcpy(text, v.p, v.n);
	text[v.n] = '\0';
	double value = strtod(text, &end);
	return end == text + v.n ? numfmt_show(room, value, w->how) : v;
}

static void end_cell(struct xlsx *w)
{
	char room[64];
	sheet_cell(w->sheet, w->shared ? shared_string(w) : shown(room, w), 1);
	zb_buf_reset(&w->value);
}

/* Rows without cells are often left out. */
static void begin_row(struct xlsx *w, const struct xml_token *t)
{
	enum { ROWS_MAX = 1 << 20 };
	size_t row = number(xml_attr(t, ZB_S("r")), ROWS_MAX);
	if (row > w->sheet->row + 1 && row <= ROWS_MAX)
		w->sheet->row = (uint32_t)row - 1;
}

static void begin_cell(struct xlsx *w, const struct xml_token *t)
{
	uint32_t column = 0;
	uint32_t row = 0;
	struct zb_span type = xml_attr(t, ZB_S("t"));
	size_t style = number(xml_attr(t, ZB_S("s")), STYLES_MAX);
	if (read_place(&column, &row, xml_attr(t, ZB_S("r"))))
		sheet_place(w->sheet, column);
	w->shared = zb_span_eq(type, ZB_S("s"));
	w->number = type.n == 0 || zb_span_eq(type, ZB_S("n"));
	w->how = style < w->n_styles ? (enum numfmt)w->styles[style] : NUMFMT_PLAIN;
	if (t->type == XML_EMPTY)
		sheet_cell(w->sheet, zb_span("", 0), 1);
}

/* "A1:C2" */
static void merge(struct xlsx *w, struct zb_span ref)
{
	struct page_cell over = { .rows = 0 };
	uint32_t column = 0;
	uint32_t row = 0;
	ptrdiff_t colon = zb_span_find(ref, ZB_S(":"), 0);
	if (colon < 0 || w->merges++ >= MERGES_MAX ||
	    !read_place(&over.column, &over.row, zb_span_sub(ref, 0, (size_t)colon)) ||
	    !read_place(&column, &row, zb_span_sub(ref, (size_t)colon + 1, ref.n)) ||
	    column < over.column || row < over.row)
		return;
	over.columns = column - over.column + 1;
	over.rows = row - over.row + 1;
	sheet_merge(w->sheet, &over);
}

static void on_tag(struct xlsx *w, const struct xml_token *t)
{
	if (zb_span_eq(t->name, ZB_S("v")) || zb_span_eq(t->name, ZB_S("t")))
		w->in_value = t->type == XML_START;
	else if (zb_span_eq(t->name, ZB_S("c")) && t->type != XML_END)
		begin_cell(w, t);
	else if (zb_span_eq(t->name, ZB_S("c")))
		end_cell(w);
	else if (zb_span_eq(t->name, ZB_S("row")) && t->type == XML_END)
		sheet_row(w->sheet);
	else if (zb_span_eq(t->name, ZB_S("row")) && t->type == XML_START)
		begin_row(w, t);
	else if (zb_span_eq(t->name, ZB_S("mergeCell")) && t->type != XML_END)
		merge(w, xml_attr(t, ZB_S("ref")));
}

static void read_sheet(struct xlsx *w, struct zb_span sheet)
{
	struct xml x = { .s = sheet };
	struct xml_token t;
	sheet_begin(w->sheet);
	w->merges = 0;
	while (xml_next(&x, &t) && w->sheet->err == 0 && w->sheet->out->err == 0) {
		if (t.type != XML_TEXT && t.type != XML_CDATA)
			on_tag(w, &t);
		else if (w->in_value)
			xml_unescape(&w->value, t.rest);
	}
	if (w->sheet->column > 0)
		sheet_row(w->sheet);
	sheet_end(w->sheet);
}

int xlsx_read(struct sheet *out, struct zb_span archive)
{
	struct xlsx w = { .sheet = out };
	struct zb_buf member;
	int ret = 0;
	zb_buf_init(&member, MEMBER_MAX);
	zb_buf_init(&w.value, MEMBER_MAX);
	if (unzip_member(&member, archive, ZB_S("xl/sharedStrings.xml")) == 0)
		ret = read_strings(&w, zb_buf_span(&member));
	zb_buf_reset(&member);
	if (ret == 0 && unzip_member(&member, archive, ZB_S("xl/styles.xml")) == 0)
		ret = read_styles(&w, zb_buf_span(&member));
	for (int i = 1; ret == 0 && i <= SHEETS_MAX; i++) {
		char name[40];
		int n = snprintf(name, sizeof(name), "xl/worksheets/sheet%d.xml", i);
		zb_buf_reset(&member);
		if (unzip_member(&member, archive, zb_span(name, (size_t)n)) < 0)
			break;
		read_sheet(&w, zb_buf_span(&member));
	}
	if (ret == 0 && w.value.err != 0)
		ret = w.value.err;
	zb_buf_deinit(&member);
	zb_buf_deinit(&w.value);
	return ret;
}
