/* SPDX-License-Identifier: Apache-2.0 */
#include "grant.h"

#include "bind.h"
#include "name_slot.h"

enum { NEAR = 6 }; /* tokens between an amount and the noun of the grant behind it */

/* 奖励, 补助: a word that says what is given, not that it is (给予). */
static bool is_grant_noun(const struct sentence *s, int i)
{
	static const char *const nouns[] = { "奖励", "补贴", "补助", "资助", "贴息",
		                             "奖补", "扶持", "支持", "罚款", NULL };
	if (!tok_has(&s->toks[i], LEX_STATUS, STATUS_PROVISION) &&
	    s->toks[i].kind != TOK_TEXT && tok_entry(&s->toks[i], LEX_INDICATOR) == NULL)
		return false;
	for (int k = 0; nouns[k] != NULL; k++)
		if (zb_span_ends(tok_text(s, &s->toks[i]), zb_span_str(nouns[k])))
			return true;
	return false;
}

/* 的，奖励700万元: it says of the next amount what it is. */
static bool governs_amount(const struct sentence *s, int i)
{
	size_t next = (size_t)i + 1;
	while (next < s->n_toks && tok_is_class(&s->toks[next], LEX_OP))
		next++;
	return next < s->n_toks && s->toks[next].kind == TOK_NUMBER && s->toks[next].index >= 0;
}

/* The next grant noun right of the amount in its clause, over its own list: 50万元、20万元奖励. */
static int noun_behind(const struct sentence *s, const struct quantity *q)
{
	int n = (int)s->n_toks;
	for (int i = q->tok + 1; i < n && i <= q->tok + NEAR; i++) {
		const struct tok *t = &s->toks[i];
		bool listed = t->kind == TOK_NUMBER && t->index >= 0 &&
		              s->qs[t->index].group == q->group && q->group >= 0;
		if (listed)
			q = &s->qs[t->index];
		else if (is_grant_noun(s, i))
			return governs_amount(s, i) ? -1 : i;
		else if (t->kind == TOK_COMMA || t->kind == TOK_STOP || t->kind == TOK_NUMBER ||
		         tok_is_class(t, LEX_VERB))
			return -1;
	}
	return -1;
}

/* 奖励700万元, 补助最高20万元: right before the amount; -1: none. */
static int noun_beside(const struct sentence *s, const struct quantity *q)
{
	int i = q->tok - 1;
	while (i >= 0 && (tok_is_class(&s->toks[i], LEX_OP) || tok_is_space(&s->toks[i])))
		i--;
	return i >= 0 && tok_has(&s->toks[i], LEX_STATUS, STATUS_PROVISION) &&
	                       is_grant_noun(s, i)
	               ? i
	               : -1;
}

static int noun_before(const struct sentence *s, const struct quantity *q)
{
	for (int i = tok_last(s, LEX_STATUS, q->tok - 1); i >= 0 && i >= q->tok - PHRASE_MAX;
	     i = tok_last(s, LEX_STATUS, i - 1))
		if (tok_has(&s->toks[i], LEX_STATUS, STATUS_PROVISION) && is_grant_noun(s, i))
			return i;
	return -1;
}

/* 生活|补贴, 一次性|补助: with the words that say of what kind. */
static void take_name(const struct sentence *s, struct quantity *q, int noun, bool behind)
{
	int from = noun;
	while (behind && from - 1 > q->tok && s->toks[from - 1].kind == TOK_TEXT)
		from--;
	struct zb_span entry =
		s->toks[noun].kind == TOK_WORD ? s->toks[noun].entry->full : zb_span("", 0);
	q->indicator.n = 0;
	if (!behind && entry.n > 0)
		name_add(&q->indicator, entry);
	else
		name_add_phrase(&q->indicator, s,
		                (struct phrase){ .from = from, .to = noun + 1 });
}

/* 给予补助，单个企业最高500万元: whom the ceiling is for, not what is given. */
static bool is_for_one(const struct quantity *q)
{
	static const char *const ones[] = { "单个企业", "单个项目", "单个单位", "单个平台",
		                            "单个主体", "单个机构", "单个园区", "单家企业",
		                            "单户企业", "同一企业", "同一项目", "同一单位",
		                            "每个企业", "每个项目", "每家企业", "每户企业",
		                            NULL };
	for (int i = 0; ones[i] != NULL; i++)
		if (zb_span_eq(zb_span(q->indicator.s, q->indicator.n), zb_span_str(ones[i])))
			return q->unit_kind == UNIT_MONEY && q->status == STATUS_PROVISION;
	return false;
}

bool grant_name(const struct sentence *s, struct quantity *q)
{
	if (q->unit_kind != UNIT_MONEY && q->unit_kind != UNIT_PERCENT)
		return false;
	int noun = noun_behind(s, q);
	bool behind = noun >= 0;
	if (!behind && q->unit_kind == UNIT_MONEY && !q->named)
		noun = noun_beside(s, q);
	if (noun < 0 && q->unit_kind == UNIT_MONEY && (q->indicator.n == 0 || is_for_one(q)))
		noun = noun_before(s, q);
	if (noun < 0)
		return false;
	take_name(s, q, noun, behind);
	/* 按投资额的10%给予补助 */
	if (behind && q->unit_kind == UNIT_PERCENT && q->status == STATUS_ACTUAL &&
	    bind_has(s, q->tok, noun, LEX_STATUS, STATUS_PROVISION))
		q->status = STATUS_PROVISION;
	return true;
}

/* --- conditions --- */

static bool ends_in_grant(const struct name *n)
{
	struct zb_span name = zb_span(n->s, n->n);
	return zb_span_ends(name, ZB_S("奖励")) || zb_span_ends(name, ZB_S("补助")) ||
	       zb_span_ends(name, ZB_S("补贴")) || zb_span_ends(name, ZB_S("资助"));
}

/* 的 stands right behind the figure or its bound, as behind what is a condition. */
static bool is_condition_at(const struct sentence *s, const struct quantity *q)
{
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i <= (size_t)q->tok + 2; i++) {
		if (bind_of_at(s, (int)i))
			return true;
		if (!tok_is_class(&s->toks[i], LEX_OP))
			return false;
	}
	return false;
}

static bool has_stop(const struct sentence *s, int from, int to)
{
	for (int i = from; i < to; i++)
		if (s->toks[i].kind == TOK_STOP)
			return true;
	return false;
}

/* The last figure of the list that `i` is in. */
static size_t list_end(const struct sentence *s, size_t i)
{
	while (i + 1 < s->n_qs && s->qs[i].group >= 0 && s->qs[i + 1].group == s->qs[i].group)
		i++;
	return i;
}

void grant_conditions(struct sentence *s)
{
	const struct quantity *ladder = NULL;
	for (size_t i = 0; i + 1 < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		size_t last = list_end(s, i);
		if (last + 1 == s->n_qs || q->status == STATUS_TARGET ||
		    !is_condition_at(s, &s->qs[last]))
			continue;
		const struct quantity *next = &s->qs[last + 1];
		if (next->status != STATUS_PROVISION || has_stop(s, q->tok, next->tok))
			continue;
		q->status = STATUS_PROVISION;
		if (ladder != NULL && (!q->named || ends_in_grant(&q->indicator)))
			q->indicator = ladder->indicator;
		ladder = q;
	}
}
