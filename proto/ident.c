/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/ident.h"

#include <string.h>

#include "common/hash.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/record.pb-c.h"

static void digest(unsigned char *out, const struct zb_span *parts, size_t n)
{
	unsigned char sha[ZB_SHA256_SIZE];
	zb_sha256_parts(sha, parts, n);
	memcpy(out, sha, ZB_IDENT_SIZE);
}

void zb_ident_document(unsigned char out[ZB_IDENT_SIZE], struct zb_span url,
                       struct zb_span body_sha256, struct zb_span text_sha256)
{
	const struct zb_span parts[] = { url, body_sha256, text_sha256 };
	digest(out, parts, sizeof(parts) / sizeof(parts[0]));
}

static struct zb_span be32(char out[4], uint32_t n)
{
	for (int i = 0; i < 4; i++)
		out[i] = (char)(n >> (24 - 8 * i));
	return zb_span(out, 4);
}

static struct zb_span decimal(struct zb_decimal_text *out, const Zhibiao__Decimal *d)
{
	if (d == NULL)
		return zb_span_str(NULL);
	*out = zb_decimal_text(d->mantissa, d->exponent);
	return zb_span_str(out->s);
}

void zb_ident_record(unsigned char out[ZB_IDENT_SIZE], const struct Zhibiao__Record *record)
{
	const Zhibiao__Record *r = record;
	char start[4];
	char end[4];
	struct zb_decimal_text value;
	struct zb_decimal_text high;
	const struct zb_span parts[] = {
		zb_bytes_span(r->document),
		be32(start, r->start),
		be32(end, r->end),
		zb_span_str(r->quote),
		zb_span_str(r->indicator),
		zb_span_str(r->measure),
		decimal(&value, r->value),
		decimal(&high, r->high),
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
	};
	digest(out, parts, sizeof(parts) / sizeof(parts[0]));
	if (r->document.len < ZB_IDENT_SHARED)
		return;
	memmove(out + ZB_IDENT_SHARED, out, ZB_IDENT_SIZE - ZB_IDENT_SHARED);
	memcpy(out, r->document.data, ZB_IDENT_SHARED);
}
