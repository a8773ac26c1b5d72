/* SPDX-License-Identifier: Apache-2.0 */
/* Which quantities of a sentence are listed one after another. */
#include <string.h>

#include "bind.h"
#include "quantity.h"

/* 5.9倍、49.5%: of the same growth */
static bool are_rates(const struct quantity *a, const struct quantity *b)
{
	return (a->unit_kind == UNIT_TIMES && b->unit_kind == UNIT_PERCENT) ||
	       (a->unit_kind == UNIT_PERCENT && b->unit_kind == UNIT_TIMES);
}

/* 奖励700万元、6亿元以上的奖励…: an amount, and the next step's condition. */
static bool is_next_step(const struct sentence *s, const struct quantity *a,
                         const struct quantity *b)
{
	size_t i = (size_t)b->tok + 1;
	while (i < s->n_toks && (tok_is_class(&s->toks[i], LEX_OP) ||
	                         tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF)))
		i++;
	return a->tok > 0 && tok_has(&s->toks[a->tok - 1], LEX_STATUS, STATUS_PROVISION) &&
	       i > (size_t)b->tok + 1 && i < s->n_toks &&
	       tok_has(&s->toks[i], LEX_STATUS, STATUS_PROVISION);
}

/* 分别增长14%、9%和下降11%: the word that turns between the rates of one list. */
static bool is_turn(const struct sentence *s, const struct quantity *a, int i)
{
	const struct tok *t = &s->toks[i];
	int first = a->tok;
	if (a->unit_kind != UNIT_PERCENT || i < a->tok + 2 ||
	    (!tok_is(t, LEX_VERB, VERB_UP) && !tok_is(t, LEX_VERB, VERB_DOWN)))
		return false;
	while (first > 0 && first > a->tok - PHRASE_MAX &&
	       (s->toks[first].kind == TOK_NUMBER || tok_joins(&s->toks[first]) ||
	        tok_is_class(&s->toks[first], LEX_VERB)))
		first--;
	return tok_is(&s->toks[first], LEX_FUNCTION, FUNCTION_EACH);
}

/* 1%、2%和3%: quantities that follow one another with nothing but marks between. */
void quantity_group(struct sentence *s)
{
	int16_t group = 0;
	for (size_t i = 1; i < s->n_qs; i++) {
		struct quantity *a = &s->qs[i - 1];
		struct quantity *b = &s->qs[i];
		bool listed = b->tok - a->tok >= 2 && b->tok - a->tok <= 3;
		for (int t = a->tok + 1; listed && t < b->tok; t++) {
			const struct tok *k = &s->toks[t];
			listed = k->kind == TOK_PAUSE || k->kind == TOK_COMMA ||
			         zb_span_eq(tok_text(s, k), ZB_S("/")) ||
			         tok_is(k, LEX_FUNCTION, FUNCTION_AND) ||
			         tok_is_class(k, LEX_OP) || is_turn(s, a, t);
		}
		if (listed && s->toks[a->tok + 1].kind == TOK_COMMA && a->group < 0)
			listed = i + 1 <
			         s->n_qs; /* 增长5%，8% is rare; keep it for longer lists */
		if (listed && b->unit_kind == UNIT_POINT && strcmp(a->unit, "个") == 0) {
			memcpy(a->unit, b->unit, sizeof(a->unit)); /* 0.7个和3.1个百分点 */
			a->unit_kind = b->unit_kind;
		}
		if (!listed || (strcmp(a->unit, b->unit) != 0 && !are_rates(a, b)) ||
		    is_next_step(s, a, b))
			continue;
		if (a->group < 0) {
			a->group = group++;
			a->group_place = 0;
		}
		b->group = a->group;
		b->group_place = (int16_t)(a->group_place + 1);
	}
}
