/* SPDX-License-Identifier: Apache-2.0 */
#include "scan.h"

#include <stdio.h>
#include <string.h>

#include "at.h"
#include "bearer.h"
#include "bind.h"
#include "chars.h"
#include "common/utf8.h"
#include "lex_is.h"
#include "quantity.h"
#include "rank.h"

enum { MARKUP_MAX = 4000 };

static bool holds_numeral(const struct chars *chars, struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint32_t cp = zb_utf8_three(s, i);
		if ((s.p[i] >= '0' && s.p[i] <= '9') ||
		    (cp != 0 && (chars->flags[cp] & CHAR_NUMERAL) != 0))
			return true;
	}
	return false;
}

/* --- tokens --- */

struct scanner {
	struct sentence *s;
	const struct lexicon *lexicon;
	const struct chars *chars;
	struct when_context *ctx;
	scan_numeral_fn note;
	void *note_ctx;
	struct zb_span text; /* ends where the sentence does */
	size_t at;
};

static struct tok *add_tok(struct scanner *c, enum tok_kind kind, size_t len)
{
	struct sentence *s = c->s;
	if (s->n_toks == TOKENS_MAX)
		return NULL;
	struct tok *t = &s->toks[s->n_toks++];
	*t = (struct tok){ .from = (uint32_t)c->at,
		           .to = (uint32_t)(c->at + len),
		           .kind = (uint8_t)kind,
		           .index = -1 };
	c->at += len;
	return t;
}

/* Characters that no lexicon knows run together into one token. */
static void add_text(struct scanner *c, size_t len)
{
	struct sentence *s = c->s;
	struct tok *last = s->n_toks > 0 ? &s->toks[s->n_toks - 1] : NULL;
	if (last != NULL && last->kind == TOK_TEXT && last->to == c->at) {
		last->to += (uint32_t)len;
		c->at += len;
	} else {
		add_tok(c, TOK_TEXT, len);
	}
}

static bool read_mark(struct scanner *c)
{
	size_t len = 0;
	enum tok_kind kind = scan_mark_at(c->text, c->at, &len);
	if (kind != TOK_TEXT)
		add_tok(c, kind, len);
	return kind != TOK_TEXT;
}

static void note_span(struct scanner *c, size_t from, size_t to, enum reason reason)
{
	if (c->note != NULL && holds_numeral(c->chars, zb_span_sub(c->text, from, to - from)))
		c->note(c->note_ctx, (uint32_t)from, (uint32_t)to, reason);
}

/* <p style="…">, &nbsp; in text that was saved from a page. */
static bool read_markup(struct scanner *c)
{
	const char *p = c->text.p + c->at;
	size_t most = c->text.n - c->at < MARKUP_MAX ? c->text.n - c->at : MARKUP_MAX;
	const char *end = NULL;
	if (*p == '<' && most > 2 &&
	    ((p[1] | 32) >= 'a' ? (p[1] | 32) <= 'z' : strchr("/!?", p[1]) != NULL))
		end = memchr(p, '>', most);
	else if (*p == '&' && most > 3)
		end = memchr(p, ';', most < 12 ? most : 12);
	if (end == NULL)
		return false;
	note_span(c, c->at, c->at + (size_t)(end - p) + 1, REASON_MARKUP);
	add_tok(c, TOK_MARKUP, (size_t)(end - p) + 1);
	return true;
}

/* https://…?id=123: an address is no text. */
static bool read_address(struct scanner *c)
{
	if (!has_word(c->text, c->at, "http") && !has_word(c->text, c->at, "www."))
		return false;
	size_t n = 0;
	while (c->at + n < c->text.n && (unsigned char)c->text.p[c->at + n] > ' ' &&
	       (unsigned char)c->text.p[c->at + n] < 0x7F && c->text.p[c->at + n] != '<' &&
	       c->text.p[c->at + n] != '"')
		n++;
	note_span(c, c->at, c->at + n, REASON_NAME);
	add_tok(c, TOK_MARKUP, n);
	return true;
}

/* (23.890, -0.21, -0.87%): price, change and rate that a site sets behind a share's name. */
static bool read_quote(struct scanner *c)
{
	size_t most = c->text.n - c->at < 40 ? c->text.n - c->at : 40;
	const char *p = c->text.p + c->at;
	size_t n = 1;
	int commas = 0;
	while (n < most && ((p[n] >= '0' && p[n] <= '9') ||
	                    memchr("., -+%", p[n], strlen("., -+%")) != NULL))
		commas += p[n++] == ',';
	if (n >= most || p[n] != ')' || p[n - 1] != '%' || commas != 2)
		return false;
	note_span(c, c->at, c->at + n + 1, REASON_MARKUP);
	add_tok(c, TOK_MARKUP, n + 1);
	return true;
}

static bool is_latin(char ch)
{
	return ((ch | 32) >= 'a' && (ch | 32) <= 'z') || ch == '_';
}

/* GDP8.6万亿元: letters that name a quantity by themselves, and the number behind them. */
static bool begins_with_name(struct scanner *c, size_t n)
{
	size_t len = 0;
	lexicon_match_class(c->lexicon, c->text, c->at, LEX_INDICATOR, &len);
	return len >= 3 && len < n && c->text.p[c->at + len] >= '0' &&
	       c->text.p[c->at + len] <= '9';
}

/* GDP, R&D经费: the lexicon knows what the run of `n` letters begins. */
static bool is_known(struct scanner *c, size_t n)
{
	size_t len = 0;
	return lexicon_match(c->lexicon, c->text, c->at, &len) != NULL && len >= n;
}

/* C919, GV971, 5G, L3, PM2.5: digits that grew into Latin letters are part of a name. */
static bool read_code(struct scanner *c)
{
	size_t n = 0;
	bool letters = false;
	bool digits = false;
	const char *p = c->text.p + c->at;
	size_t most = c->text.n - c->at < 64 ? c->text.n - c->at : 64;
	while (n < most && (is_latin(p[n]) || (p[n] >= '0' && p[n] <= '9') ||
	                    ((p[n] == '-' || p[n] == '.') && n > 0 && n + 1 < most && letters &&
	                     p[n + 1] >= '0' && p[n + 1] <= '9'))) {
		letters = letters || is_latin(p[n]);
		digits = digits || (p[n] >= '0' && p[n] <= '9');
		n++;
	}
	if (!letters || !is_latin(p[0]) || (digits && begins_with_name(c, n)) || is_known(c, n))
		return false;
	if (digits)
		note_span(c, c->at, c->at + n, REASON_NAME);
	add_text(c, n);
	return true;
}

/* The last token is a word of that sort: 比, 较; 由, 从. */
static bool follows(const struct sentence *s, enum function_is is)
{
	return s->n_toks > 0 && tok_is(&s->toks[s->n_toks - 1], LEX_FUNCTION, is);
}

/* 比, 高于: what comes is compared with. */
static bool follows_comparison(const struct sentence *s)
{
	const struct tok *t = s->n_toks > 0 ? &s->toks[s->n_toks - 1] : NULL;
	return t != NULL &&
	       (tok_is(t, LEX_FUNCTION, FUNCTION_THAN) ||
	        (t->kind == TOK_WORD && zb_span_ends(tok_text(s, t), ZB_S("于")) &&
	         (tok_has(t, LEX_VERB, VERB_FASTER) || tok_has(t, LEX_VERB, VERB_SLOWER))));
}

static bool read_time(struct scanner *c, size_t word_len)
{
	struct sentence *s = c->s;
	struct when w;
	bool base = follows_comparison(s);
	bool from = follows(s, FUNCTION_FROM);
	size_t n = when_read(&w, c->lexicon, c->text, c->at, c->ctx);
	if (n == 0 || n < word_len || s->n_whens == WHENS_MAX)
		return false;
	note_span(c, c->at, c->at + n, w.kind == WHEN_DURATION ? REASON_DURATION : REASON_DATE);
	struct tok *t = add_tok(c, TOK_TIME, n);
	if (t == NULL)
		return true;
	t->index = (int16_t)s->n_whens;
	s->whens[s->n_whens++] = w;
	if (w.kind == WHEN_RANGE || w.kind == WHEN_ASOF) {
		/* 到2024年底…，高于7月份: the month is of this year */
		bool ahead = w.deadline && w.end.y > c->ctx->published.y;
		if (w.has_year && !w.relative && w.end.y != 0 && !w.plan && !base && !from &&
		    !ahead)
			c->ctx->year = w.end.y;
		if (!w.comparing && !base)
			c->ctx->last = w;
		if (w.kind == WHEN_RANGE && w.plan)
			c->ctx->plan = w;
	}
	return true;
}

/* 占比：13.3%, 金额: 300万元: a label and its value are one clause. */
static void join_label(struct sentence *s)
{
	size_t i = s->n_toks - 1;
	while (i > 0 && s->toks[i - 1].kind == TOK_SPACE)
		i--;
	if (i < 2 || s->toks[i - 1].kind != TOK_STOP)
		return;
	struct zb_span mark = tok_text(s, &s->toks[i - 1]);
	if (zb_span_eq(mark, ZB_S("：")) || zb_span_eq(mark, ZB_S(":")))
		s->toks[i - 1].kind = TOK_SPACE;
}

/* A bare number has the unit of the word it belongs to. */
static void take_unit(struct scanner *c, struct quantity *q)
{
	const struct lex_entry *e = bearer_of(c->s, c->lexicon, c->text, q);
	if (e == NULL)
		return;
	snprintf(q->unit, sizeof(q->unit), ZB_SPAN_FMT, ZB_SPAN_ARGS(e->code));
	q->unit_kind = UNIT_COUNT;
	if (zb_span_eq(e->code, ZB_S("1")) || zb_span_eq(e->code, ZB_S("倍")))
		q->unit_kind = UNIT_PHYSICAL;
	q->reason = REASON_NONE;
}

static bool read_number(struct scanner *c, size_t word_len)
{
	struct sentence *s = c->s;
	if (s->n_qs == QUANTITIES_MAX)
		return false;
	struct quantity *q = &s->qs[s->n_qs];
	size_t n = quantity_read(q, c->lexicon, c->text, c->at, c->text.n);
	if (n == 0 || n < word_len)
		return false;
	size_t at = c->at;
	if (q->reason == REASON_NAME && q->unit[0] != '\0' && s->n_toks > 0 &&
	    tok_is_class(&s->toks[s->n_toks - 1], LEX_INDICATOR) && is_latin(c->text.p[at - 1]))
		q->reason = REASON_NONE; /* GDP8.6万亿元 */
	if (q->reason == REASON_NO_UNIT || q->assumed)
		take_unit(c, q);
	struct tok *t = add_tok(c, TOK_NUMBER, n);
	if (t == NULL)
		return true;
	if (q->reason != REASON_NONE) {
		note_span(c, at, at + n, (enum reason)q->reason);
		return true;
	}
	t->index = (int16_t)s->n_qs;
	q->tok = (int16_t)(s->n_toks - 1);
	s->n_qs++;
	join_label(s);
	return true;
}

static bool read_rank(struct scanner *c)
{
	struct sentence *s = c->s;
	if (s->n_qs == QUANTITIES_MAX ||
	    (!rank_may_begin(c->text, c->at) && !rank_is_listed(s)))
		return false;
	struct quantity *q = &s->qs[s->n_qs];
	size_t n = rank_read(q, c->text, c->at, s);
	struct tok *t = n > 0 ? add_tok(c, TOK_NUMBER, n) : NULL;
	if (t == NULL)
		return false;
	t->index = (int16_t)s->n_qs;
	q->tok = (int16_t)(s->n_toks - 1);
	s->n_qs++;
	return true;
}

static size_t char_len(struct zb_span text, size_t at)
{
	uint32_t cp = 0;
	int n = zb_utf8_next(&cp, zb_span_sub(text, at, 4));
	return n > 0 ? (size_t)n : 1;
}

static void note_classes(struct sentence *s, size_t tok, const struct lex_entry *e)
{
	for (; e != NULL; e = e->next)
		s->of_class[e->cls][tok / 64] |= (uint64_t)1 << (tok % 64);
}

static void read_word(struct scanner *c, const struct lex_entry *e, size_t len)
{
	struct tok *t = NULL;
	note_span(c, c->at, c->at + len, REASON_WORD);
	t = add_tok(c, TOK_WORD, len);
	if (t != NULL) {
		t->entry = e;
		t->cls = e->cls;
		t->is = e->is;
		note_classes(c->s, c->s->n_toks - 1, e);
	}
}

static const struct lex_entry *match_word(struct scanner *c, size_t *len)
{
	const struct lex_entry *e = lexicon_match(c->lexicon, c->text, c->at, len);
	while (e != NULL && (e->cls == LEX_UNIT || e->cls == LEX_PLAN || e->cls == LEX_PART ||
	                     e->cls == LEX_LABEL))
		e = e->next;
	/* 提高|至少30%: 至少 is a word, 提高至 ends before a figure. */
	if (e != NULL && *len > 3 && word_before(c->text, c->at + *len, "至") &&
	    has_word(c->text, c->at + *len, "少")) {
		e = lexicon_match(c->lexicon, zb_span_sub(c->text, 0, c->at + *len - 3), c->at,
		                  len);
		while (e != NULL && (e->cls == LEX_UNIT || e->cls == LEX_PLAN))
			e = e->next;
	}
	return e;
}

/* 自2019年设立以来, 2018年开征以来: from then to the day of publication. */
static void stretch_since(struct sentence *s, const struct when_context *ctx)
{
	for (size_t i = 0; i < s->n_toks && ctx->published.y != 0; i++) {
		const struct tok *t = &s->toks[i];
		if (t->kind != TOK_TIME || s->whens[t->index].kind != WHEN_RANGE)
			continue;
		for (size_t k = i + 1; k < s->n_toks && k < i + 6; k++) {
			struct zb_span text = tok_text(s, &s->toks[k]);
			if (s->toks[k].kind != TOK_TEXT && s->toks[k].kind != TOK_WORD)
				break;
			if (zb_span_ends(text, ZB_S("以来")) ||
			    zb_span_ends(text, ZB_S("至今")))
				s->whens[t->index].end = ctx->published;
		}
	}
}

/* A Chinese character, or one of those in ASCII that are left. */
static void scan_one(struct scanner *c)
{
	uint32_t cp = zb_utf8_three(c->text, c->at);
	unsigned flags = cp != 0 ? c->chars->flags[cp] : CHAR_NUMBER | CHAR_TIME | CHAR_MARK;
	size_t len = 0;
	const struct lex_entry *e = match_word(c, &len);
	if ((((flags & CHAR_RANK) != 0 || (flags & CHAR_NUMBER) != 0) && read_rank(c)) ||
	    ((flags & CHAR_TIME) != 0 && read_time(c, len)) ||
	    ((flags & CHAR_NUMBER) != 0 && read_number(c, e != NULL ? len + 1 : 0)))
		return;
	if (e != NULL)
		read_word(c, e, len);
	else if ((flags & CHAR_MARK) == 0 || !read_mark(c))
		add_text(c, cp != 0 ? 3 : char_len(c->text, c->at));
}

static bool is_full(const struct sentence *s)
{
	return s->n_toks == TOKENS_MAX || s->n_qs == QUANTITIES_MAX || s->n_whens == WHENS_MAX;
}

uint32_t scan_tokens(struct sentence *s, const struct lexicon *lexicon,
                     const struct chars *chars, struct when_context *ctx, scan_numeral_fn note,
                     void *note_ctx)
{
	struct scanner c = { .s = s,
		             .lexicon = lexicon,
		             .chars = chars,
		             .ctx = ctx,
		             .note = note,
		             .note_ctx = note_ctx,
		             .text = zb_span_sub(s->text, 0, s->to),
		             .at = s->from };
	s->n_toks = s->n_qs = s->n_whens = 0;
	memset(s->of_class, 0, sizeof(s->of_class));
	while (c.at < s->to && !is_full(s)) {
		char ch = c.text.p[c.at];
		if ((ch == '<' || ch == '&') && read_markup(&c))
			continue;
		if ((ch == 'h' || ch == 'w') && read_address(&c))
			continue;
		if (is_latin(ch) && !numeral_may_begin(c.text, c.at) && read_code(&c))
			continue;
		if (ch == '(' && read_quote(&c))
			continue;
		scan_one(&c);
	}
	stretch_since(s, ctx);
	return (uint32_t)c.at;
}
