/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The indicator half: text in, records out. It knows nothing of pages, sockets or clocks.
 *
 * Lifecycle: indicator_open loads the rules; one struct indicator reads one document at a time,
 * any number of them, with constant memory; indicator_close. Reloading is opening another one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"
#include "common/span.h"
#include "record.h"

struct indicator;

struct indicator_cell {
	uint32_t row, column;
	uint32_t rows, columns; /* places of the grid that it covers; 0 counts as 1 */
	uint32_t start, end;    /* bytes of the text */
	bool header;
};

struct indicator_table {
	struct zb_span caption, unit;
	const struct indicator_cell *cells; /* row by row */
	size_t n_cells;
};

struct indicator_input {
	struct zb_span text;      /* UTF-8 */
	struct zb_span title;     /* may be empty, as may those below */
	struct zb_span published; /* YYYY-MM-DD…; empty: looked for in the text's head */
	struct zb_span publisher;
	struct zb_span region; /* the source's region where the text names none */
	const struct indicator_table *tables;
	size_t n_tables;
};

typedef void (*record_fn)(void *ctx, const struct record *record);
typedef void (*numeral_fn)(void *ctx, const struct numeral_entry *entry);

/* `dir` holds lexicon/ and rules/. ZB_ECONFIG with file and line in the diag, ZB_ENOTFOUND. */
int indicator_open(struct indicator **out, const char *dir, struct zb_diag *diag);
void indicator_close(struct indicator *x);
/* Hash of the rule set: 16 hexadecimal digits. */
const char *indicator_rules(const struct indicator *x);
/*
 * Reads a document: `on_record` for each record in the order of the text, `on_numeral` (may be
 * NULL) for each numeral, records and others. Time is linear in the text's length.
 */
void indicator_read(struct indicator *x, const struct indicator_input *in, record_fn on_record,
                    numeral_fn on_numeral, void *ctx);
