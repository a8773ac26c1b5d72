/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/fact.h"

#include <string.h>

#include "common/err.h"
#include "common/hash.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/record.pb-c.h"
#include "services/store/commit.h"

/* Facts about the same place and time lie together in the store: region, org and period give the
 * first bytes of the key. */
enum { SHARED_PARTS = 4, SHARED_SIZE = 4 };

/* How many of the newest sources are compared: a fact that thousands repeat stays cheap. */
enum { SOURCES_COMPARED = 32 };

static struct zb_span code_or_name(const char *code, const char *name)
{
	return zb_span_str(code[0] != '\0' ? code : name);
}

bool fact_key(unsigned char out[KEY_ID_SIZE], const struct Zhibiao__Record *record)
{
	const Zhibiao__Record *r = record;
	if (r->period == NULL)
		return false;
	const struct zb_span parts[] = {
		code_or_name(r->region_code, r->region),
		zb_span_str(r->org),
		zb_span_str(r->period->start),
		zb_span_str(r->period->end),
		code_or_name(r->indicator_code, r->indicator),
		code_or_name(r->industry_code, r->industry),
		zb_span_str(r->of),
		zb_span_str(r->unit),
		zb_span_str(r->measure),
		zb_span_str(r->basis),
		zb_span_str(r->status),
	};
	unsigned char sha[ZB_SHA256_SIZE];
	zb_sha256_parts(sha, parts, SHARED_PARTS);
	memcpy(out, sha, SHARED_SIZE);
	zb_sha256_parts(sha, parts, sizeof(parts) / sizeof(parts[0]));
	memcpy(out + SHARED_SIZE, sha, KEY_ID_SIZE - SHARED_SIZE);
	return true;
}

/* What of a source is compared. */
struct figure {
	struct zb_decimal value, high;
	bool has_value, has_high;
	uint32_t vintage, vintages;
};

static void read_decimal(struct zb_decimal *out, struct zb_span bytes)
{
	struct zb_field f;
	size_t at = 0;
	while (zb_field_next(&f, bytes, &at) > 0) {
		if (f.number == 1)
			out->mantissa = zb_field_signed(&f);
		else if (f.number == 2)
			out->exponent = (int32_t)zb_field_signed(&f);
	}
}

/* Of a Fact.Source as kept. Dozens are looked at for a figure that everybody states: only what
 * is compared is read. */
static int read_figure(struct figure *out, struct zb_span source)
{
	enum { VINTAGE = 4, VINTAGES, VALUE, HIGH, PRECISION };
	struct zb_field f;
	size_t at = 0;
	int ret = 0;
	*out = (struct figure){ 0 };
	while ((ret = zb_field_next(&f, source, &at)) > 0) {
		if (f.number == VINTAGE) {
			out->vintage = (uint32_t)f.value;
		} else if (f.number == VINTAGES) {
			out->vintages = (uint32_t)f.value;
		} else if (f.number == VALUE) {
			out->has_value = true;
			read_decimal(&out->value, f.bytes);
		} else if (f.number == HIGH) {
			out->has_high = true;
			read_decimal(&out->high, f.bytes);
		} else if (f.number == PRECISION) {
			out->value.precision = out->high.precision =
				(int32_t)zb_field_signed(&f);
		}
	}
	return ret;
}

static struct zb_decimal printed(const Zhibiao__Decimal *d, int32_t precision)
{
	return (struct zb_decimal){
		.mantissa = d->mantissa,
		.exponent = d->exponent,
		.precision = precision,
	};
}

static struct figure figure_of(const Zhibiao__Fact__Source *s)
{
	struct figure f = { .has_value = s->value != NULL, .has_high = s->high != NULL };
	if (f.has_value)
		f.value = printed(s->value, s->precision);
	if (f.has_high)
		f.high = printed(s->high, s->precision);
	return f;
}

static bool agrees(const struct figure *a, const struct figure *b)
{
	if (!a->has_value || !b->has_value || a->has_high != b->has_high)
		return false;
	return zb_decimal_agrees(a->value, b->value) &&
	       (!a->has_high || zb_decimal_agrees(a->high, b->high));
}

/* Sets the vintage of `source`, looking back over the newest ones of the fact. */
static void find_vintage(Zhibiao__Fact__Source *source, struct commit *c, struct zb_span key)
{
	struct zb_cursor *cur = NULL;
	struct zb_span at;
	struct zb_span val;
	const struct figure own = figure_of(source);
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_FACTS]);
	if (ret == 0)
		ret = zb_cursor_last(cur, key, &at, &val);
	for (int i = 0; ret == 0 && zb_span_starts(at, key) && i < SOURCES_COMPARED; i++) {
		struct figure other;
		ret = read_figure(&other, val);
		if (ret != 0)
			break;
		if (i == 0)
			source->vintages = other.vintages;
		if (agrees(&own, &other)) {
			source->vintage = other.vintage;
			break;
		}
		ret = zb_cursor_prev(cur, &at, &val);
	}
	zb_cursor_close(cur);
	if (ret != 0 && ret != ZB_ENOTFOUND && c->err == 0)
		c->err = ret;
	if (source->vintage == 0)
		source->vintage = ++source->vintages;
}

void fact_add(struct commit *c, const struct Zhibiao__Record *record)
{
	unsigned char id[KEY_ID_SIZE];
	if (c->err != 0 || !fact_key(id, record))
		return;
	struct zb_span prefix = zb_span((const char *)id, sizeof(id));
	Zhibiao__Fact__Source source;
	zhibiao__fact__source__init(&source);
	source.record = record->id;
	source.document = record->document;
	source.seen_ms = c->now_ms;
	source.value = record->value;
	source.high = record->high;
	source.precision = record->unit_mult - (int32_t)record->decimals;
	find_vintage(&source, c, prefix);
	struct key key = key_id_64(prefix, record->seq);
	commit_put_message(c, KEY_FACTS, key_span(&key), &source.base);
}
