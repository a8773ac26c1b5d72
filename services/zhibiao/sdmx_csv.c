/* SPDX-License-Identifier: Apache-2.0 */
/* The format sdmx-csv: SDMX-CSV 2.0, one observation a row; D rows for what is gone. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/hash.h"
#include "format.h"
#include "proto/decimal.h"
#include "proto/record.pb-c.h"
#include "proto/record_json.h"
#include "sdmx.h"

enum { CELLS = 31, DATE_BYTES = 10 /* YYYY-MM-DD */ };

static const char *const heads[CELLS] = {
	"STRUCTURE",
	"STRUCTURE_ID",
	"ACTION",
	"FREQ",
	"REF_AREA",
	"ACTIVITY",
	"INDICATOR",
	"VALUE_KIND",
	"TRANSFORMATION",
	"UNIT_MEASURE",
	"TIME_PERIOD",
	"OBS_VALUE",
	"UNIT_MULT",
	"DECIMALS",
	"BOUND",
	"OBS_STATUS",
	"OBS_LOW",
	"OBS_HIGH",
	"TIME_PER_COLLECT",
	"UNIT_OBJECT",
	"CONF_STATUS",
	"REF_AREA_LABEL",
	"ACTIVITY_LABEL",
	"INDICATOR_LABEL",
	"MEASURE",
	"OF_LABEL",
	"ORG_LABEL",
	"PUB_DATE",
	"COMMENT_OBS",
	"SOURCE",
	"RECORD",
};

/* What a row points into. */
struct row {
	struct sdmx_time time;
	char area[SDMX_ID_MAX];
	char activity[SDMX_ID_MAX];
	char indicator[SDMX_ID_MAX];
	char unit[SDMX_ID_MAX];
	char transformation[16];
	char published[DATE_BYTES + 1];
	char mult[16];
	char decimals[16];
	char record[33];
	struct zb_decimal_text value;
	struct zb_decimal_text high;
	bool counts;
};

/* In printed units: 1.8万亿 is 1.8 with UNIT_MULT 12; growth of 1.3倍 is 130 percent. */
static struct zb_decimal_text as_printed(const Zhibiao__Decimal *d, const Zhibiao__Record *r)
{
	bool times = strcmp(r->measure, "growth") == 0 && strcmp(r->unit, "倍") == 0;
	return zb_decimal_text(d->mantissa, d->exponent - r->unit_mult + (times ? 2 : 0));
}

static void fill_ids(struct row *row, const Zhibiao__Record *r)
{
	bool country = strcmp(r->region, "中国") == 0;
	sdmx_id(row->area, country ? "CN" : r->region_code, r->region, "_U");
	sdmx_id(row->activity, r->industry_code, r->industry, "_T");
	sdmx_id(row->indicator, r->indicator_code, r->indicator, "_U");
	sdmx_transformation(row->transformation, r, &row->time);
	if (strcmp(r->measure, "growth") == 0 && strcmp(r->unit, "倍") == 0)
		snprintf(row->unit, sizeof(row->unit), "PT");
	else
		sdmx_unit(row->unit, r->unit, &row->counts);
}

static void fill(struct row *row, const struct query_hit *hit)
{
	const Zhibiao__Record *r = hit->record;
	*row = (struct row){ 0 };
	struct zb_span published = zb_record_home_of(hit->document, r).published;
	snprintf(row->published, sizeof(row->published), ZB_SPAN_FMT,
	         ZB_SPAN_ARGS(zb_span_sub(published, 0, DATE_BYTES)));
	sdmx_time(&row->time, r, row->published);
	fill_ids(row, r);
	snprintf(row->mult, sizeof(row->mult), "%d", r->unit_mult);
	snprintf(row->decimals, sizeof(row->decimals), "%u", r->decimals);
	if (r->value != NULL)
		row->value = as_printed(r->value, r);
	if (r->high != NULL)
		row->high = as_printed(r->high, r);
	if (r->id.len == 16)
		zb_hex(row->record, r->id.data, r->id.len);
}

static int begin(struct format *f)
{
	for (int i = 0; i < CELLS; i++)
		format_cell(f, i == 0, zb_span_str(heads[i]));
	zb_buf_add_char(&f->line, '\n');
	return format_flush(f);
}

static int put_hit(struct format *f, const struct query_hit *hit)
{
	const Zhibiao__Record *r = hit->record;
	struct row row;
	fill(&row, hit);
	if (row.time.period[0] == '\0') {
		f->left_out++;
		return 0;
	}
	bool range = r->high != NULL;
	const char *const cells[CELLS] = {
		"dataflow",
		"LOCAL:CN_IND(1.0.0)",
		hit->gone ? "D" : "M",
		row.time.freq,
		row.area,
		row.activity,
		row.indicator,
		sdmx_kind(r),
		row.transformation,
		row.unit,
		row.time.period,
		range ? "NaN" : row.value.s,
		row.mult,
		row.decimals,
		sdmx_bound(r),
		sdmx_status(r),
		range ? row.value.s : "",
		row.high.s,
		row.time.collect,
		row.counts ? r->unit : "",
		"F",
		r->region,
		r->industry,
		r->indicator,
		r->measure,
		r->of,
		r->org,
		row.published,
		r->quote,
		hit->document->url,
		row.record,
	};
	for (int i = 0; i < CELLS; i++)
		format_cell(f, i == 0, zb_span_str(cells[i]));
	zb_buf_add_char(&f->line, '\n');
	return format_flush(f);
}

const struct format_kind format_sdmx = { .name = "sdmx-csv", .begin = begin, .hit = put_hit };
