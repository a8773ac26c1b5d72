/* SPDX-License-Identifier: Apache-2.0 */
#include "name_org.h"

#include "bind.h"
#include "name_slot.h"

enum { ORG_MIN = 15, COMPANY_BYTES = 64 }; /* bytes of a company's name, at least */

/* 富赛汽车电子有限公司今年…达8亿元: a company that stands where a clause begins. */
static bool begins_clause(const struct sentence *s, int i)
{
	if (i == 0)
		return true;
	const struct tok *t = &s->toks[i - 1];
	return tok_ends_clause(t) || t->kind == TOK_TIME || t->kind == TOK_CLOSE ||
	       tok_is_class(t, LEX_FUNCTION) || tok_is_space(t);
}

void name_find_companies(struct document *doc, const struct sentence *s)
{
	doc->n_spoken = 0;
	for (int i = 0; doc->companies.n > 0 && i < (int)s->n_toks; i++) {
		if (doc->n_spoken == SPOKEN_MAX || !begins_clause(s, i))
			continue;
		const struct company *c = companies_at(
			&doc->companies, zb_span_sub(s->text, s->toks[i].from, COMPANY_BYTES));
		if (c != NULL)
			doc->spoken[doc->n_spoken++] =
				(struct spoken){ .tok = (int16_t)i, .name = c->name };
	}
}

static bool has_pause(const struct sentence *s, struct phrase p)
{
	for (int i = p.from; i < p.to; i++)
		if (s->toks[i].kind == TOK_PAUSE)
			return true;
	return false;
}

/* 富赛汽车电子有限公司今年…: the whole name, where it is the subject. */
static struct phrase named_in_full(const struct sentence *s, int i)
{
	struct phrase none = { .from = i, .to = i };
	if (!tok_has(&s->toks[i], LEX_ORG, ORG_COMPANY) || tok_is_nominal(s, i + 1))
		return none;
	struct phrase p = bind_before(s, i);
	bool subject = p.from == 0 || tok_ends_clause(&s->toks[p.from - 1]) ||
	               s->toks[p.from - 1].kind == TOK_TIME ||
	               s->toks[p.from - 1].kind == TOK_CLOSE;
	const struct tok *first = &s->toks[p.from];
	bool named = first->kind == TOK_TEXT || tok_entry(first, LEX_ORG) != NULL ||
	             tok_is(first, LEX_REGION, REGION_ADMIN);
	bool whole = subject && named && !has_pause(s, p) && i - p.from >= 1 &&
	             s->toks[i].to - s->toks[p.from].from >= ORG_MIN &&
	             !bind_has(s, p.from, i, LEX_FUNCTION, FUNCTION_OF);
	return whole ? p : none;
}

/* 公司, 该公司: the one spoken of before. */
static bool is_pronoun(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	if (!zb_span_eq(tok_text(s, t), ZB_S("公司")) &&
	    !zb_span_eq(tok_text(s, t), ZB_S("集团")))
		return false;
	struct zb_span before = i > 0 ? tok_text(s, t - 1) : zb_span(NULL, 0);
	return begins_clause(s, i) || zb_span_eq(before, ZB_S("该")) ||
	       zb_span_eq(before, ZB_S("本"));
}

/* Whom token `i` names: a firm of the lexicon, a company in full, or the one before by 公司. False:
 * nobody. */
static bool org_at(const struct document *doc, const struct sentence *s, struct quantity *q,
                   int i)
{
	if (doc->company.n > 0 && is_pronoun(s, i)) {
		q->org = doc->company;
		return true;
	}
	if (doc->owner.n > 0)
		return false;
	if (tok_is_firm(&s->toks[i]) && (i == 0 || tok_ends_clause(&s->toks[i - 1])) &&
	    (!tok_is_nominal(s, i + 1) || tok_is_class(&s->toks[i + 1], LEX_FUNCTION))) {
		name_set(&q->org, tok_text(s, &s->toks[i]));
		return true;
	}
	struct phrase p = named_in_full(s, i);
	if (phrase_is_empty(p))
		return false;
	name_add_phrase(&q->org, s, p);
	return true;
}

void name_org(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	int known = doc->n_spoken - 1;
	while (known >= 0 && doc->spoken[known].tok >= q->tok)
		known--;
	int least = known >= 0 ? doc->spoken[known].tok : -1;
	for (int i = tok_last(s, LEX_ORG, q->tok - 1); i > least;
	     i = tok_last(s, LEX_ORG, i - 1))
		if (org_at(doc, s, q, i))
			return;
	if (known >= 0)
		name_set(&q->org, doc->spoken[known].name);
	else if (doc->corporate && doc->owner.n == 0)
		q->org = doc->company;
}

void name_note_company(struct document *doc)
{
	if (doc->n_spoken > 0 && doc->owner.n == 0)
		name_set(&doc->company, doc->spoken[doc->n_spoken - 1].name);
}
