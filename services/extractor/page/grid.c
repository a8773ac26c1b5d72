/* SPDX-License-Identifier: Apache-2.0 */
#include "grid.h"

#include <string.h>

#include "common/arena.h"

enum {
	CELL_UNITS_MAX = 240, /* average of a data table's cells; more is prose laid out */
	SPAN_MAX = 1000,      /* HTML's own limit of colspan */
	NODES_MAX = 200000,
};

struct census {
	uint32_t rows, cells, wide_rows, in_row;
};

static bool is_cell(const struct dom_node *n)
{
	return n->tag == TAG_TD || n->tag == TAG_TH;
}

static bool take_census(struct census *c, const struct dom_node *table)
{
	union {
		const struct dom_node *in;
		struct dom_node *out;
	} root = { .in = table }; /* only walked */
	uint32_t nodes = 0;
	for (struct dom_node *n = root.out->first; n != NULL; n = dom_next(table, n)) {
		if (n->tag == TAG_TABLE || ++nodes > NODES_MAX)
			return false;
		if (n->tag == TAG_TR) {
			c->wide_rows += c->in_row >= 2;
			c->in_row = 0;
			c->rows++;
		}
		c->in_row += is_cell(n);
		c->cells += is_cell(n);
	}
	c->wide_rows += c->in_row >= 2;
	return true;
}

bool grid_is_data(const struct dom_node *table)
{
	struct census c = { 0 };
	if (table->first == NULL || !take_census(&c, table))
		return false;
	return c.rows >= 2 && c.wide_rows * 2 >= c.rows &&
	       table->units / c.cells <= CELL_UNITS_MAX;
}

static struct page_table *add_table(struct grid_list *list, struct zb_arena *arena)
{
	if (list->n == GRIDS_MAX)
		return NULL;
	if (list->n == list->cap) {
		size_t cap = list->cap > 0 ? list->cap * 2 : 4;
		struct page_table *items = zb_arena_array(arena, cap, sizeof(*items));
		if (items == NULL)
			return NULL;
		if (list->n > 0)
			memcpy(items, list->items, list->n * sizeof(*items));
		list->items = items;
		list->cap = cap;
	}
	return &list->items[list->n++];
}

struct grid *grid_begin(struct grid_list *list, struct zb_arena *arena, struct dom_node *table)
{
	struct census c = { 0 };
	take_census(&c, table);
	struct page_table *t = add_table(list, arena);
	struct grid *g = zb_arena_alloc(arena, sizeof(*g));
	struct page_cell *cells = zb_arena_array(arena, c.cells + 1, sizeof(*cells));
	if (t == NULL || g == NULL || cells == NULL)
		return NULL;
	t->cells = cells;
	g->table = t;
	g->node = table;
	g->cells_max = c.cells;
	for (struct dom_node *n = table->first; n != NULL; n = n->next)
		if (n->tag == TAG_CAPTION)
			t->caption = dom_text(arena, n, 512);
	return g;
}

void grid_row(struct grid *g)
{
	if (g->in_row || g->table->rows > 0) {
		for (size_t i = 0; i < GRID_COLUMNS_MAX; i++)
			g->covered[i] -= g->covered[i] > 0;
		g->row++;
	}
	g->in_row = true;
	g->column = 0;
	g->row_first = g->table->n_cells;
	if (g->table->rows < g->row + 1)
		g->table->rows = g->row + 1;
}

static uint32_t span_of(const struct dom_node *td, const char *name)
{
	struct zb_span v = zb_span_trim(dom_attr(td, name));
	uint32_t n = 0;
	for (size_t i = 0; i < v.n && v.p[i] >= '0' && v.p[i] <= '9' && n <= SPAN_MAX; i++)
		n = n * 10 + (uint32_t)(v.p[i] - '0');
	return n == 0 ? 1 : n > SPAN_MAX ? SPAN_MAX : n;
}

struct page_cell *grid_cell(struct grid *g, const struct dom_node *td, size_t start)
{
	if (!g->in_row)
		grid_row(g);
	while (g->column < GRID_COLUMNS_MAX && g->covered[g->column] > 0)
		g->column++;
	if (g->column == GRID_COLUMNS_MAX || g->table->n_cells == g->cells_max)
		return NULL;
	struct page_cell *c = &g->table->cells[g->table->n_cells++];
	*c = (struct page_cell){ .row = g->row,
		                 .column = g->column,
		                 .rows = span_of(td, "rowspan"),
		                 .columns = span_of(td, "colspan"),
		                 .start = (uint32_t)start,
		                 .end = (uint32_t)start,
		                 .header = td->tag == TAG_TH };
	if (c->columns > GRID_COLUMNS_MAX - g->column)
		c->columns = GRID_COLUMNS_MAX - g->column;
	for (uint32_t i = 0; i < c->columns; i++)
		g->covered[g->column + i] = c->rows;
	g->column += c->columns;
	if (g->table->columns < g->column)
		g->table->columns = g->column;
	return c;
}

void grid_row_end(struct grid *g, size_t end)
{
	for (size_t i = g->row_first; i < g->table->n_cells; i++) {
		struct page_cell *c = &g->table->cells[i];
		if (c->start > end)
			c->start = (uint32_t)end;
		if (c->end > end)
			c->end = (uint32_t)end;
	}
}

/* --- headers and units --- */

static bool is_numeric(struct zb_span s)
{
	size_t digits = 0;
	size_t others = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (s.p[i] == '\0' || strchr(" .,%+-\t", s.p[i]) == NULL)
			others++;
	}
	return digits > 0 && others <= digits / 2;
}

static struct zb_span cell_text(const struct page_cell *c, struct zb_span text)
{
	return zb_span_sub(text, c->start, c->end - c->start);
}

/* Without th: the rows before the first figure are headers, and the first column's words. */
static void mark_headers(struct page_table *t, struct zb_span text)
{
	bool marked = false;
	uint32_t first_figure = t->rows;
	for (size_t i = 0; i < t->n_cells; i++) {
		marked = marked || t->cells[i].header;
		if (t->cells[i].column > 0 && t->cells[i].row < first_figure &&
		    is_numeric(cell_text(&t->cells[i], text)))
			first_figure = t->cells[i].row;
	}
	if (first_figure == t->rows)
		first_figure = 1;
	for (size_t i = 0; i < t->n_cells && !marked; i++)
		t->cells[i].header =
			t->cells[i].row < first_figure ||
			(t->cells[i].column == 0 && !is_numeric(cell_text(&t->cells[i], text)));
}

struct zb_span grid_unit(struct zb_span line)
{
	enum { UNIT_BYTES = 60 };
	ptrdiff_t at = zb_span_find(line, ZB_S("单位"), 0);
	if (at < 0)
		return (struct zb_span){ 0 };
	struct zb_span s = zb_span_trim(zb_span_sub(line, (size_t)at + 6, line.n));
	if (zb_span_starts(s, ZB_S("：")))
		s = zb_span_sub(s, 3, s.n);
	else if (zb_span_starts(s, ZB_S(":")))
		s = zb_span_sub(s, 1, s.n);
	else
		return (struct zb_span){ 0 };
	s = zb_span_trim(s);
	size_t end = 0;
	while (end < s.n && end < UNIT_BYTES && strchr(" \t\n;)", s.p[end]) == NULL &&
	       !zb_span_starts(zb_span_sub(s, end, 3), ZB_S("）")) &&
	       !zb_span_starts(zb_span_sub(s, end, 3), ZB_S("　")) &&
	       !zb_span_starts(zb_span_sub(s, end, 3), ZB_S("；")))
		end++;
	/* So long is no unit. */
	return zb_span_sub(s, 0, end < UNIT_BYTES ? end : 0);
}

/* The line that ends at `end`, and where it begins. */
static struct zb_span line_before(struct zb_span text, size_t end, size_t *begins)
{
	size_t start = end;
	while (start > 0 && text.p[start - 1] != '\n')
		start--;
	*begins = start;
	return zb_span_sub(text, start, end - start);
}

/* Caption and unit often stand in the two lines above the table. */
static void look_above(struct page_table *t, struct zb_span text)
{
	enum { TITLE_BYTES_MAX = 150 };
	size_t at = t->n_cells > 0 ? t->cells[0].start : 0;
	line_before(text, at, &at);
	for (int i = 0; i < 2 && at > 0; i++) {
		struct zb_span line = line_before(text, at - 1, &at);
		struct zb_span unit = grid_unit(line);
		if (unit.n > 0 && t->unit.n == 0)
			t->unit = unit;
		else if (unit.n == 0 && t->caption.n == 0 && line.n > 0 &&
		         line.n <= TITLE_BYTES_MAX && !zb_span_ends(line, ZB_S("。")) &&
		         !zb_span_ends(line, ZB_S("；")))
			t->caption = line;
	}
}

void grid_finish(struct page_table *t, struct zb_span text)
{
	mark_headers(t, text);
	t->unit = grid_unit(t->caption);
	for (size_t i = 0; i < t->n_cells && t->cells[i].row < 2 && t->unit.n == 0; i++)
		t->unit = grid_unit(cell_text(&t->cells[i], text));
	look_above(t, text);
}
