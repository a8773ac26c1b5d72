/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: each numeric cell is a figure of its row and column. The row's stub and the column's
 * header name it between them; its unit stands in the cell, in either of them, or is the table's.
 */
#pragma once

#include "document.h"
#include "indicator.h"

typedef void (*table_quantity_fn)(void *ctx, struct sentence *s, const struct quantity *q);

/* First byte of the table and the byte behind its last; both 0 for an empty one. */
void table_span(uint32_t *from, uint32_t *to, const struct indicator_table *table);
/* Calls `fn` for each numeric cell, row by row; `s` is scratch whose text is the document's, its
 * span that of the row. q->reason says why a cell is no record. */
void table_read(struct document *doc, const struct indicator_table *table, struct sentence *s,
                table_quantity_fn fn, void *ctx);
