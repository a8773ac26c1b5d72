/* SPDX-License-Identifier: Apache-2.0 */
#include "bound.h"

#include "bind.h"
#include "lex_is.h"

/* 约为人民币1090万元, 约港币300万元 */
static bool is_currency_before(const struct sentence *s, const struct tok *t)
{
	static const char *const words[] = { "人民币", "港币", "港元", "美元",
		                             "欧元",   "日元", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_eq(tok_text(s, t), zb_span_str(words[i])))
			return true;
	return false;
}

/* 超过了, 达到约, 控制在: what may stand between a bound and its number. */
static bool is_op_bridge(const struct sentence *s, const struct tok *t)
{
	return t->kind == TOK_SPACE || t->kind == TOK_MARKUP || t->kind == TOK_QUOTE ||
	       is_currency_before(s, t) ||
	       (tok_is(t, LEX_FUNCTION, FUNCTION_OTHER) && t->to - t->from == 3);
}

/* 大约要投资5000亿元, 至少上涨2%: adverbs bound the number behind the verb as well. */
static bool is_adverb_op(struct zb_span text)
{
	static const char *const words[] = { "约",   "大约", "大概", "至少",
		                             "最少", "最多", "至多", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_eq(text, zb_span_str(words[i])))
			return true;
	return false;
}

/* The bound that a word ends with where it is no bound by itself: 将超过, 要突破, 力争超, 跌近. */
static int op_of_tail(struct zb_span text)
{
	if (zb_span_ends(text, ZB_S("超过")) || zb_span_ends(text, ZB_S("突破")) ||
	    zb_span_ends(text, ZB_S("超")) || zb_span_ends(text, ZB_S("逾")))
		return OP_GT;
	return zb_span_ends(text, ZB_S("近")) ? OP_ABOUT : OP_EQ;
}

static bool op_before(struct sentence *s, const struct quantity *q, uint8_t *op)
{
	bool verb = false;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 4; i--) {
		const struct tok *t = &s->toks[i];
		const struct lex_entry *e = tok_entry(t, LEX_OP);
		if (e != NULL &&
		    e->code.n > 0) /* 1000亿元以上的达到4家: it bounds what is counted */
			return false;
		if (e != NULL && e->is != OP_EQ) {
			*op = e->is;
			return !verb || is_adverb_op(tok_text(s, t));
		}
		bool tail = tok_is_class(t, LEX_STATUS) ||
		            (tok_is_class(t, LEX_VERB) && i + 1 == q->tok); /* 跌超5% */
		if (e == NULL && tail && op_of_tail(tok_text(s, t)) != OP_EQ) {
			*op = (uint8_t)op_of_tail(tok_text(s, t));
			return !verb;
		}
		if (e == NULL &&
		    (tok_is_class(t, LEX_VERB) || tok_is(t, LEX_INDICATOR, INDICATOR_ACT)))
			verb = true;
		else if (e == NULL && !is_op_bridge(s, t))
			return false;
	}
	return false;
}

/* 约占国内市场的50%: the bound of the share stands with its verb. */
static bool op_of_share(const struct sentence *s, const struct quantity *q, uint8_t *op)
{
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 10; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_ends_clause(t) || t->kind == TOK_NUMBER)
			return false;
		if (!tok_has(t, LEX_VERB, VERB_SHARE))
			continue;
		const struct lex_entry *e = tok_entry(t, LEX_OP);
		if (e == NULL && i > 0)
			e = tok_entry(t - 1, LEX_OP);
		if (e == NULL || e->is == OP_EQ || e->code.n > 0)
			return false;
		*op = e->is;
		return true;
	}
	return false;
}

/* 上万人, 上百家: no less than that. */
static bool is_upwards_of(const struct sentence *s, const struct quantity *q)
{
	static const char *const scales[] = { "万", "千", "百", "亿", "十", NULL };
	if (q->tok == 0 || !zb_span_ends(tok_text(s, &s->toks[q->tok - 1]), ZB_S("上")))
		return false;
	struct zb_span quote = zb_span_sub(s->text, q->start, q->end - q->start);
	for (int i = 0; scales[i] != NULL; i++)
		if (zb_span_starts(quote, zb_span_str(scales[i])))
			return true;
	return false;
}

/* 最高可获2000万元资助, 最高给予院士补助1000万元: a ceiling, be there words between. */
static bool is_ceiling(const struct sentence *s, const struct quantity *q)
{
	if (q->unit_kind != UNIT_MONEY && q->unit_kind != UNIT_PERCENT)
		return false;
	bool grant = false;
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 12; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_ends_clause(t) || t->kind == TOK_NUMBER)
			return false;
		grant = grant || tok_is(t, LEX_STATUS, STATUS_PROVISION);
		if (grant && zb_span_starts(tok_text(s, t), ZB_S("最高")))
			return true;
	}
	return false;
}

static bool op_after(struct sentence *s, const struct quantity *q, uint8_t *op)
{
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i <= (size_t)q->tok + 2; i++) {
		const struct tok *t = &s->toks[i];
		if (tok_is_class(t, LEX_OP) && t->entry->code.n > 0) { /* code=post */
			*op = t->is;
			return true;
		}
		if (t->kind != TOK_SPACE && t->kind != TOK_MARKUP && t->kind != TOK_CLOSE)
			return false;
	}
	return false;
}

void bound_judge(struct sentence *s, struct quantity *q)
{
	uint8_t first = OP_EQ;
	uint8_t last = OP_EQ;
	bool a = op_before(s, q, &first);
	bool b = op_after(s, q, &last);
	if (!a)
		a = op_of_share(s, q, &first);
	if (!a && (is_ceiling(s, q) || is_upwards_of(s, q))) {
		first = is_upwards_of(s, q) ? OP_GE : OP_LE;
		a = true;
	}
	if (q->low.more || q->high.more)
		q->op = OP_GT;
	if (a)
		q->op = first == OP_ABOUT && q->op == OP_GT ? OP_GT : first;
	if (b && !(last == OP_ABOUT && a && first != OP_ABOUT))
		q->op = last == OP_ABOUT && q->op > OP_ABOUT ? q->op : last;
}

/* 超过全球总量的50%, 不到全省千分之一, 不低于资产净值5%: the bound stands before the whole. */
void bound_of_whole(const struct sentence *s, struct quantity *q)
{
	if (q->op != OP_EQ || q->tok == 0 ||
	    (q->measure != MEASURE_SHARE && q->measure != MEASURE_MULTIPLE))
		return;
	bool of = tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_OF);
	bool region = tok_is_class(&s->toks[q->tok - 1], LEX_REGION);
	/* 高于7月份的19%: the figure of that time itself */
	bool then = q->tok > 1 && s->toks[q->tok - 1 - of].kind == TOK_TIME;
	for (int i = q->tok - 1 - of; i >= 0 && i >= q->tok - 8; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_is_noun(t) || t->kind == TOK_TIME || /* 不低于上年营业收入的5% */
		    tok_is(t, LEX_FUNCTION, FUNCTION_ALL)) /* 全部贷款的三分之一 */
			continue;
		/* 高于预测值48.9% compares; 不低于 does not. */
		bool fits = ((of || region) && !then) || t->is == OP_GE || t->is == OP_LE;
		if (tok_is_class(t, LEX_OP) && fits && t->entry->code.n == 0)
			q->op = t->is;
		return;
	}
}

static bool is_each(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 4; i--)
		if (zb_span_starts(tok_text(s, &s->toks[i]), ZB_S("分别"))) /* 分别约 too */
			return true;
	return false;
}

void bound_of_list(struct sentence *s)
{
	const struct quantity *first = NULL;
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		if (q->group < 0)
			first = NULL;
		else if (q->group_place == 0)
			first = q->op != OP_EQ && is_each(s, q) ? q : NULL;
		else if (first != NULL && q->op == OP_EQ)
			q->op = first->op;
	}
}
