/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which words of a sentence belong to which quantity: phrases as runs of tokens. Nothing is
 * copied or allocated; each search looks at no more than PHRASE_MAX tokens.
 */
#pragma once

#include <stdbool.h>

#include "lex_is.h"
#include "sentence.h"

enum { PHRASE_MAX = 96, ITEMS_MAX = 32 };

/* Tokens from .. to - 1. */
struct phrase {
	int from, to;
};

/* 、, 的, 和: stands between the parts of a noun phrase. */
static inline bool tok_joins(const struct tok *t)
{
	return t->kind == TOK_PAUSE || tok_is(t, LEX_FUNCTION, FUNCTION_OF) ||
	       tok_is(t, LEX_FUNCTION, FUNCTION_AND);
}

static inline bool phrase_is_empty(struct phrase p)
{
	return p.from >= p.to;
}

/* The entry of `cls` that a word token has, be it not its first; NULL: none. */
static inline const struct lex_entry *tok_entry(const struct tok *t, enum lex_class cls)
{
	const struct lex_entry *e = t->kind == TOK_WORD ? t->entry : NULL;
	while (e != NULL && e->cls != cls)
		e = e->next;
	return e;
}

/* A word whose entry of `cls` is of that sort. */
static inline bool tok_has(const struct tok *t, enum lex_class cls, int is)
{
	const struct lex_entry *e = t->kind == TOK_WORD ? t->entry : NULL;
	while (e != NULL && (e->cls != cls || e->is != is))
		e = e->next;
	return e != NULL;
}

static inline bool tok_is_space(const struct tok *t)
{
	return t->kind == TOK_SPACE || t->kind == TOK_MARKUP;
}

/* Ends a clause: a comma or a stop. */
static inline bool tok_ends_clause(const struct tok *t)
{
	return t->kind == TOK_COMMA || t->kind == TOK_STOP;
}

/* Can be part of a name. */
static inline bool tok_is_noun(const struct tok *t)
{
	return t->kind == TOK_TEXT || tok_is_class(t, LEX_INDICATOR) ||
	       tok_is_class(t, LEX_INDUSTRY) || tok_is_class(t, LEX_REGION) ||
	       tok_is_class(t, LEX_ORG) || tok_is_class(t, LEX_WORD);
}

/*
 * The last token at or before `i` that was read as a word of `cls`, or -1: so that what looks for
 * one kind of word need not ask every token. Some have become text since (bind_prepare); tok_entry
 * and tok_has tell.
 */
int tok_last(const struct sentence *s, enum lex_class cls, int i);
/* May be part of a noun phrase by itself. */
bool tok_is_nominal(const struct sentence *s, int i);

/* Once for each sentence, before all else: words of one character that are parts of names. */
void bind_prepare(struct sentence *s);
/*
 * Left of `i`: the last token that is no verb, adverb, time or comparator between a name and its
 * numeral; what a figure is compared with (比上年, 高于全市平均水平) is stepped over.
 */
int bind_skip(const struct sentence *s, int i);
/* The noun phrase that ends with token `i`. */
struct phrase bind_before(const struct sentence *s, int i);
/* The noun phrase behind token `i`: what is counted (600家重点企业), empty where none follows. */
struct phrase bind_after(const struct sentence *s, int i);
/* The part of `p` behind its last 的 outside quotation marks. */
struct phrase bind_head(const struct sentence *s, struct phrase p);
/* Splits at 、 and 和; returns how many items, at most `most`. */
int bind_items(const struct sentence *s, struct phrase p, struct phrase *items, int most);
/* The same for a list of `n`: 工业控制计算机及系统 is one where 、 alone makes as many. */
int bind_list(const struct sentence *s, struct phrase p, struct phrase *items, int most, int n);
/* The verb 占 or 居 that governs the quantity, or -1. */
int bind_verb(const struct sentence *s, const struct quantity *q, enum verb_is is);
/* Any word of that sort in [from, to). */
bool bind_has(const struct sentence *s, int from, int to, enum lex_class cls, int is);
/* 超全国一半, 不到全省千分之一: `i` is the whole between the bound and the share behind it. */
bool bind_bounded_whole(const struct sentence *s, int i);
/* Token `i` is 的. */
bool bind_of_at(const struct sentence *s, int i);
