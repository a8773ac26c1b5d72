/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of files written down row by row: each row a line of the text, its cells parted by tabs,
 * and beside the text the grid that says which cell stands where. What has one row or one column
 * is text and no table.
 *
 * Lifecycle: sheet_init; sheet_begin, cells and rows, sheet_end, as often as there are tables;
 * sheet_take; sheet_deinit. Errors are sticky: `err`.
 */
#pragma once

#include "common/buf.h"
#include "grid.h"
#include "page.h"

struct zb_arena;

struct sheet {
	struct zb_buf *out; /* the text, which others may write to between tables */
	struct zb_arena *arena;
	struct page_table *tables;
	size_t n_tables, cap_tables;
	struct page_cell *cells; /* of the table under way */
	size_t n_cells, cap_cells;
	uint32_t above[GRID_COLUMNS_MAX]; /* index + 1 of the lowest cell of a column */
	uint32_t row, column;
	int err;
};

void sheet_init(struct sheet *s, struct zb_arena *arena, struct zb_buf *out);
void sheet_deinit(struct sheet *s);
void sheet_begin(struct sheet *s);
/* The next cell stands in this column. */
void sheet_place(struct sheet *s, uint32_t column);
/* A cell that spans `columns`; an empty one leaves its place free. */
void sheet_cell(struct sheet *s, struct zb_span text, uint32_t columns);
/* The cell above reaches down into this row. */
void sheet_cell_goes_on(struct sheet *s, uint32_t columns);
void sheet_row(struct sheet *s);
/* The cell at a place covers so many rows and columns. */
void sheet_merge(struct sheet *s, const struct page_cell *over);
void sheet_end(struct sheet *s);
/* The tables, in the arena; their headers and units are not yet looked for (grid_finish). */
int sheet_take(struct page_table **tables, size_t *n, struct sheet *s);
