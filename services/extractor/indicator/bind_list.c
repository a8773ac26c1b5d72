/* SPDX-License-Identifier: Apache-2.0 */
/* Lists, the verbs that govern a figure, and words looked for in a stretch of tokens. */
#include "bind.h"

/* Behind the bracket that opens at `i`, where a joint or the phrase's end follows it; else `i`. */
static int past_bracket(const struct sentence *s, int i, int to)
{
	int k = i + 1;
	while (k < to && s->toks[k].kind != TOK_CLOSE)
		k++;
	return k < to && (k + 1 == to || tok_joins(&s->toks[k + 1])) ? k + 1 : i;
}

static bool is_and(const struct tok *t)
{
	return tok_is(t, LEX_FUNCTION, FUNCTION_AND);
}

static int split(const struct sentence *s, struct phrase p, struct phrase *items, int most,
                 bool at_and)
{
	int n = 0;
	int from = p.from;
	for (int i = p.from; i <= p.to && n < most; i++) {
		/* 欧盟（27国，不含英国）、韩国: a bracket ends the item's own words */
		int close =
			i < p.to && s->toks[i].kind == TOK_OPEN ? past_bracket(s, i, p.to) : i;
		if (close > i) {
			if (i > from && n < most)
				items[n++] = (struct phrase){ .from = from, .to = i };
			from = close;
			i = close - 1;
			continue;
		}
		bool end = i == p.to || s->toks[i].kind == TOK_PAUSE ||
		           (at_and && is_and(&s->toks[i]));
		if (!end)
			continue;
		if (i > from)
			items[n++] = (struct phrase){ .from = from, .to = i };
		from = i + 1;
	}
	return n;
}

int bind_items(const struct sentence *s, struct phrase p, struct phrase *items, int most)
{
	return split(s, p, items, most, true);
}

int bind_list(const struct sentence *s, struct phrase p, struct phrase *items, int most, int n)
{
	int found = split(s, p, items, most, false);
	if (found + 1 == n && found > 0 && n <= most) { /* 甲、乙和丙 */
		struct phrase last = items[found - 1];
		for (int i = last.to - 2; i > last.from; i--) {
			if (!is_and(&s->toks[i]))
				continue;
			items[found - 1].to = i;
			items[found++] = (struct phrase){ .from = i + 1, .to = last.to };
			return found;
		}
	}
	return found >= n && n > 1 ? found : split(s, p, items, most, true);
}

int bind_verb(const struct sentence *s, const struct quantity *q, enum verb_is is)
{
	for (int i = q->tok - 1; i >= 0 && i > q->tok - PHRASE_MAX; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_has(t, LEX_VERB, is))
			return i;
		if (tok_ends_clause(t))
			break;
		/* 占…比重由7.8%提高到12.4%: the second share has the first one's verb. */
		if (t->kind == TOK_NUMBER && t->index >= 0 &&
		    !tok_is(&s->toks[i + 1], LEX_VERB, VERB_UP_TO) &&
		    !tok_is(&s->toks[i + 1], LEX_VERB, VERB_DOWN_TO))
			break;
	}
	return -1;
}

bool bind_has(const struct sentence *s, int from, int to, enum lex_class cls, int is)
{
	int i = tok_last(s, cls, to - 1);
	while (i >= from && !tok_has(&s->toks[i], cls, is))
		i = tok_last(s, cls, i - 1);
	return i >= from;
}

bool bind_of_at(const struct sentence *s, int i)
{
	if (i < 0 || (size_t)i >= s->n_toks)
		return false;
	const struct tok *t = &s->toks[i];
	/* 以上的, 以上 的 */
	bool post = tok_is_class(t, LEX_OP) && t->entry->code.n > 0 && t->is != OP_ABOUT;
	return tok_is(t, LEX_FUNCTION, FUNCTION_OF) ||
	       (post &&
	        (zb_span_ends(tok_text(s, t), ZB_S("的")) ||
	         ((size_t)i + 1 < s->n_toks && tok_is(t + 1, LEX_FUNCTION, FUNCTION_OF))));
}
