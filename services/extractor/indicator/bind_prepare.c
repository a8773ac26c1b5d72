/* SPDX-License-Identifier: Apache-2.0 */
/* Words of one character that are parts of words: made text before names are read. */
#include "bind_part.h"

static const char verb_parts[] = "增升降跌涨减快高低慢近超破逾报列排拥多余设创";
static const char function_parts[] = "上下中内前后时起可能会要应如即更再自至到其就都之同正";

/* 开行|量, 覆盖|面, 稳定|性: a suffix that makes a noun of the word before it. */
static bool is_suffixed(const struct sentence *s, size_t i)
{
	static const char suffixes[] = "率度性额量价面期者型类费款值器机剂员";
	const struct tok *t = &s->toks[i];
	const struct tok *next = &s->toks[i + 1];
	if (t->to != next->from ||
	    (next->kind != TOK_TEXT && !tok_is_class(next, LEX_INDICATOR)))
		return false;
	if (tok_is(t, LEX_FUNCTION, FUNCTION_AMONG)) /* 其中面板投资 */
		return false;
	bool word = tok_is_class(t, LEX_VERB) ||
	            (t->to - t->from > 3 &&
	             (tok_is_class(t, LEX_FUNCTION) || tok_is_class(t, LEX_OP) ||
	              tok_is_class(t, LEX_STATUS)));
	struct zb_span first = zb_span_sub(tok_text(s, next), 0, 3);
	return word && is_one_of(first, suffixes) &&
	       (next->kind == TOK_TEXT || next->to - next->from == 3);
}

/* 在管基金, 在谈项目: 在 makes a word with the character behind it, what is under way. */
static bool is_under_way(const struct sentence *s, size_t i)
{
	const struct tok *next = &s->toks[i + 1];
	return zb_span_eq(tok_text(s, &s->toks[i]), ZB_S("在")) && next->kind == TOK_TEXT &&
	       is_one_of(tok_text(s, next), "管任谈手途编保贷库园孵训运役审投培租售册") &&
	       i + 2 < s->n_toks && is_plain_noun(&s->toks[i + 2]);
}

/* 全国|性集团: of what reach, not where. */
static bool is_of_reach(const struct sentence *s, size_t i)
{
	const struct tok *next = &s->toks[i + 1];
	return tok_is_class(&s->toks[i], LEX_REGION) && next->kind == TOK_TEXT &&
	       s->toks[i].to == next->from && zb_span_starts(tok_text(s, next), ZB_S("性"));
}

/* 全球光伏20强企业, 全国民营企业500强: the place is a part of what the list is called. */
static bool is_of_strongest(const struct sentence *s, size_t i)
{
	if (!tok_is_class(&s->toks[i], LEX_REGION))
		return false;
	for (size_t j = i + 1; j < s->n_toks && j < i + 6; j++) {
		const struct tok *t = &s->toks[j];
		bool strong = zb_span_starts(tok_text(s, t), ZB_S("强")) &&
		              s->toks[j - 1].kind == TOK_NUMBER;
		if (strong ||
		    (t->kind == TOK_WORD && zb_span_ends(tok_text(s, t), ZB_S("0强"))))
			return true;
		if (t->kind != TOK_NUMBER && !tok_is_nominal(s, (int)j))
			return false;
	}
	return false;
}

/* 中|西|药品, 内|存|产品: a function word and the one character that the lexicon leaves before
 * its next word are a word together. */
static bool is_half_word(const struct sentence *s, size_t i)
{
	const struct tok *next = &s->toks[i + 1];
	return next->kind == TOK_TEXT && next->to - next->from == 3 &&
	       s->toks[i].to == next->from && i + 2 < s->n_toks &&
	       is_plain_noun(&s->toks[i + 2]) &&
	       is_one_of(tok_text(s, &s->toks[i]), "上下中内前后时起自同正");
}

/*
 * 增 in 增持, 上 in 线上服务: a verb or bound of one character stands before its number, an adverb
 * has no unknown text on both sides. What is neither becomes text, so that names stay whole.
 */
void bind_prepare(struct sentence *s)
{
	for (size_t i = 0; i + 1 < s->n_toks; i++) {
		struct tok *t = &s->toks[i];
		if (t->kind != TOK_WORD || s->toks[i + 1].kind == TOK_NUMBER)
			continue;
		if (is_suffixed(s, i) || is_of_reach(s, i) || is_of_strongest(s, i))
			t->kind = TOK_TEXT;
		if (t->kind != TOK_WORD || t->to - t->from != 3)
			continue;
		struct zb_span text = tok_text(s, t);
		bool verb = tok_is_class(t, LEX_VERB) || tok_is_class(t, LEX_OP);
		bool before = i > 0 && s->toks[i - 1].kind == TOK_TEXT;
		bool each =
			zb_span_eq(tok_text(s, &s->toks[i + 1]), ZB_S("每股")); /* 报每股12元 */
		bool of_verb =
			verb && !each && is_nounlike(s, i + 1) &&
			(is_one_of(text, verb_parts) || (before && is_one_of(text, "约")));
		/* 腾|达|控股: inside a company's name */
		bool of_org = before && verb && tok_is_class(&s->toks[i + 1], LEX_ORG) &&
		              is_one_of(text, "达");
		bool of_function = tok_is_class(t, LEX_FUNCTION) && before &&
		                   s->toks[i + 1].kind == TOK_TEXT &&
		                   is_one_of(text, function_parts);
		if (of_verb || of_org || of_function || is_under_way(s, i) ||
		    is_half_word(s, i))
			t->kind = TOK_TEXT;
	}
}
