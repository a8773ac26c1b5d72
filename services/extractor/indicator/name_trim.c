/* SPDX-License-Identifier: Apache-2.0 */
#include "name_trim.h"

#include <string.h>

#include "at.h"
#include "name_slot.h"

static bool starts_with(const struct name *n, struct zb_span head)
{
	return head.n > 0 && n->n > head.n && memcmp(n->s, head.p, head.n) == 0;
}

static void cut_front(struct name *n, size_t len)
{
	memmove(n->s, n->s + len, n->n - len);
	n->n = (uint16_t)(n->n - len);
}

static void cut_word(struct name *n, struct zb_span word)
{
	if (starts_with(n, word))
		cut_front(n, word.n);
}

/* +中债指数收益率*, ×换手率: the sign of a formula at byte `i`, its length. */
static size_t sign_len(const struct name *n, size_t i)
{
	static const char *const signs[] = {
		"×", "＋", "＊", "－", "＝", "～", "≥", "≤", NULL
	};
	static const char plain[] = "+*-=/~<>";
	if (memchr(plain, n->s[i], sizeof(plain) - 1) != NULL)
		return 1;
	return any_word_at(zb_span(n->s, n->n), i, signs);
}

/* “安徽自贸试验区实际使用外资: a quotation that goes on behind the name. */
static bool is_quote_left_open(const struct name *n)
{
	struct zb_span name = zb_span(n->s, n->n);
	return zb_span_starts(name, ZB_S("“")) && zb_span_find(name, ZB_S("”"), 0) < 0;
}

static void cut_signs(struct name *n)
{
	size_t len = 0;
	while (n->n > 0 && (len = sign_len(n, 0)) > 0)
		cut_front(n, len);
	while (n->n > 0 && (n->s[n->n - 1] == '*' || n->s[n->n - 1] == '+'))
		n->n--;
	if (is_quote_left_open(n))
		cut_front(n, ZB_S("“").n);
}

/* 固德威涨3.44% says so of its shares; 某某ETF has a price itself. */
static void name_owner(const struct document *doc, const struct quantity *q, struct name *n)
{
	struct zb_span name = zb_span(n->s, n->n);
	bool share = doc->corporate && q->measure == MEASURE_GROWTH;
	if (share && (zb_span_ends(name, ZB_S("ETF")) || zb_span_ends(name, ZB_S("基金"))))
		return;
	name_set(n, share ? ZB_S("股价") : zb_span("", 0));
}

/* 万科营业收入, 公司净利润: whose it is has a slot of its own. */
static void cut_owner(const struct document *doc, const struct quantity *q, struct name *n)
{
	struct zb_span owner = zb_span(doc->owner.s, doc->owner.n);
	if (owner.n > 0 && zb_span_eq(zb_span(n->s, n->n), owner))
		name_owner(doc, q, n);
	cut_word(n, owner);
	if (owner.n > 0)
		cut_word(n, ZB_S("公司"));
}

/* 发行人营业收入, 本行净利润: so a text calls whom it is about. */
static void cut_speaker(const struct sentence *s, struct phrase p, struct name *n)
{
	static const char *const words[] = { "发行人", "本公司", "本集团", "本行",   "本基金",
		                             "该公司", "该集团", "该行",   "该基金", NULL };
	size_t len = any_word_at(zb_span(n->s, n->n), 0, words);
	if (len > 0 && len < n->n && phrase_has_figure(s, p))
		cut_front(n, len);
}

/* 每栋大棚纯收入: the classifier belongs to 每. */
static void cut_per(const struct sentence *s, struct phrase p, struct name *n)
{
	static const char classifiers[] = "个家项户栋人吨台辆亩件名位只头套批座年";
	if (p.from > 0 && tok_is(&s->toks[p.from - 1], LEX_FUNCTION, FUNCTION_PER) &&
	    n->n > 3 && zb_span_find(zb_span_str(classifiers), zb_span(n->s, 3), 0) >= 0)
		cut_front(n, 3);
}

/* 亚太地区达到…: where, but not what. */
static bool is_only_place(const struct sentence *s, struct phrase p, const struct name *n)
{
	static const char *const rests[] = {
		"地区", "区", "市场", "境内", "全境", "口岸", NULL
	};
	if (!tok_is_class(&s->toks[p.from], LEX_REGION))
		return false;
	bool only = true;
	for (int i = p.from; i < p.to; i++)
		only = only &&
		       (tok_is_class(&s->toks[i], LEX_REGION) || tok_is_space(&s->toks[i]));
	for (int i = 0; rests[i] != NULL; i++)
		only = only || zb_span_eq(zb_span(n->s, n->n), zb_span_str(rests[i]));
	return only;
}

/* 揭阳、汕尾等|市进出口: the last character of what sort of places they are. */
static void cut_place_kind(const struct sentence *s, struct phrase p, struct name *n)
{
	static const char *const kinds[] = { "市", "省", "县", "区", "国", "地", NULL };
	size_t len = any_word_at(zb_span(n->s, n->n), 0, kinds);
	if (p.from > 0 && zb_span_eq(tok_text(s, &s->toks[p.from - 1]), ZB_S("等")) &&
	    len > 0 && len < n->n && p.from + 1 < p.to &&
	    s->toks[p.from].to - s->toks[p.from].from == len)
		cut_front(n, len);
}

/* 半导体制造业|制造业产值: the end of the industry that the head holds as well. */
static void cut_fused(const struct quantity *q, struct name *n)
{
	static const char *const ends[] = { "制造业", "服务业", "工业", NULL };
	struct zb_span industry = zb_span(q->industry_text.s, q->industry_text.n);
	for (int i = 0; ends[i] != NULL; i++) {
		struct zb_span end = zb_span_str(ends[i]);
		if (industry.n > end.n && zb_span_ends(industry, end))
			cut_word(n, end);
	}
}

/* 除了10亿元的投资回报外: but for it. */
static void cut_except(const struct sentence *s, struct phrase p, struct name *n)
{
	struct zb_span before = zb_span_sub(s->text, s->from, s->toks[p.from].from - s->from);
	bool except = zb_span_ends(zb_span(n->s, n->n), ZB_S("外")) && n->n > 6 &&
	              zb_span_find(before, ZB_S("除"), 0) >= 0;
	if (except)
		n->n = (uint16_t)(n->n - ZB_S("外").n);
}

void name_trim(const struct document *doc, const struct sentence *s, const struct quantity *q,
               struct phrase p, struct phrase rest, struct name *out)
{
	cut_per(s, p, out);
	if (q->industry == NULL)
		cut_word(out, zb_span(q->industry_text.s, q->industry_text.n));
	else
		cut_fused(q, out);
	cut_place_kind(s, rest, out);
	cut_except(s, p, out);
	cut_word(out, ZB_S("首个"));
	cut_word(out, ZB_S("一些"));
	cut_owner(doc, q, out);
	cut_speaker(s, rest, out);
	cut_signs(out);
	if (q->industry != NULL)
		cut_word(out, ZB_S("类"));
	if (q->org.n > 0)
		cut_word(out, ZB_S("经营区域"));
	if (is_only_place(s, p, out))
		out->n = 0;
	if (q->region == NULL)
		return;
	cut_word(out, ZB_S("口岸"));
	if (!starts_with(out, ZB_S("地区生产总值")))
		cut_word(out, ZB_S("地区"));
}
