/* SPDX-License-Identifier: Apache-2.0 */
/* One indicator record, as the indicator half hands it out: every slot of the record page. Spans
 * are valid inside the callback only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct record {
	uint32_t start, end; /* bytes of the text */
	struct zb_span quote, sentence;
	struct zb_span indicator;
	const char *measure, *op, *status;
	const char *basis;   /* NULL: none */
	int64_t value, high; /* times 10^exp */
	int32_t value_exp, high_exp;
	bool has_high;
	const char *unit;
	struct zb_span of, industry, region, org; /* empty: none */
	struct zb_span region_code, industry_code, indicator_code;
	bool has_period;
	char period_start[12]; /* empty: as of the end */
	char period_end[12];
	int unit_mult, decimals;
	uint32_t repair, repair_end; /* bytes that were mended; both 0: none */
};

/* One numeral of the account: a record, or the reason why it is none. */
struct numeral_entry {
	uint32_t start, end;
	const char *reason; /* "record" for a record */
};
