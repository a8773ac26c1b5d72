/* SPDX-License-Identifier: Apache-2.0 */
#include "columns.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/hash.h"
#include "proto/record.pb-c.h"
#include "proto/record_json.h"

const struct column columns[COLUMNS] = {
	{ "id", false },           { "quote", false },         { "start", true },
	{ "end", true },           { "indicator", false },     { "measure", false },
	{ "value", false },        { "high", false },          { "unit", false },
	{ "op", false },           { "basis", false },         { "of", false },
	{ "industry", false },     { "region", false },        { "org", false },
	{ "period_start", false }, { "period_end", false },    { "status", false },
	{ "sentence", false },     { "unit_mult", true },      { "decimals", true },
	{ "region_code", false },  { "industry_code", false }, { "indicator_code", false },
	{ "document", false },     { "title", false },         { "published", false },
	{ "seq", true },
};

static struct zb_span number(struct columns_row *row, int place, int64_t n)
{
	snprintf(row->numbers[place], sizeof(row->numbers[place]), "%" PRId64, n);
	return zb_span_str(row->numbers[place]);
}

static struct zb_span decimal(struct zb_decimal_text *text, const Zhibiao__Decimal *d)
{
	if (d == NULL)
		return zb_span_str(NULL);
	*text = zb_decimal_text(d->mantissa, d->exponent);
	return zb_span_str(text->s);
}

void columns_fill(struct columns_row *row, const struct query_hit *hit)
{
	const Zhibiao__Record *r = hit->record;
	const struct zb_record_home home = zb_record_home_of(hit->document, r);
	row->id[0] = '\0';
	if (r->id.len == 16)
		zb_hex(row->id, r->id.data, r->id.len);
	const struct zb_span cells[COLUMNS] = {
		zb_span_str(row->id),
		zb_span_str(r->quote),
		number(row, 0, r->start),
		number(row, 1, r->end),
		zb_span_str(r->indicator),
		zb_span_str(r->measure),
		decimal(&row->value, r->value),
		decimal(&row->high, r->high),
		zb_span_str(r->unit),
		zb_span_str(r->op),
		zb_span_str(r->basis),
		zb_span_str(r->of),
		zb_span_str(r->industry),
		zb_span_str(r->region),
		zb_span_str(r->org),
		zb_span_str(r->period != NULL ? r->period->start : NULL),
		zb_span_str(r->period != NULL ? r->period->end : NULL),
		zb_span_str(r->status),
		zb_span_str(r->sentence),
		number(row, 2, r->unit_mult),
		number(row, 3, r->decimals),
		zb_span_str(r->region_code),
		zb_span_str(r->industry_code),
		zb_span_str(r->indicator_code),
		home.document,
		home.title,
		home.published,
		number(row, 4, (int64_t)r->seq),
	};
	for (int i = 0; i < COLUMNS; i++)
		row->cells[i] = cells[i];
}
