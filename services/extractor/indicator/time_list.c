/* SPDX-License-Identifier: Apache-2.0 */
#include "time_list.h"

#include <string.h>

#include "lex_is.h"

/* The run of times 、 stands between, that ends right before token `i`: how many. */
static int listed_times(const struct sentence *s, int i, const struct when **out, int most)
{
	int n = 0;
	while (i >= 0 && n < most && s->toks[i].kind == TOK_TIME) {
		out[n++] = &s->whens[s->toks[i].index];
		if (i < 2 || (s->toks[i - 1].kind != TOK_PAUSE &&
		              !tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_AND)))
			break;
		i -= 2;
	}
	return n;
}

/* 2020—2022年A分别为…: a run of as many whole years as there are figures, one each. */
static bool pair_years(struct sentence *s, size_t first, size_t n, const struct when *run)
{
	bool whole = run->kind == WHEN_RANGE && run->start.m == 0 && run->end.m == 0;
	int years = run->end.y - run->start.y + 1;
	if (!whole || run->start.y == 0 || years != (int)n)
		return false;
	for (size_t k = 0; k < n; k++) {
		struct when *when = &s->qs[first + k].when;
		*when = *run;
		when->start.y = when->end.y = (int16_t)(run->start.y + (int)k);
		s->qs[first + k].has_when = true;
	}
	return true;
}

/* 5月、6月增速分别为3.5%、4.4%: as many times as figures, one each. */
static bool pair_times(struct sentence *s, size_t first, size_t n)
{
	const struct when *times[16];
	int found = 0;
	bool same = false;
	if (n > 16)
		return false;
	for (int i = s->qs[first].tok - 1; i >= 0 && found == 0; i--) {
		const struct tok *t = &s->toks[i];
		if ((t->kind == TOK_STOP || t->kind == TOK_NUMBER) && !same)
			return false;
		if (t->kind == TOK_TIME && s->whens[t->index].kind == WHEN_SAME)
			same = true; /* 2020年、2021年A分别为…；同期B分别为… */
		else if (t->kind == TOK_TIME)
			found = listed_times(s, i, times, 16);
	}
	if (found == 1)
		return pair_years(s, first, n, times[0]);
	if ((size_t)found != n)
		return false;
	for (size_t k = 0; k < n; k++) {
		s->qs[first + k].when = *times[n - 1 - k];
		s->qs[first + k].has_when = times[n - 1 - k]->end.y != 0;
	}
	return true;
}

/* 2020年、2021年A分别为…，B分别为…: as many figures again, and no other time between. */
static bool pair_again(struct sentence *s, size_t first, size_t n, size_t before)
{
	for (int i = s->qs[before + n - 1].tok + 1; i < s->qs[first].tok; i++)
		if (s->toks[i].kind == TOK_TIME || s->toks[i].kind == TOK_STOP)
			return false;
	for (size_t k = 0; k < n; k++) {
		s->qs[first + k].when = s->qs[before + k].when;
		s->qs[first + k].has_when = s->qs[before + k].has_when;
	}
	return true;
}

/* The times that a list of figures was paired with last. */
static void keep_times(struct document *doc, const struct quantity *q, size_t n)
{
	doc->n_times = 0;
	if (n > TIMES_MAX)
		return;
	for (size_t i = 0; i < n; i++)
		doc->times[i] = q[i].when;
	doc->n_times = (uint8_t)n;
}

/* 2020年、2021年A分别为…。公司B分别为…, 报告期各期末，C分别为…: the next sentence has no time of its
 * own, and as many figures. */
static bool pair_kept(const struct document *doc, struct sentence *s, size_t first, size_t n)
{
	struct quantity *q = &s->qs[first];
	struct zb_span before = zb_span_sub(s->text, s->from, q->start - s->from);
	bool each = zb_span_find(before, ZB_S("分别"), 0) >= 0;
	bool ends = zb_span_find(before, ZB_S("各期末"), 0) >= 0;
	if (n != doc->n_times || !each || (q->measure != MEASURE_LEVEL && !ends) ||
	    (s->time_before[q->tok] >= 0 && !ends))
		return false;
	for (size_t i = 0; i < n; i++) {
		q[i].when = doc->times[i];
		q[i].has_when = q[i].when.end.y != 0;
		if (ends && q[i].when.kind == WHEN_RANGE) {
			q[i].when.kind = WHEN_ASOF;
			memset(&q[i].when.start, 0, sizeof(q[i].when.start));
		}
	}
	return true;
}

void time_list_pair(struct document *doc, struct sentence *s)
{
	size_t before = 0;
	size_t paired =
		0; /* figures of the last list that was paired, which began at `before` */
	for (size_t i = 0; i < s->n_qs;) {
		size_t n = 1;
		while (i + n < s->n_qs && s->qs[i].group >= 0 &&
		       s->qs[i + n].group == s->qs[i].group)
			n++;
		if (n > 1 &&
		    (pair_times(s, i, n) || (paired == n && pair_again(s, i, n, before)))) {
			before = i;
			paired = n;
			keep_times(doc, &s->qs[i], n);
		} else if (n > 1 && pair_kept(doc, s, i, n)) {
			paired = 0;
		} else {
			paired = 0;
		}
		i += n;
	}
}
