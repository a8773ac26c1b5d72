/* SPDX-License-Identifier: Apache-2.0 */
#include "name_count.h"

#include "name_one.h"
#include "name_slot.h"

static struct phrase last_item(const struct sentence *s, struct phrase p)
{
	for (int i = p.to - 1; i > p.from; i--)
		if (s->toks[i].kind == TOK_PAUSE)
			return (struct phrase){ .from = i + 1, .to = p.to };
	return p;
}

/* 工业投资、技改投资均增长: a list that one figure is about keeps all its names. */
struct phrase name_joined(const struct sentence *s, const struct quantity *q, struct phrase p)
{
	bool all = bind_has(s, p.to, q->tok, LEX_FUNCTION, FUNCTION_ALL) ||
	           zb_span_eq(tok_text(s, &s->toks[p.to]), ZB_S("等"));
	return all ? p : last_item(s, p);
}

/* Ends like a noun: 企业服务站, 研发中心. */
static bool ends_in_noun(struct zb_span text)
{
	static const char ends[] =
		"站所院室园馆店厂点会团队部库网区群链楼家人员者师生户校社场厅堂器机车船品物件"
		"票书证卡券奖岗位地座平台体业统程心目线产险权款金端题";
	return text.n >= 6 &&
	       zb_span_find(zb_span_str(ends), zb_span_sub(text, text.n - 3, 3), 0) >= 0;
}

/* 16条产业链令全市…, 3家企业让市场…: what the things make others do. */
static bool makes_do(const struct sentence *s, int i)
{
	static const char *const verbs[] = { "令", "让", "使", NULL };
	for (int k = 0; verbs[k] != NULL; k++)
		if (zb_span_eq(tok_text(s, &s->toks[i]), zb_span_str(verbs[k])))
			return true;
	return false;
}

/* 400多名嘉宾热烈讨论, 40家银行最新市净率: what is counted ends with the thing; what unknown words
 * say of it, and a rate that it has, is no part of the name. */
static struct phrase cut_to_thing(const struct sentence *s, struct phrase p)
{
	int last = -1;
	for (int i = p.from; i < p.to; i++) {
		if (s->toks[i].kind == TOK_QUOTE)
			return p;
		if (tok_has(&s->toks[i], LEX_INDICATOR, INDICATOR_THING) ||
		    tok_entry(&s->toks[i], LEX_ORG) != NULL)
			last = i;
	}
	if (last < 0 || last + 1 >= p.to || s->toks[last + 1].kind == TOK_PAUSE ||
	    tok_is(&s->toks[last + 1], LEX_FUNCTION, FUNCTION_AND))
		return p;
	const struct tok *tail = &s->toks[p.to - 1];
	bool figure = tok_has(tail, LEX_INDICATOR, INDICATOR_LEVEL) ||
	              tok_has(tail, LEX_INDICATOR, INDICATOR_RATE);
	bool said = tail->kind == TOK_TEXT && !ends_in_noun(tok_text(s, tail));
	if (figure || said || makes_do(s, last + 1))
		p.to = last + 1;
	return p;
}

struct phrase name_examples(const struct sentence *s, const struct quantity *q)
{
	int i = q->tok - 1;
	struct phrase none = { .from = q->tok, .to = q->tok };
	return i > 0 && zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("等")) ? bind_before(s, i - 1)
	                                                                 : none;
}

/* 省级项目11个，其中新港园区5个: where the part is, not what it counts. */
static bool is_part_place(const struct sentence *s, const struct quantity *q,
                          struct phrase left)
{
	static const char *const places[] = { "园区",   "新区", "片区", "街道",
		                              "开发区", "镇",   "乡",   NULL };
	if (phrase_is_empty(left) || left.from == 0 || q == s->qs ||
	    !tok_is(&s->toks[left.from - 1], LEX_FUNCTION, FUNCTION_AMONG) ||
	    !zb_span_eq(zb_span_str(q[-1].unit), zb_span_str(q->unit)))
		return false;
	struct zb_span last = tok_text(s, &s->toks[left.to - 1]);
	for (int i = 0; places[i] != NULL; i++)
		if (zb_span_ends(last, zb_span_str(places[i])))
			return left.to - left.from > 1 || last.n > 6;
	return false;
}

void name_count(const struct document *doc, const struct sentence *s, struct quantity *q,
                struct phrase left, struct phrase right)
{
	right = cut_to_thing(s, right);
	if (!phrase_is_empty(right) && name_from(doc, s, q, right)) {
		struct quantity probe = { .group = -1 };
		if (phrase_is_empty(name_examples(s, q))) {
			slot_read_region(doc, s, &probe, left);
			slot_read_industry(doc, s, &probe, left);
		}
		if (q->region == NULL)
			q->region = probe.region;
		if (q->industry == NULL && probe.industry != NULL) {
			q->industry = probe.industry;
			q->industry_text = probe.industry_text;
		}
		return;
	}
	if (is_part_place(s, q, left)) {
		name_carry(doc, q);
		q->named = true;
	} else if (!phrase_is_empty(left))
		name_from(doc, s, q, name_joined(s, q, left));
}
