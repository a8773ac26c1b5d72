/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/fact.h"

#include <string.h>

#include "common/arena.h"
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

static struct zb_decimal printed(const Zhibiao__Decimal *d, int32_t precision)
{
	return (struct zb_decimal){
		.mantissa = d->mantissa,
		.exponent = d->exponent,
		.precision = precision,
	};
}

static bool agrees(const Zhibiao__Fact__Source *a, const Zhibiao__Fact__Source *b)
{
	if (a->value == NULL || b->value == NULL || (a->high == NULL) != (b->high == NULL))
		return false;
	return zb_decimal_agrees(printed(a->value, a->precision),
	                         printed(b->value, b->precision)) &&
	       (a->high == NULL || zb_decimal_agrees(printed(a->high, a->precision),
	                                             printed(b->high, b->precision)));
}

/* Sets the vintage of `source`, looking back over the newest ones of the fact. */
static void find_vintage(Zhibiao__Fact__Source *source, struct commit *c, struct zb_span key)
{
	struct zb_cursor *cur = NULL;
	struct zb_span at;
	struct zb_span val;
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_FACTS]);
	if (ret == 0)
		ret = zb_cursor_last(cur, key, &at, &val);
	for (int i = 0; ret == 0 && zb_span_starts(at, key) && i < SOURCES_COMPARED; i++) {
		Zhibiao__Fact__Source *other = NULL;
		ret = zb_decode_trusted(&other, c->brief, &zhibiao__fact__source__descriptor,
		                        val);
		if (ret != 0)
			break;
		if (i == 0)
			source->vintages = other->vintages;
		if (agrees(source, other)) {
			source->vintage = other->vintage;
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
	zb_arena_reset(c->brief);
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
