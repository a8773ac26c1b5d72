/* SPDX-License-Identifier: Apache-2.0 */
/* The names of codes. */
#include "quantity.h"

const char *measure_text(uint8_t measure)
{
	static const char *const names[] = { "level", "growth",   "change",
		                             "share", "multiple", "rank" };
	return measure < sizeof(names) / sizeof(names[0]) ? names[measure] : "level";
}

const char *op_text(uint8_t op)
{
	static const char *const names[] = { "=", "~", ">", ">=", "<", "<=" };
	return op < sizeof(names) / sizeof(names[0]) ? names[op] : "=";
}

const char *basis_text(uint8_t basis)
{
	static const char *const names[] = { NULL, "yoy", "prev", "annual_avg", "since" };
	return basis < sizeof(names) / sizeof(names[0]) ? names[basis] : NULL;
}

const char *reason_text(uint8_t reason)
{
	static const char *const names[REASON_MAX] = {
		"record",    "date",         "duration",  "ordinal",      "doc_number",
		"technical", "name",         "list_mark", "part_count",   "size_class",
		"batch",     "page_counter", "no_unit",   "no_indicator", "too_long",
		"markup",    "word",
	};
	return reason < REASON_MAX ? names[reason] : "record";
}
