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
		code_or_name(r->indicator_code, r->indicator),
		code_or_name(r->industry_code, r->industry),
		code_or_name(r->region_code, r->region),
		zb_span_str(r->org),
		zb_span_str(r->of),
		zb_span_str(r->period->start),
		zb_span_str(r->period->end),
		zb_span_str(r->unit),
		zb_span_str(r->measure),
		zb_span_str(r->basis),
		zb_span_str(r->status),
	};
	unsigned char sha[ZB_SHA256_SIZE];
	zb_sha256_parts(sha, parts, sizeof(parts) / sizeof(parts[0]));
	memcpy(out, sha, KEY_ID_SIZE);
	return true;
}

static struct zb_decimal printed(const Zhibiao__Record *r, const Zhibiao__Decimal *d)
{
	return (struct zb_decimal){
		.mantissa = d->mantissa,
		.exponent = d->exponent,
		.precision = r->unit_mult - (int32_t)r->decimals,
	};
}

static bool agrees(const Zhibiao__Record *a, const Zhibiao__Record *b)
{
	if (a->value == NULL || b->value == NULL || (a->high == NULL) != (b->high == NULL))
		return false;
	return zb_decimal_agrees(printed(a, a->value), printed(b, b->value)) &&
	       (a->high == NULL || zb_decimal_agrees(printed(a, a->high), printed(b, b->high)));
}

/* The vintage of `r`, looking back over the newest sources; *vintages gets how many there are. */
static uint32_t find_vintage(struct commit *c, struct zb_span key, const Zhibiao__Record *r,
                             uint32_t *vintages)
{
	struct zb_cursor *cur = NULL;
	struct zb_span at;
	struct zb_span val;
	uint32_t vintage = 0;
	*vintages = 0;
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_FACTS]);
	if (ret == 0)
		ret = zb_cursor_last(cur, key, &at, &val);
	for (int i = 0; ret == 0 && zb_span_starts(at, key) && i < SOURCES_COMPARED; i++) {
		Zhibiao__Fact__Source *s = NULL;
		Zhibiao__Record *other = NULL;
		struct zb_span record;
		ret = zb_decode_trusted(&s, c->brief, &zhibiao__fact__source__descriptor, val);
		if (ret != 0 ||
		    (ret = commit_get(&record, c, KEY_RECORDS, zb_bytes_span(s->record))) !=
		            0 ||
		    (ret = zb_decode_trusted(&other, c->brief, &zhibiao__record__descriptor,
		                             record)) != 0)
			break;
		if (i == 0)
			*vintages = s->vintages;
		if (agrees(r, other)) {
			vintage = s->vintage;
			break;
		}
		ret = zb_cursor_prev(cur, &at, &val);
	}
	zb_cursor_close(cur);
	if (ret != 0 && ret != ZB_ENOTFOUND && c->err == 0)
		c->err = ret;
	return vintage;
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
	source.vintage = find_vintage(c, prefix, record, &source.vintages);
	if (source.vintage == 0)
		source.vintage = ++source.vintages;
	struct key key = key_id_64(prefix, record->seq);
	commit_put_message(c, KEY_FACTS, key_span(&key), &source.base);
}
