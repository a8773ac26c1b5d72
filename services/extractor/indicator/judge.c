/* SPDX-License-Identifier: Apache-2.0 */
/* What a quantity measures, its bound and its sign, from the words around it. */
#include <stdio.h>
#include <string.h>

#include "bind.h"
#include "bound.h"
#include "growth.h"
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
		if (tok_ends_clause(t) ||
		    (t->kind == TOK_PAUSE && i == q->tok - 1 && q->group < 0))
			break; /* 出现衰退、13%的受访者: another item */
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
		} else if (tok_is_noun(t) && l.noun == NULL) {
			l.noun = t;
		}
	}
	return l;
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
	while (i >= 0 && !tok_ends_clause(&s->toks[i]) && s->toks[i].kind != TOK_NUMBER)
		i--;
	if (i < 0 || s->toks[i].kind != TOK_COMMA)
		return NULL;
	for (i--; i >= 0 && !tok_ends_clause(&s->toks[i]); i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_NUMBER)
			return NULL;
		if (tok_is(t, LEX_FUNCTION, FUNCTION_RATE) ||
		    tok_is(t, LEX_FUNCTION, FUNCTION_FALL))
			return t;
	}
	return NULL;
}

/* （9.7%）, 以5.5%领跑: nothing in its own clause says what it is. */
static bool is_set_apart(const struct sentence *s, const struct quantity *q)
{
	size_t next = (size_t)q->tok + 1;
	if (q->tok == 0 || next >= s->n_toks)
		return false;
	const struct tok *before = &s->toks[(q->group >= 0 ? q - q->group_place : q)->tok - 1];
	return (before->kind == TOK_OPEN && s->toks[next].kind == TOK_CLOSE) ||
	       zb_span_ends(tok_text(s, before), ZB_S("以"));
}

/* 从增速看，…甲（9.7%）、乙（6.3%）: what the sentence speaks of. NULL: of no rate, or of shares. */
static const struct tok *rate_of_topic(const struct sentence *s, const struct quantity *q)
{
	if (!is_set_apart(s, q))
		return NULL;
	for (int i = q->tok - 1; i >= 0 && s->toks[i].kind != TOK_STOP; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_is(t, LEX_FUNCTION, FUNCTION_RATE) ||
		    tok_is(t, LEX_FUNCTION, FUNCTION_FALL))
			return t;
		if (tok_is(t, LEX_FUNCTION, FUNCTION_PROPORTION) ||
		    tok_is(t, LEX_VERB, VERB_SHARE))
			return NULL;
	}
	return NULL;
}

/* 高于, 低于, 快于, 慢于 in the clause before the figure. */
static bool compares_above(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && !tok_ends_clause(&s->toks[i]); i--)
		if (tok_has(&s->toks[i], LEX_VERB, VERB_FASTER) ||
		    tok_has(&s->toks[i], LEX_VERB, VERB_SLOWER) ||
		    (tok_is_class(&s->toks[i], LEX_OP) &&
		     zb_span_ends(tok_text(s, &s->toks[i]), ZB_S("于"))))
			return true;
	return false;
}

/* The percentage before it in the sentence; NULL: none. */
static const struct quantity *last_percent(const struct sentence *s, const struct quantity *q)
{
	while (q > s->qs && (--q)->unit_kind == UNIT_POINT) /* 下调0.2个百分点 */
		;
	return q->unit_kind == UNIT_PERCENT ? q : NULL;
}

/* 增速为0.8%，较一季度的2.2%回落; 增长0.9%，好于预测的0.8%: what is compared with is of the kind of
 * the figure before. */
static bool is_base_of_last(const struct sentence *s, const struct quantity *q,
                            const struct left *l)
{
	if (q == s->qs || last_percent(s, q) == NULL || q->tok < 2)
		return false;
	const struct tok *before = &s->toks[q->tok - 1];
	bool than = l->than != NULL || tok_is(&s->toks[q->tok - 2], LEX_FUNCTION, FUNCTION_YOY);
	if (than && before->kind == TOK_TIME) /* 较去年12月1.6%的预期下调 */
		return true;
	return tok_is(before, LEX_FUNCTION, FUNCTION_OF) &&
	       (l->than != NULL || compares_above(s, q));
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
	if (rate == NULL)
		rate = rate_of_topic(s, q);
	q->measure = MEASURE_SHARE;
	if (rate != NULL) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || is_fall(rate);
	} else if (is_base_of_last(s, q, l)) {
		q->measure = last_percent(s, q)->measure;
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

/* 执行7%的出口关税, 3%的利率: a rate by its name, behind. */
static bool rate_behind(const struct sentence *s, const struct quantity *q)
{
	size_t i = (size_t)q->tok + 1;
	if (i >= s->n_toks || !tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF))
		return false;
	for (size_t end = i + 5; ++i < s->n_toks && i < end && tok_is_noun(&s->toks[i]);)
		if (tok_is(&s->toks[i], LEX_INDICATOR, INDICATOR_RATE))
			return true;
	return false;
}

/* 增至15%: where it came to is what its name says. */
static uint8_t measure_of_arrival(const struct sentence *s, const struct left *l)
{
	if (growth_of_prices(s, l->noun))
		return MEASURE_GROWTH;
	return name_is_rate(s, l->noun) ? MEASURE_LEVEL : MEASURE_SHARE;
}

/* 快于全国平均水平（4.2%） */
static bool is_compared_in_brackets(const struct sentence *s, const struct quantity *q,
                                    const struct left *l)
{
	return q->tok > 0 && s->toks[q->tok - 1].kind == TOK_OPEN &&
	       (verb_is(l, VERB_FASTER) || verb_is(l, VERB_SLOWER));
}

/* 指数中超过16%的公司: so many of the things behind 的. */
static bool is_part_of_things(const struct sentence *s, const struct quantity *q,
                              const struct left *l)
{
	size_t i = (size_t)q->tok + 1;
	if (l->verb != NULL || i + 1 >= s->n_toks || !bind_of_at(s, (int)i))
		return false;
	while (i < s->n_toks && (tok_is_class(&s->toks[i], LEX_OP) ||
	                         tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF)))
		i++;
	while (i + 1 < s->n_toks && tok_is_noun(&s->toks[i]) && tok_is_noun(&s->toks[i + 1]))
		i++;
	return i < s->n_toks && (tok_has(&s->toks[i], LEX_INDICATOR, INDICATOR_THING) ||
	                         tok_entry(&s->toks[i], LEX_ORG) != NULL);
}

static void judge_percent(const struct sentence *s, struct quantity *q, const struct left *l)
{
	bool shares = verb_is(l, VERB_SHARE) || is_part_of_things(s, q, l) ||
	              l->proportion != NULL || is_part_of(s, q);
	/* 下降10.9%后的反弹: its own verb stands right before it */
	bool moved = l->verb != NULL && l->verb + 1 == &s->toks[q->tok] &&
	             (l->verb->is == VERB_UP || l->verb->is == VERB_DOWN);
	const struct tok *behind = moved ? NULL : growth_behind(s, q);
	if (is_arrival(s, q)) {
		q->measure = measure_of_arrival(s, l);
	} else if (behind != NULL && !shares) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || is_fall(behind);
	} else if (verb_is(l, VERB_DOWN_TO) &&
	           zb_span_starts(tok_text(s, l->verb), ZB_S("收窄"))) {
		q->measure = MEASURE_GROWTH; /* 收窄到下降1.9% */
		q->negative = true;
	} else if (l->rate != NULL && !shares) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || l->rate->is == FUNCTION_FALL ||
		              verb_is(l, VERB_DOWN_TO) ||
		              (l->direct && verb_is(l, VERB_DOWN) && l->verb > l->rate);
	} else if (l->direct && (verb_is(l, VERB_UP) || verb_is(l, VERB_DOWN)) &&
	           !is_part_of(s, q)) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || verb_is(l, VERB_DOWN);
	} else if (l->direct && !shares &&
	           (verb_is(l, VERB_WIDEN) || verb_is(l, VERB_NARROW))) {
		q->measure = MEASURE_GROWTH; /* 顺差扩大24.7% */
		q->negative = q->negative || verb_is(l, VERB_NARROW);
	} else if (!shares && ((l->verb == NULL && name_is_growth(s, l->noun)) ||
	                       is_compared_in_brackets(s, q, l))) {
		q->measure = MEASURE_GROWTH;
	} else if (shares) {
		q->measure = MEASURE_SHARE;
	} else if (growth_of_prices(s, l->noun)) {
		q->measure = MEASURE_GROWTH;
	} else if (name_is_rate(s, l->noun) || (l->verb == NULL && rate_behind(s, q))) {
		q->measure = MEASURE_LEVEL;
	} else if ((verb_is(l, VERB_UP) && l->than != NULL) || acts_on_noun(s, l)) {
		q->measure = MEASURE_GROWTH;
		q->negative = q->negative || verb_is(l, VERB_DOWN);
	} else if (growth_by_basis(s, q)) {
		q->measure = MEASURE_GROWTH;
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

/* 比上年同期多12亿元, 较去年少3亿元: by how much. 1 or -1; 0: no such word. */
static int difference_before(const struct sentence *s, const struct quantity *q)
{
	struct zb_span before = zb_span_sub(s->text, 0, q->start);
	bool than = false;
	int sign = zb_span_ends(before, ZB_S("多")) || zb_span_ends(before, ZB_S("多了"))   ? 1
	           : zb_span_ends(before, ZB_S("少")) || zb_span_ends(before, ZB_S("少了")) ? -1
	                                                                                    : 0;
	for (int i = q->tok - 1; sign != 0 && i >= 0 && !tok_ends_clause(&s->toks[i]); i--)
		than = than || tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_THAN) ||
		       tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_YOY);
	return than ? sign : 0;
}

static void judge_amount(const struct sentence *s, struct quantity *q, const struct left *l)
{
	int sign = difference_before(s, q);
	q->measure = sign != 0 ? MEASURE_CHANGE : MEASURE_LEVEL;
	q->negative = q->negative || sign < 0;
	/* 增长明显（从13笔提升至54笔）: where it began */
	bool begins = q->tok > 0 && tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_FROM);
	if (l->verb != NULL && l->direct && !begins && !is_arrival(s, q) &&
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
		if (tok_ends_clause(t) || (t->kind == TOK_NUMBER && t->index >= 0))
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

/* 排名从去年的35位升至21位: the position itself, not so many places. */
static bool is_position(const struct sentence *s, const struct quantity *q)
{
	size_t next = (size_t)q->tok + 1;
	if (strcmp(q->unit, "位") != 0 || bind_verb(s, q, VERB_RANK) < 0)
		return false;
	return next >= s->n_toks || tok_ends_clause(&s->toks[next]) ||
	       tok_is_class(&s->toks[next], LEX_VERB);
}

static void judge_one(struct sentence *s, struct quantity *q)
{
	struct left l = look_left(s, q);
	if (q->measure != MEASURE_LEVEL)
		return; /* said by the word itself */
	bound_judge(s, q);
	switch (q->unit_kind) {
	case UNIT_PERCENT:
		judge_percent(s, q, &l);
		bound_of_whole(s, q);
		break;
	case UNIT_POINT:
		judge_point(q, &l);
		break;
	case UNIT_TIMES:
		judge_times(s, q, &l);
		bound_of_whole(s, q);
		break;
	default:
		judge_amount(s, q, &l);
	}
	if (is_position(s, q)) {
		q->measure = MEASURE_RANK;
		snprintf(q->unit, sizeof(q->unit), "rank");
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
	bound_of_list(s);
}
