/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that line up with Chinese text in them. On a terminal the head is bold, and columns
 * shrink until a row fits the window, or are left out where that is not enough, which the last
 * line then says; piped, nothing is cut and nothing is coloured. Widths are taken from the first
 * TABLE_SAMPLE rows; those behind them follow as they come.
 *
 * Cells may hold any text: control characters are shown as blanks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/span.h"

enum { TABLE_COLUMNS_MAX = 16, TABLE_SAMPLE = 512 };

struct table_column {
	const char *title;
	bool right;   /* numbers */
	size_t least; /* never shrunk below; 0: its title */
	bool fixed;   /* never shrunk at all */
	unsigned
		spare; /* left out where the window is too narrow: the greatest first, 0 last */
};

struct table;

/* `columns` (n, at most TABLE_COLUMNS_MAX) live as long as the table. ZB_ENOMEM. */
int table_new(struct table **out, FILE *to, const struct table_column *columns, size_t n);
/* As many cells as columns; copied. */
int table_row(struct table *table, const struct zb_span *cells);
/* Prints what is still held back; a table without rows prints nothing. */
int table_end(struct table *table);
void table_free(struct table *table);

/* "a, b" for a cell; returns `out`. */
const char *table_join(char *out, size_t size, char *const *words, size_t n);

/* Whether `to` is a terminal, and how many columns it has (80 where it does not say). */
bool table_is_terminal(FILE *to);
size_t table_terminal_width(FILE *to);
