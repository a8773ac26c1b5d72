/* SPDX-License-Identifier: Apache-2.0 */
#include "time_list.h"

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

/* 5月、6月增速分别为3.5%、4.4%: as many times as figures, one each. */
static void pair_times(struct sentence *s, size_t first, size_t n)
{
	const struct when *times[16];
	int found = 0;
	bool same = false;
	if (n > 16)
		return;
	for (int i = s->qs[first].tok - 1; i >= 0 && found == 0; i--) {
		const struct tok *t = &s->toks[i];
		if ((t->kind == TOK_STOP || t->kind == TOK_NUMBER) && !same)
			return;
		if (t->kind == TOK_TIME && s->whens[t->index].kind == WHEN_SAME)
			same = true; /* 2020年、2021年A分别为…；同期B分别为… */
		else if (t->kind == TOK_TIME)
			found = listed_times(s, i, times, 16);
	}
	if ((size_t)found != n)
		return;
	for (size_t k = 0; k < n; k++) {
		s->qs[first + k].when = *times[n - 1 - k];
		s->qs[first + k].has_when = times[n - 1 - k]->end.y != 0;
	}
}

void time_list_pair(struct sentence *s)
{
	for (size_t i = 0; i < s->n_qs;) {
		size_t n = 1;
		while (i + n < s->n_qs && s->qs[i].group >= 0 &&
		       s->qs[i + n].group == s->qs[i].group)
			n++;
		if (n > 1)
			pair_times(s, i, n);
		i += n;
	}
}
