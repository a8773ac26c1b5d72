/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/result.h"

#include <string.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/wire.pb-c.h"
#include "services/store/key.h"

struct text_rule {
	const char *value;
	size_t min, max;
	const char *wrong;
};

static const char *check_texts(const struct text_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(rules[i].value);
		if (len < rules[i].min || len > rules[i].max)
			return rules[i].wrong;
	}
	return NULL;
}

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static bool is_digest_of(ProtobufCBinaryData digest, struct zb_span s)
{
	unsigned char sha[ZB_SHA256_SIZE];
	zb_sha256(sha, s);
	return digest.len == sizeof(sha) && memcmp(digest.data, sha, sizeof(sha)) == 0;
}

static const char *check_texts_of_document(const Zhibiao__Document *d)
{
	const struct text_rule rules[] = {
		{ d->url, 1, RESULT_URL_MAX, "document.url" },
		{ d->final_url, 0, RESULT_URL_MAX, "document.final_url" },
		{ d->canonical_url, 0, RESULT_URL_MAX, "document.canonical_url" },
		{ d->parent_url, 0, RESULT_URL_MAX, "document.parent_url" },
		{ d->title, 0, RESULT_NAME_MAX, "document.title" },
		{ d->published, 0, 64, "document.published" },
		{ d->publisher, 0, RESULT_NAME_MAX, "document.publisher" },
		{ d->author, 0, RESULT_NAME_MAX, "document.author" },
		{ d->issuer, 0, RESULT_NAME_MAX, "document.issuer" },
		{ d->doc_number, 0, RESULT_NAME_MAX, "document.doc_number" },
		{ d->kind, 0, 64, "document.kind" },
		{ d->rules, 0, 128, "document.rules" },
		{ d->source, 0, RESULT_NAME_MAX, "document.source" },
	};
	return check_texts(rules, COUNT_OF(rules));
}

/* In the order of the text and apart from each other. */
static const char *check_sections(const Zhibiao__Document *d, struct zb_span text)
{
	uint32_t from = 0;
	for (size_t i = 0; i < d->n_sections; i++) {
		const Zhibiao__Section *p = d->sections[i];
		const struct text_rule rules[] = {
			{ p->title, 0, RESULT_NAME_MAX, "document.sections.title" },
			{ p->published, 0, 64, "document.sections.published" },
			{ p->doc_number, 0, RESULT_NAME_MAX, "document.sections.doc_number" },
		};
		if (p->start < from || p->end < p->start || p->end > text.n)
			return "document.sections";
		from = p->end;
		const char *wrong = check_texts(rules, COUNT_OF(rules));
		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

/* `rest`: the bodies of all parts, where any came. */
static const char *check_parts(const Zhibiao__Document *d, struct zb_span rest, bool came)
{
	uint32_t start = 0;
	if (d->n_parts > RESULT_PARTS_MAX)
		return "document.parts";
	for (size_t i = 0; i < d->n_parts; i++) {
		const Zhibiao__Part *p = d->parts[i];
		struct zb_span body = zb_span_sub(rest, 0, p->body_size);
		size_t url = strlen(p->url);
		if (url == 0 || url > RESULT_URL_MAX || strlen(p->final_url) > RESULT_URL_MAX ||
		    strcmp(p->url, d->url) == 0)
			return "document.parts.url";
		if (p->body_sha256.len != KEY_SHA_SIZE ||
		    (came && !is_digest_of(p->body_sha256, body)))
			return "document.parts.body_sha256";
		if (came && p->body_size != body.n)
			return "document.parts.body_size";
		if (p->start < start || p->start > d->text.len)
			return "document.parts.start";
		start = p->start;
		rest = zb_span_sub(rest, body.n, rest.n);
	}
	return rest.n > 0 ? "document.body_size" : NULL;
}

static const char *check_document(const Zhibiao__Document *d, struct zb_span body)
{
	if (d->id.len != KEY_ID_SIZE)
		return "document.id";
	struct zb_span own = zb_span_sub(body, 0, d->body_size);
	if (d->body_sha256.len != KEY_SHA_SIZE ||
	    (body.n > 0 && !is_digest_of(d->body_sha256, own)))
		return "document.body_sha256";
	if (body.n > 0 && d->body_size != own.n)
		return "document.body_size";
	const char *wrong = check_parts(d, zb_span_sub(body, own.n, body.n), body.n > 0);
	if (wrong != NULL)
		return wrong;
	struct zb_span text = zb_bytes_span(d->text);
	if (text.n > RESULT_TEXT_MAX || zb_utf8_check(text) != text.n)
		return "document.text";
	if (!is_digest_of(d->text_sha256, text))
		return "document.text_sha256";
	if (d->parent.len != 0 && d->parent.len != KEY_ID_SIZE)
		return "document.parent";
	wrong = check_sections(d, text);
	return wrong != NULL ? wrong : check_texts_of_document(d);
}

static bool is_decimal(const Zhibiao__Decimal *d)
{
	return d->exponent <= ZB_DECIMAL_EXPONENT_MAX &&
	       d->exponent >= -ZB_DECIMAL_EXPONENT_MAX;
}

static const char *check_slots(const Zhibiao__Record *r)
{
	const struct text_rule rules[] = {
		{ r->indicator, 0, RESULT_NAME_MAX, "record.indicator" },
		{ r->measure, 1, 32, "record.measure" },
		{ r->unit, 1, 128, "record.unit" },
		{ r->op, 1, 8, "record.op" },
		{ r->basis, 0, 32, "record.basis" },
		{ r->of, 0, RESULT_NAME_MAX, "record.of" },
		{ r->industry, 0, RESULT_NAME_MAX, "record.industry" },
		{ r->region, 0, RESULT_NAME_MAX, "record.region" },
		{ r->org, 0, RESULT_NAME_MAX, "record.org" },
		{ r->status, 1, 32, "record.status" },
		{ r->sentence, 0, RESULT_SENTENCE_MAX, "record.sentence" },
		{ r->region_code, 0, 64, "record.region_code" },
		{ r->industry_code, 0, 64, "record.industry_code" },
		{ r->indicator_code, 0, 64, "record.indicator_code" },
		{ r->rule, 0, 256, "record.rule" },
	};
	struct key_days days;
	if (r->value == NULL || !is_decimal(r->value))
		return "record.value";
	if (r->high != NULL && !is_decimal(r->high))
		return "record.high";
	if (r->unit_mult < -18 || r->unit_mult > 30)
		return "record.unit_mult";
	if (r->decimals > 30)
		return "record.decimals";
	if (r->period != NULL &&
	    !key_days(&days, zb_span_str(r->period->start), zb_span_str(r->period->end)))
		return "record.period";
	return check_texts(rules, COUNT_OF(rules));
}

static bool is_within(uint32_t start, uint32_t end, struct zb_span text)
{
	return start < end && end <= text.n;
}

static const char *check_record(const Zhibiao__Record *r, const Zhibiao__Document *d)
{
	struct zb_span text = zb_bytes_span(d->text);
	if (r->id.len != KEY_ID_SIZE)
		return "record.id";
	if (!zb_span_eq(zb_bytes_span(r->document), zb_bytes_span(d->id)))
		return "record.document";
	if (!is_within(r->start, r->end, text))
		return "record.start";
	if (!zb_span_eq(zb_span_sub(text, r->start, r->end - r->start), zb_span_str(r->quote)))
		return "record.quote";
	for (size_t i = 0; i < r->n_repairs; i++)
		if (!is_within(r->repairs[i]->start, r->repairs[i]->end, text))
			return "record.repairs";
	return check_slots(r);
}

const char *result_check(const struct Zhibiao__Result *result, struct zb_span body)
{
	if (result->document == NULL)
		return "document";
	if (result->n_records > RESULT_RECORDS_MAX)
		return "records";
	if (result->n_part_headers > 0 && result->n_part_headers != result->document->n_parts)
		return "part_headers";
	const char *wrong = check_document(result->document, body);
	for (size_t i = 0; i < result->n_records && wrong == NULL; i++)
		wrong = check_record(result->records[i], result->document);
	return wrong;
}
