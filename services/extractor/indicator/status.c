/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include <string.h>

#include "bind.h"
#include "future.h"
#include "limit.h"
#include "undated.h"

enum { NEARBY = 3 }; /* tokens */

/* --- words --- */

/* 发放补贴, 已兑现奖励: it was granted and is a fact. */
static bool is_paid_out(const struct sentence *s, int i)
{
	static const char *const words[] = { "发放", "兑现", "拨付", "下达", "获得", "获",
		                             "收到", "取得", "申领", "争取", "落实", NULL };
	for (int k = i - 1; k >= 0 && k >= i - 6 && !tok_ends_clause(&s->toks[k]); k--) {
		struct zb_span text = tok_text(s, &s->toks[k]);
		if (tok_is(&s->toks[k], LEX_STATUS, STATUS_ACTUAL))
			return true;
		for (int w = 0; words[w] != NULL; w++)
			if (zb_span_ends(text, zb_span_str(words[w])))
				return true;
	}
	return false;
}

/* 林业规划设计, 三年行动计划，: what is planned is not said by the name of a plan. */
static bool is_noun_here(const struct sentence *s, int i)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	const struct tok *next = (size_t)i + 1 < s->n_toks ? &s->toks[i + 1] : NULL;
	if (next == NULL)
		return false;
	if (zb_span_eq(text, ZB_S("展望")) || zb_span_eq(text, ZB_S("预期")))
		return tok_is_class(next, LEX_INDICATOR) || tok_ends_clause(next) ||
		       (i > 0 && (tok_is_class(&s->toks[i - 1], LEX_OP) ||
		                  tok_is_class(&s->toks[i - 1], LEX_VERB)));
	if (zb_span_starts(text, ZB_S("加快")) || zb_span_starts(text, ZB_S("着力")))
		return tok_ends_clause(next); /* 项目加快建设， */
	if (zb_span_eq(text, ZB_S("预测")))   /* 形势分析预测报告 */
		return zb_span_starts(tok_text(s, next), ZB_S("报告")) ||
		       zb_span_starts(tok_text(s, next), ZB_S("模型"));
	if (zb_span_eq(text, ZB_S("规划")))
		return next->kind == TOK_TEXT ||
		       zb_span_starts(tok_text(s, next), ZB_S("设计"));
	if (zb_span_eq(text, ZB_S("计划")) && i > 0 && next->kind == TOK_NUMBER &&
	    tok_is_class(&s->toks[i - 1], LEX_INDICATOR))
		return true; /* 投资计划78亿元 */
	return zb_span_eq(text, ZB_S("计划")) &&
	       (tok_ends_clause(next) || next->kind == TOK_QUOTE || next->kind == TOK_CLOSE ||
	        tok_is(next, LEX_FUNCTION, FUNCTION_OF));
}

/* 为确保项目按期投产，…: what something is done for, not what is promised. */
static bool is_purpose(const struct sentence *s, int i)
{
	if (i == 0 || s->toks[i].is != STATUS_TARGET)
		return false;
	struct zb_span before = tok_text(s, &s->toks[i - 1]);
	return zb_span_eq(before, ZB_S("为")) || zb_span_eq(before, ZB_S("为了"));
}

/* 计划总投资, 预计投资: the name of the quantity says it. */
static int said_by_name(struct zb_span name)
{
	if (zb_span_starts(name, ZB_S("计划")) || zb_span_starts(name, ZB_S("规划")))
		return STATUS_TARGET;
	return zb_span_starts(name, ZB_S("预计")) ? STATUS_FORECAST : -1;
}

/* 《规划》提出, 行动方案明确: what follows is in the plan. */
static bool says_plan(const struct sentence *s, int i)
{
	static const char *const verbs[] = { "提出", "明确", "要求", "确定", NULL };
	static const char *const plans[] = { "规划》", "方案》", "计划》", "意见》",
		                             "纲要》", "措施》", NULL };
	struct zb_span text = tok_text(s, &s->toks[i]);
	bool speaks = false;
	if (i == 0 || !zb_span_ends(tok_text(s, &s->toks[i - 1]), ZB_S("》")))
		return false;
	for (int k = 0; verbs[k] != NULL; k++)
		speaks = speaks || zb_span_starts(text, zb_span_str(verbs[k]));
	size_t at = s->toks[i].from;
	for (int k = 0; speaks && plans[k] != NULL; k++)
		if (at >= s->from + 9 &&
		    zb_span_ends(zb_span_sub(s->text, at - 9, 9), zb_span_str(plans[k])))
			return true;
	return false;
}

/* What the word says of status wherever the quantity stands, or -1. */
static int said_anywhere(const struct sentence *s, int i)
{
	const struct tok *t = &s->toks[i];
	if (t->kind != TOK_WORD)
		return -1;
	if (tok_is_class(t, LEX_STATUS))
		return t->is == STATUS_PLAN_DOC || t->is == STATUS_GRANT_DOC ||
		                       is_noun_here(s, i) || is_purpose(s, i) ||
		                       future_hands_over(s, i)
		               ? -1
		               : t->is;
	if (tok_is_class(t, LEX_FUNCTION)) /* 如果…将 */
		return tok_has(t, LEX_STATUS, STATUS_OPINION) ? STATUS_OPINION : -1;
	bool verb = tok_is_class(t, LEX_VERB) || /* 预期今年…: a noun elsewhere */
	            (tok_is_class(t, LEX_INDICATOR) && (size_t)i + 1 < s->n_toks &&
	             t[1].kind == TOK_TIME);
	const struct lex_entry *e = verb ? tok_entry(t, LEX_STATUS) : NULL;
	return e != NULL && e->is <= STATUS_OPINION ? e->is : -1;
}

/*
 * What the word says of a quantity right behind it, or -1. 奖励, 补贴 are things as well: they grant
 * only where the amount follows at once.
 */
static int said_nearby(const struct sentence *s, const struct quantity *q, int i)
{
	const struct tok *t = &s->toks[i];
	if (t->kind != TOK_WORD || t->cls == LEX_FUNCTION || t->cls == LEX_VERB)
		return -1;
	const struct lex_entry *e = tok_entry(t, LEX_STATUS);
	if (e == NULL)
		return tok_is_class(t, LEX_INDICATOR) ? said_by_name(tok_text(s, t)) : -1;
	bool at_once = i == q->tok - 1 || (i == q->tok - 2 && tok_is_class(t + 1, LEX_OP));
	return e->is == STATUS_PROVISION && at_once && !is_paid_out(s, i) ? e->is : -1;
}

static int said_by(const struct sentence *s, const struct quantity *q, int i)
{
	return s->said[i] >= 0 || i < q->tok - NEARBY ? s->said[i] : said_nearby(s, q, i);
}

/* 计划完成: what is done only in the plan. 已 is of fact wherever it stands. */
static bool is_weak_fact(const struct sentence *s, const struct tok *t)
{
	return !zb_span_starts(tok_text(s, t), ZB_S("已"));
}

/* 计划总投资10亿元: the word is a part of the name, and says nothing of the next clause. */
static bool is_attribute(const struct sentence *s, int i)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	if (zb_span_eq(text, ZB_S("计划投资")))
		return true;
	if (!zb_span_eq(text, ZB_S("计划")) && !zb_span_eq(text, ZB_S("规划")) &&
	    !zb_span_eq(text, ZB_S("拟")))
		return false;
	return (size_t)i + 1 < s->n_toks && tok_is_class(&s->toks[i + 1], LEX_INDICATOR);
}

/* 规划建设的项目有20个: what is promised only describes the thing that the figure is about. */
static bool is_inside_name(const struct sentence *s, const struct quantity *q, int i)
{
	struct zb_span text = tok_text(s, &s->toks[i]);
	if (!zb_span_eq(text, ZB_S("计划")) && !zb_span_eq(text, ZB_S("规划")) &&
	    !zb_span_eq(text, ZB_S("拟")))
		return false;
	bool of = false;
	for (int k = i + 1; k < q->tok; k++) {
		const struct tok *t = &s->toks[k];
		if (tok_ends_clause(t))
			return false;
		if (of && tok_has(t, LEX_OP, OP_EQ))
			return true;
		of = of || tok_is(t, LEX_FUNCTION, FUNCTION_OF);
	}
	return false;
}

/* 完成 in a clause of its own, of a sentence that plans: 将新增A，配套完成B. */
static int promise_before(const struct sentence *s, int i)
{
	for (; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_STOP || t->kind == TOK_TIME)
			break;
		if (tok_is_class(t, LEX_STATUS) && t->is == STATUS_ACTUAL &&
		    !is_weak_fact(s, t))
			break;
		if (tok_is_class(t, LEX_STATUS) && t->is == STATUS_TARGET &&
		    !is_attribute(s, i))
			return STATUS_TARGET;
	}
	return STATUS_ACTUAL;
}

static bool may_be_planned(const struct sentence *s, const struct tok *t)
{
	return zb_span_eq(tok_text(s, t), ZB_S("完成"));
}

/* The nearest word of promise, forecast, grant or fact before the quantity. */
static int word_before_it(const struct sentence *s, const struct quantity *q)
{
	int future = -1;
	const struct tok *fact = NULL;
	/* Near the quantity and behind a fact each token counts; else those that say something. */
	for (int i = q->tok - 1; i >= 0;
	     i = fact != NULL || i >= q->tok - NEARBY ? i - 1 : s->said_before[i]) {
		const struct tok *t = &s->toks[i];
		if (fact != NULL && t->kind == TOK_TIME)
			return STATUS_ACTUAL;
		if (fact != NULL && tok_ends_clause(t))
			return may_be_planned(s, fact) ? promise_before(s, i - 1)
			                               : STATUS_ACTUAL;
		int word = said_by(s, q, i);
		if (word < 0 || is_inside_name(s, q, i))
			continue;
		if (word == STATUS_OPINION) {
			if (future >= 0)
				return STATUS_FORECAST;
		} else if (future_is(s, t)) {
			int says = q->tok - i < PHRASE_MAX ? future_says(s, q, i) : future;
			future = says > future ? says : future; /* a forecast wins */
		} else if (future < 0 && word == STATUS_ACTUAL && is_weak_fact(s, t)) {
			fact = t;
		} else if (future < 0 || word == STATUS_FORECAST) {
			return word;
		}
	}
	return future < 0 && fact != NULL ? STATUS_ACTUAL : future;
}

/* No comma between the word and the quantity. */
static bool is_said_here(const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0 && s->toks[i].kind != TOK_COMMA; i--)
		if (tok_is_class(&s->toks[i], LEX_STATUS))
			return true;
	return false;
}

/* 16个项目先后获得支持: what the figure counts is the subject of a fact. */
static bool is_subject_of_fact(const struct sentence *s, const struct quantity *q)
{
	if (q->tok > 0 && !tok_ends_clause(&s->toks[q->tok - 1]))
		return false;
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i < (size_t)q->tok + 12; i++) {
		const struct tok *t = &s->toks[i];
		if (tok_ends_clause(t) || t->kind == TOK_NUMBER)
			return false;
		if (tok_is_class(t, LEX_STATUS))
			return t->is == STATUS_ACTUAL;
	}
	return false;
}

/* 在产量突破900万吨的基础上: what has been reached. */
static bool is_ground(const struct sentence *s, const struct quantity *q)
{
	struct zb_span behind = zb_span_sub(s->text, q->end, 18);
	return zb_span_starts(behind, ZB_S("的基础上")) ||
	       zb_span_starts(behind, ZB_S("基础上"));
}

/* 2%的通胀目标, 5%左右的预期目标. */
static bool is_goal_behind(const struct sentence *s, const struct quantity *q)
{
	bool of = false;
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i < (size_t)q->tok + 7; i++) {
		const struct tok *t = &s->toks[i];
		if (tok_ends_clause(t) || t->kind == TOK_NUMBER)
			return false;
		if (of && zb_span_ends(tok_text(s, t), ZB_S("目标")))
			return true;
		of = of || tok_is(t, LEX_FUNCTION, FUNCTION_OF) || t->kind == TOK_QUOTE;
	}
	return false;
}

/* 将由28万吨增加至52万吨: where it comes from is what it is now. */
static bool is_starting_point(const struct sentence *s, const struct quantity *q)
{
	if (q->tok == 0 || !tok_is(&s->toks[q->tok - 1], LEX_FUNCTION, FUNCTION_FROM))
		return false;
	for (size_t i = (size_t)q->tok + 1; i < s->n_toks && i < (size_t)q->tok + 4; i++)
		if (tok_is(&s->toks[i], LEX_VERB, VERB_UP_TO) ||
		    tok_is(&s->toks[i], LEX_VERB, VERB_DOWN_TO))
			return true;
	return false;
}

/* 占了近50%, 吸引了30家: done, where nothing in the clause says that it is to come. */
static bool is_perfect(const struct sentence *s, const struct quantity *q)
{
	bool done = false;
	for (int i = q->tok - 1; i > 0 && i >= q->tok - NEARBY; i--)
		done = done || (tok_is_class(&s->toks[i - 1], LEX_VERB) &&
		                zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("了")));
	for (int i = q->tok - 1; done && i >= 0 && !tok_ends_clause(&s->toks[i]); i--)
		if (said_by(s, q, i) > STATUS_ACTUAL)
			return false;
	return done;
}

static int status_word(const struct sentence *s, const struct quantity *q)
{
	if (is_perfect(s, q))
		return STATUS_ACTUAL;
	if (limit_of_grant(s, q))
		return STATUS_PROVISION;
	if (is_starting_point(s, q) || is_ground(s, q))
		return STATUS_ACTUAL;
	if (is_subject_of_fact(s, q))
		return STATUS_ACTUAL;
	if (is_goal_behind(s, q))
		return STATUS_TARGET;
	return word_before_it(s, q);
}

/* 收入预期20亿元: behind a name and right before its figure. */
static bool is_before_figure(const struct sentence *s, size_t i)
{
	const struct tok *next = &s->toks[i + 1];
	return i > 0 && zb_span_eq(tok_text(s, next - 1), ZB_S("预期")) &&
	       (next->kind == TOK_NUMBER || tok_is_class(next, LEX_OP)) &&
	       tok_entry(next - 2, LEX_INDICATOR) != NULL;
}

/* GDP预期增长5%: what it says of the verb behind it is no part of a name. */
static bool is_spoken_verb(const struct sentence *s, size_t i)
{
	const struct tok *t = &s->toks[i];
	const struct tok *next = t + 1;
	bool of = i > 0 && tok_is(t - 1, LEX_FUNCTION, FUNCTION_OF); /* 54%的预期增长 */
	return !of && tok_is_class(t, LEX_INDICATOR) && tok_entry(t, LEX_STATUS) != NULL &&
	       (tok_is_class(next, LEX_VERB) || is_before_figure(s, i)) &&
	       !is_noun_here(s, (int)i);
}

/* Words that are names elsewhere and say here how sure a figure is. */
static void turn_into_status(struct sentence *s)
{
	for (int i = tok_last(s, LEX_STATUS, (int)s->n_toks - 2); i >= 0;
	     i = tok_last(s, LEX_STATUS, i - 1)) {
		if (!is_spoken_verb(s, (size_t)i))
			continue;
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_STATUS);
		s->toks[i].cls = LEX_STATUS;
		s->toks[i].is = e->is;
		s->toks[i].entry = e;
	}
}

/* 达产后年产值20亿元: nobody has seen it yet, where no time is told. */
static void expect_what_is_once_done(struct sentence *s)
{
	for (size_t i = 0; i < s->n_qs; i++) {
		struct quantity *q = &s->qs[i];
		bool told = q->measure == MEASURE_GROWTH || q->measure == MEASURE_CHANGE;
		bool open = q->word == STATUS_TARGET || (q->word < 0 && !told);
		int time = s->time_before[q->tok];
		bool dated = time >= 0 && !s->whens[s->toks[time].index].vague;
		if (open && !dated && undated_once_done(s, q))
			q->word = STATUS_FORECAST;
	}
}

void status_prepare(struct sentence *s)
{
	turn_into_status(s);
	int16_t last = -1;
	memset(s->said, -1, s->n_toks);
	for (int i = tok_last(s, LEX_STATUS, (int)s->n_toks - 1); i >= 0;
	     i = tok_last(s, LEX_STATUS, i - 1))
		s->said[i] = (int8_t)said_anywhere(s, i);
	for (size_t i = 0; i < s->n_toks; i++) {
		if (i > 0 && s->toks[i - 1].kind == TOK_CLOSE && says_plan(s, (int)i))
			s->said[i] = STATUS_TARGET;
		s->said_before[i] = last;
		if (s->said[i] >= 0)
			last = (int16_t)i;
	}
	for (size_t i = 0; i < s->n_qs; i++)
		s->qs[i].word = (int8_t)status_word(s, &s->qs[i]);
	expect_what_is_once_done(s);
}

/* --- status --- */

static bool lies_ahead(const struct document *doc, const struct quantity *q)
{
	if (!q->has_when)
		return false;
	if (q->when.ahead)
		return true;
	if (doc->published.y == 0)
		return q->when.deadline && q->when.end.y > doc->latest;
	struct day year_end = { .y = doc->published.y, .m = 12, .d = 31 };
	if (q->when.kind == WHEN_ASOF)
		return q->when.end.m == 0 ? q->when.end.y > doc->published.y
		                          : day_is_after(q->when.end, doc->published);
	return day_is_after(q->when.start, year_end);
}

/* A span in the past: what was to be done then is done, or was never more than a plan. */
static bool is_past(const struct document *doc, const struct quantity *q)
{
	return q->has_when && !lies_ahead(doc, q) && q->when.kind == WHEN_RANGE &&
	       day_is_over(q->when.end, doc->published);
}

/* Its time has begun no year ago, and is not over. */
static bool is_open(const struct document *doc, const struct quantity *q)
{
	return q->has_when && !day_is_over(q->when.end, doc->published) &&
	       (q->when.plan || q->when.kind != WHEN_RANGE ||
	        q->when.start.y >= doc->published.y);
}

/* 上半年争取项目8个: an effort that the past has seen, and got. */
static bool is_effort_made(const struct sentence *s, const struct quantity *q)
{
	static const char *const words[] = { "争取", "努力", "确保", "力求",
		                             "瞄准", "冲刺", NULL };
	bool effort = false;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (t->kind == TOK_TIME)
			return effort;
		if (!tok_is(t, LEX_STATUS, STATUS_TARGET))
			continue;
		bool soft = false;
		for (int k = 0; words[k] != NULL; k++)
			soft = soft || zb_span_eq(tok_text(s, t), zb_span_str(words[k]));
		if (!soft)
			return false;
		effort = true;
	}
	return false;
}

static void set_provision(struct quantity *q, bool undated)
{
	q->status = STATUS_PROVISION;
	q->has_when = q->has_when && !undated;
}

void status_assign(struct document *doc, const struct sentence *s, struct quantity *q)
{
	int word = q->word;
	bool compared = q->basis == BASIS_YOY || q->basis == BASIS_PREV;
	if (word == STATUS_TARGET && is_past(doc, q) &&
	    ((compared && !is_said_here(s, q)) || is_effort_made(s, q)))
		q->status = STATUS_ACTUAL;
	else if (word >= 0)
		q->status = (uint8_t)word;
	else if (lies_ahead(doc, q) ||
	         (q->planned && !compared &&
	          (doc->kind == DOCUMENT_PLAN || q->when.end.y > doc->published.y)))
		q->status = STATUS_TARGET;
	else if ((doc->mood == STATUS_TARGET || doc->mood == STATUS_FORECAST) &&
	         is_open(doc, q) && !compared)
		q->status = doc->mood;
	else if (limit_is_set(doc, s, q))
		set_provision(q, true);
	else if (doc->kind == DOCUMENT_GRANT)
		set_provision(q, false);
	else
		q->status = STATUS_ACTUAL;
}
