/* SPDX-License-Identifier: Apache-2.0 */
/* A record as one flat row: what CSV and SQLite hold. Names and order are part of the contract;
 * new columns come at the end. */
#pragma once

#include <stdbool.h>

#include "common/span.h"
#include "proto/decimal.h"
#include "services/store/query.h"

enum { COLUMNS = 28 };

struct column {
	const char *name;
	bool is_number; /* an integer; all others are text, `value` and `high` too */
};

extern const struct column columns[COLUMNS];

struct columns_row {
	struct zb_span cells[COLUMNS]; /* point into the hit and this struct */
	char id[33];
	char numbers[5][24];
	struct zb_decimal_text value;
	struct zb_decimal_text high;
};

void columns_fill(struct columns_row *row, const struct query_hit *hit);
