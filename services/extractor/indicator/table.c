/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <string.h>

#include "quantity.h"
#include "table_label.h"

enum { COLUMNS_MAX = 64 };

struct reading {
	struct document *doc;
	const struct indicator_table *table;
	struct sentence *s;
	struct table_label columns[COLUMNS_MAX];
	struct table_label whole;  /* caption and unit line */
	struct table_label parent; /* the row that those below are parts of */
	bool has_parent;
	int16_t year; /* that the caption names */
};

/* The row under way. */
struct row {
	uint32_t number;
	struct table_label stub; /* of its first cells, together */
	bool own_unit;           /* the row itself says its unit */
	bool has_figure;
};

static struct zb_span cell_text(const struct reading *r, const struct indicator_cell *c)
{
	return zb_span_trim(zb_span(r->doc->text.p + c->start, c->end - c->start));
}

/* --- a cell --- */

/* Typesetters put blanks between the characters of short names: 西　药. */
static size_t blank_within(struct zb_span s, size_t at)
{
	static const struct zb_span blanks[] = { { "　", 3 }, { "\u00A0", 2 }, { " ", 1 } };
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++)
		if (zb_span_starts(zb_span_sub(s, at, 3), blanks[i]))
			return blanks[i].n;
	return 0;
}

static void set_name(struct name *n, struct zb_span s)
{
	size_t used = 0;
	for (size_t i = 0; i < s.n;) {
		size_t blank = blank_within(s, i);
		bool chinese = i > 0 && (unsigned char)s.p[i - 1] >= 0x80;
		if (blank > 0 && chinese) {
			i += blank;
			continue;
		}
		size_t len = 1;
		while (i + len < s.n && ((unsigned char)s.p[i + len] & 0xC0) == 0x80)
			len++;
		if (used + len >= NAME_MAX)
			break;
		memcpy(n->s + used, s.p + i, len);
		used += len;
		i += len;
	}
	n->n = (uint16_t)used;
}

static const struct table_label *unit_label(const struct table_label *column,
                                            const struct row *row,
                                            const struct table_label *whole)
{
	if (row->stub.grows && row->stub.unit[0] != '\0')
		return &row->stub;
	/* A rate's own unit before the row's, the row's before that of an amount's column. */
	if (column->unit[0] != '\0' && (column->grows || !row->own_unit))
		return column;
	return row->stub.unit[0] != '\0' ? &row->stub : whole;
}

static void take_unit(struct quantity *q, const struct table_label *from)
{
	memcpy(q->unit, from->unit, sizeof(q->unit));
	q->unit_kind = from->unit_kind;
	q->low.exp = (int16_t)(q->low.exp + from->exp);
	q->low.unit_mult = (int16_t)(q->low.unit_mult + from->exp);
}

/* The stub names the figure; where it only tells which, the column does, or the row above. */
static struct zb_span name_of(const struct reading *r, const struct table_label *column,
                              const struct row *row)
{
	const struct table_label *stub = &row->stub;
	if (!table_label_is_dimension(stub))
		return stub->name;
	if (!table_label_is_dimension(column))
		return column->name;
	if (r->has_parent && !row->own_unit && !stub->only_time)
		return r->parent.name;
	return stub->name.n > 0 ? stub->name : column->name;
}

static void name_cell(const struct reading *r, struct quantity *q,
                      const struct table_label *column, const struct row *row)
{
	const struct table_label *stub = &row->stub;
	set_name(&q->indicator, name_of(r, column, row));
	const struct table_label *both[] = { stub, column };
	for (int i = 0; i < 2; i++) {
		if (q->region == NULL && both[i]->region != NULL)
			q->region = both[i]->region;
		if (q->industry == NULL && both[i]->industry != NULL)
			q->industry = both[i]->industry;
		if (!q->has_when && both[i]->when.kind != WHEN_NONE) {
			q->when = both[i]->when;
			q->has_when = true;
		}
	}
	if (q->region == NULL)
		q->region = r->doc->region;
	if (q->region != NULL)
		set_name(&q->region_text,
		         q->region->full.n > 0 ? q->region->full : q->region->surface);
	if (q->industry != NULL)
		set_name(&q->industry_text, q->industry->surface);
}

static void date_cell(const struct reading *r, struct quantity *q)
{
	if (!q->has_when && r->whole.when.kind != WHEN_NONE) {
		q->when = r->whole.when;
		q->has_when = true;
	}
	if (!q->has_when && r->doc->has_when) {
		q->when = r->doc->when;
		q->has_when = true;
	}
}

static void measure_cell(struct quantity *q, const struct table_label *column,
                         const struct table_label *stub)
{
	if (q->unit_kind == UNIT_POINT) {
		q->measure = MEASURE_CHANGE;
	} else if (q->unit_kind == UNIT_PERCENT && (column->grows || stub->grows)) {
		q->measure = MEASURE_GROWTH;
		q->basis = column->chained || stub->chained ? BASIS_PREV : BASIS_YOY;
	} else if (q->unit_kind == UNIT_PERCENT && (column->shares || stub->shares)) {
		q->measure = MEASURE_SHARE;
	}
}

/* 7月, 1—12月, 2023年: the time of other figures. */
static bool is_time(const struct reading *r, struct zb_span text)
{
	static const struct zb_span signs[] = {
		{ "月", 3 }, { "年", 3 }, { "季", 3 }, { "日", 3 }
	};
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (zb_span_find(text, signs[i], 0) >= 0) {
			struct when w;
			return when_read(&w, r->doc->lexicon, text, 0, &r->doc->time) == text.n;
		}
	return false;
}

/* A cell counts as numeric where a figure is all that it holds. */
static bool read_cell(const struct reading *r, struct quantity *q,
                      const struct indicator_cell *c)
{
	struct zb_span text = cell_text(r, c);
	size_t at = (size_t)(text.p - r->doc->text.p);
	if (text.n == 0 || is_time(r, text))
		return false;
	size_t n = quantity_read(q, r->doc->lexicon, r->doc->text, at, at + text.n);
	return n == text.n && !q->low.bare_scale && !q->low.too_long;
}

static void read_figure(struct reading *r, struct quantity *q, const struct indicator_cell *c,
                        const struct row *row)
{
	const struct table_label *column = &r->columns[c->column];
	if (q->reason == REASON_NO_UNIT || q->unit[0] == '\0') {
		const struct table_label *from = unit_label(column, row, &r->whole);
		q->reason = from->unit[0] != '\0' ? REASON_NONE : REASON_NO_UNIT;
		take_unit(q, from);
	}
	name_cell(r, q, column, row);
	measure_cell(q, column, &row->stub);
	date_cell(r, q);
	if (q->indicator.n == 0 && q->reason == REASON_NONE)
		q->reason = REASON_NO_INDICATOR;
}

/* --- the grid --- */

void table_span(uint32_t *from, uint32_t *to, const struct indicator_table *table)
{
	*from = *to = 0;
	for (size_t i = 0; i < table->n_cells; i++) {
		const struct indicator_cell *c = &table->cells[i];
		if (c->end <= c->start)
			continue;
		*from = *to == 0 || c->start < *from ? c->start : *from;
		*to = c->end > *to ? c->end : *to;
	}
}

/* 2023 at the head of a column is the year of its figures. */
static bool is_year(struct zb_span s)
{
	if (s.n != 4 || (s.p[0] != '1' && s.p[0] != '2'))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.p[0] == '2' ? s.p[1] == '0' : s.p[1] == '9';
}

static bool is_figure(const struct reading *r, const struct indicator_cell *c)
{
	struct quantity q;
	if (c->header || (c->row < 2 && is_year(cell_text(r, c))))
		return false;
	return read_cell(r, &q, c);
}

/* Rows before the first that holds a figure outside the first column are headers. */
static uint32_t first_data_row(const struct reading *r)
{
	for (size_t i = 0; i < r->table->n_cells; i++)
		if (r->table->cells[i].column > 0 && is_figure(r, &r->table->cells[i]))
			return r->table->cells[i].row;
	return UINT32_MAX;
}

/* A header's label for each column it spans, under that of the row above. */
static void read_columns(struct reading *r, uint32_t data)
{
	for (size_t i = 0; i < r->table->n_cells; i++) {
		const struct indicator_cell *c = &r->table->cells[i];
		if (c->row >= data || c->end <= c->start)
			continue;
		struct table_label l;
		table_label_read(&l, r->doc, cell_text(r, c), r->year);
		uint32_t behind = c->column + (c->columns > 0 ? c->columns : 1);
		for (uint32_t k = c->column; k < behind && k < COLUMNS_MAX; k++) {
			struct table_label own = l;
			table_label_under(&own, &r->columns[k]);
			r->columns[k] = own;
		}
	}
}

static bool has_word(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= 0xE4 && c <= 0xE9) || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z'))
			return true;
	}
	return false;
}

/* A cell before the row's figures: its unit, or a stub below what stands left of it. */
static void read_stub(struct reading *r, struct row *row, const struct indicator_cell *c)
{
	struct zb_span text = cell_text(r, c);
	const struct table_label *column = &r->columns[c->column];
	struct table_label l = { .is_sub = false };
	if (column->is_unit) {
		row->own_unit = table_label_unit(&row->stub, r->doc->lexicon, text);
		return;
	}
	if (c->column > 0 && !has_word(text))
		return;
	int16_t year = row->stub.when.kind != WHEN_NONE ? row->stub.when.end.y : r->year;
	table_label_read(&l, r->doc, text, year);
	row->own_unit = row->own_unit || (l.unit[0] != '\0' && !l.grows);
	table_label_under(&l, &row->stub);
	row->stub = l;
}

/* Before a row's first figure: whose part it is, and for which rows below it is the whole. */
static void place_row(struct reading *r, struct row *row)
{
	row->has_figure = true;
	bool part = row->stub.is_sub || table_label_is_dimension(&row->stub);
	if (r->has_parent && !row->own_unit) {
		if (row->stub.unit[0] == '\0' && (part || r->whole.unit[0] == '\0')) {
			memcpy(row->stub.unit, r->parent.unit, sizeof(row->stub.unit));
			row->stub.unit_kind = r->parent.unit_kind;
			row->stub.exp = r->parent.exp;
		}
		/* 比上年增长 in a row of its own */
		if (row->stub.name.n == 0 && row->stub.grows)
			row->stub.name = r->parent.name;
	}
	if (row->stub.name.n > 0 && (row->own_unit || (!part && !r->has_parent))) {
		r->parent = row->stub;
		r->has_parent = true;
	}
}

/* The cells of one row from `at`; returns where the next begins. */
static size_t read_row(struct reading *r, struct row *row, size_t at, table_quantity_fn fn,
                       void *ctx)
{
	const struct indicator_table *t = r->table;
	r->s->from = t->cells[at].start;
	for (; at < t->n_cells && t->cells[at].row == row->number; at++) {
		const struct indicator_cell *c = &t->cells[at];
		struct quantity q;
		if (c->column >= COLUMNS_MAX || c->end <= c->start)
			continue;
		r->s->to = c->end;
		bool figure = c->column > 0 && !c->header && read_cell(r, &q, c);
		if (!figure && !row->has_figure)
			read_stub(r, row, c);
		if (!figure)
			continue;
		if (!row->has_figure)
			place_row(r, row);
		read_figure(r, &q, c, row);
		fn(ctx, r->s, &q);
	}
	return at;
}

/* The caption; a unit line of its own says more than a caption that speaks of growth. */
static void read_whole(struct reading *r)
{
	const struct indicator_table *t = r->table;
	const struct document *doc = r->doc;
	table_label_read(&r->whole, doc, t->caption, 0);
	if (r->whole.grows && zb_span_find(t->caption, ZB_S("%"), 0) < 0 &&
	    zb_span_find(t->caption, ZB_S("％"), 0) < 0)
		r->whole.unit[0] = '\0';
	if (r->whole.unit[0] == '\0')
		table_label_unit(&r->whole, doc->lexicon, t->unit);
	if (r->whole.when.kind != WHEN_NONE)
		r->year = r->whole.when.end.y;
	else if (doc->has_when)
		r->year = doc->when.end.y;
}

void table_read(struct document *doc, const struct indicator_table *table, struct sentence *s,
                table_quantity_fn fn, void *ctx)
{
	struct reading r = { .doc = doc, .table = table, .s = s };
	uint32_t data = first_data_row(&r);
	struct table_label held = { .is_sub = false }; /* a stub that spans rows */
	uint32_t held_until = 0;
	read_whole(&r);
	read_columns(&r, data);
	for (size_t i = 0; i < table->n_cells && data != UINT32_MAX;) {
		const struct indicator_cell *c = &table->cells[i];
		struct row row = { .number = c->row };
		if (c->row < data) {
			i++;
			continue;
		}
		if (c->row < held_until)
			row.stub = held;
		if (c->column == 0 && c->rows > 1) {
			read_stub(&r, &row, c);
			held = row.stub;
			held_until = c->row + c->rows;
		}
		i = read_row(&r, &row, i, fn, ctx);
	}
}
