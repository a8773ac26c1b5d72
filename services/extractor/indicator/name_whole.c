/* SPDX-License-Identifier: Apache-2.0 */
#include "name_whole.h"

#include "at.h"
#include "name_one.h"
#include "name_slot.h"

/* 占全市生产总值比重达25%: the whole stands between 占 and the numeral. */
/* …占全省进出口的59%；…占30%: the same whole. */
static void same_whole(const struct sentence *s, struct quantity *q)
{
	for (const struct quantity *r = q; r-- > s->qs && q->of.n == 0;)
		if (r->measure == MEASURE_SHARE && r->reason == REASON_NONE)
			q->of = r->of;
}

/* 全国, 全省, 世界: a place that a position may be held in. */
static bool is_field(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	return tok_is(t, LEX_REGION, REGION_NATION) || tok_is(t, LEX_REGION, REGION_WORLD) ||
	       tok_is(t, LEX_REGION, REGION_SELF) || zb_span_eq(tok_text(s, t), ZB_S("世界"));
}

void name_whole_anew(const struct sentence *s, struct quantity *q)
{
	int field = q->tok - 2;
	if (q->measure == MEASURE_SHARE && q->of.n == 0 && field > 0 &&
	    bind_of_at(s, field + 1) && is_field(s, field) && q > s->qs &&
	    q[-1].measure == MEASURE_SHARE && q[-1].of.n > 0)
		name_add(&q->of, tok_text(s, &s->toks[field]));
}

void name_whole(const struct sentence *s, struct quantity *q, int verb)
{
	if (q->of.n > 0)
		return;
	for (int i = verb + 1; i < q->tok; i++) {
		const struct tok *t = &s->toks[i];
		if (q->of.n == 0 && (t->kind == TOK_TIME || tok_is_space(t) ||
		                     tok_is(t, LEX_FUNCTION, FUNCTION_SAME)))
			continue; /* 占同期全市进出口总值 */
		/* but 占出口增长的… */
		bool act = tok_is_class(t, LEX_VERB) && !bind_of_at(s, i + 1);
		if (tok_is(t, LEX_FUNCTION, FUNCTION_PROPORTION) || t->kind == TOK_TIME ||
		    (t->kind == TOK_NUMBER && t->index >= 0) || tok_is_class(t, LEX_OP) ||
		    act || tok_is(t, LEX_FUNCTION, FUNCTION_FROM))
			break;
		if (!tok_is(t, LEX_FUNCTION, FUNCTION_OF) && !tok_is_space(t))
			name_add(&q->of, tok_text(s, t));
	}
	if (q->measure == MEASURE_SHARE && verb + 1 == q->tok)
		same_whole(s, q);
}

struct phrase name_without_whole(const struct sentence *s, struct quantity *q, struct phrase p)
{
	struct phrase field = { .from = p.to, .to = p.to };
	while (field.from > p.from && is_field(s, field.from - 1))
		field.from--;
	if (phrase_is_empty(field) || q->of.n > 0)
		return p;
	name_add_phrase(&q->of, s, field);
	p.to = field.from;
	return phrase_is_empty(p) ? bind_before(s, bind_skip(s, field.from - 1)) : p;
}

/* 中, 中的, 的: behind the whole. */
static bool closes_whole(const struct sentence *s, int i)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	return tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF) || tok_is_space(&s->toks[i]) ||
	       zb_span_eq(text, ZB_S("中")) || zb_span_eq(text, ZB_S("内"));
}

static bool is_in(const struct sentence *s, int i)
{
	return tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_AT) &&
	       zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("在"));
}

bool name_within(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	int proportion = -1;
	int in = q->tok - 1;
	for (; in > 0 && !tok_ends_clause(&s->toks[in]); in--) {
		if (s->toks[in].kind == TOK_NUMBER && s->toks[in].index >= 0)
			return false;
		if (tok_is(&s->toks[in], LEX_FUNCTION, FUNCTION_PROPORTION))
			proportion = in;
		if (proportion >= 0 && is_in(s, in))
			break;
	}
	struct phrase whole = { .from = in + 1, .to = proportion };
	if (proportion < 0 || !is_in(s, in))
		return false;
	while (whole.to > whole.from && closes_whole(s, whole.to - 1))
		whole.to--;
	struct phrase part = bind_before(s, bind_skip(s, in - 1));
	if (phrase_is_empty(whole) || phrase_is_empty(part))
		return false;
	slot_read_region(doc, s, q, part);
	name_add_phrase(&q->of, s, whole);
	return name_from(doc, s, q, part) || name_from(doc, s, q, whole);
}

/* 总量, 规模, 数量 by themselves. */
static bool is_anaphor(const struct name *n)
{
	static const char *const words[] = { "总量", "规模", "数量", "绝对值",
		                             "总数", "数额", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_eq(zb_span(n->s, n->n), zb_span_str(words[i])))
			return true;
	return false;
}

void name_back(const struct sentence *s, struct quantity *q)
{
	bool counted = q->measure == MEASURE_CHANGE && q->unit_kind == UNIT_COUNT;
	if (q->measure == MEASURE_LEVEL || q->measure == MEASURE_GROWTH || !q->named ||
	    q->industry_text.n > 0 || !is_anaphor(&q->indicator))
		return;
	for (const struct quantity *r = q; r-- > s->qs;) {
		bool same = !counted || zb_span_eq(zb_span_str(r->unit), zb_span_str(q->unit));
		if (r->reason != REASON_NONE || !r->named || !same)
			continue;
		q->indicator = r->indicator;
		q->has_head = r->has_head;
		if (q->industry_text.n == 0) {
			q->industry = r->industry;
			q->industry_text = r->industry_text;
		}
		return;
	}
}
