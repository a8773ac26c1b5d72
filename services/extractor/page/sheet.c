/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet.h"

#include <stdlib.h>

#include "common/arena.h"
#include "common/err.h"

enum { CELLS_MAX = 1 << 20 };

void sheet_init(struct sheet *s, struct zb_arena *arena, struct zb_buf *out)
{
	*s = (struct sheet){ .arena = arena, .out = out };
}

void sheet_deinit(struct sheet *s)
{
	free(s->tables);
	free(s->cells);
}

static void start_line(struct sheet *s)
{
	if (s->out->n > 0 && s->out->p[s->out->n - 1] != '\n')
		zb_buf_add_char(s->out, '\n');
}

void sheet_begin(struct sheet *s)
{
	start_line(s);
	s->n_cells = 0;
	s->row = s->column = 0;
	memset(s->above, 0, sizeof(s->above));
}

void sheet_place(struct sheet *s, uint32_t column)
{
	s->column = column < GRID_COLUMNS_MAX ? column : GRID_COLUMNS_MAX;
}

/* Within a cell there are neither tabs nor line ends. */
static void add_clean(struct zb_buf *out, struct zb_span text)
{
	for (size_t i = 0; i < text.n; i++)
		zb_buf_add_char(out, text.p[i] == '\n' || text.p[i] == '\t' || text.p[i] == '\r'
		                             ? ' '
		                             : text.p[i]);
}

static uint32_t clip(const struct sheet *s, uint32_t columns)
{
	uint32_t room = GRID_COLUMNS_MAX - s->column;
	return columns < 1 ? 1 : columns < room ? columns : room;
}

void sheet_cell(struct sheet *s, struct zb_span text, uint32_t columns)
{
	size_t start = s->out->n;
	add_clean(s->out, zb_span_trim(text));
	size_t end = s->out->n;
	zb_buf_add_char(s->out, '\t');
	if (s->column >= GRID_COLUMNS_MAX)
		return;
	columns = clip(s, columns);
	if (end > start && s->err == 0)
		s->err = zb_vec_grow(&s->cells, &s->cap_cells, s->n_cells + 1,
		                     sizeof(*s->cells), CELLS_MAX);
	if (end > start && s->err == 0) {
		s->cells[s->n_cells++] = (struct page_cell){ .row = s->row,
			                                     .column = s->column,
			                                     .rows = 1,
			                                     .columns = columns,
			                                     .start = (uint32_t)start,
			                                     .end = (uint32_t)end };
		for (uint32_t i = 0; i < columns; i++)
			s->above[s->column + i] = (uint32_t)s->n_cells;
	}
	s->column += columns;
}

void sheet_cell_goes_on(struct sheet *s, uint32_t columns)
{
	if (s->column >= GRID_COLUMNS_MAX)
		return;
	uint32_t at = s->above[s->column];
	struct page_cell *c = at > 0 ? &s->cells[at - 1] : NULL;
	if (c != NULL && c->row + c->rows == s->row)
		c->rows++;
	s->column += clip(s, columns);
}

void sheet_row(struct sheet *s)
{
	while (s->out->n > 0 && s->out->p[s->out->n - 1] == '\t')
		s->out->n--;
	start_line(s);
	s->row++;
	s->column = 0;
}

static int compare_places(const void *a, const void *b)
{
	const struct page_cell *x = a;
	const struct page_cell *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

void sheet_merge(struct sheet *s, const struct page_cell *over)
{
	struct page_cell *c = NULL;
	if (s->n_cells > 0)
		c = bsearch(over, s->cells, s->n_cells, sizeof(*s->cells), compare_places);
	if (c == NULL || over->rows == 0 || over->columns == 0 || c->row >= s->row)
		return; /* the rows that it would cover are not there yet */
	uint32_t rows = s->row - c->row;
	uint32_t columns = GRID_COLUMNS_MAX - c->column;
	c->rows = over->rows < rows ? over->rows : rows;
	c->columns = over->columns < columns ? over->columns : columns;
}

/* The rows and columns that the cells cover. */
static void measure(struct page_table *t)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct page_cell *c = &t->cells[i];
		if (c->row + c->rows > t->rows)
			t->rows = c->row + c->rows;
		if (c->column + c->columns > t->columns)
			t->columns = c->column + c->columns;
	}
}

void sheet_end(struct sheet *s)
{
	struct page_table t = { .cells = s->cells, .n_cells = s->n_cells };
	start_line(s);
	measure(&t);
	if (s->err != 0 || t.rows < 2 || t.columns < 2 || s->n_tables >= GRIDS_MAX)
		return;
	t.cells = zb_arena_array(s->arena, t.n_cells, sizeof(*t.cells));
	s->err = t.cells == NULL ? ZB_ETOOBIG
	                         : zb_vec_grow(&s->tables, &s->cap_tables, s->n_tables + 1,
	                                       sizeof(*s->tables), GRIDS_MAX);
	if (s->err != 0)
		return;
	memcpy(t.cells, s->cells, t.n_cells * sizeof(*t.cells));
	s->tables[s->n_tables++] = t;
}

int sheet_take(struct page_table **tables, size_t *n, struct sheet *s)
{
	*n = 0;
	*tables = zb_arena_array(s->arena, s->n_tables + 1, sizeof(**tables));
	if (s->err != 0 || *tables == NULL)
		return s->err != 0 ? s->err : ZB_ETOOBIG;
	for (size_t i = 0; i < s->n_tables; i++)
		(*tables)[i] = s->tables[i];
	*n = s->n_tables;
	return 0;
}
