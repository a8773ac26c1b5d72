/* SPDX-License-Identifier: Apache-2.0 */
/* What a figure is about: its name, and the region, industry and whole it belongs to. */
#include <string.h>

#include "document.h"
#include "quantity.h"

/* A run of tokens [from, to). */
struct run {
	int from, to;
};

static void set_name(struct name *n, struct zb_span s)
{
	if (s.n > NAME_MAX - 1) {
		size_t cut = NAME_MAX - 1;
		while (cut > 0 && ((unsigned char)s.p[cut] & 0xC0) == 0x80)
			cut--;
		s.n = cut;
	}
	memcpy(n->s, s.p, s.n);
	n->n = (uint16_t)s.n;
}

static void add_name(struct name *n, struct zb_span s)
{
	if (n->n + s.n < NAME_MAX) {
		memcpy(n->s + n->n, s.p, s.n);
		n->n = (uint16_t)(n->n + s.n);
	}
}

static bool is_space(const struct tok *t)
{
	return t->kind == TOK_SPACE || t->kind == TOK_MARKUP;
}

static bool is_quote_mark(const struct tok *t)
{
	return t->kind == TOK_QUOTE;
}

/* Belongs to a noun phrase. */
static bool is_nominal(const struct tok *t)
{
	return t->kind == TOK_TEXT || is_quote_mark(t) || tok_is_class(t, LEX_INDICATOR) ||
	       tok_is_class(t, LEX_INDUSTRY) || tok_is_class(t, LEX_REGION) ||
	       tok_is_class(t, LEX_ORG) || tok_is_class(t, LEX_WORD) ||
	       (t->kind == TOK_NUMBER && t->index < 0);
}

/* Stands between a name and its numeral. */
static bool is_bridge(const struct tok *t)
{
	if (is_space(t) || t->kind == TOK_TIME || tok_is_class(t, LEX_OP) ||
	    tok_is_class(t, LEX_STATUS) || tok_is_class(t, LEX_VERB))
		return true;
	return tok_is_class(t, LEX_FUNCTION) && t->is != FUNCTION_OF && t->is != FUNCTION_AND &&
	       t->is != FUNCTION_AT && t->is != FUNCTION_BY;
}

/* --- phrases --- */

static int skip_bridge(const struct sentence *s, int i)
{
	while (i >= 0 && (is_bridge(&s->toks[i]) ||
	                  (i > 0 && tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF) &&
	                   is_bridge(&s->toks[i - 1]))))
		i--;
	return i;
}

/* The noun phrase that ends before token `i` (exclusive), 的 and 、 inside it allowed. */
static struct run phrase_before(const struct sentence *s, int i)
{
	struct run r = { .from = i + 1, .to = i + 1 };
	while (i >= 0) {
		const struct tok *t = &s->toks[i];
		bool joint = tok_is(t, LEX_FUNCTION, FUNCTION_OF) ||
		             tok_is(t, LEX_FUNCTION, FUNCTION_AND) || t->kind == TOK_PAUSE;
		bool inner = tok_is_class(t, LEX_OP) && i > 0 &&
		             s->toks[i - 1].kind == TOK_NUMBER && s->toks[i - 1].index < 0;
		if (!is_nominal(t) && !inner &&
		    !(joint && i > 0 && is_nominal(&s->toks[i - 1])))
			break;
		r.from = i--;
	}
	return r;
}

static struct run phrase_after(const struct sentence *s, int i)
{
	struct run r = { .from = i, .to = i };
	int n = (int)s->n_toks;
	while (i < n &&
	       (is_space(&s->toks[i]) || tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF)))
		i++;
	r.from = r.to = i;
	while (i < n) {
		const struct tok *t = &s->toks[i];
		bool joint = tok_is(t, LEX_FUNCTION, FUNCTION_OF) ||
		             tok_is(t, LEX_FUNCTION, FUNCTION_AND);
		if (!is_nominal(t) && !(joint && i + 1 < n && is_nominal(&s->toks[i + 1])))
			break;
		r.to = ++i;
	}
	return r;
}

/* Behind the last 的, if something stands there. */
static struct run after_of(const struct sentence *s, struct run r)
{
	for (int i = r.to - 2; i > r.from; i--)
		if (tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_OF))
			return (struct run){ .from = i + 1, .to = r.to };
	return r;
}

static struct run after_last_pause(const struct sentence *s, struct run r)
{
	for (int i = r.to - 1; i >= r.from; i--)
		if (s->toks[i].kind == TOK_PAUSE)
			return (struct run){ .from = i + 1, .to = r.to };
	return r;
}

/* --- slots of a phrase --- */

static void take_industry(struct quantity *q, const struct lex_entry *e, struct zb_span text)
{
	q->industry = e;
	set_name(&q->industry_text, e->full.n > 0 ? e->full : text);
}

static void take_region(const struct document *doc, struct quantity *q,
                        const struct lex_entry *e)
{
	if (e->is == REGION_SELF)
		e = doc->place != NULL ? doc->place : doc->region;
	if (e != NULL)
		q->region = e;
}

static const struct lex_entry *class_entry(const struct tok *t, enum lex_class cls)
{
	const struct lex_entry *e = t->kind == TOK_WORD ? t->entry : NULL;
	while (e != NULL && e->cls != cls)
		e = e->next;
	return e;
}

/* Writes the phrase without region, industry in front and marks; fills those slots. */
static void read_phrase(const struct document *doc, const struct sentence *s,
                        struct quantity *q, struct run r, struct name *out)
{
	struct run tail = after_of(s, r);
	out->n = 0;
	for (int i = r.from; i < r.to; i++) {
		const struct tok *t = &s->toks[i];
		struct zb_span text = tok_text(s, t);
		if (tok_is_class(t, LEX_REGION)) {
			take_region(doc, q, t->entry);
			continue;
		}
		const struct lex_entry *industry = class_entry(t, LEX_INDUSTRY);
		if (industry != NULL) {
			take_industry(q, industry, text);
			if (i + 1 < r.to && !is_quote_mark(&s->toks[i + 1]) && out->n == 0)
				continue;
		}
		if (tok_is_class(t, LEX_INDICATOR) && t->entry->in.n > 0) {
			const struct lex_entry *e =
				lexicon_find(doc->lexicon, t->entry->in, LEX_INDUSTRY);
			if (e != NULL)
				take_industry(q, e, t->entry->in);
		}
		if (i < tail.from || is_space(t))
			continue;
		add_name(out, text);
	}
}

static bool is_empty(struct run r)
{
	return r.from >= r.to;
}

/* --- what each kind of quantity is named by --- */

static void trim_name(struct name *n)
{
	static const char *const tails[] = { "增速", "增幅",   "占比", "比重",
		                             "数量", "规模达", NULL };
	for (int i = 0; i < 4; i++) {
		size_t len = strlen(tails[i]);
		if (n->n > len && memcmp(n->s + n->n - len, tails[i], len) == 0 && i != 3)
			n->n = (uint16_t)(n->n - len);
	}
}

static bool is_counted(const struct quantity *q)
{
	return q->unit_kind == UNIT_COUNT && q->measure != MEASURE_RANK;
}

static int share_verb(const struct sentence *s, const struct quantity *q)
{
	enum verb_is wanted = q->measure == MEASURE_RANK ? VERB_RANK : VERB_SHARE;
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (tok_is(t, LEX_VERB, wanted))
			return i;
		if (t->kind == TOK_COMMA || t->kind == TOK_STOP ||
		    (t->kind == TOK_NUMBER && t->index >= 0 &&
		     !tok_is(&s->toks[i + 1], LEX_VERB, VERB_UP_TO) &&
		     !tok_is(&s->toks[i + 1], LEX_VERB, VERB_DOWN_TO)))
			break;
	}
	return -1;
}

/* 占全市生产总值比重达25%: the whole stands between 占 and the numeral. */
static void read_whole(const struct sentence *s, struct quantity *q, int verb)
{
	for (int i = verb + 1; i < q->tok; i++) {
		const struct tok *t = &s->toks[i];
		if (tok_is(t, LEX_FUNCTION, FUNCTION_PROPORTION) || t->kind == TOK_TIME ||
		    t->kind == TOK_NUMBER || tok_is_class(t, LEX_OP) ||
		    tok_is_class(t, LEX_VERB) || tok_is(t, LEX_FUNCTION, FUNCTION_FROM))
			break;
		if (tok_is(t, LEX_FUNCTION, FUNCTION_OF) || is_space(t))
			continue;
		add_name(&q->of, tok_text(s, t));
	}
}

static void carry(const struct document *doc, struct quantity *q)
{
	q->indicator = doc->indicator;
	if (q->industry == NULL) {
		q->industry = doc->industry;
		q->industry_text = doc->industry_text;
	}
}

static void name_from(const struct document *doc, const struct sentence *s, struct quantity *q,
                      struct run r)
{
	struct name n = { .n = 0 };
	read_phrase(doc, s, q, r, &n);
	trim_name(&n);
	if (n.n > 0) {
		q->indicator = n;
		q->named = true;
	}
}

static bool only_industry(const struct quantity *q)
{
	return q->industry != NULL && q->indicator.n == q->industry->surface.n &&
	       memcmp(q->indicator.s, q->industry->surface.p, q->indicator.n) == 0;
}

static void name_one(const struct document *doc, const struct sentence *s, struct quantity *q)
{
	bool has_whole = q->measure == MEASURE_SHARE || q->measure == MEASURE_RANK;
	int verb = has_whole ? share_verb(s, q) : -1;
	int from = verb >= 0 ? verb - 1 : q->tok - 1;
	if (verb >= 0)
		read_whole(s, q, verb);
	struct run left = phrase_before(s, skip_bridge(s, from));
	struct run right = phrase_after(s, q->tok + 1);
	bool of_behind = (size_t)q->tok + 1 < s->n_toks &&
	                 tok_is(&s->toks[q->tok + 1], LEX_FUNCTION, FUNCTION_OF);
	if (is_counted(q) && !is_empty(right)) {
		name_from(doc, s, q, right);
		if (!is_empty(left) && q->region == NULL) {
			struct name skip = { .n = 0 };
			struct quantity probe = { .group = -1 };
			read_phrase(doc, s, &probe, left, &skip);
			q->region = probe.region;
			if (q->industry == NULL && probe.industry != NULL) {
				q->industry = probe.industry;
				q->industry_text = probe.industry_text;
			}
		}
	} else if (q->measure == MEASURE_SHARE && verb < 0 && of_behind && !is_empty(right)) {
		read_phrase(doc, s, q, left, &q->of);
		name_from(doc, s, q, right);
	} else if (!is_empty(left)) {
		name_from(doc, s, q, after_last_pause(s, left));
	} else if (of_behind && !is_empty(right)) {
		name_from(doc, s, q, right);
	}
	if (!q->named)
		carry(doc, q);
	else if (only_industry(q) && !is_counted(q) && doc->indicator.n > 0)
		q->indicator = doc->indicator;
}

/* --- A、B、C分别增长1%、2%、3% --- */

static bool has_each(const struct sentence *s, int from, int to)
{
	for (int i = from; i < to; i++)
		if (tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_EACH))
			return true;
	return false;
}

static int split_list(const struct sentence *s, struct run r, struct run *items, int most)
{
	int n = 0;
	int from = r.from;
	for (int i = r.from; i <= r.to && n < most; i++) {
		bool end = i == r.to || s->toks[i].kind == TOK_PAUSE ||
		           tok_is(&s->toks[i], LEX_FUNCTION, FUNCTION_AND);
		if (!end)
			continue;
		if (i > from)
			items[n++] = (struct run){ .from = from, .to = i };
		from = i + 1;
	}
	return n;
}

static void name_group(const struct document *doc, struct sentence *s, size_t first, size_t n)
{
	struct run items[64];
	struct quantity *q = &s->qs[first];
	int at = skip_bridge(s, q->tok - 1);
	struct run left = phrase_before(s, at);
	int found = split_list(s, left, items, 64);
	if ((size_t)found < n || n > 64) {
		name_one(doc, s, q);
		for (size_t i = 1; i < n; i++) {
			s->qs[first + i].indicator = q->indicator;
			s->qs[first + i].industry = q->industry;
			s->qs[first + i].industry_text = q->industry_text;
			s->qs[first + i].of = q->of;
			s->qs[first + i].region = q->region;
		}
		return;
	}
	struct quantity *last = &s->qs[first + n - 1];
	name_from(doc, s, last, items[found - 1]);
	for (size_t i = 0; i + 1 < n; i++) {
		struct quantity *one = &s->qs[first + i];
		name_from(doc, s, one, items[(size_t)found - n + i]);
		if (only_industry(one) && !only_industry(last))
			one->indicator = last->indicator;
	}
}

/* --- regions and the rest of the sentence --- */

static const struct lex_entry *region_before(const struct document *doc,
                                             const struct sentence *s, const struct quantity *q)
{
	for (int i = q->tok - 1; i >= 0; i--) {
		const struct tok *t = &s->toks[i];
		if (!tok_is_class(t, LEX_REGION))
			continue;
		/* 占全国, 居全市, 比全国: a whole or a reference, not where the figure holds. */
		if (i > 0 && (tok_is(&s->toks[i - 1], LEX_VERB, VERB_SHARE) ||
		              tok_is(&s->toks[i - 1], LEX_VERB, VERB_RANK) ||
		              tok_is(&s->toks[i - 1], LEX_FUNCTION, FUNCTION_THAN) ||
		              tok_is(&s->toks[i - 1], LEX_VERB, VERB_FASTER) ||
		              tok_is(&s->toks[i - 1], LEX_VERB, VERB_SLOWER)))
			continue;
		if (t->is == REGION_SELF)
			return doc->place != NULL ? doc->place : doc->region;
		return t->entry;
	}
	return NULL;
}

static void place_quantity(struct document *doc, const struct sentence *s, struct quantity *q)
{
	if (q->region == NULL)
		q->region = region_before(doc, s, q);
	if (q->region == NULL)
		q->region = doc->region;
	if (q->region != NULL)
		set_name(&q->region_text,
		         q->region->full.n > 0 ? q->region->full : q->region->surface);
	if (q->industry != NULL && q->industry_text.n == 0)
		set_name(&q->industry_text, q->industry->surface);
}

static void remember(struct document *doc, const struct quantity *q)
{
	doc->indicator = q->indicator;
	doc->industry = q->industry;
	doc->industry_text = q->industry_text;
}

void name_assign(struct document *doc, struct sentence *s)
{
	size_t i = 0;
	while (i < s->n_qs) {
		size_t n = 1;
		while (i + n < s->n_qs && s->qs[i].group >= 0 &&
		       s->qs[i + n].group == s->qs[i].group)
			n++;
		if (n > 1 && has_each(s, i > 0 ? s->qs[i - 1].tok + 1 : 0, s->qs[i].tok)) {
			name_group(doc, s, i, n);
		} else {
			for (size_t k = 0; k < n; k++) {
				name_one(doc, s, &s->qs[i + k]);
				remember(doc, &s->qs[i + k]);
			}
		}
		for (size_t k = 0; k < n; k++) {
			struct quantity *q = &s->qs[i + k];
			place_quantity(doc, s, q);
			if (q->indicator.n == 0)
				q->reason = REASON_NO_INDICATOR;
			else
				remember(doc, q);
		}
		i += n;
	}
}

/* --- the document --- */

static const struct lex_entry *first_region(const struct lexicon *lexicon, struct zb_span text)
{
	for (size_t i = 0; i < text.n;) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(lexicon, text, i, LEX_REGION, &len);
		if (e != NULL && e->is != REGION_SELF && e->is != REGION_WORLD &&
		    e->is != REGION_WEAK)
			return e;
		i += e != NULL ? len : 1;
	}
	return NULL;
}

static uint8_t kind_of(const struct lexicon *lexicon, struct zb_span title)
{
	for (size_t i = 0; i < title.n; i++) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(lexicon, title, i, LEX_STATUS, &len);
		if (e != NULL && e->is == STATUS_GRANT_DOC)
			return DOCUMENT_GRANT;
		if (e != NULL && e->is == STATUS_PLAN_DOC)
			return DOCUMENT_PLAN;
	}
	return DOCUMENT_NEWS;
}

void document_begin(struct document *doc, struct zb_span title, struct zb_span publisher,
                    struct zb_span region)
{
	(void)publisher;
	doc->kind = kind_of(doc->lexicon, title);
	doc->region = first_region(doc->lexicon, title);
	if (doc->region == NULL)
		doc->region = first_region(doc->lexicon, zb_span_sub(doc->text, 0, 3000));
	if (doc->region == NULL && region.n > 0)
		doc->region = first_region(doc->lexicon, region);
}
