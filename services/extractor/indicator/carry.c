/* SPDX-License-Identifier: Apache-2.0 */
#include "carry.h"

#include "basis.h"
#include "bind.h"

static bool is_from(const struct sentence *s, int i)
{
	return i > 0 && tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_FROM);
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

void carry_keep(struct document *doc, const struct when *w)
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

bool carry_is_since(const struct when *w)
{
	return w->kind == WHEN_RANGE && w->start.y < w->end.y && w->end.d != 0;
}

void carry_keep_last(struct document *doc, const struct sentence *s)
{
	/* At its head, in a heading, or set off by a comma: 2014年，…; else it holds there only,
	 * unless it is the first that the text names at all. */
	for (size_t i = s->n_toks; i > 0; i--) {
		const struct tok *t = &s->toks[i - 1];
		if (t->kind != TOK_TIME)
			continue;
		const struct when *w = &s->whens[t->index];
		bool since = carry_is_since(w);
		bool framing = i < 5 || s->n_toks < 12 ||
		               (i < s->n_toks && s->toks[i].kind == TOK_COMMA);
		bool first = !doc->has_when || doc->weak_when;
		if ((framing || first) && !basis_is_base(s, (int)i - 1) &&
		    (since || !is_from(s, (int)i - 1)) && outlives(doc, w)) {
			carry_keep(doc, w);
			doc->weak_when = !framing;
			return;
		}
	}
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
