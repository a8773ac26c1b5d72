/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdio.h>
#include <string.h>

#include "at.h"
#include "quantity.h"

enum { COLUMNS_MAX = 64 };

/* What a header or stub says of the figures below or beside it. */
struct label {
	struct zb_span text;
	struct zb_span name; /* without brackets and marks */
	char unit[UNIT_MAX]; /* empty: none said */
	uint8_t unit_kind;
	int16_t exp; /* of the scale word in the unit: 亿元 is 8 */
	bool grows, shares;
	struct when when;
	const struct lex_entry *region, *industry;
};

struct reading {
	struct document *doc;
	const struct indicator_table *table;
	struct sentence *s;
	struct label columns[COLUMNS_MAX];
	struct label whole; /* caption and unit line */
};

/* --- labels --- */

static struct zb_span cell_text(const struct reading *r, const struct indicator_cell *c)
{
	return zb_span_trim(zb_span(r->doc->text.p + c->start, c->end - c->start));
}

/* 亿元, 万人, %: a scale word and a unit, nothing more. */
static bool read_unit(const struct lexicon *lexicon, struct label *l, struct zb_span s)
{
	struct numeral scale = { 0 };
	size_t n = 0;
	size_t len = 0;
	size_t digit = 0;
	s = zb_span_trim(s);
	if (numeral_may_begin(s, 0) && numeral_digit(s, 0, &digit) < 0)
		n = numeral_read(&scale, s, 0);
	const struct lex_entry *e = lexicon_match_class(lexicon, s, n, LEX_UNIT, &len);
	if (e == NULL || e->is > UNIT_TIMES)
		return false;
	struct zb_span code = e->code.n > 0 ? e->code : e->surface;
	snprintf(l->unit, sizeof(l->unit), ZB_SPAN_FMT, ZB_SPAN_ARGS(code));
	l->unit_kind = e->is;
	l->exp = (int16_t)((n > 0 ? scale.exp : 0) + e->exp);
	return true;
}

/* The last bracket of a label, and what stands before it. */
static bool split_bracket(struct zb_span s, struct zb_span *name, struct zb_span *inside)
{
	static const char *const opens[] = { "（", "(", "〔", "[", NULL };
	for (size_t i = s.n; i > 0; i--) {
		size_t n = any_word_at(s, i - 1, opens);
		if (n == 0)
			continue;
		*name = zb_span_trim(zb_span_sub(s, 0, i - 1));
		*inside = zb_span_sub(s, i - 1 + n, s.n);
		return true;
	}
	return false;
}

static bool says(struct zb_span s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (zb_span_find(s, zb_span_str(*words), 0) >= 0)
			return true;
	return false;
}

static void find_when(const struct reading *r, struct label *l)
{
	struct zb_span upto = l->text;
	for (size_t i = 0; i < upto.n; i++) {
		size_t n = when_read(&l->when, r->doc->lexicon, upto, i, &r->doc->time);
		if (n > 0 && (l->when.kind == WHEN_RANGE || l->when.kind == WHEN_ASOF) &&
		    l->when.end.y != 0)
			return;
		i += n > 0 ? n - 1 : 0;
	}
	l->when.kind = WHEN_NONE;
}

static struct zb_span without_lead(struct zb_span s)
{
	static const char *const leads[] = { "其中：", "其中:", "其中", "#",      "＃",
		                             "　",     " ",     "一、", "二、",   "三、",
		                             "四、",   "五、",  "六、", "（一）", "（二）",
		                             "（三）", "1.",    "2.",   "3.",     "4.",
		                             "5.",     NULL };
	for (size_t n = any_word_at(s, 0, leads); n > 0; n = any_word_at(s, 0, leads))
		s = zb_span_sub(s, n, s.n);
	return zb_span_trim(s);
}

static void read_label(const struct reading *r, struct label *l, struct zb_span text)
{
	static const char *const growth[] = {
		"增长", "增速", "增幅", "涨跌", "±", "同比", NULL
	};
	static const char *const share[] = { "比重", "占比", "构成", "份额", NULL };
	static const char *const units[] = { "单位：", "单位:", "计量单位：", NULL };
	struct zb_span inside = { 0 };
	*l = (struct label){ .text = text, .name = text };
	if (split_bracket(text, &l->name, &inside) && !read_unit(r->doc->lexicon, l, inside))
		l->name = text;
	size_t n = any_word_at(text, 0, units);
	if (n > 0)
		read_unit(r->doc->lexicon, l, zb_span_sub(text, n, text.n));
	l->grows = says(text, growth);
	l->shares = says(text, share);
	l->name = without_lead(l->name);
	l->region = lexicon_find(r->doc->lexicon, l->name, LEX_REGION);
	l->industry = lexicon_find(r->doc->lexicon, l->name, LEX_INDUSTRY);
	find_when(r, l);
}

/* --- a cell --- */

static void set_name(struct name *n, struct zb_span s)
{
	size_t most = s.n < NAME_MAX ? s.n : NAME_MAX - 1;
	while (most > 0 && most < s.n && ((unsigned char)s.p[most] & 0xC0) == 0x80)
		most--;
	if (most > 0)
		memcpy(n->s, s.p, most);
	n->n = (uint16_t)most;
}

static const struct label *unit_label(const struct quantity *q, const struct label *column,
                                      const struct label *stub, const struct label *whole)
{
	(void)q;
	if (column->unit[0] != '\0')
		return column;
	return stub->unit[0] != '\0' ? stub : whole;
}

static void take_unit(struct quantity *q, const struct label *from)
{
	memcpy(q->unit, from->unit, sizeof(q->unit));
	q->unit_kind = from->unit_kind;
	q->low.exp = (int16_t)(q->low.exp + from->exp);
	q->low.unit_mult = (int16_t)(q->low.unit_mult + from->exp);
}

/* A label that is a region, an industry or a time tells which, not what. */
static bool is_dimension(const struct label *l)
{
	bool time_only = l->when.kind != WHEN_NONE && l->when.to - l->when.from >= l->name.n;
	return l->region != NULL || l->industry != NULL || time_only;
}

static void name_cell(const struct reading *r, struct quantity *q, const struct label *column,
                      const struct label *stub)
{
	bool from_column = is_dimension(stub) && !is_dimension(column) && column->name.n > 0 &&
	                   !column->grows;
	set_name(&q->indicator, from_column ? column->name : stub->name);
	const struct label *both[] = { stub, column };
	for (int i = 0; i < 2; i++) {
		if (q->region == NULL && both[i]->region != NULL)
			q->region = both[i]->region;
		if (q->industry == NULL && both[i]->industry != NULL)
			q->industry = both[i]->industry;
		if (!q->has_when && both[i]->when.kind != WHEN_NONE) {
			q->when = both[i]->when;
			q->has_when = true;
		}
	}
	if (q->region == NULL)
		q->region = r->doc->region;
	if (q->region != NULL)
		set_name(&q->region_text,
		         q->region->full.n > 0 ? q->region->full : q->region->surface);
	if (q->industry != NULL)
		set_name(&q->industry_text, q->industry->surface);
}

static void date_cell(const struct reading *r, struct quantity *q)
{
	if (!q->has_when && r->whole.when.kind != WHEN_NONE) {
		q->when = r->whole.when;
		q->has_when = true;
	}
	if (!q->has_when && r->doc->has_when) {
		q->when = r->doc->when;
		q->has_when = true;
	}
}

static void measure_cell(struct quantity *q, const struct label *column,
                         const struct label *stub)
{
	if (q->unit_kind == UNIT_POINT) {
		q->measure = MEASURE_CHANGE;
	} else if (q->unit_kind == UNIT_PERCENT && (column->grows || stub->grows)) {
		q->measure = MEASURE_GROWTH;
		q->basis = BASIS_YOY;
	} else if (q->unit_kind == UNIT_PERCENT && (column->shares || stub->shares)) {
		q->measure = MEASURE_SHARE;
	}
}

/* A cell counts as numeric where a figure is all that it holds. */
static bool read_cell(const struct reading *r, struct quantity *q,
                      const struct indicator_cell *c)
{
	struct zb_span text = cell_text(r, c);
	size_t at = (size_t)(text.p - r->doc->text.p);
	if (text.n == 0)
		return false;
	size_t n = quantity_read(q, r->doc->lexicon, r->doc->text, at, at + text.n);
	return n == text.n && !q->low.bare_scale && !q->low.too_long;
}

static void read_row_cell(struct reading *r, const struct indicator_cell *c,
                          const struct label *stub, table_quantity_fn fn, void *ctx)
{
	struct quantity q;
	const struct label *column = &r->columns[c->column];
	if (!read_cell(r, &q, c))
		return;
	if (q.reason == REASON_NO_UNIT || q.unit[0] == '\0') {
		const struct label *from = unit_label(&q, column, stub, &r->whole);
		q.reason = from->unit[0] != '\0' ? REASON_NONE : REASON_NO_UNIT;
		take_unit(&q, from);
	}
	name_cell(r, &q, column, stub);
	measure_cell(&q, column, stub);
	date_cell(r, &q);
	if (q.indicator.n == 0 && q.reason == REASON_NONE)
		q.reason = REASON_NO_INDICATOR;
	fn(ctx, r->s, &q);
}

/* --- the grid --- */

void table_span(uint32_t *from, uint32_t *to, const struct indicator_table *table)
{
	*from = *to = 0;
	for (size_t i = 0; i < table->n_cells; i++) {
		const struct indicator_cell *c = &table->cells[i];
		if (c->end <= c->start)
			continue;
		*from = *to == 0 || c->start < *from ? c->start : *from;
		*to = c->end > *to ? c->end : *to;
	}
}

static bool is_figure(const struct reading *r, const struct indicator_cell *c)
{
	struct quantity q;
	return !c->header && read_cell(r, &q, c);
}

/* Rows before the first that holds a figure outside the first column are headers. */
static uint32_t first_data_row(const struct reading *r)
{
	for (size_t i = 0; i < r->table->n_cells; i++)
		if (r->table->cells[i].column > 0 && is_figure(r, &r->table->cells[i]))
			return r->table->cells[i].row;
	return UINT32_MAX;
}

static void read_columns(struct reading *r, uint32_t data)
{
	for (size_t i = 0; i < r->table->n_cells; i++) {
		const struct indicator_cell *c = &r->table->cells[i];
		if (c->row < data && c->column < COLUMNS_MAX && c->end > c->start)
			read_label(r, &r->columns[c->column], cell_text(r, c));
	}
}

void table_read(struct document *doc, const struct indicator_table *table, struct sentence *s,
                table_quantity_fn fn, void *ctx)
{
	struct reading r = { .doc = doc, .table = table, .s = s };
	uint32_t data = first_data_row(&r);
	struct label stub = { 0 };
	uint32_t row = UINT32_MAX;
	read_label(&r, &r.whole, table->caption);
	if (r.whole.unit[0] == '\0')
		read_unit(doc->lexicon, &r.whole, table->unit);
	read_columns(&r, data);
	for (size_t i = 0; i < table->n_cells && data != UINT32_MAX; i++) {
		const struct indicator_cell *c = &table->cells[i];
		if (c->row < data || c->column >= COLUMNS_MAX || c->end <= c->start)
			continue;
		if (c->row != row) {
			row = c->row;
			stub = (struct label){ 0 };
			s->from = c->start;
		}
		s->to = c->end;
		if (c->column == 0)
			read_label(&r, &stub, cell_text(&r, c));
		else if (!c->header)
			read_row_cell(&r, c, &stub, fn, ctx);
	}
}
