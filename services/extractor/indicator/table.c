/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <string.h>

#include "label.h"
#include "name_slot.h"
#include "quantity.h"

enum { COLUMNS_MAX = 64, STUBS_MAX = 4 };

/* A stub that goes on over the rows that it spans. */
struct stub {
	struct label label;
	uint32_t until; /* first row that it does not govern */
};

struct reading {
	struct document *doc;
	const struct indicator_table *table;
	struct sentence *s;
	struct when_context time;
	struct label columns[COLUMNS_MAX];
	bool borrowed[COLUMNS_MAX]; /* its upper header is that of the column before */
	struct label whole;         /* caption and unit line */
	struct stub stubs[STUBS_MAX];
	struct label row;      /* all stubs of the row together */
	struct label parent;   /* the row that the next ones are parts of */
	struct label root;     /* the first row that named a quantity */
	uint32_t first_figure; /* first column that holds figures */
};

/* --- a cell --- */

static struct zb_span cell_text(const struct reading *r, const struct indicator_cell *c)
{
	return zb_span_trim(zb_span(r->doc->text.p + c->start, c->end - c->start));
}

/* A cell counts as numeric where a figure is all that it holds. */
static bool read_cell(const struct reading *r, struct quantity *q,
                      const struct indicator_cell *c)
{
	struct zb_span text = cell_text(r, c);
	size_t at = (size_t)(text.p - r->doc->text.p);
	if (text.n == 0)
		return false;
	size_t n = quantity_read(q, r->doc->lexicon, r->doc->text, at, at + text.n);
	return n == text.n && !q->low.bare_scale && !q->low.too_long;
}

static bool is_figure(const struct reading *r, const struct indicator_cell *c)
{
	struct quantity q;
	struct when when;
	if (c->header || !read_cell(r, &q, c))
		return false;
	struct zb_span text = cell_text(r, c);
	return when_read(&when, r->doc->lexicon, text, 0, &r->time) < text.n;
}

/* --- headers --- */

static uint32_t rows_of(const struct indicator_cell *c)
{
	return c->rows > 0 ? c->rows : 1;
}

static uint32_t columns_of(const struct indicator_cell *c)
{
	return c->columns > 0 ? c->columns : 1;
}

/* Rows before the first that holds a figure outside the first column are headers; so is one whose
 * figures are years. */
static uint32_t first_data_row(const struct reading *r)
{
	for (size_t i = 0; i < r->table->n_cells; i++) {
		const struct indicator_cell *c = &r->table->cells[i];
		if (c->column > 0 && is_figure(r, c) && !label_is_year(cell_text(r, c)))
			return c->row;
	}
	return UINT32_MAX;
}

static uint32_t first_figure_column(const struct reading *r, uint32_t data)
{
	uint32_t first = UINT32_MAX;
	for (size_t i = 0; i < r->table->n_cells; i++) {
		const struct indicator_cell *c = &r->table->cells[i];
		if (c->row >= data && c->column > 0 && c->column < first && is_figure(r, c))
			first = c->column;
	}
	return first;
}

/*
 * The header rows, upper before lower: each cell is joined to what stands above it, in every
 * column that it spans. A blank upper cell belongs to its left neighbour, as sheets are saved.
 */
static void read_columns(struct reading *r, uint32_t data)
{
	struct label left = { 0 };
	uint32_t left_row = UINT32_MAX;
	for (size_t i = 0; i < r->table->n_cells; i++) {
		const struct indicator_cell *c = &r->table->cells[i];
		bool upper = c->row + rows_of(c) < data;
		struct label own = { 0 };
		if (c->row >= data || c->column >= COLUMNS_MAX)
			continue;
		if (c->end > c->start)
			label_read(&own, r->doc, &r->time, cell_text(r, c));
		bool borrows = c->end <= c->start && upper && left_row == c->row;
		if (borrows)
			own = left;
		for (uint32_t k = c->column; k < c->column + columns_of(c) && k < COLUMNS_MAX;
		     k++) {
			label_join(&r->columns[k], &own);
			r->borrowed[k] = r->borrowed[k] || borrows;
		}
		left = own;
		left_row = upper && c->column > 0 && rows_of(c) == 1 ? c->row : UINT32_MAX;
	}
}

/* The column whose quantity a column without one tells the growth or share of: the nearest before
 * it, sub-columns (其中) left out. */
static const struct label *named_before(const struct reading *r, uint32_t column)
{
	for (uint32_t k = column; k-- > r->first_figure;)
		if (r->columns[k].quantity && !r->borrowed[k])
			return &r->columns[k];
	return NULL;
}

/* --- a figure --- */

static void take_unit(struct quantity *q, const struct label *from)
{
	memcpy(q->unit, from->unit, sizeof(q->unit));
	q->unit_kind = from->unit_kind;
	q->low.exp = (int16_t)(q->low.exp + from->exp);
	q->low.unit_mult = (int16_t)(q->low.unit_mult + from->exp);
}

/* A change is in percent where nobody says otherwise; what is left has the row's unit, the
 * table's, or that of the row or column which it is a part of. */
static const struct label *unit_label(const struct reading *r, uint32_t column)
{
	static const struct label percent = { .unit = "%", .unit_kind = UNIT_PERCENT };
	const struct label *c = &r->columns[column];
	if (c->unit[0] != '\0')
		return c;
	if (c->grows || c->shares)
		return &percent;
	const struct label *const others[] = { &r->row, &r->whole, &r->parent };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i]->unit[0] != '\0')
			return others[i];
	const struct label *before = r->borrowed[column] ? named_before(r, column) : NULL;
	return before != NULL ? before : c;
}

/*
 * What the figure is of. Row and column name it between them: 住宅 in the column 投资额. Where
 * neither names a quantity, it is one of the column that this one is the growth of, of the row
 * that this one is a part of, or of the caption.
 */
static void name_cell(const struct reading *r, struct quantity *q, uint32_t column)
{
	struct label both = r->columns[column];
	const struct label *before = named_before(r, column);
	label_join(&both, &r->row);
	if (!both.quantity && r->columns[column].name.n == 0 && before != NULL)
		label_compose(&both.name, before, &both);
	else if (!both.quantity && r->parent.quantity && r->row.unit[0] == '\0')
		label_compose(&both.name, &r->parent, &both);
	else if (!both.quantity && r->whole.quantity)
		label_compose(&both.name, &r->whole, &both);
	q->indicator = both.name;
	q->region = both.region != NULL       ? both.region
	            : r->whole.region != NULL ? r->whole.region
	                                      : r->doc->region;
	q->industry = both.industry;
	if (q->region != NULL)
		name_set(&q->region_text,
		         q->region->full.n > 0 ? q->region->full : q->region->surface);
	if (q->industry != NULL)
		name_set(&q->industry_text, q->industry->surface);
	q->when = both.when;
	q->has_when = both.when.kind != WHEN_NONE;
}

static void date_cell(const struct reading *r, struct quantity *q)
{
	const struct when *const others[] = { &r->whole.when, &r->doc->when };
	const bool known[] = { r->whole.when.kind != WHEN_NONE, r->doc->has_when };
	for (int i = 0; i < 2 && !q->has_when; i++) {
		q->when = *others[i];
		q->has_when = known[i];
	}
}

static void measure_cell(const struct reading *r, struct quantity *q, uint32_t column)
{
	const struct label *c = &r->columns[column];
	uint8_t basis = c->basis != BASIS_NONE ? c->basis : r->row.basis;
	if (q->unit_kind == UNIT_POINT) {
		q->measure = MEASURE_CHANGE;
		q->basis = basis;
	} else if (q->unit_kind == UNIT_PERCENT && (c->grows || r->row.grows)) {
		q->measure = MEASURE_GROWTH;
		q->basis = basis != BASIS_NONE ? basis : BASIS_YOY;
	} else if (q->unit_kind == UNIT_PERCENT && (c->shares || r->row.shares)) {
		q->measure = MEASURE_SHARE;
	}
}

static bool read_figure(struct reading *r, const struct indicator_cell *c, table_quantity_fn fn,
                        void *ctx)
{
	struct quantity q;
	if (!read_cell(r, &q, c))
		return false;
	if (q.reason == REASON_NO_UNIT || q.unit[0] == '\0') {
		const struct label *from = unit_label(r, c->column);
		q.reason = from->unit[0] != '\0' ? REASON_NONE : REASON_NO_UNIT;
		take_unit(&q, from);
	}
	name_cell(r, &q, c->column);
	measure_cell(r, &q, c->column);
	date_cell(r, &q);
	if (q.indicator.n == 0 && q.reason == REASON_NONE)
		q.reason = REASON_NO_INDICATOR;
	fn(ctx, r->s, &q);
	return true;
}

/* The account of a cell that is no figure: times, and numbers in names. */
static void account_label(struct reading *r, const struct indicator_cell *c,
                          table_quantity_fn fn, void *ctx)
{
	struct zb_span text = zb_span_sub(r->doc->text, 0, c->end);
	for (size_t i = c->start; i < c->end;) {
		struct when when;
		struct quantity q = { .start = (uint32_t)i, .reason = REASON_DATE };
		size_t n = when_may_begin(text, i)
		                   ? when_read(&when, r->doc->lexicon, text, i, &r->time)
		                   : 0;
		size_t digits = i;
		while (n == 0 && digits < c->end && text.p[digits] >= '0' &&
		       text.p[digits] <= '9')
			digits++;
		if (digits > i) {
			n = digits - i;
			q.reason = REASON_NAME;
		}
		q.end = (uint32_t)(i + n);
		if (n > 0)
			fn(ctx, r->s, &q);
		i += n > 0 ? n : 1;
	}
}

/* --- rows --- */

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

static bool is_stub(const struct reading *r, const struct indicator_cell *c)
{
	return c->column < r->first_figure && c->column < STUBS_MAX;
}

/*
 * A row that names a quantity is what the next ones, which do not, are parts of; one without a
 * unit of its own is itself a part of one that has one. A row of words alone (按经营地分) heads
 * another division of the first.
 */
static void set_parent(struct reading *r, bool figures)
{
	bool part = r->row.unit[0] == '\0' && r->parent.unit[0] != '\0';
	if (!r->row.quantity && !figures)
		r->parent = r->root;
	else if (r->row.quantity && !part)
		r->parent = r->row;
	if (r->root.name.n == 0 && r->row.quantity)
		r->root = r->row;
}

/* The stubs of the row that begins with cell `i`, those that reach into it from above too. */
static void read_stubs(struct reading *r, size_t i)
{
	uint32_t row = r->table->cells[i].row;
	bool figures = false;
	for (; i < r->table->n_cells && r->table->cells[i].row == row; i++) {
		const struct indicator_cell *c = &r->table->cells[i];
		figures = figures || (!is_stub(r, c) && is_figure(r, c));
		if (!is_stub(r, c) || c->end <= c->start)
			continue;
		label_read(&r->stubs[c->column].label, r->doc, &r->time, cell_text(r, c));
		r->stubs[c->column].until = row + rows_of(c);
	}
	r->row = (struct label){ 0 };
	for (int k = 0; k < STUBS_MAX; k++)
		if (row < r->stubs[k].until)
			label_join(&r->row, &r->stubs[k].label);
	set_parent(r, figures);
}

static void read_whole(struct reading *r)
{
	struct label unit;
	label_read(&r->whole, r->doc, &r->time, r->table->caption);
	label_read(&unit, r->doc, &r->time, r->table->unit);
	if (unit.unit[0] != '\0')
		label_join(&r->whole, &unit);
	if (r->whole.when.kind != WHEN_NONE)
		r->time.year = r->whole.when.end.y;
}

void table_read(struct document *doc, const struct indicator_table *table, struct sentence *s,
                table_quantity_fn fn, void *ctx)
{
	struct reading r = { .doc = doc, .table = table, .s = s, .time = doc->time };
	uint32_t row = UINT32_MAX;
	read_whole(&r);
	uint32_t data = first_data_row(&r);
	r.first_figure = first_figure_column(&r, data);
	read_columns(&r, data);
	for (size_t i = 0; i < table->n_cells; i++) {
		const struct indicator_cell *c = &table->cells[i];
		if (c->row < data) {
			account_label(&r, c, fn, ctx);
			continue;
		}
		if (c->row != row) {
			row = c->row;
			s->from = c->start;
			read_stubs(&r, i);
		}
		s->to = c->end > c->start ? c->end : s->to;
		if (c->column >= COLUMNS_MAX || is_stub(&r, c) || c->header ||
		    !read_figure(&r, c, fn, ctx))
			account_label(&r, c, fn, ctx);
	}
}
