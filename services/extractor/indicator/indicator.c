/* SPDX-License-Identifier: Apache-2.0 */
#include "indicator.h"

#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "common/err.h"
#include "document.h"
#include "quantity.h"
#include "scan.h"
#include "table.h"

enum { SENTENCE_HALF = 1000 }; /* bytes kept of a sentence on either side of a quote */

struct indicator {
	struct lexicon *lexicon;
	struct chars chars;
	struct sentence sentence;
	struct document doc;
	/* of the reading under way */
	record_fn on_record;
	numeral_fn on_numeral;
	void *ctx;
};

int indicator_open(struct indicator **out, const char *dir, struct zb_diag *diag)
{
	*out = NULL;
	struct indicator *x = calloc(1, sizeof(*x));
	if (x == NULL)
		return ZB_ENOMEM;
	int ret = lexicon_open(&x->lexicon, dir, diag);
	if (ret < 0) {
		indicator_close(x);
		return ret;
	}
	chars_init(&x->chars);
	*out = x;
	return 0;
}

void indicator_close(struct indicator *x)
{
	if (x == NULL)
		return;
	lexicon_close(x->lexicon);
	free(x);
}

const char *indicator_rules(const struct indicator *x)
{
	return lexicon_hash(x->lexicon);
}

static void note_numeral(void *ctx, uint32_t start, uint32_t end, enum reason reason)
{
	struct indicator *x = ctx;
	struct numeral_entry e = { .start = start,
		                   .end = end,
		                   .reason = reason_text((uint8_t)reason) };
	if (x->on_numeral != NULL)
		x->on_numeral(x->ctx, &e);
}

/*
 * The whole line or sentence that holds the quote, without white space around it; of one that goes
 * on for ever, what stands around the quote.
 */
static struct zb_span sentence_text(const struct sentence *s, const struct quantity *q)
{
	uint32_t from = q->start > s->from + SENTENCE_HALF ? q->start - SENTENCE_HALF : s->from;
	uint32_t to = s->to > q->end + SENTENCE_HALF ? q->end + SENTENCE_HALF : s->to;
	while (from > s->from && ((unsigned char)s->text.p[from] & 0xC0) == 0x80)
		from--;
	while (to < s->to && ((unsigned char)s->text.p[to] & 0xC0) == 0x80)
		to++;
	return zb_span_trim(zb_span(s->text.p + from, to - from));
}

static struct zb_span name_span(const struct name *n)
{
	return zb_span(n->s, n->n);
}

static const char *status_text(uint8_t status)
{
	static const char *const names[] = { "actual", "target", "forecast", "provision" };
	return status < sizeof(names) / sizeof(names[0]) ? names[status] : "actual";
}

static void emit(struct indicator *x, const struct sentence *s, const struct quantity *q)
{
	struct record r = {
		.start = q->start,
		.end = q->end,
		.quote = zb_span(s->text.p + q->start, q->end - q->start),
		.sentence = sentence_text(s, q),
		.indicator = name_span(&q->indicator),
		.measure = measure_text(q->measure),
		.op = op_text(q->op),
		.basis = basis_text(q->basis),
		.status = status_text(q->status),
		.value = q->negative ? -q->low.mantissa : q->low.mantissa,
		.value_exp = q->low.exp,
		.high = q->negative ? -q->high.mantissa : q->high.mantissa,
		.high_exp = q->high.exp,
		.has_high = q->has_high,
		.unit = q->unit,
		.of = name_span(&q->of),
		.industry = name_span(&q->industry_text),
		.region = name_span(&q->region_text),
		.org = name_span(&q->org),
		.unit_mult = q->low.unit_mult,
		.decimals = q->low.decimals,
		.repair = q->low.repair,
		.repair_end = q->low.repair_end,
	};
	if (q->region != NULL)
		r.region_code = q->region->code;
	if (q->industry != NULL)
		r.industry_code = q->industry->code;
	if (q->has_when) {
		r.has_period = true;
		day_text(r.period_start, q->when.start);
		day_text(r.period_end, q->when.end);
	}
	x->on_record(x->ctx, &r);
}

static void read_piece(struct indicator *x)
{
	struct sentence *s = &x->sentence;
	quantity_judge(s, x->lexicon);
	scope_assign(&x->doc, s);
	name_assign(&x->doc, s);
	for (size_t i = 0; i < s->n_qs; i++) {
		const struct quantity *q = &s->qs[i];
		note_numeral(x, q->start, q->end, (enum reason)q->reason);
		if (q->reason == REASON_NONE)
			emit(x, s, q);
	}
}

static void read_sentence(struct indicator *x, uint32_t from, uint32_t to)
{
	struct sentence *s = &x->sentence;
	x->doc.time.year = 0;
	while (from < to) {
		s->from = from;
		s->to = to;
		uint32_t at = scan_tokens(s, x->lexicon, &x->chars, &x->doc.time,
		                          x->on_numeral != NULL ? note_numeral : NULL, x);
		s->to = at;
		read_piece(x);
		if (at == from)
			return;
		from = at;
	}
}

static void on_table_quantity(void *ctx, struct sentence *s, const struct quantity *q)
{
	struct indicator *x = ctx;
	note_numeral(x, q->start, q->end, (enum reason)q->reason);
	if (q->reason == REASON_NONE)
		emit(x, s, q);
}

/* Which table comes next in the text: each is measured once. */
struct table_cursor {
	const struct indicator_input *in;
	size_t next;
	uint32_t from, to; /* of the table before `next` */
};

/* Past tables that lie wholly before `at`; true where one holds it. Tables come in text order. */
static bool seek_table(struct table_cursor *c, uint32_t at)
{
	while (at >= c->to && c->next < c->in->n_tables)
		table_span(&c->from, &c->to, &c->in->tables[c->next++]);
	return at >= c->from && at < c->to && c->to <= c->in->text.n;
}

/* Reads the table that holds `at`; where the text goes on behind it, or `at`. */
static uint32_t read_table_at(struct indicator *x, struct table_cursor *c, uint32_t at)
{
	if (!seek_table(c, at))
		return at;
	x->sentence.n_toks = x->sentence.n_qs = x->sentence.n_whens = 0;
	memset(x->sentence.of_class, 0, sizeof(x->sentence.of_class));
	table_read(&x->doc, &c->in->tables[c->next - 1], &x->sentence, on_table_quantity, x);
	return c->to;
}

/* 2023, 2023-08: no day is known. */
static bool read_coarse_day(struct day *out, struct zb_span text)
{
	int v[2] = { 0, 0 };
	size_t i = 0;
	for (; i < text.n && i < 7; i++) {
		if (i == 4 && text.p[i] == '-')
			continue;
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		v[i > 4] = v[i > 4] * 10 + (text.p[i] - '0');
	}
	if (text.n > 7 || (i != 4 && i != 7) || v[0] < 1900 || v[0] > 2100 || v[1] > 12)
		return false;
	*out = (struct day){ .y = (int16_t)v[0], .m = (int8_t)v[1] };
	return true;
}

/* The date that the head of a text states, where nobody else gave one. */
static struct day date_in_head(struct zb_span text)
{
	struct day day = { 0 };
	size_t most = text.n < 600 ? text.n : 600;
	for (size_t i = 0; i < most; i++)
		if (text.p[i] >= '0' && text.p[i] <= '9' &&
		    (i == 0 || text.p[i - 1] < '0' || text.p[i - 1] > '9') &&
		    day_read(&day, zb_span_sub(text, i, 40)) > 0)
			return day;
	return (struct day){ 0 };
}

void indicator_read(struct indicator *x, const struct indicator_input *in, record_fn on_record,
                    numeral_fn on_numeral, void *ctx)
{
	x->on_record = on_record;
	x->on_numeral = on_numeral;
	x->ctx = ctx;
	struct document *doc = &x->doc;
	memset(doc, 0, sizeof(*doc));
	doc->lexicon = x->lexicon;
	doc->text = in->text;
	if (day_read(&doc->published, in->published) == 0 &&
	    !read_coarse_day(&doc->published, in->published))
		doc->published = date_in_head(in->text);
	doc->time.published = doc->published;
	document_begin(doc, in->title, in->publisher, in->region);
	x->sentence.text = in->text;
	uint32_t at = 0;
	struct table_cursor tables = { .in = in };
	while (at < in->text.n) {
		uint32_t behind = read_table_at(x, &tables, at);
		if (behind > at) {
			at = behind;
			continue;
		}
		uint32_t next = 0;
		bool has_numeral = false;
		uint32_t end = scan_sentence_end(in->text, at, &x->chars, &next, &has_numeral);
		if (at == 0 || in->text.p[at - 1] == '\n')
			document_line(doc, zb_span_sub(in->text, at, end - at));
		if (has_numeral)
			read_sentence(x, at, end);
		bool line_end = end < in->text.n && in->text.p[end] == '\n' && next > end;
		if (line_end || (end < in->text.n && in->text.p[end] == '<'))
			document_paragraph(doc, zb_span_sub(in->text, next, 16));
		at = next;
	}
}
