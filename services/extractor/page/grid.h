/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of data as grids: cells that span rows and columns are given their place, so that each
 * figure has the row and the column it stands in. A table that only lays out a page is none.
 */
#pragma once

#include "dom.h"
#include "page.h"

enum { GRID_COLUMNS_MAX = 256, GRIDS_MAX = 256 };

struct grid_list {
	struct page_table *items;
	size_t n, cap;
};

/* A table under way. */
struct grid {
	struct page_table *table;
	const struct dom_node *node;
	uint32_t covered[GRID_COLUMNS_MAX]; /* rows that a cell above still reaches down */
	uint32_t row, column;
	uint32_t cells_max;
	size_t row_first; /* index of the row's first cell */
	bool in_row;
};

/* Rows and columns of short cells, no table within. */
bool grid_is_data(const struct dom_node *table);
/* Adds a table to the list; NULL where the limits are reached or there is no room. */
struct grid *grid_begin(struct grid_list *list, struct zb_arena *arena, struct dom_node *table);
void grid_row(struct grid *g);
/* The cell for `td` at byte `start`; NULL past the limits. */
struct page_cell *grid_cell(struct grid *g, const struct dom_node *td, size_t start);
/* The row ended: no cell of it reaches behind byte `end` of the text. */
void grid_row_end(struct grid *g, size_t end);
/* Unit and header marks, once the text of all cells is known. */
void grid_finish(struct page_table *table, struct zb_span text);
/* "亿元" of "单位：亿元" or "（单位:万人）" within `line`; empty where it says none. */
struct zb_span grid_unit(struct zb_span line);
