/* SPDX-License-Identifier: Apache-2.0 */
#include "event.h"

#include "basis.h"
#include "bind.h"

static bool is_held(const struct sentence *s, int from)
{
	static const char *const words[] = { "举行", "举办", "召开", "开幕", "启动", NULL };
	for (size_t i = (size_t)from; i < s->n_toks; i++)
		for (int k = 0; words[k] != NULL; k++)
			if (zb_span_ends(tok_text(s, &s->toks[i]), zb_span_str(words[k])))
				return true;
	return false;
}

void event_note(struct document *doc, const struct sentence *s)
{
	for (size_t i = 0; i < s->n_toks; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind != TOK_TIME || !s->whens[t->index].single_day ||
		    s->whens[t->index].kind != WHEN_RANGE || basis_is_base(s, (int)i))
			continue;
		if (is_held(s, (int)i))
			doc->event = s->whens[t->index];
		return;
	}
}

bool event_holds(const struct document *doc, const struct sentence *s, const struct quantity *q)
{
	struct zb_span before = zb_span_sub(s->text, 0, q->start);
	return doc->event.kind == WHEN_RANGE && q->measure == MEASURE_LEVEL &&
	       q->word <= STATUS_ACTUAL && zb_span_find(before, ZB_S("签约"), s->from) >= 0;
}
