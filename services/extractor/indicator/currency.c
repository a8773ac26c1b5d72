/* SPDX-License-Identifier: Apache-2.0 */
#include "currency.h"

#include <string.h>

#include "at.h"
#include "lex_is.h"

enum { CODE = 3 }; /* bytes of an ISO 4217 code */

/* Unmarked 元, as far as the quote tells. */
static bool is_bare(const struct sentence *s, const struct quantity *q)
{
	struct zb_span quote = zb_span_sub(s->text, q->start, q->end - q->start);
	ptrdiff_t at = zb_span_find(quote, ZB_S("元"), 0);
	return at > 0 && strncmp(q->unit, "CNY", CODE) == 0 &&
	       !word_before(quote, (size_t)at, "美") &&
	       zb_span_find(quote, ZB_S("人民币"), 0) < 0;
}

/* The currency that the bracket at text[at] names, and where its name ends; NULL: none. */
static const struct lex_entry *bracketed(const struct document *doc, struct zb_span text,
                                         size_t at, size_t *end)
{
	static const char *const openings[] = { "（", "(", NULL };
	size_t open = any_word_at(text, at, openings);
	size_t len = 0;
	if (open == 0)
		return NULL;
	const struct lex_entry *e =
		lexicon_match_class(doc->lexicon, text, at + open, LEX_UNIT, &len);
	*end = at + open + len;
	return e != NULL && e->is == UNIT_MONEY && e->code.n == CODE && e->exp == 0 ? e : NULL;
}

void currency_settle(struct document *doc, const struct sentence *s, struct quantity *q)
{
	static const char *const from_now_on[] = { "，下同", ",下同", "、下同", NULL };
	if (q->unit_kind != UNIT_MONEY)
		return;
	size_t end = 0;
	const struct lex_entry *e = bracketed(doc, s->text, q->end, &end);
	if ((e == NULL && doc->currency == NULL) || !is_bare(s, q))
		return;
	if (e != NULL && any_word_at(s->text, end, from_now_on) > 0)
		doc->currency = e;
	if (e == NULL)
		e = doc->currency;
	if (e != NULL)
		memcpy(q->unit, e->code.p, CODE);
}
