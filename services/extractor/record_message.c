/* SPDX-License-Identifier: Apache-2.0 */
#include "record_message.h"

#include "proto/ident.h"

char *message_text(struct zb_arena *arena, struct zb_span s)
{
	char *p = zb_arena_alloc(arena, s.n + 1);
	if (p != NULL && s.n > 0)
		memcpy(p, s.p, s.n);
	return p;
}

static Zhibiao__Decimal *decimal(struct zb_arena *arena, int64_t mantissa, int32_t exponent)
{
	Zhibiao__Decimal *d = zb_arena_alloc(arena, sizeof(*d));
	if (d == NULL)
		return NULL;
	zhibiao__decimal__init(d);
	d->mantissa = mantissa;
	d->exponent = exponent;
	return d;
}

static bool add_period(struct zb_arena *arena, Zhibiao__Record *to, const struct record *r)
{
	if (!r->has_period)
		return true;
	to->period = zb_arena_alloc(arena, sizeof(*to->period));
	if (to->period == NULL)
		return false;
	zhibiao__period__init(to->period);
	to->period->start = message_text(arena, zb_span_str(r->period_start));
	to->period->end = message_text(arena, zb_span_str(r->period_end));
	return to->period->start != NULL && to->period->end != NULL;
}

static bool add_repair(struct zb_arena *arena, Zhibiao__Record *to, const struct record *r,
                       struct zb_span text)
{
	if (r->repair_end == 0)
		return true;
	Zhibiao__Repair *repair = zb_arena_alloc(arena, sizeof(*repair));
	to->repairs = zb_arena_array(arena, 1, sizeof(Zhibiao__Repair *));
	if (repair == NULL || to->repairs == NULL)
		return false;
	zhibiao__repair__init(repair);
	repair->start = r->repair;
	repair->end = r->repair_end;
	repair->was =
		message_text(arena, zb_span_sub(text, r->repair, r->repair_end - r->repair));
	repair->is = message_text(arena, repair->was != NULL && (repair->was[0] | 32) == 'o'
	                                         ? ZB_S("0")
	                                         : ZB_S("1"));
	to->repairs[0] = repair;
	to->n_repairs = 1;
	return repair->was != NULL && repair->is != NULL;
}

struct text_field {
	char **to;
	struct zb_span from;
};

static bool add_texts(struct zb_arena *arena, Zhibiao__Record *to, const struct record *r)
{
	const struct text_field fields[] = {
		{ &to->quote, r->quote },
		{ &to->indicator, r->indicator },
		{ &to->measure, zb_span_str(r->measure) },
		{ &to->unit, zb_span_str(r->unit) },
		{ &to->op, zb_span_str(r->op) },
		{ &to->basis, zb_span_str(r->basis) },
		{ &to->of, r->of },
		{ &to->industry, r->industry },
		{ &to->region, r->region },
		{ &to->org, r->org },
		{ &to->status, zb_span_str(r->status) },
		{ &to->sentence, r->sentence },
		{ &to->region_code, r->region_code },
		{ &to->industry_code, r->industry_code },
		{ &to->indicator_code, r->indicator_code },
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if ((*fields[i].to = message_text(arena, fields[i].from)) == NULL)
			return false;
	return true;
}

Zhibiao__Record *record_message(struct zb_arena *arena, const struct record *record,
                                struct zb_span text, ProtobufCBinaryData document)
{
	Zhibiao__Record *to = zb_arena_alloc(arena, sizeof(*to));
	unsigned char *id = zb_arena_alloc(arena, ZB_IDENT_SIZE);
	if (to == NULL || id == NULL)
		return NULL;
	zhibiao__record__init(to);
	to->document = document;
	to->start = record->start;
	to->end = record->end;
	to->unit_mult = record->unit_mult;
	to->decimals = (uint32_t)record->decimals;
	to->value = decimal(arena, record->value, record->value_exp);
	to->high = record->has_high ? decimal(arena, record->high, record->high_exp) : NULL;
	if (to->value == NULL || (record->has_high && to->high == NULL) ||
	    !add_texts(arena, to, record) || !add_period(arena, to, record) ||
	    !add_repair(arena, to, record, text))
		return NULL;
	zb_ident_record(id, to);
	to->id = (ProtobufCBinaryData){ .len = ZB_IDENT_SIZE, .data = id };
	return to;
}
