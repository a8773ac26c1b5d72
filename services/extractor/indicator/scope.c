/* SPDX-License-Identifier: Apache-2.0 */
/* When a figure holds, against what it is compared, and whether it is fact, goal or grant. */
#include "aside.h"
#include "basis.h"
#include "bind.h"
#include "carry.h"
#include "currency.h"
#include "document.h"
#include "event.h"
#include "limit.h"
#include "reach.h"
#include "shares.h"
#include "status.h"
#include "time_list.h"
#include "undated.h"

static bool is_function(const struct tok *t, enum function_is is)
{
	return tok_is(t, LEX_FUNCTION, is);
}

static bool is_from(const struct sentence *s, int i)
{
	return i > 0 && is_function(&s->toks[i - 1], FUNCTION_FROM);
}

/* The time that holds for the rest of the sentence, once a quantity has taken it. */
static bool runs_on(const struct sentence *s, const struct when *w)
{
	for (size_t i = 0; i < s->n_toks; i++)
		if (s->toks[i].kind == TOK_TIME && &s->whens[s->toks[i].index] == w)
			return !is_from(s, (int)i) && w->kind != WHEN_SAME &&
			       !basis_is_base(s, (int)i);
	return false;
}

/* 2019年至2022年从A增长到B: A is of the first year, B of the last. */
static void split_years(const struct sentence *s, struct quantity *q)
{
	const struct tok *t = &s->toks[q->tok - 1];
	bool reaches = tok_is(t, LEX_VERB, VERB_UP_TO) || tok_is(t, LEX_VERB, VERB_DOWN_TO);
	bool behind = q > s->qs && q[-1].tok > 0 &&
	              is_function(&s->toks[q[-1].tok - 1], FUNCTION_FROM);
	if (q->when.end.y <= q->when.start.y || q->when.end.m != 0)
		return;
	if (is_function(t, FUNCTION_FROM))
		q->when.end = q->when.start;
	else if (reaches && behind && q->when.has_year && q->when.start.m == 0)
		q->when.start = q->when.end;
}

/* “十三五”时期从A提高到B: A as of the year before the plan, B as of its last. */
static void split_plan(const struct sentence *s, struct quantity *q)
{
	if (!q->has_when || q->when.kind != WHEN_RANGE || q->tok == 0)
		return;
	const struct tok *t = &s->toks[q->tok - 1];
	int16_t year = 0;
	if (!q->when.plan) {
		split_years(s, q);
		return;
	}
	if (is_function(t, FUNCTION_FROM))
		year = (int16_t)(q->when.start.y - 1);
	else if (tok_is(t, LEX_VERB, VERB_UP_TO) || tok_is(t, LEX_VERB, VERB_DOWN_TO))
		year = q->when.end.y;
	if (year == 0)
		return;
	q->when.kind = WHEN_ASOF;
	q->when.start = (struct day){ 0 };
	q->when.end = (struct day){ .y = year };
}

/* 其中，…: goes on with what the sentence before was about. */
static bool begins_among(const struct sentence *s)
{
	size_t i = 0;
	while (i < s->n_toks && (s->toks[i].kind == TOK_SPACE || s->toks[i].kind == TOK_QUOTE))
		i++;
	return i < s->n_toks && is_function(&s->toks[i], FUNCTION_AMONG);
}

/* Something to be done: by its own words, or because a plan says it of no other time. */
static bool is_intended(const struct document *doc, const struct sentence *s,
                        const struct quantity *q, int word)
{
	if (word < 0 && doc->has_when && doc->mood == STATUS_ACTUAL && begins_among(s))
		return false;
	bool amount = q->measure == MEASURE_LEVEL || q->measure == MEASURE_MULTIPLE;
	return word == STATUS_TARGET ||
	       (word == STATUS_FORECAST &&
	        (doc->plan.plan || doc->plan.end.y > doc->plan.start.y)) ||
	       (word < 0 && doc->kind == DOCUMENT_PLAN && doc->outlook != OUTLOOK_BACK &&
	        amount && doc->plan.kind != WHEN_NONE && doc->plan.plan);
}

/* 到2025年… goes on in the sentences that follow; a year that something is expected in does not. */
static bool is_goal_of_all(const struct document *doc, const struct quantity *q)
{
	bool years = doc->goal.kind == WHEN_RANGE && doc->goal.end.y > doc->goal.start.y;
	bool lasting = doc->goal.deadline || doc->goal.plan || doc->kind == DOCUMENT_PLAN ||
	               (years && doc->mood == STATUS_TARGET);
	return lasting && q->measure != MEASURE_RANK;
}

/* 截至6月末，基金A只。其中股权基金B只: stocks of the same date. */
static bool goes_on_as_of(const struct document *doc, const struct sentence *s,
                          const struct quantity *q)
{
	return begins_among(s) && doc->asof.kind == WHEN_ASOF && q->word <= STATUS_ACTUAL &&
	       (q->measure == MEASURE_LEVEL || q->measure == MEASURE_SHARE);
}

/* The date that the sentence's last figure is as of: the next may tell parts of it. */
static void note_as_of(struct document *doc, const struct sentence *s)
{
	const struct quantity *last = s->n_qs > 0 ? &s->qs[s->n_qs - 1] : NULL;
	if (last == NULL)
		return;
	doc->asof = last->when;
	if (!last->has_when || last->status != STATUS_ACTUAL || last->when.deadline)
		doc->asof.kind = WHEN_NONE;
}

static void carry_when(struct document *doc, const struct sentence *s, struct quantity *q,
                       struct reach_run *run)
{
	int word = q->word;
	int undated = undated_by_time(s, q);
	if (undated < 0 && undated_by_standard(s, q)) {
		q->has_when = doc->has_when = false;
		return;
	}
	if (undated >= 0) {
		q->has_when = false;
		if (is_from(s, undated) || s->whens[s->toks[undated].index].lately)
			return; /* 从现在的A提高到B: said of A alone */
		doc->has_when = false;
		doc->goal.kind = WHEN_NONE;
		run->undated = true;
	} else if (run->when != NULL && !(run->undated && run->when->from > run->undated_at)) {
		q->when = *run->when;
	} else if (shares_hold(doc, s, q)) {
		q->when = doc->session;
	} else if (event_holds(doc, s, q)) {
		q->when = doc->event;
	} else if (run->undated || word == STATUS_PROVISION || undated_by_words(s, q)) {
		q->has_when = false;
		run->undated_at = run->undated ? run->undated_at : q->start;
		run->undated = true;
	} else if (doc->goal.kind != WHEN_NONE && word != STATUS_ACTUAL &&
	           (word >= 0 || is_goal_of_all(doc, q))) {
		q->when = doc->goal;
		q->planned = true;
	} else if (is_intended(doc, s, q, word)) {
		q->when = doc->plan;
		q->has_when = doc->plan.kind != WHEN_NONE;
		q->planned = true;
	} else if (goes_on_as_of(doc, s, q)) {
		q->when = doc->asof;
	} else if (doc->has_when &&
	           (word != STATUS_FORECAST || !day_is_over(doc->when.end, doc->published))) {
		q->when = doc->when; /* what is past is not forecast */
	} else {
		q->has_when = false;
	}
}

/* 自去年底至今年7月: one span, from the first to the second. */
static void join_span(struct when *w, const struct when *first)
{
	struct day start = first->start.y != 0 ? first->start : first->end;
	if ((first->kind != WHEN_ASOF && first->kind != WHEN_RANGE) || start.y == 0)
		return;
	w->kind = WHEN_RANGE;
	w->start = start;
	w->deadline = false;
}

/* 从1956年的A到1987年的B: B is of that year, which is no date to do something by. */
static void settle_arrivals(struct sentence *s)
{
	bool from = false;
	for (size_t i = 0; i < s->n_toks; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_STOP)
			from = false;
		if (t->kind != TOK_TIME)
			continue;
		struct when *w = &s->whens[t->index];
		if (i > 0 && s->toks[i - 1].kind == TOK_TIME && w->kind == WHEN_ASOF &&
		    w->deadline && is_from(s, (int)i - 1))
			join_span(w, &s->whens[s->toks[i - 1].index]);
		if (from && w->kind == WHEN_ASOF && w->deadline && w->end.m == 0) {
			w->kind = WHEN_RANGE;
			w->start = w->end;
		}
		from = from || (w->kind == WHEN_RANGE && is_from(s, (int)i));
	}
}

static bool is_part(const struct when *w, const struct when *whole)
{
	return w->kind == WHEN_RANGE && whole->kind == WHEN_RANGE && w->months > 0 &&
	       w->months < whole->months && w->start.y == whole->start.y &&
	       w->end.y == whole->end.y && w->start.m >= whole->start.m &&
	       w->end.m <= whole->end.m;
}

/* 上半年A。企业利润连续增长，1—5月增长B，C: a part of the time spoken of that brings no name with it is
 * of its figure only. */
static bool is_part_told_within(const struct document *doc, const struct sentence *s,
                                const struct when *w)
{
	if (!doc->has_when || !is_part(w, &doc->when))
		return false;
	for (size_t i = 3; i + 1 < s->n_toks; i++)
		if (s->toks[i].kind == TOK_TIME && &s->whens[s->toks[i].index] == w)
			return tok_entry(&s->toks[i + 1], LEX_VERB) != NULL ||
			       is_function(&s->toks[i + 1], FUNCTION_YOY);
	return false;
}

static void assign_when(struct document *doc, const struct sentence *s, struct quantity *q,
                        struct reach_run *run)
{
	if (undated_by_nature(s, q)) {
		q->has_when = false;
		return;
	}
	const struct when *w = reach_find(doc, s, q, run);
	bool since = w != NULL && carry_is_since(w);
	if (since) /* 自2017年成立以来已有A: what follows is of now, but in a plan's look back */
		doc->has_when = doc->has_when && doc->frame.plan;
	if (w != NULL && runs_on(s, w)) {
		run->when = w;
		if (!since && !w->comparing && !aside_is_among(s, w) && reach_lead(s, w) == w &&
		    !is_part_told_within(doc, s, w)) {
			doc->main = doc->when;
			if (!doc->has_when || !aside_looks_back(s, w->from))
				doc->main.kind = WHEN_NONE;
			carry_keep(doc, w);
			doc->in_passing = s->n_toks > 3 && w->from > s->toks[3].to;
			if (!doc->in_passing)
				doc->lead = doc->when;
		}
	}
	q->has_when = true;
	if (w != NULL)
		q->when = *w;
	else
		carry_when(doc, s, q, run);
	split_plan(s, q);
}

/* A year told of as a fact, where nobody says when the text was published. */
static void note_latest(struct document *doc, const struct quantity *q)
{
	if (doc->published.y == 0 && doc->plan.kind == WHEN_NONE && q->has_when &&
	    q->status == STATUS_ACTUAL && q->when.kind == WHEN_RANGE && !q->when.plan &&
	    q->when.end.y > doc->latest)
		doc->latest = q->when.end.y;
}

/* A month or a quarter: spans that are compared with those before them. */
static bool is_short(const struct quantity *q)
{
	enum { QUARTER = 3 };
	return q->has_when && q->when.months > 0 && q->when.months <= QUARTER;
}

/* 5月份A环比下降0.2%，B下降1%。其中C上涨3%: as the first growth of a sentence is told, so are those
 * behind it, until 同比 or 环比 is said again, and those of the next sentence where it names no time. */
static void assign_bases(struct document *doc, struct sentence *s)
{
	bool whole = doc->main.kind != WHEN_NONE || aside_looks_back(s, s->to);
	const struct quantity *told = NULL;
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		bool on = told != NULL ? told->basis == BASIS_PREV
		                       : doc->month_on_month && s->time_before[q->tok] < 0;
		basis_assign(s, q, whole || (on && is_short(q)));
		if (basis_is_said(s, q) || (told == NULL && q->measure == MEASURE_GROWTH))
			told = q;
	}
	if (told != NULL)
		doc->month_on_month = told->basis == BASIS_PREV;
}

void scope_assign(struct document *doc, struct sentence *s)
{
	if (undated_by_news(s))
		doc->has_when = false;
	if (s->n_qs == 0) {
		carry_keep_last(doc, s);
		event_note(doc, s);
	}
	aside_leave(doc, s);
	shares_note(doc, s);
	limit_note(doc, s);
	reach_chain(s);
	settle_arrivals(s);
	undated_prepare(s);
	status_prepare(s);
	struct reach_run run = { .when = NULL };
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		assign_when(doc, s, q, &run);
	}
	time_list_pair(doc, s);
	assign_bases(doc, s);
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		status_assign(doc, s, q);
		currency_settle(doc, s, q);
		note_latest(doc, q);
	}
	note_as_of(doc, s);
	if (s->n_qs > 0)
		doc->mood = s->qs[s->n_qs - 1].status;
}
