/* SPDX-License-Identifier: Apache-2.0 */
#include "name_rank.h"

#include "bind.h"
#include "name_slot.h"

/* 2023百强县榜单, 竞争力排行榜: a list that puts things in order. */
static bool is_ranking(struct zb_span text)
{
	static const char *const tails[] = { "榜单",   "排行榜", "排名", "百强", "百强县",
		                             "百强市", "百强区", "评价", "考核", NULL };
	for (int i = 0; tails[i] != NULL; i++)
		if (zb_span_ends(text, zb_span_str(tails[i])))
			return true;
	return false;
}

/* 省内排名: among whom, not what. */
static bool is_field(const struct name *n)
{
	static const char *const fields[] = { "省内", "市内",   "区内",   "县内", "国内",
		                              "业内", "行业内", "同行业", NULL };
	for (int i = 0; fields[i] != NULL; i++)
		if (zb_span_eq(zb_span(n->s, n->n), zb_span_str(fields[i])))
			return true;
	return false;
}

bool name_ranking(const struct sentence *s, struct quantity *q)
{
	if (q->measure != MEASURE_RANK)
		return false;
	if (q->indicator.n > 0 && !is_field(&q->indicator))
		return true;
	q->indicator.n = 0;
	bool told = false;
	for (int i = q->tok - 1; i >= 0 && i > q->tok - PHRASE_MAX; i--) {
		told = told || tok_is(&s->toks[i], LEX_VERB, VERB_RANK);
		if (!is_ranking(tok_text(s, &s->toks[i])))
			continue;
		struct phrase p = bind_before(s, i);
		if (phrase_is_empty(p)) /* 排名第79位 */
			name_set(&q->indicator, tok_text(s, &s->toks[i]));
		else
			name_add_phrase(&q->indicator, s, bind_head(s, p));
		return true;
	}
	if (told) /* 位列第70位 */
		name_set(&q->indicator, ZB_S("排名"));
	return told;
}
