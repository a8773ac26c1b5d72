/* SPDX-License-Identifier: Apache-2.0 */
/* What a quantity measures, its bound and its sign, from the words around it. */
#include <stdio.h>
#include <string.h>

#include "bind.h"
#include "lex_is.h"
#include "quantity.h"
#include "size_class.h"

/* What stands between a quantity and the words that govern it, going left. */
struct left {
	const struct tok *verb;       /* nearest verb in the clause */
	const struct tok *rate;       /* 增速, 降幅 … */
	const struct tok *proportion; /* 比重, 占比 */
	const struct tok *than;       /* 比, 较, 高于 */
	const struct tok *noun;       /* last name before the verb */
	bool below;  /* 低于 before what is compared with: 低于全国2个百分点 */
	bool direct; /* nothing but adverbs between verb and numeral */
};

static bool is_clause_end(const struct tok *t)
{
	return t->kind == TOK_COMMA || t->kind == TOK_STOP;
}

static bool is_noun(const struct tok *t)
{
	return t->kind == TOK_TEXT || tok_is_class(t, LEX_INDICATOR) ||
	       tok_is_class(t, LEX_INDUSTRY) || tok_is_class(t, LEX_REGION) ||
	       tok_is_class(t, LEX_ORG) || tok_is_class(t, LEX_WORD);
}

static void note_function(struct left *l, const struct tok *t)
{
	if (t->is == FUNCTION_RATE || t->is == FUNCTION_FALL)
		l->rate = l->rate == NULL ? t : l->rate;
	else if (t->is == FUNCTION_PROPORTION)
		l->proportion = l->proportion == NULL ? t : l->proportion;
	else if (t->is == FUNCTION_THAN)
		l->than = l->than == NULL ? t : l->than;
}

static struct left look_left(const struct sentence *s, const struct quantity *q)
{
	struct left l = { .direct = true };
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (is_clause_end(t))
			break;
		if (t->kind == TOK_NUMBER && t->index >= 0 && s->qs[t->index].group != q->group)
			break;
		if (tok_is_class(t, LEX_VERB)) {
			if (l.verb == NULL) {
				l.verb = t;
				l.direct = l.noun == NULL;
			}
		} else if (tok_is_class(t, LEX_FUNCTION)) {
			note_function(&l, t);
		} else if (tok_is_class(t, LEX_OP)) {
			l.below = l.below || (l.noun != NULL && l.verb == NULL &&
			                      tok_has(t, LEX_VERB, VERB_SLOWER));
		} else if (is_noun(t) && l.noun == NULL) {
			l.noun = t;
		}
	}
	return l;
}

/* --- comparators --- */

/* 超过了, 达到约, 控制在: what may stand between a bound and its number. */
static bool is_op_bridge(const struct tok *t)
{
	return t->kind == TOK_SPACE || t->kind == TOK_MARKUP || t->kind == TOK_QUOTE ||
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

/* The bound that a word ends with where it is no bound by itself: 将超过, 要突破, 力争超. */
static int op_of_tail(struct zb_span text)
{
	if (zb_span_ends(text, ZB_S("超过")) || zb_span_ends(text, ZB_S("突破")))
		return OP_GT;
	return OP_EQ;
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
		if (e == NULL && tok_is_class(t, LEX_STATUS) &&
		    op_of_tail(tok_text(s, t)) != OP_EQ) {
			*op = OP_GT;
			return !verb;
		}
		if (e == NULL &&
		    (tok_is_class(t, LEX_VERB) || tok_is(t, LEX_INDICATOR, INDICATOR_ACT)))
			verb = true;
		else if (e == NULL && !is_op_bridge(t))
			return false;
	}
	return false;
}

/* 约占国内市场的50%: the bound of the share stands with its verb. */
static bool op_of_share(const struct sentence *s, const struct quantity *q, uint8_t *op)
{
	for (int i = q->tok - 1; i >= 0 && i >= q->tok - 10; i--) {
		const struct tok *t = &s->toks[i];
		if (is_clause_end(t) || t->kind == TOK_NUMBER)
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
		if (is_clause_end(t) || t->kind == TOK_NUMBER)
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

static void judge_op(struct sentence *s, struct quantity *q)
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

/* --- measures --- */

static bool name_is_rate(const struct sentence *s, const struct tok *noun)
{
	if (noun == NULL)
		return false;
	if (tok_is(noun, LEX_INDICATOR, INDICATOR_RATE))
		return true;
	struct zb_span text = tok_text(s, noun);
	return zb_span_ends(text, ZB_S("率")) || zb_span_ends(text, ZB_S("系数")) ||
	       zb_span_ends(text, ZB_S("强度")) || zb_span_ends(text, ZB_S("指数")) ||
	       zb_span_ends(text, ZB_S("PMI"));
}

/* 经济增长超过7.4%: the name itself is of a growth. */
static bool name_is_growth(const struct sentence *s, const struct tok *noun)
{
	return noun != NULL && zb_span_ends(tok_text(s, noun), ZB_S("增长"));
}

static bool verb_is(const struct left *l, enum verb_is is)
{
	return l->verb != NULL && l->verb->is == is;
}

/* 增长6.7%至15.6亿美元: where it came to, not by how much. */
static bool is_arrival(const struct sentence *s, const struct quantity *q)
{
	return q->tok >= 2 && tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_TO) &&
	       s->toks[q->tok - 2].kind == TOK_NUMBER;
}

/* 超过20%的增长, 10%左右的涨幅: the word of change stands behind. */
static const struct tok *change_behind(const struct sentence *s, const struct quantity *q)
{
	bool of = false;
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i < (size_t)q->tok + 5; i++) {
		const struct tok *t = &s->toks[i];
		bool changes = tok_is(t, LEX_VERB, VERB_UP) || tok_is(t, LEX_VERB, VERB_DOWN) ||
		               tok_is(t, LEX_FUNCTION, FUNCTION_RATE) ||
		               tok_is(t, LEX_FUNCTION, FUNCTION_FALL);
		if (changes && of)
			return t;
		of = of || tok_is(t, LEX_FUNCTION, FUNCTION_OF) ||
		     (tok_is_class(t, LEX_OP) && zb_span_ends(tok_text(s, t), ZB_S("的")));
		if (!tok_is_class(t, LEX_OP) && !tok_is_class(t, LEX_FUNCTION) &&
		    !tok_is_class(t, LEX_STATUS))
			return NULL;
	}
	return NULL;
}

static bool is_fall(const struct tok *t)
{
	return tok_is(t, LEX_VERB, VERB_DOWN) || tok_is(t, LEX_FUNCTION, FUNCTION_FALL);
}

/* 占出口增长的66%: 的 stands before the figure and 占 in its clause. */
static bool is_part_of(const struct sentence *s, const struct quantity *q)
{
	return q->tok > 0 && tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_OF) &&
	       bind_verb(s, q, VERB_SHARE) >= 0;
}

/* 增幅居前，分别为7%和5%: the clause before says of what kind the figures are. NULL: it does not. */
static const struct tok *rate_before(const struct sentence *s, const struct quantity *q)
{
	int i = (q->group >= 0 ? q - q->group_place : q)->tok - 1;
	while (i >= 0 && !is_clause_end(&s->toks[i]) && s->toks[i].kind != TOK_NUMBER)
		i--;
	if (i < 0 || s->toks[i].kind != TOK_COMMA)
		return NULL;
	for (i--; i >= 0 && !is_clause_end(&s->toks[i]); i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_NUMBER)
			return NULL;
		if (tok_is(t, LEX_FUNCTION, FUNCTION_RATE) ||
		    tok_is(t, LEX_FUNCTION, FUNCTION_FALL))
			return t;
	}
	return NULL;
}

/* 增速为0.8%，较一季度的2.2%回落; 增长0.9%，好于预测的0.8%: what is compared with is of the kind of
 * the figure before. */
static bool is_base_of_last(const struct sentence *s, const struct quantity *q,
                            const struct left *l)
{
	bool compared = l->than != NULL || verb_is(l, VERB_FASTER) || verb_is(l, VERB_SLOWER);
	return compared && q > s->qs && q[-1].unit_kind == UNIT_PERCENT && q->tok > 0 &&
	       tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_OF);
}

/* 比上年同期高4.5%: by how much, not 高于5%. */
static bool is_relative(const struct sentence *s, const struct quantity *q,
                        const struct left *l)
{
	enum { NEAR = 4 };
	if (l->verb == NULL)
		return false;
	int from = q->tok > NEAR ? q->tok - NEAR : 0;
	bool than = l->than != NULL || bind_has(s, from, q->tok, LEX_FUNCTION, FUNCTION_YOY);
	return l->direct && than && (verb_is(l, VERB_FASTER) || verb_is(l, VERB_SLOWER)) &&
	       !zb_span_ends(tok_text(s, l->verb), ZB_S("于"));
}

/* A percentage that its own words call neither a share nor a growth. */
static void judge_compared(const struct sentence *s, struct quantity *q, const struct left *l)
{
	const struct tok *rate = l->verb == NULL && l->noun == NULL ? rate_before(s, q) : NULL;
	q->measure = MEASURE_SHARE;
	if (rate != NULL) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || is_fall(rate);
	} else if (is_base_of_last(s, q, l)) {
		q->measure = q[-1].measure;
	} else if (is_relative(s, q, l)) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || verb_is(l, VERB_SLOWER);
	}
}

/* 减少用工20%, 降低成本30%: right before the name of what changes. */
static bool acts_on_noun(const struct sentence *s, const struct left *l)
{
	static const char *const verbs[] = { "减少", "降低", "提高", "提升", "增加",
		                             "削减", "压减", "压降", NULL };
	if (l->verb == NULL || l->noun == NULL || l->verb >= l->noun ||
	    l->verb->to != l->noun->from)
		return false;
	for (int i = 0; verbs[i] != NULL; i++)
		if (zb_span_eq(tok_text(s, l->verb), zb_span_str(verbs[i])))
			return true;
	return false;
}

static void judge_percent(const struct sentence *s, struct quantity *q, const struct left *l)
{
	bool shares = verb_is(l, VERB_SHARE) || l->proportion != NULL || is_part_of(s, q);
	const struct tok *behind = change_behind(s, q);
	if (is_arrival(s, q)) {
		q->measure = name_is_rate(s, l->noun) ? MEASURE_LEVEL : MEASURE_SHARE;
	} else if (behind != NULL && !shares) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || is_fall(behind);
	} else if (verb_is(l, VERB_DOWN_TO) &&
	           zb_span_starts(tok_text(s, l->verb), ZB_S("收窄"))) {
		q->measure = MEASURE_GROWTH; /* 收窄到下降1.9% */
		q->negative = true;
	} else if (l->rate != NULL && !shares) {
		q->measure = MEASURE_GROWTH;
		q->negative =
			q->negative || l->rate->is == FUNCTION_FALL || verb_is(l, VERB_DOWN_TO);
	} else if (l->direct && (verb_is(l, VERB_UP) || verb_is(l, VERB_DOWN)) &&
	           !is_part_of(s, q)) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || verb_is(l, VERB_DOWN);
	} else if (l->direct && !shares &&
	           (verb_is(l, VERB_WIDEN) || verb_is(l, VERB_NARROW))) {
		q->measure = MEASURE_GROWTH; /* 顺差扩大24.7% */
		q->negative = q->negative || verb_is(l, VERB_NARROW);
	} else if (!shares && ((l->verb == NULL && name_is_growth(s, l->noun)) ||
	                       (q->tok > 0 && s->toks[q->tok - 1].kind == TOK_OPEN &&
	                        (verb_is(l, VERB_FASTER) || verb_is(l, VERB_SLOWER))))) {
		q->measure = MEASURE_GROWTH; /* 快于全国平均水平（4.2%） */
	} else if (shares) {
		q->measure = MEASURE_SHARE;
	} else if (name_is_rate(s, l->noun)) {
		q->measure = MEASURE_LEVEL;
	} else if ((verb_is(l, VERB_UP) && l->than != NULL) || acts_on_noun(s, l)) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || verb_is(l, VERB_DOWN);
	} else {
		judge_compared(s, q, l);
	}
}

static void judge_point(struct quantity *q, const struct left *l)
{
	q->measure = MEASURE_CHANGE;
	bool down = l->below || verb_is(l, VERB_DOWN) || verb_is(l, VERB_SLOWER) ||
	            verb_is(l, VERB_DOWN_TO);
	bool fall = l->rate != NULL && l->rate->is == FUNCTION_FALL;
	if (verb_is(l, VERB_WIDEN))
		down = fall;
	else if (verb_is(l, VERB_NARROW))
		down = !fall;
	q->negative = q->negative || down;
}

static void judge_times(const struct sentence *s, struct quantity *q, const struct left *l)
{
	/* 是行业增速的1.8倍: of a rate, not grown by so much. */
	bool of_something =
		q->tok > 0 && tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_OF);
	bool grows = verb_is(l, VERB_UP) || l->rate != NULL;
	q->measure = grows && !of_something ? MEASURE_GROWTH : MEASURE_MULTIPLE;
}

static void judge_amount(const struct sentence *s, struct quantity *q, const struct left *l)
{
	q->measure = MEASURE_LEVEL;
	if (l->verb != NULL && l->direct && !is_arrival(s, q) &&
	    (l->verb->is == VERB_UP || l->verb->is == VERB_DOWN)) {
		q->measure = MEASURE_CHANGE;
		q->negative = l->verb->is == VERB_DOWN;
	}
}

static void add_per(struct quantity *q, struct zb_span digits, struct zb_span unit)
{
	size_t n = strlen(q->unit);
	if (n > 0 && strchr(q->unit, '/') == NULL)
		snprintf(q->unit + n, sizeof(q->unit) - n, "/" ZB_SPAN_FMT ZB_SPAN_FMT,
		         ZB_SPAN_ARGS(digits), ZB_SPAN_ARGS(unit));
}

/* Of what stands behind 每, only these divide: 每万人, 每股, 每吨, 每亩 … but not 每个项目. */
static bool is_divisor(const struct lex_entry *e)
{
	static const char *const things[] = { "人", "股", "户", NULL };
	if (e->is == UNIT_PHYSICAL)
		return true;
	for (int i = 0; things[i] != NULL; i++)
		if (zb_span_eq(e->code.n > 0 ? e->code : e->surface, zb_span_str(things[i])))
			return true;
	return false;
}

/* 每万人口…50.2件, 每天…2000多辆: the denominator stands before. */
static void judge_per(struct sentence *s, struct quantity *q, const struct lexicon *lexicon)
{
	if (q->measure != MEASURE_LEVEL || q->unit_kind == UNIT_PERCENT)
		return;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (is_clause_end(t) || (t->kind == TOK_NUMBER && t->index >= 0))
			return;
		if (tok_is(t, LEX_FUNCTION, FUNCTION_DAILY) &&
		    !zb_span_eq(tok_text(s, t), ZB_S("日均"))) {
			add_per(q, zb_span("", 0), ZB_S("天"));
			return;
		}
		if (i + 1 == q->tok && q->unit_kind == UNIT_MONEY &&
		    zb_span_eq(tok_text(s, t), ZB_S("每股"))) {
			add_per(q, zb_span("", 0), ZB_S("股"));
			return;
		}
		if (!tok_is(t, LEX_FUNCTION, FUNCTION_PER))
			continue;
		struct numeral num;
		size_t n = numeral_read(&num, s->text, t->to);
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(lexicon, s->text, t->to + n, LEX_UNIT, &len);
		if (e != NULL && is_divisor(e))
			add_per(q, zb_span_sub(s->text, t->to, n),
			        e->code.n > 0 ? e->code : e->surface);
		return;
	}
}

static void judge_one(struct sentence *s, struct quantity *q)
{
	struct left l = look_left(s, q);
	if (q->measure != MEASURE_LEVEL)
		return; /* said by the word itself */
	judge_op(s, q);
	switch (q->unit_kind) {
	case UNIT_PERCENT:
		judge_percent(s, q, &l);
		break;
	case UNIT_POINT:
		judge_point(q, &l);
		break;
	case UNIT_TIMES:
		judge_times(s, q, &l);
		break;
	default:
		judge_amount(s, q, &l);
	}
}

void quantity_judge(struct sentence *s, const struct lexicon *lexicon)
{
	size_class_mark(s);
	quantity_group(s);
	for (size_t i = 0; i < s->n_qs; i++) {
		judge_one(s, &s->qs[i]);
		judge_per(s, &s->qs[i], lexicon);
	}
}
