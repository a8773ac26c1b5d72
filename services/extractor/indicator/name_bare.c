/* SPDX-License-Identifier: Apache-2.0 */
#include "name_bare.h"

#include <string.h>

#include "goods.h"
#include "name_one.h"
#include "name_slot.h"
#include "shares.h"

static bool has_head(const struct sentence *s, struct phrase p)
{
	return tok_entry(&s->toks[p.to - 1], LEX_INDICATOR) != NULL;
}

/* Of the quantities before it in the sentence, one that was named by a head and measures alike; or
 * 其中 goes back to the sentence before. */
static bool goes_on(const struct document *doc, const struct sentence *s,
                    const struct quantity *q)
{
	if (!doc->has_head || doc->indicator.n == 0)
		return false;
	if (q > s->qs) {
		const struct quantity *last = q - 1;
		return last->reason == REASON_NONE && last->has_head &&
		       (q->measure == MEASURE_GROWTH ||
		        zb_span_eq(zb_span_str(last->unit), zb_span_str(q->unit)));
	}
	return q->measure == MEASURE_GROWTH &&
	       bind_has(s, 0, q->tok, LEX_FUNCTION, FUNCTION_AMONG);
}

/* The head that a list goes back to: of the sentence so far (从产品产量看，单晶硅增长…), else where 其中
 * says so the last of the sentence before. Empty: none. */
static struct zb_span head_before(const struct document *doc, const struct sentence *s,
                                  const struct quantity *q, struct phrase p)
{
	for (int i = p.from - 1; i >= 0; i--) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDICATOR);
		if (e == NULL || (e->is != INDICATOR_LEVEL && e->is != INDICATOR_ACT))
			continue;
		struct zb_span text = tok_text(s, &s->toks[i]);
		/* 工业增加值…，其中制造业增长: of its added value */
		if (e->in.n > 1 && zb_span_starts(text, e->in) && text.n > e->in.n)
			text = zb_span_sub(text, e->in.n, text.n);
		return text;
	}
	if (!bind_has(s, 0, q->tok, LEX_FUNCTION, FUNCTION_AMONG))
		return zb_span(NULL, 0);
	return zb_span(doc->head.s, doc->head.n);
}

struct zb_span name_head_of_list(const struct document *doc, const struct sentence *s,
                                 const struct quantity *q, struct phrase p)
{
	return q->measure == MEASURE_GROWTH && q == s->qs ? head_before(doc, s, q, p)
	                                                  : zb_span(NULL, 0);
}

void name_by_head(const struct document *doc, const struct sentence *s, struct quantity *q,
                  struct phrase list)
{
	struct zb_span head = head_before(doc, s, q, list);
	if (q->measure != MEASURE_GROWTH || head.n == 0)
		return;
	name_set(&q->indicator, head);
	q->has_head = true;
}

bool name_by_sentence(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	bool place = q->tok > 1 && s->toks[q->tok - 1].kind == TOK_OPEN &&
	             tok_entry(&s->toks[q->tok - 2], LEX_REGION) != NULL;
	bool on = q > s->qs && q[-1].has_head && q[-1].measure == q->measure &&
	          zb_span_eq(zb_span_str(q[-1].unit), zb_span_str(q->unit));
	if (name_is_counted(q) || on || (doc->indicator.n > 0 && !place))
		return false;
	struct zb_span head = head_before(doc, s, q, (struct phrase){ .from = q->tok });
	if (head.n == 0)
		return false;
	name_set(&q->indicator, head);
	q->named = q->has_head = true;
	return true;
}

void name_bare(const struct document *doc, const struct sentence *s, struct quantity *q,
               struct phrase p)
{
	if (phrase_is_empty(p) || q->indicator.n == 0 || shares_name(doc, s, q, p) ||
	    has_head(s, p))
		return;
	struct zb_span name = zb_span(q->indicator.s, q->indicator.n);
	if (q->measure != MEASURE_GROWTH && q->measure != MEASURE_LEVEL)
		return;
	if (!goods_is(doc->lexicon, name))
		return;
	bool on = goes_on(doc, s, q);
	struct zb_span head = on || q->measure != MEASURE_GROWTH ? zb_span(NULL, 0)
	                                                         : head_before(doc, s, q, p);
	if (!on && head.n == 0)
		return;
	q->industry = lexicon_find(doc->lexicon, name, LEX_INDUSTRY);
	q->industry_text = q->indicator;
	if (head.n > 0)
		name_set(&q->indicator, head);
	else
		q->indicator = doc->indicator;
	q->has_head = true;
}

/* The figure that sizes the things behind it, 超过百亿元的企业, from `i` on. */
static bool sizes_things(const struct sentence *s, int i)
{
	while (tok_is_class(&s->toks[i], LEX_OP) || tok_is_class(&s->toks[i], LEX_VERB))
		i++;
	return s->toks[i].kind == TOK_NUMBER && (size_t)i + 2 < s->n_toks &&
	       tok_is(&s->toks[i + 1], LEX_FUNCTION, FUNCTION_OF);
}

void name_bracketed(const struct sentence *s, struct quantity *q)
{
	bool alone = q->tok > 0 && (size_t)q->tok + 1 < s->n_toks &&
	             s->toks[q->tok - 1].kind == TOK_OPEN &&
	             s->toks[q->tok + 1].kind == TOK_CLOSE;
	bool listed = false;
	if (!alone || q->unit_kind != UNIT_MONEY || q->measure != MEASURE_LEVEL)
		return;
	for (int i = q->tok - 2; i >= 0 && s->toks[i].kind != TOK_STOP; i--) {
		const struct tok *t = &s->toks[i];
		listed = listed || t->kind == TOK_COMMA;
		if (listed && tok_is(t, LEX_INDICATOR, INDICATOR_LEVEL) &&
		    sizes_things(s, i + 1)) {
			name_set(&q->indicator, tok_text(s, t));
			q->has_head = true;
			return;
		}
	}
}

void name_note_head(struct document *doc, const struct sentence *s)
{
	for (int i = tok_last(s, LEX_INDICATOR, (int)s->n_toks - 1); i >= 0;
	     i = tok_last(s, LEX_INDICATOR, i - 1)) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_INDICATOR);
		if (e == NULL || e->is != INDICATOR_LEVEL)
			continue;
		struct zb_span text = tok_text(s, &s->toks[i]);
		if (e->in.n > 1 && zb_span_starts(text, e->in) && text.n > e->in.n)
			text = zb_span_sub(text, e->in.n, text.n);
		name_set(&doc->head, text);
		return;
	}
}

bool name_says_nothing(const struct document *doc, const struct name *n)
{
	const struct lex_entry *e =
		lexicon_find(doc->lexicon, zb_span(n->s, n->n), LEX_INDICATOR);
	return e != NULL && e->is == INDICATOR_BARE;
}
