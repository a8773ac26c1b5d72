/* SPDX-License-Identifier: Apache-2.0 */
#include "bearer.h"

#include "common/utf8.h"
#include "lex_is.h"
#include "scan.h"

enum { BEHIND_MAX = 30 }; /* bytes */

/* The unit that a word of the sentence brings, be it a name before the figure (基尼系数为0.46) or a
 * thing behind it (70万中小投资者). */
static const struct lex_entry *unit_bearer(const struct tok *t)
{
	const struct lex_entry *e = t->kind == TOK_WORD ? t->entry : NULL;
	while (e != NULL && (e->cls != LEX_INDICATOR || e->code.n == 0))
		e = e->next;
	return e;
}

static bool is_between(const struct sentence *s, const struct tok *t)
{
	return tok_is_class(t, LEX_OP) || tok_is_class(t, LEX_FUNCTION) ||
	       (tok_is_class(t, LEX_VERB) && t->is != VERB_ADD && t->is != VERB_SIGN) ||
	       tok_is_class(t, LEX_STATUS) || t->kind == TOK_SPACE || t->kind == TOK_TIME ||
	       (t->kind == TOK_NUMBER && t->index >= 0) ||
	       (t->kind == TOK_STOP && zb_span_eq(tok_text(s, t), ZB_S("：")));
}

static const struct lex_entry *bearer_before(const struct sentence *s)
{
	for (size_t i = s->n_toks; i > 0 && i + 8 > s->n_toks; i--) {
		const struct lex_entry *e = unit_bearer(&s->toks[i - 1]);
		if (e != NULL && e->is != INDICATOR_THING)
			return e;
		if (!is_between(s, &s->toks[i - 1]))
			return NULL;
	}
	return NULL;
}

/* Only words and Chinese characters may stand between the number and the thing. */
static const struct lex_entry *bearer_behind(const struct lexicon *lexicon, struct zb_span text,
                                             size_t at)
{
	const struct lex_entry *found = NULL;
	size_t end = at + BEHIND_MAX;
	while (at < end && zb_utf8_three(text, at) != 0) {
		size_t len = 3;
		const struct lex_entry *e = lexicon_match(lexicon, text, at, &len);
		struct tok t = { .kind = TOK_WORD, .entry = e };
		found = unit_bearer(&t);
		if (found != NULL && found->is == INDICATOR_THING)
			return found;
		if (scan_is_mark(zb_utf8_three(text, at)) ||
		    (e != NULL && (e->cls == LEX_VERB || e->cls == LEX_FUNCTION ||
		                   e->cls == LEX_OP || e->cls == LEX_UNIT)))
			return NULL;
		at += e != NULL ? len : 3;
	}
	return NULL;
}

const struct lex_entry *bearer_of(const struct sentence *s, const struct lexicon *lexicon,
                                  struct zb_span text, const struct quantity *q)
{
	bool exact = q->low.decimals > 0 || q->low.unit_mult >= 3 || q->low.mantissa >= 100;
	const struct lex_entry *e = exact ? bearer_before(s) : NULL;
	if (e == NULL && q->low.unit_mult >= 4 && q->low.decimals < 3)
		e = bearer_behind(lexicon, text, q->end);
	return e;
}
