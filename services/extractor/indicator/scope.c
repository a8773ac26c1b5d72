/* SPDX-License-Identifier: Apache-2.0 */
/* When a figure holds, against what it is compared, and whether it is fact, goal or grant. */
#include "basis.h"
#include "bind.h"
#include "document.h"
#include "event.h"
#include "limit.h"
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

static bool governs(const struct when *w)
{
	return (w->kind == WHEN_RANGE || w->kind == WHEN_ASOF) && w->end.y != 0;
}

/* 是2019年同期的48.8%, 恢复至2019年同期八成: the time belongs to the whole. */
static bool is_part_of_whole(const struct sentence *s, const struct quantity *q, int i)
{
	bool of_it = q->measure == MEASURE_SHARE || q->measure == MEASURE_MULTIPLE;
	if (!of_it || i + 2 < q->tok)
		return false;
	struct zb_span before = i > 0 ? tok_text(s, &s->toks[i - 1]) : zb_span("", 0);
	return zb_span_ends(before, ZB_S("是")) || zb_span_ends(before, ZB_S("至")) ||
	       zb_span_ends(before, ZB_S("到")) || zb_span_ends(before, ZB_S("于"));
}

/* The whole's time, 是2018年的2.3倍, holds for no figure behind it either. */
static bool is_owned(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	return i > 0 && (size_t)i + 2 < s->n_toks && is_function(t + 1, FUNCTION_OF) &&
	       t[2].kind == TOK_NUMBER && t[2].index >= 0 &&
	       s->qs[t[2].index].measure == MEASURE_MULTIPLE;
}

/* 一季度、去年…: a day or a part of a year to come does not hold for what lies clauses behind. */
static bool reaches(const struct when *w, int commas)
{
	return !w->single_day || commas < 4;
}

/* 上半年A，6月B；C: behind the semicolon it is the half-year again. */
static const struct when *lead_of(const struct sentence *s, const struct when *w)
{
	for (size_t i = 0; i < s->n_toks && s->toks[i].kind != TOK_STOP; i++) {
		if (s->toks[i].kind != TOK_TIME)
			continue;
		const struct when *lead = &s->whens[s->toks[i].index];
		bool wider = lead->kind == WHEN_RANGE && w->kind == WHEN_RANGE &&
		             w->months == 1 && lead->months > 1 && lead->end.y == w->end.y &&
		             w->end.m >= lead->start.m && w->end.m <= lead->end.m &&
		             !basis_is_base(s, (int)i);
		return wider ? lead : w;
	}
	return w;
}

/* 记者8月2日从商务局获悉，…: the day of the report, not of what it says. */
static bool is_of_report(const struct sentence *s, int i, int commas)
{
	static const char *const words[] = { "获悉", "了解到", "发布", "公布", "介绍", "透露",
		                             "报道", "表示",   "指出", "通报", NULL };
	if (commas == 0 || !s->whens[s->toks[i].index].single_day)
		return false;
	for (size_t k = (size_t)i + 1; k < s->n_toks && !tok_ends_clause(&s->toks[k]); k++)
		for (int n = 0; words[n] != NULL; n++)
			if (zb_span_find(tok_text(s, &s->toks[k]), zb_span_str(words[n]), 0) >=
			    0)
				return true;
	return false;
}

/* 截至7月19日，2022年收益率为A，净值为B: a year that only belongs to A's name, and B is as of then. */
static const struct when *asof_of(const struct sentence *s, int i, const struct when *w)
{
	bool in_name = (size_t)i + 1 < s->n_toks && s->toks[i + 1].kind != TOK_COMMA &&
	               !tok_is_class(&s->toks[i + 1], LEX_VERB);
	for (int k = i - 1; in_name && k >= 0 && s->toks[k].kind != TOK_STOP; k--) {
		if (s->toks[k].kind != TOK_TIME)
			continue;
		const struct when *lead = &s->whens[s->toks[k].index];
		if (lead->kind == WHEN_ASOF && !lead->deadline && lead->end.d != 0)
			return lead;
	}
	return w;
}

/* What the sentence before this quantity said of time. */
struct run {
	const struct when *when;
	bool undated;
	uint32_t undated_at; /* the first such figure */
};

/* 产值由2015年末的A提升至2019年末的B；同期税收由C提升至D: C is of 2015, as A is. */
static const struct when *same_of(const struct sentence *s, const struct quantity *q, int i)
{
	const struct when *same = &s->whens[s->toks[i].index];
	int to = s->time_before[i];
	int from = to >= 0 ? s->time_before[to] : -1;
	bool pair = from >= 0 && is_from(s, from) && is_from(s, q->tok) &&
	            governs(&s->whens[s->toks[from].index]);
	return pair ? &s->whens[s->toks[from].index] : same;
}

/* What lies between a quantity and a time before it. */
struct way {
	int clauses, stops;
	bool numbers;
};

static void walk(struct way *way, const struct sentence *s, int from, int to)
{
	for (int i = from; i < to; i++) {
		const struct tok *t = &s->toks[i];
		way->clauses += tok_ends_clause(t);
		way->stops += t->kind == TOK_STOP;
		way->numbers = way->numbers || (t->kind == TOK_NUMBER && t->index >= 0);
	}
}

static void chain_times(struct sentence *s)
{
	int16_t last = -1;
	for (size_t i = 0; i < s->n_toks; i++) {
		s->time_before[i] = last;
		if (s->toks[i].kind == TOK_TIME)
			last = (int16_t)i;
	}
}

/* 比去年1.38亿, 较一季度的2.2%: the figure is the base's own; 高于一季度2.4个百分点 is a change. */
static bool is_of_base(const struct sentence *s, const struct quantity *q, int i)
{
	return (i == q->tok - 1 && q->unit_kind != UNIT_POINT) ||
	       (i == q->tok - 2 && is_function(&s->toks[i + 1], FUNCTION_OF));
}

/* The nearest time before the quantity that can hold for it. */
static const struct when *find_when(const struct document *doc, const struct sentence *s,
                                    const struct quantity *q, const struct run *run)
{
	struct way way = { 0 };
	int from = q->tok;
	for (int i = s->time_before[q->tok]; i >= 0; i = s->time_before[i]) {
		walk(&way, s, i, from);
		from = i;
		const struct tok *t = &s->toks[i];
		const struct when *w = &s->whens[t->index];
		if ((w->vague && !way.numbers) || (w->lately && way.clauses == 0))
			return NULL;
		bool base = basis_is_base(s, i) && !is_of_base(s, q, i);
		if (w->kind == WHEN_SAME && !way.numbers && !base && w->end.y != 0 &&
		    !is_part_of_whole(s, q, i))
			return same_of(s, q, i);
		if (!governs(w) || base || is_of_report(s, i, way.clauses) ||
		    (is_from(s, i) && way.numbers) || !reaches(w, way.clauses) ||
		    is_owned(s, i) || (way.clauses > 0 && basis_is_cause(s, i)))
			continue;
		if (w->months > 0 && way.clauses > 0 && !day_is_over(w->end, doc->published) &&
		    day_is_after(w->end, doc->published) && q->word < STATUS_TARGET)
			continue; /* 集中在下半年, in August: no figure of fact is of then */
		if (way.stops > 0 && run->undated && w->from > run->undated_at)
			return NULL; /* 已集聚A，2019年B；发布C: the sentence is of now */
		return way.stops > 0 ? lead_of(s, w) : way.clauses > 0 ? asof_of(s, i, w) : w;
	}
	return NULL;
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
		       (s->toks[before].kind == TOK_COMMA || s->toks[before].kind == TOK_TIME))
			before--; /* 其中，7月份当月 */
		return leads_part(s, &s->toks[before]);
	}
	return false;
}

/* 从环比看，7月份A: the month holds on, but for the other parts of what was told before. */
static bool looks_back_a_month(const struct sentence *s, size_t to)
{
	struct zb_span before = zb_span_sub(s->text, s->from, to - s->from);
	return zb_span_find(before, ZB_S("环比看"), 0) >= 0 ||
	       zb_span_find(before, ZB_S("环比来看"), 0) >= 0;
}

static void leave_aside(struct document *doc)
{
	if (doc->main.kind != WHEN_NONE)
		doc->when = doc->main;
	doc->main.kind = WHEN_NONE;
}

/* 1—7月份A。从环比看，7月份B。分产业看，C: of the seven months again. */
static void leave_aside_at_part(struct document *doc, const struct sentence *s)
{
	if (doc->main.kind == WHEN_NONE)
		return;
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

static void carry_when(struct document *doc, const struct sentence *s, struct quantity *q,
                       struct run *run)
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
	} else if (doc->has_when &&
	           (word != STATUS_FORECAST || !day_is_over(doc->when.end, doc->published))) {
		q->when = doc->when; /* what is past is not forecast */
	} else {
		q->has_when = false;
	}
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
		if (from && w->kind == WHEN_ASOF && w->deadline && w->end.m == 0) {
			w->kind = WHEN_RANGE;
			w->start = w->end;
		}
		from = from || (w->kind == WHEN_RANGE && is_from(s, (int)i));
	}
}

static void assign_when(struct document *doc, const struct sentence *s, struct quantity *q,
                        struct run *run)
{
	if (undated_by_nature(s, q)) {
		q->has_when = false;
		return;
	}
	const struct when *w = find_when(doc, s, q, run);
	if (w != NULL && runs_on(s, w)) {
		run->when = w;
		if (!w->comparing && !is_among(s, w) && lead_of(s, w) == w) {
			doc->main = doc->when;
			if (!doc->has_when || !looks_back_a_month(s, w->from))
				doc->main.kind = WHEN_NONE;
			keep_when(doc, w);
			doc->in_passing = s->n_toks > 3 && w->from > s->toks[3].to;
		}
	}
	q->has_when = true;
	if (w != NULL)
		q->when = *w;
	else
		carry_when(doc, s, q, run);
	split_plan(s, q);
}

/* 2030年…达到: a year to come is a date to reach it by. */
static void turn_into_deadline(const struct document *doc, struct quantity *q)
{
	const struct when *w = &q->when;
	if (q->has_when && w->kind == WHEN_RANGE && w->start.y == w->end.y && w->start.m == 0 &&
	    doc->published.y != 0 && w->end.y > doc->published.y &&
	    q->measure != MEASURE_GROWTH) {
		q->when.kind = WHEN_ASOF;
		q->when.start = (struct day){ 0 };
	}
}

/* A year told of as a fact, where nobody says when the text was published. */
static void note_latest(struct document *doc, const struct quantity *q)
{
	if (doc->published.y == 0 && doc->plan.kind == WHEN_NONE && q->has_when &&
	    q->status == STATUS_ACTUAL && q->when.kind == WHEN_RANGE && !q->when.plan &&
	    q->when.end.y > doc->latest)
		doc->latest = q->when.end.y;
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
	limit_note(doc, s);
	chain_times(s);
	settle_arrivals(s);
	status_prepare(s);
	struct run run = { .when = NULL };
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		assign_when(doc, s, q, &run);
	}
	time_list_pair(doc, s);
	bool month_on_month = doc->main.kind != WHEN_NONE || looks_back_a_month(s, s->to);
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		basis_assign(s, q, month_on_month);
		status_assign(doc, s, q);
		note_latest(doc, q);
		turn_into_deadline(doc, q);
	}
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
	return_to_frame(doc, true);
	bool goes_on = zb_span_starts(zb_span_trim(line), ZB_S("其中"));
	if (is_only_passing(doc) && !goes_on)
		doc->has_when = false;
	if (doc->when.end.y < doc->published.y - 2)
		doc->has_when = false; /* history told in passing */
}
