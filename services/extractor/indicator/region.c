/* SPDX-License-Identifier: Apache-2.0 */
#include "region.h"

#include <string.h>

#include "bind.h"

enum { CODE_LEN = 6 };

/* --- the tree of codes --- */

static bool is_division(const struct lex_entry *e)
{
	return e->code.n == CODE_LEN && e->code.p[0] >= '1' && e->code.p[0] <= '9';
}

/* Digits of the code that tell it apart: 2 of a province, 4 of a prefecture, 6 of a county. */
static size_t code_depth(struct zb_span code)
{
	if (memcmp(code.p + 2, "0000", 4) == 0)
		return 2;
	return memcmp(code.p + 4, "00", 2) == 0 ? 4 : 6;
}

bool region_within(const struct lex_entry *inner, const struct lex_entry *outer)
{
	if (outer->is == REGION_NATION)
		return is_division(inner) || inner->is == REGION_NATION;
	if (!is_division(outer))
		return zb_span_eq(inner->code, outer->code);
	struct zb_span code = is_division(inner) ? inner->code : inner->in;
	return code.n == CODE_LEN &&
	       memcmp(code.p, outer->code.p, code_depth(outer->code)) == 0;
}

static const struct lex_entry *next_region(const struct lex_entry *e)
{
	do
		e = e->next;
	while (e != NULL && e->cls != LEX_REGION);
	return e;
}

static const struct lex_entry *find_within(const struct lex_entry *e,
                                           const struct lex_entry *outer)
{
	/* Within the nation every name would do: only a division tells the weak ones apart. */
	if (outer == NULL || !is_division(outer))
		return NULL;
	for (; e != NULL; e = next_region(e))
		if (region_within(e, outer))
			return e;
	return NULL;
}

static bool is_self(const struct lex_entry *e)
{
	return e->is == REGION_SELF;
}

/* The division of `depth` digits that holds `e`, by the pieces of its full name. */
static const struct lex_entry *holder(const struct lexicon *lexicon, const struct lex_entry *e,
                                      size_t depth)
{
	for (size_t at = 0; at < e->full.n;) {
		size_t len = 0;
		const struct lex_entry *piece =
			lexicon_match_class(lexicon, e->full, at, LEX_REGION, &len);
		if (piece == NULL)
			return NULL;
		for (; piece != NULL; piece = next_region(piece))
			if (is_division(piece) && code_depth(piece->code) == depth &&
			    memcmp(piece->code.p, e->code.p, depth) == 0)
				return piece;
		at += len;
	}
	return NULL;
}

static bool is_municipality(const struct lex_entry *e)
{
	static const char heads[] = "11123150";
	for (int i = 0; i < 8; i += 2)
		if (memcmp(e->code.p, heads + i, 2) == 0)
			return true;
	return false;
}

/* 全市, 我省: `base` or what holds it, as far up as the word says. */
static const struct lex_entry *resolve_self(const struct document *doc,
                                            const struct lex_entry *self,
                                            const struct lex_entry *base)
{
	if (base == NULL || !is_division(base))
		return base;
	const struct lex_entry *up = NULL;
	if (zb_span_eq(self->code, ZB_S("province")))
		up = holder(doc->lexicon, base, 2);
	else if (zb_span_eq(self->code, ZB_S("city")) && !zb_span_ends(base->full, ZB_S("市")))
		up = holder(doc->lexicon, base, is_municipality(base) ? 2 : 4);
	return up != NULL ? up : base;
}

/* --- names in a sentence --- */

static const struct lex_entry *choose(const struct document *doc, const struct lex_entry *e,
                                      const struct lex_entry *parent)
{
	const struct lex_entry *found = find_within(e, parent);
	if (found == NULL)
		found = find_within(e, doc->place);
	if (found == NULL && doc->region != NULL && doc->region->is != REGION_NATION)
		found = find_within(e, doc->region);
	for (; found == NULL && e != NULL; e = next_region(e))
		if (e->is != REGION_WEAK)
			found = e;
	return found;
}

/* Stands where the subject or the place of a clause stands. */
static bool is_subject(const struct sentence *s, int i)
{
	int k = i - 1;
	while (k >= 0 && tok_is_space(&s->toks[k]))
		k--;
	if (k < 0)
		return true;
	const struct tok *t = &s->toks[k];
	if (tok_is_class(t, LEX_FUNCTION))
		return t->is == FUNCTION_AT || t->is == FUNCTION_OTHER ||
		       t->is == FUNCTION_AMONG || t->is == FUNCTION_TOTAL;
	return tok_ends_clause(t) || t->kind == TOK_TIME || t->kind == TOK_OPEN ||
	       t->kind == TOK_CLOSE || tok_is_class(t, LEX_STATUS) ||
	       tok_is_class(t, LEX_REGION);
}

/* 全国40%的人才: the whole of a share. 山东钢铁集团: a part of a company's name. */
static bool is_elsewhere(const struct sentence *s, int i)
{
	int n = (int)s->n_toks;
	if (i + 1 < n && s->toks[i + 1].kind == TOK_NUMBER)
		return true;
	/* 全国首个…, 全国唯一…: among what it stands out */
	if (i + 1 < n && (zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("首")) ||
	                  zb_span_starts(tok_text(s, &s->toks[i + 1]), ZB_S("唯一"))))
		return true;
	for (int k = i + 1; k < n && k <= i + 4 && tok_is_nominal(s, k); k++)
		if (tok_entry(&s->toks[k], LEX_ORG) != NULL)
			return true;
	return false;
}

/* The division named last before token `i`, or the one the paragraph or the text is about. */
static const struct lex_entry *division_before(const struct document *doc,
                                               const struct sentence *s, int i)
{
	for (int k = tok_last(s, LEX_REGION, i - 1); k >= 0;
	     k = tok_last(s, LEX_REGION, k - 1)) {
		const struct lex_entry *e = tok_entry(&s->toks[k], LEX_REGION);
		if (e != NULL && !is_self(e) && is_division(e) && e->is == REGION_ADMIN &&
		    is_subject(s, k) && !is_elsewhere(s, k))
			return choose(doc, e, NULL);
	}
	return doc->place != NULL ? doc->place : doc->region;
}

const struct lex_entry *region_at(const struct document *doc, const struct sentence *s, int i,
                                  int *n)
{
	const struct lex_entry *found = NULL;
	*n = 0;
	for (; i < (int)s->n_toks; i++) {
		const struct lex_entry *e = tok_entry(&s->toks[i], LEX_REGION);
		if (e == NULL)
			break;
		const struct lex_entry *one =
			is_self(e) ? resolve_self(doc, e, division_before(doc, s, i))
				   : choose(doc, e, found);
		/* 中国上海, 江苏昆山: the inner one; 上海江苏: two places, the first. */
		if (one == NULL || (found != NULL && !region_within(one, found)))
			break;
		found = one;
		(*n)++;
	}
	return found;
}

/* 欧盟, 东盟, 非洲 … */
static bool is_abroad(const struct lex_entry *e)
{
	static const char *const codes[] = {
		"X_ASIA",          "X_EUROPE",        "X_AFRICA",        "X_AMERICAS",
		"X_NORTH_AMERICA", "X_SOUTH_AMERICA", "X_LATIN_AMERICA", "X_OCEANIA",
		"X_APAC",          "X_SE_ASIA",       "X_MIDDLE_EAST",   "X_EU",
		"X_EUROZONE",      "X_ASEAN",         "X_BRICS",         NULL
	};
	for (int i = 0; codes[i] != NULL; i++)
		if (zb_span_eq(e->code, zb_span_str(codes[i])))
			return true;
	return false;
}

bool region_is_partner(const struct document *doc, const struct lex_entry *e)
{
	return doc->region != NULL && is_division(doc->region) &&
	       (e->is == REGION_COUNTRY ||
	        (e->is == REGION_AREA && e->in.n == 0 && is_abroad(e)));
}

const struct lex_entry *region_before(const struct document *doc, const struct sentence *s,
                                      const struct quantity *q)
{
	for (int i = tok_last(s, LEX_REGION, q->tok - 1); i >= 0;
	     i = tok_last(s, LEX_REGION, i - 1)) {
		if (tok_entry(&s->toks[i], LEX_REGION) == NULL || !is_subject(s, i) ||
		    is_elsewhere(s, i))
			continue;
		while (i > 0 && tok_entry(&s->toks[i - 1], LEX_REGION) != NULL &&
		       is_subject(s, i - 1))
			i--;
		int n = 0;
		const struct lex_entry *e = region_at(doc, s, i, &n);
		if (e != NULL)
			return e;
	}
	return NULL;
}

/* --- the document --- */

enum {
	CANDIDATES_MAX = 48,
	HEAD_BYTES = 500,
	READ_BYTES = 8000,
	WEIGHT_MIN = 5,
	COMPANY_MAX = 30
};

struct candidate {
	const struct lex_entry *entry;
	int weight;
};

struct census {
	struct candidate all[CANDIDATES_MAX];
	int n;
};

static void count(struct census *c, const struct lex_entry *e, int weight)
{
	for (int i = 0; i < c->n; i++) {
		if (zb_span_eq(c->all[i].entry->code, e->code)) {
			c->all[i].weight += weight;
			return;
		}
	}
	if (c->n < CANDIDATES_MAX)
		c->all[c->n++] = (struct candidate){ .entry = e, .weight = weight };
}

/* 占全国22%, 居全国第一, 高于全国: a reference, not what the text is about. */
static bool is_reference(struct zb_span text, size_t at)
{
	static const char *const words[] = { "占", "居", "于", "比", "达",
		                             "是", "列", "较", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (at >= 3 && memcmp(text.p + at - 3, words[i], 3) == 0)
			return true;
	return false;
}

/* 北京7月25日电, 上海8月17日电: where the report was filed. */
static bool is_dateline(struct zb_span text, size_t at)
{
	struct zb_span next = zb_span_sub(text, at, 24);
	return next.n > 0 && next.p[0] >= '0' && next.p[0] <= '9' &&
	       (zb_span_find(next, ZB_S("日电"), 0) > 0 ||
	        zb_span_find(next, ZB_S("日讯"), 0) > 0);
}

/* 财政部, 国家统计局: who speaks of the nation. */
static bool is_state_body(const struct lex_entry *e)
{
	for (; e != NULL; e = e->next)
		if (e->cls == LEX_ORG && zb_span_eq(e->code, ZB_S("CN")))
			return true;
	return false;
}

/* 山东钢铁集团: a region in front of a company's name, with no mark or 的 between. */
static bool is_company(struct zb_span text, size_t at)
{
	static const char *const ends[] = { "集团", "公司", "银行", "证券", "海关", NULL };
	static const char *const marks[] = {
		"，", "、", "。", "的", "；", "：", "”", "\n", NULL
	};
	struct zb_span next = zb_span_sub(text, at, COMPANY_MAX);
	for (int i = 0; marks[i] != NULL; i++) {
		ptrdiff_t k = zb_span_find(next, zb_span_str(marks[i]), 0);
		if (k >= 0)
			next.n = (size_t)k;
	}
	for (int i = 0; ends[i] != NULL; i++)
		if (zb_span_find(next, zb_span_str(ends[i]), 0) >= 0)
			return true;
	return false;
}

static void read_names(struct census *c, const struct document *doc, struct zb_span text,
                       int head_weight)
{
	const struct lex_entry *nation = lexicon_find(doc->lexicon, ZB_S("中国"), LEX_REGION);
	size_t most = text.n < READ_BYTES ? text.n : READ_BYTES;
	for (size_t i = 0; i < most;) {
		size_t len = 0;
		const struct lex_entry *e =
			(unsigned char)text.p[i] < 0x80
				? NULL
				: lexicon_match(doc->lexicon, text, i, &len);
		const struct lex_entry *r = is_state_body(e) ? nation : e;
		while (r != NULL &&
		       (r->cls != LEX_REGION || r->is == REGION_WEAK || is_self(r)))
			r = r->next;
		if (r != NULL && r->is != REGION_WORLD && !is_reference(text, i) &&
		    !(r->is == REGION_ADMIN && is_company(text, i + len))) {
			int weight = i < HEAD_BYTES ? head_weight : 2;
			if (is_dateline(text, i + len))
				weight = 1;
			count(c, r, r->is == REGION_NATION ? weight - 1 : weight);
		}
		i += e != NULL ? len : 1;
	}
}

static int sum_within(const struct census *c, const struct lex_entry *outer)
{
	int sum = 0;
	for (int i = 0; i < c->n; i++)
		if (region_within(c->all[i].entry, outer))
			sum += c->all[i].weight;
	return sum;
}

/* The best of those within `outer` (NULL: of the provinces and wider ones). */
static const struct lex_entry *heaviest(const struct document *doc, const struct census *c)
{
	const struct lex_entry *best = NULL;
	int most = 0;
	for (int i = 0; i < c->n; i++) {
		const struct lex_entry *e = c->all[i].entry;
		int sum = c->all[i].weight;
		if (is_division(e)) {
			const struct lex_entry *top = holder(doc->lexicon, e, 2);
			e = top != NULL ? top : e;
			sum = sum_within(c, e);
		}
		if (sum > most) {
			most = sum;
			best = e;
		}
	}
	return best;
}

/* Down from the province while one division holds most of what is said of it. */
static const struct lex_entry *descend(const struct census *c, const struct lex_entry *top)
{
	const struct lex_entry *at = top;
	for (size_t depth = 4; is_division(top) && depth <= 6; depth += 2) {
		int whole = sum_within(c, at);
		for (int i = 0; i < c->n; i++) {
			const struct lex_entry *e = c->all[i].entry;
			if (!is_division(e) || code_depth(e->code) != depth ||
			    !region_within(e, at))
				continue;
			if (sum_within(c, e) * 2 > whole) {
				at = e;
				break;
			}
		}
	}
	return at;
}

/* A text that names no region but speaks of these is about the nation. */
static bool speaks_of_nation(struct zb_span text)
{
	static const char *const words[] = { "国内生产总值", "国民经济", "国务院", "国债",
		                             NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(text, zb_span_str(words[i]), 0) >= 0)
			return true;
	return false;
}

const struct lex_entry *region_of_document(const struct document *doc, struct zb_span title)
{
	struct census c = { .n = 0 };
	read_names(&c, doc, title, 14);
	read_names(&c, doc, doc->text, 5);
	const struct lex_entry *top = heaviest(doc, &c);
	if (top != NULL && top->is != REGION_NATION && sum_within(&c, top) < WEIGHT_MIN)
		top = NULL;
	if (top == NULL && speaks_of_nation(zb_span_sub(doc->text, 0, READ_BYTES)))
		return lexicon_find(doc->lexicon, ZB_S("中国"), LEX_REGION);
	return top != NULL ? descend(&c, top) : NULL;
}
