/* SPDX-License-Identifier: Apache-2.0 */
#include "biff.h"

#include <stdlib.h>

#include "bytes.h"
#include "common/arena.h"
#include "common/err.h"
#include "common/utf8.h"
#include "numfmt.h"
#include "ole.h"

enum {
	STREAM_MAX = 256 << 20,
	STRING_MAX = 1 << 20,
	STRINGS_MAX = 1 << 20,
	STYLES_MAX = 1 << 16,
	SHEETS_MAX = 32,
	MERGES_MAX = 10000,
	HEAD = 4, /* of a record: its type and size */
};

/* Record types, MS-XLS 2.3. */
enum {
	R_FORMULA = 0x06,
	R_EOF = 0x0A,
	R_FILEPASS = 0x2F,
	R_CONTINUE = 0x3C,
	R_BOUNDSHEET = 0x85,
	R_MULRK = 0xBD,
	R_XF = 0xE0,
	R_MERGECELLS = 0xE5,
	R_SST = 0xFC,
	R_LABELSST = 0xFD,
	R_NUMBER = 0x203,
	R_LABEL = 0x204,
	R_STRING = 0x207,
	R_RK = 0x27E,
	R_FORMAT = 0x41E,
	R_BOF = 0x809,
};

struct biff {
	struct sheet *sheet;
	struct zb_span stream;
	struct zb_span *strings; /* the table of shared strings */
	size_t n_strings;
	uint8_t *styles; /* enum numfmt by cell style */
	size_t n_styles;
	uint8_t *formats; /* enum numfmt by number of a format */
	uint32_t sheets[SHEETS_MAX];
	size_t n_sheets;
	struct zb_buf text;
	size_t merges;
	uint32_t row, column; /* of a formula whose text comes in the next record */
	bool waits;
};

struct record {
	uint32_t type;
	size_t at; /* of its data in the stream */
	struct zb_span data;
};

static bool next_record(struct record *out, struct zb_span stream, size_t *at)
{
	if (*at + HEAD > stream.n)
		return false;
	out->type = bytes_u16(stream, *at);
	out->at = *at + HEAD;
	out->data = zb_span_sub(stream, out->at, bytes_u16(stream, *at + 2));
	*at = out->at + out->data.n;
	return true;
}

/* --- strings --- */

/* Bytes of a record and of those that continue it. */
struct cursor {
	struct zb_span stream;
	size_t at, end; /* in the record under way */
};

static bool enter_continuation(struct cursor *c)
{
	struct record r;
	size_t at = c->end;
	if (!next_record(&r, c->stream, &at) || r.type != R_CONTINUE || r.data.n == 0)
		return false;
	c->at = r.at;
	c->end = at;
	return true;
}

static uint32_t take(struct cursor *c, int n)
{
	uint32_t value = 0;
	for (int i = 0; i < n; i++) {
		if (c->at >= c->end && !enter_continuation(c))
			return value;
		value |= (uint32_t)(unsigned char)c->stream.p[c->at++] << (8 * i);
	}
	return value;
}

static void skip(struct cursor *c, size_t n)
{
	while (n > 0) {
		if (c->at >= c->end && !enter_continuation(c))
			return;
		size_t step = c->end - c->at < n ? c->end - c->at : n;
		c->at += step;
		n -= step;
	}
}

static void put_unit(struct zb_buf *out, uint32_t unit, uint32_t *high)
{
	char utf8[4];
	if (unit >= 0xD800 && unit < 0xDC00) {
		*high = unit;
		return;
	}
	if (unit >= 0xDC00 && unit < 0xE000)
		unit = *high != 0 ? 0x10000 + ((*high - 0xD800) << 10) + (unit - 0xDC00) : 0;
	*high = 0;
	int n = unit >= ' ' || unit == '\n' ? zb_utf8_put(utf8, unit) : 0;
	if (n > 0)
		zb_buf_add(out, utf8, (size_t)n);
}

/* Characters of one or two bytes; where they are cut, the continuation says anew which. */
static void take_characters(struct zb_buf *out, struct cursor *c, size_t n, bool wide)
{
	uint32_t high = 0;
	for (size_t i = 0; i < n && out->err == 0; i++) {
		if (c->at >= c->end) {
			if (!enter_continuation(c))
				return;
			wide = (take(c, 1) & 1) != 0;
		}
		put_unit(out, take(c, wide ? 2 : 1), &high);
	}
}

enum { WIDE = 1, EXTENDED = 4, RICH = 8 };

/* XLUnicodeRichExtendedString */
static void take_string(struct zb_buf *out, struct cursor *c)
{
	size_t n = take(c, 2);
	uint32_t flags = take(c, 1);
	size_t runs = (flags & RICH) != 0 ? take(c, 2) : 0;
	size_t extra = (flags & EXTENDED) != 0 ? take(c, 4) : 0;
	take_characters(out, c, n, (flags & WIDE) != 0);
	skip(c, 4 * runs);
	skip(c, extra);
}

/* A string within one record: its length, flags, characters. */
static struct zb_span short_string(struct biff *b, struct zb_span data, size_t at)
{
	struct cursor c = { .stream = data, .at = at < data.n ? at : data.n, .end = data.n };
	size_t n = take(&c, 2);
	bool wide = (take(&c, 1) & WIDE) != 0;
	zb_buf_reset(&b->text);
	take_characters(&b->text, &c, n, wide);
	return zb_buf_span(&b->text);
}

static int read_strings(struct biff *b, const struct record *r)
{
	struct cursor c = { .stream = b->stream, .at = r->at, .end = r->at + r->data.n };
	skip(&c, 4);
	size_t n = take(&c, 4);
	/* Each takes three bytes at least. */
	size_t most = (b->stream.n - r->at) / 3 + 1;
	n = n < most ? n : most;
	n = n < STRINGS_MAX ? n : STRINGS_MAX;
	b->strings = zb_arena_array(b->sheet->arena, n + 1, sizeof(*b->strings));
	if (b->strings == NULL)
		return ZB_ETOOBIG;
	for (b->n_strings = 0; b->n_strings < n && b->text.err == 0; b->n_strings++) {
		zb_buf_reset(&b->text);
		take_string(&b->text, &c);
		struct zb_span kept = zb_arena_dup(b->sheet->arena, zb_buf_span(&b->text));
		if (kept.p == NULL && b->text.n > 0)
			return ZB_ETOOBIG;
		b->strings[b->n_strings] = kept;
	}
	return 0;
}

/* --- the workbook --- */

static void read_format(struct biff *b, const struct record *r)
{
	uint32_t id = bytes_u16(r->data, 0);
	b->formats[id] = (uint8_t)numfmt_of_code(short_string(b, r->data, 2));
}

static void read_style(struct biff *b, const struct record *r)
{
	if (b->n_styles < STYLES_MAX)
		b->styles[b->n_styles++] = b->formats[bytes_u16(r->data, 2)];
}

static int read_workbook(struct biff *b)
{
	enum { WORKSHEET = 0, BIFF8 = 0x0600 };
	struct record r;
	size_t at = 0;
	int ret = 0;
	if (!next_record(&r, b->stream, &at) || r.type != R_BOF ||
	    bytes_u16(r.data, 0) != BIFF8)
		return ZB_ENOTFOUND;
	while (ret == 0 && next_record(&r, b->stream, &at) && r.type != R_EOF) {
		if (r.type == R_FILEPASS)
			return ZB_EMALFORMED;
		if (r.type == R_BOUNDSHEET && b->n_sheets < SHEETS_MAX &&
		    bytes_number(r.data, 5, 1) == WORKSHEET)
			b->sheets[b->n_sheets++] = bytes_u32(r.data, 0);
		else if (r.type == R_FORMAT)
			read_format(b, &r);
		else if (r.type == R_XF)
			read_style(b, &r);
		else if (r.type == R_SST && b->strings == NULL)
			ret = read_strings(b, &r);
	}
	return ret;
}

/* --- cells --- */

/* Rows come in their order; one that comes too late is left out. */
static bool place(struct biff *b, uint32_t row, uint32_t column)
{
	struct sheet *s = b->sheet;
	if (row < s->row || (row == s->row && column < s->column))
		return false;
	if (row > s->row) {
		sheet_row(s);
		s->row = row;
	}
	sheet_place(s, column);
	return true;
}

static void put_number(struct biff *b, uint32_t row, uint32_t column, uint32_t style,
                       double value)
{
	char room[64];
	enum numfmt how = style < b->n_styles ? (enum numfmt)b->styles[style] : NUMFMT_PLAIN;
	if (place(b, row, column))
		sheet_cell(b->sheet, numfmt_show(room, value, how), 1);
}

static void put_text(struct biff *b, uint32_t row, uint32_t column, struct zb_span text)
{
	if (place(b, row, column))
		sheet_cell(b->sheet, text, 1);
}

static double double_of(uint64_t bits)
{
	double value = 0;
	memcpy(&value, &bits, sizeof(value));
	return value == value && value - value == 0 ? value : 0; /* no number: none is shown */
}

/* A number in 30 bits: an integer or the upper half of a double, perhaps times 100. */
static double rk_of(uint32_t rk)
{
	double value = (rk & 2) != 0 ? (double)((int32_t)rk >> 2)
	                             : double_of((uint64_t)(rk & ~3u) << 32);
	return (rk & 1) != 0 ? value / 100 : value;
}

static void read_formula(struct biff *b, struct zb_span d)
{
	enum { NO_NUMBER = 0xFFFF, TEXT = 0 };
	b->row = bytes_u16(d, 0);
	b->column = bytes_u16(d, 2);
	if (bytes_u16(d, 12) != NO_NUMBER)
		put_number(b, b->row, b->column, bytes_u16(d, 4),
		           double_of(bytes_number(d, 6, 8)));
	else
		b->waits = bytes_number(d, 6, 1) == TEXT;
}

static void read_many(struct biff *b, struct zb_span d)
{
	uint32_t row = bytes_u16(d, 0);
	uint32_t column = bytes_u16(d, 2);
	for (size_t at = 4; at + 6 <= d.n - 2 && d.n > 6; at += 6)
		put_number(b, row, column++, bytes_u16(d, at), rk_of(bytes_u32(d, at + 2)));
}

static void read_merges(struct biff *b, struct zb_span d)
{
	size_t n = bytes_u16(d, 0);
	for (size_t i = 0; i < n && 2 + 8 * (i + 1) <= d.n && b->merges++ < MERGES_MAX; i++) {
		size_t at = 2 + 8 * i;
		struct page_cell over = { .row = bytes_u16(d, at),
			                  .column = bytes_u16(d, at + 4) };
		uint32_t last_row = bytes_u16(d, at + 2);
		uint32_t last_column = bytes_u16(d, at + 6);
		if (last_row < over.row || last_column < over.column)
			continue;
		over.rows = last_row - over.row + 1;
		over.columns = last_column - over.column + 1;
		sheet_merge(b->sheet, &over);
	}
}

static void on_record(struct biff *b, const struct record *r)
{
	struct zb_span d = r->data;
	uint32_t row = bytes_u16(d, 0);
	uint32_t column = bytes_u16(d, 2);
	uint32_t style = bytes_u16(d, 4);
	switch (r->type) {
	case R_NUMBER:
		put_number(b, row, column, style, double_of(bytes_number(d, 6, 8)));
		break;
	case R_RK:
		put_number(b, row, column, style, rk_of(bytes_u32(d, 6)));
		break;
	case R_MULRK:
		read_many(b, d);
		break;
	case R_LABELSST:
		if (bytes_u32(d, 6) < b->n_strings)
			put_text(b, row, column, b->strings[bytes_u32(d, 6)]);
		break;
	case R_LABEL:
		put_text(b, row, column, short_string(b, d, 6));
		break;
	case R_FORMULA:
		read_formula(b, d);
		break;
	case R_STRING:
		if (b->waits)
			put_text(b, b->row, b->column, short_string(b, d, 0));
		b->waits = false;
		break;
	case R_MERGECELLS:
		read_merges(b, d);
		break;
	default:
		break;
	}
}

/* A chart within the sheet begins and ends like a sheet. */
static void read_sheet(struct biff *b, size_t at)
{
	struct record r;
	int depth = 0;
	sheet_begin(b->sheet);
	b->merges = 0;
	b->waits = false;
	bool merged = false;
	while (next_record(&r, b->stream, &at) && b->sheet->err == 0 &&
	       b->sheet->out->err == 0) {
		depth += r.type == R_BOF ? 1 : r.type == R_EOF ? -1 : 0;
		if (depth < 1)
			break;
		if (depth > 1)
			continue;
		if (r.type == R_MERGECELLS && !merged) {
			sheet_row(b->sheet); /* behind all cells: every row is there */
			merged = true;
		}
		on_record(b, &r);
	}
	if (!merged)
		sheet_row(b->sheet);
	sheet_end(b->sheet);
}

static int read_sheets(struct biff *b)
{
	enum { IDS = 1 << 16 };
	b->styles = zb_arena_array(b->sheet->arena, STYLES_MAX, sizeof(*b->styles));
	b->formats = zb_arena_array(b->sheet->arena, IDS, sizeof(*b->formats));
	if (b->styles == NULL || b->formats == NULL)
		return ZB_ETOOBIG;
	for (unsigned id = 0; id < IDS; id++)
		b->formats[id] = (uint8_t)numfmt_of_id(id);
	int ret = read_workbook(b);
	for (size_t i = 0; ret == 0 && i < b->n_sheets; i++)
		read_sheet(b, b->sheets[i]);
	return ret;
}

int biff_read(struct sheet *out, struct zb_span file)
{
	struct biff b = { .sheet = out };
	struct zb_buf stream;
	zb_buf_init(&stream, STREAM_MAX);
	zb_buf_init(&b.text, STRING_MAX);
	int ret = ole_stream(&stream, out->arena, file, ZB_S("Workbook"));
	b.stream = zb_buf_span(&stream);
	if (ret == 0)
		ret = read_sheets(&b);
	zb_buf_deinit(&stream);
	zb_buf_deinit(&b.text);
	return ret;
}
