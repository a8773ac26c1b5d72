/* SPDX-License-Identifier: Apache-2.0 */
/* When a figure holds, against what it is compared, and whether it is fact, goal or grant. */
#include "basis.h"
#include "bind.h"
#include "currency.h"
#include "document.h"
#include "event.h"
#include "limit.h"
#include "reach.h"
#include "shares.h"
#include "status.h"
#include "time_list.h"
#include "undated.h"

/* --- time --- */

static bool is_function(const struct tok *t, enum function_is is)
{
	return tok_is(t, LEX_FUNCTION, is);
}

static bool is_from(const struct sentence *s, int i)
{
	return i > 0 && is_function(&s->toks[i - 1], FUNCTION_FROM);
}

/* A time worth keeping for the sentences that follow: no single day, no base, nothing ahead. */
static bool outlives(const struct document *doc, const struct when *w)
{
	bool over = day_is_over(w->end, doc->published) ||
	            (w->plan && w->end.y <= doc->published.y);
	bool months_on_end = !w->has_year && w->start.m != 0 && w->start.y != w->end.y;
	return w->kind == WHEN_RANGE && !w->single_day && !w->comparing && !months_on_end &&
	       over;
}

/* The year or the plan that runs now: what is meant to be done without a date, is for then. */
static bool runs_now(const struct document *doc, const struct when *w)
{
	return w->kind == WHEN_RANGE && w->months == 0 && !w->single_day &&
	       doc->published.y != 0 && w->start.y <= doc->published.y + 1 &&
	       w->end.y >= doc->published.y && w->end.m == 0;
}

/* Within the frame, and no whole of it: a quarter of the year, a year of the plan. */
static bool is_within(const struct when *w, const struct when *frame)
{
	return frame->kind == WHEN_RANGE && w->start.y >= frame->start.y &&
	       (w->end.y <= frame->end.y || (frame->plan && w->start.y <= frame->end.y));
}

static void keep_when(struct document *doc, const struct when *w)
{
	if (runs_now(doc, w) && !(doc->kind == DOCUMENT_PLAN && doc->plan.plan && !w->plan))
		doc->plan = *w;
	if (doc->published.y != 0 ? w->end.y > doc->published.y : w->deadline)
		doc->goal = *w;
	else if (w->kind == WHEN_RANGE && !w->single_day)
		doc->goal.kind = WHEN_NONE;
	if (outlives(doc, w)) {
		doc->when = *w;
		doc->has_when = true;
		doc->weak_when = false;
		if (w->months == 0 && w->start.m == 0 && w->end.m == 0 &&
		    !(doc->frame.plan && !w->plan && is_within(w, &doc->frame)))
			doc->frame = *w;
	}
}

/* What was said in passing goes with its paragraph. */
/* 上半年A。B在1月到5月增长…: the next paragraph goes on with the half-year. */
static void return_to_lead(struct document *doc)
{
	if (!doc->in_passing || !doc->has_when || doc->lead.kind != WHEN_RANGE ||
	    doc->lead.months <= doc->when.months || doc->when.months == 0 ||
	    doc->lead.end.y != doc->when.end.y)
		return;
	doc->when = doc->lead;
	doc->in_passing = false;
}

static void return_to_frame(struct document *doc, bool passing_only)
{
	if (doc->has_when && is_within(&doc->when, &doc->frame) &&
	    (doc->in_passing || !passing_only))
		doc->when = doc->frame;
}

void scope_section(struct document *doc, enum outlook outlook)
{
	if (outlook != OUTLOOK_NONE)
		doc->outlook = (uint8_t)outlook;
	if (outlook == OUTLOOK_AHEAD)
		doc->frame.kind = WHEN_NONE;
	return_to_frame(doc, !doc->frame.plan);
	if (doc->in_passing && doc->has_when && doc->frame.kind == WHEN_NONE)
		doc->has_when = false;
}

/* 自2019年设立以来: from then until now. */
static bool is_since(const struct when *w)
{
	return w->kind == WHEN_RANGE && w->start.y < w->end.y && w->end.d != 0;
}

/* A sentence without figures may still say of when the next ones are: 2014年，全市上下…. */
static void keep_last_when(struct document *doc, const struct sentence *s)
{
	/* At its head, in a heading, or set off by a comma: 2014年，…; else it holds there only,
	 * unless it is the first that the text names at all. */
	for (size_t i = s->n_toks; i > 0; i--) {
		const struct tok *t = &s->toks[i - 1];
		if (t->kind != TOK_TIME)
			continue;
		const struct when *w = &s->whens[t->index];
		bool since = is_since(w);
		bool framing = i < 5 || s->n_toks < 12 ||
		               (i < s->n_toks && s->toks[i].kind == TOK_COMMA);
		bool first = !doc->has_when || doc->weak_when;
		if ((framing || first) && !basis_is_base(s, (int)i - 1) &&
		    (since || !is_from(s, (int)i - 1)) && outlives(doc, w)) {
			keep_when(doc, w);
			doc->weak_when = !framing;
			return;
		}
	}
}

/* 其中, 分季度看: parts of the time spoken of. 分行业看，7月份A is of other parts. */
static bool leads_part(const struct sentence *s, const struct tok *t)
{
	struct zb_span text = tok_text(s, t);
	return is_function(t, FUNCTION_AMONG) &&
	       (zb_span_eq(text, ZB_S("其中")) || zb_span_find(text, ZB_S("季"), 0) >= 0 ||
	        zb_span_find(text, ZB_S("月"), 0) >= 0);
}

/* 前7个月A，其中7月B: the month holds for B, and the sentences behind go on with the seven. */
static bool is_among(const struct sentence *s, const struct when *w)
{
	for (size_t i = 1; i < s->n_toks && s->toks[i].from <= w->from; i++) {
		if (s->toks[i].from != w->from)
			continue;
		size_t before = i - 1;
		while (before > 0 &&
		       (s->toks[before].kind == TOK_COMMA ||
		        s->toks[before].kind == TOK_PAUSE || s->toks[before].kind == TOK_TIME))
			before--; /* 其中，7月份当月; 其中一季度、二季度 */
		return leads_part(s, &s->toks[before]);
	}
	return false;
}

/* 从环比看，7月份A: the month holds on, but for the other parts of what was told before. */
static bool looks_back_a_month(const struct sentence *s, size_t to)
{
	for (int i = tok_last(s, LEX_FUNCTION, (int)s->n_toks - 1); i >= 0;
	     i = tok_last(s, LEX_FUNCTION, i - 1)) {
		const struct tok *t = &s->toks[i];
		if (!is_function(t, FUNCTION_PREV) || t->to >= to)
			continue;
		struct zb_span behind = zb_span_sub(s->text, t->to, to - t->to);
		if (zb_span_starts(behind, ZB_S("看")) || zb_span_starts(behind, ZB_S("来看")))
			return true;
	}
	return false;
}

static void leave_aside(struct document *doc)
{
	if (doc->main.kind != WHEN_NONE)
		doc->when = doc->main;
	doc->main.kind = WHEN_NONE;
}

/* 外贸结构优化，A同比增长4%: no time of its own, and no look at the month before any more. */
static bool speaks_of_year_before(const struct sentence *s)
{
	bool yoy = false;
	for (size_t i = 0; i < s->n_toks; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_TIME || is_function(t, FUNCTION_PREV) ||
		    zb_span_find(tok_text(s, t), ZB_S("同比看"), 0) >= 0)
			return false;
		yoy = yoy || is_function(t, FUNCTION_YOY);
	}
	return yoy;
}

/* 1—7月份A。从环比看，7月份B。分产业看，C: of the seven months again. */
static void leave_aside_at_part(struct document *doc, const struct sentence *s)
{
	if (doc->main.kind == WHEN_NONE)
		return;
	if (speaks_of_year_before(s)) {
		leave_aside(doc);
		return;
	}
	for (size_t i = 0; i < s->n_toks && s->toks[i].kind != TOK_NUMBER; i++) {
		const struct tok *t = &s->toks[i];
		if (is_function(t, FUNCTION_AMONG) && !leads_part(s, t))
			leave_aside(doc);
	}
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
	bool since = w != NULL && is_since(w);
	if (since) /* 自2017年成立以来已有A: what follows is of now, but in a plan's look back */
		doc->has_when = doc->has_when && doc->frame.plan;
	if (w != NULL && runs_on(s, w)) {
		run->when = w;
		if (!since && !w->comparing && !is_among(s, w) && reach_lead(s, w) == w &&
		    !is_part_told_within(doc, s, w)) {
			doc->main = doc->when;
			if (!doc->has_when || !looks_back_a_month(s, w->from))
				doc->main.kind = WHEN_NONE;
			keep_when(doc, w);
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
	bool whole = doc->main.kind != WHEN_NONE || looks_back_a_month(s, s->to);
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
		keep_last_when(doc, s);
		event_note(doc, s);
	}
	leave_aside_at_part(doc, s);
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

/* A year named in the middle of a sentence, and nothing else, ends with its paragraph. */
static bool is_only_passing(const struct document *doc)
{
	return doc->in_passing && doc->when.start.y == doc->frame.start.y &&
	       doc->when.end.y == doc->frame.end.y;
}

void document_paragraph(struct document *doc, struct zb_span line)
{
	doc->n_times = 0;
	doc->indicator.n = 0;
	doc->subject.n = 0;
	doc->mood = STATUS_ACTUAL;
	bool dashed = zb_span_starts(line, ZB_S("——"));
	if (doc->kind != DOCUMENT_PLAN && !dashed && !doc->dashed)
		doc->goal.kind = WHEN_NONE;
	doc->dashed = dashed;
	bool goes_on = zb_span_starts(zb_span_trim(line), ZB_S("其中"));
	if (!goes_on)
		return_to_lead(doc);
	return_to_frame(doc, true);
	if (is_only_passing(doc) && !goes_on)
		doc->has_when = false;
	if (!goes_on)
		doc->asof.kind = WHEN_NONE;
	if (doc->when.end.y < doc->published.y - 2)
		doc->has_when = false; /* history told in passing */
}
