/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/record_json.h"

#include "common/buf.h"
#include "common/hash.h"
#include "common/json.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/record.pb-c.h"

enum { ID_MAX = 32 };

static void add_text(struct zb_json *j, const char *name, const char *value)
{
	zb_json_key(j, name);
	zb_json_str_or_null(j, zb_span_str(value));
}

static void add_number(struct zb_json *j, const char *name, int64_t value)
{
	zb_json_key(j, name);
	zb_json_int(j, value);
}

static void add_decimal(struct zb_json *j, const char *name, const Zhibiao__Decimal *d)
{
	zb_json_key(j, name);
	if (d == NULL) {
		zb_json_null(j);
		return;
	}
	struct zb_decimal_text text = zb_decimal_text(d->mantissa, d->exponent);
	zb_json_str(j, zb_span_str(text.s));
}

static void add_period(struct zb_json *j, const Zhibiao__Period *p)
{
	zb_json_key(j, "period");
	if (p == NULL) {
		zb_json_null(j);
		return;
	}
	zb_json_object(j);
	add_text(j, "start", p->start);
	add_text(j, "end", p->end);
	zb_json_end(j);
}

static void add_repairs(struct zb_json *j, const Zhibiao__Record *r)
{
	zb_json_key(j, "repairs");
	if (r->n_repairs == 0) {
		zb_json_null(j);
		return;
	}
	zb_json_array(j);
	for (size_t i = 0; i < r->n_repairs; i++) {
		zb_json_object(j);
		add_number(j, "start", r->repairs[i]->start);
		add_number(j, "end", r->repairs[i]->end);
		add_text(j, "was", r->repairs[i]->was);
		add_text(j, "is", r->repairs[i]->is);
		zb_json_end(j);
	}
	zb_json_end(j);
}

static void add_id(struct zb_json *j, ProtobufCBinaryData id)
{
	char hex[2 * ID_MAX + 1] = "";
	if (id.len <= ID_MAX)
		zb_hex(hex, id.data, id.len);
	add_text(j, "id", hex);
}

static void add_slots(struct zb_json *j, const Zhibiao__Record *r)
{
	add_text(j, "quote", r->quote);
	add_number(j, "start", r->start);
	add_number(j, "end", r->end);
	add_text(j, "indicator", r->indicator);
	add_text(j, "measure", r->measure);
	add_decimal(j, "value", r->value);
	add_decimal(j, "high", r->high);
	add_text(j, "unit", r->unit);
	add_text(j, "op", r->op);
	add_text(j, "basis", r->basis);
	add_text(j, "of", r->of);
	add_text(j, "industry", r->industry);
	add_text(j, "region", r->region);
	add_text(j, "org", r->org);
	add_period(j, r->period);
	add_text(j, "status", r->status);
	add_text(j, "sentence", r->sentence);
	add_number(j, "unit_mult", r->unit_mult);
	add_number(j, "decimals", r->decimals);
	add_repairs(j, r);
}

/* The section that the record stands in; NULL where the document has none. */
static const Zhibiao__Section *section_of(const Zhibiao__Document *d, const Zhibiao__Record *r)
{
	size_t low = 0;
	size_t high = d->n_sections;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (d->sections[middle]->end <= r->start)
			low = middle + 1;
		else
			high = middle;
	}
	bool inside = low < d->n_sections && d->sections[low]->start <= r->start;
	return inside ? d->sections[low] : NULL;
}

struct zb_record_home zb_record_home_of(const struct Zhibiao__Document *document,
                                        const struct Zhibiao__Record *record)
{
	const Zhibiao__Section *section = section_of(document, record);
	struct zb_record_home home = {
		.document = zb_span_str(document->url),
		.title = zb_span_str(document->title),
		.published = zb_span_str(document->published),
	};
	if (section != NULL && section->title[0] != '\0')
		home.title = zb_span_str(section->title);
	if (section != NULL && section->published[0] != '\0')
		home.published = zb_span_str(section->published);
	return home;
}

int zb_record_json(struct zb_buf *out, const struct Zhibiao__Record *record,
                   const struct zb_record_home *home)
{
	struct zb_json j;
	zb_json_init(&j, out);
	zb_json_object(&j);
	add_id(&j, record->id);
	add_slots(&j, record);
	add_text(&j, "region_code", record->region_code);
	add_text(&j, "industry_code", record->industry_code);
	add_text(&j, "indicator_code", record->indicator_code);
	zb_json_key(&j, "document");
	zb_json_str_or_null(&j, home->document);
	zb_json_key(&j, "title");
	zb_json_str_or_null(&j, home->title);
	zb_json_key(&j, "published");
	zb_json_str_or_null(&j, home->published);
	if (record->seq != 0)
		add_number(&j, "seq", (int64_t)record->seq);
	zb_json_end(&j);
	return out->err;
}
