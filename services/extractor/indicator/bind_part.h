/* SPDX-License-Identifier: Apache-2.0 */
/* What bind.c and bind_prepare.c both ask of a token. */
#pragma once

#include "bind.h"

/* 一直, 几乎: of the words that hold numeral characters, those that are no part of a name. */
static inline bool is_adverb(const struct tok *t)
{
	return tok_is_class(t, LEX_WORD) && t->entry->code.n > 0;
}

static inline bool is_plain_noun(const struct tok *t)
{
	if (is_adverb(t))
		return false;
	return t->kind == TOK_TEXT || t->kind == TOK_QUOTE || tok_is_class(t, LEX_INDICATOR) ||
	       tok_is_class(t, LEX_INDUSTRY) || tok_is_class(t, LEX_REGION) ||
	       tok_is_class(t, LEX_ORG) || tok_is_class(t, LEX_WORD) ||
	       (t->kind == TOK_NUMBER && t->index < 0);
}

static inline bool is_one_of(struct zb_span s, const char *set)
{
	if (s.n != 3)
		return false;
	for (; *set != '\0'; set += 3)
		if (set[2] == s.p[2] && set[1] == s.p[1] && set[0] == s.p[0])
			return true;
	return false;
}

static inline bool is_nounlike(const struct sentence *s, size_t i)
{
	return i < s->n_toks && (s->toks[i].kind == TOK_TEXT || s->toks[i].kind == TOK_QUOTE ||
	                         tok_is_class(&s->toks[i], LEX_INDICATOR) ||
	                         tok_is_class(&s->toks[i], LEX_WORD));
}
