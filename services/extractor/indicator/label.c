/* SPDX-License-Identifier: Apache-2.0 */
#include "label.h"

#include <stdio.h>
#include <string.h>

#include "at.h"
#include "name_slot.h"
#include "quantity.h"

enum { LABEL_BYTES = 120, SUFFIX_BYTES = 36, STEPS_MAX = 16 };

/* A label while it is read: `s` shrinks from both ends. */
struct reading {
	struct label *l;
	const struct document *doc;
	const struct when_context *time;
	struct zb_span s;
};

/* --- units --- */

/* 亿元, 万人, %, 元/吨: the unit of a figure, read as the text's own figures are. */
static bool read_one(struct label *l, const struct lexicon *lexicon, struct zb_span s)
{
	enum { UNIT_BYTES = 60 };
	char figure[UNIT_BYTES + 1] = "1";
	struct quantity q;
	if (s.n == 0 || s.n > UNIT_BYTES || (s.p[0] >= '0' && s.p[0] <= '9'))
		return false;
	memcpy(figure + 1, s.p, s.n);
	struct zb_span text = zb_span(figure, s.n + 1);
	size_t n = quantity_read(&q, lexicon, text, 0, text.n);
	if (n != text.n || q.unit[0] == '\0' || q.reason != REASON_NONE)
		return false;
	memcpy(l->unit, q.unit, sizeof(l->unit));
	l->unit_kind = q.unit_kind;
	l->exp = q.low.exp;
	return true;
}

/* 亿元、%: the first is of the level, the other of its growth. */
static bool read_unit(struct reading *r, struct zb_span s)
{
	static const char *const marks[] = { "、", "，", ",", "；", ";", NULL };
	s = zb_span_trim(s);
	size_t i = 0;
	while (i < s.n && any_word_at(s, i, marks) == 0)
		i++;
	return read_one(r->l, r->doc->lexicon, s) ||
	       read_one(r->l, r->doc->lexicon, zb_span_sub(s, 0, i));
}

/* 单位：亿元 */
static struct zb_span without_lead(struct zb_span s)
{
	static const char *const leads[] = { "计量单位：", "计量单位:", "单位：",
		                             "单位:", NULL };
	return zb_span_sub(s, any_word_at(s, 0, leads), s.n);
}

/* A bracket at the end: a unit, or a note that is no part of the name. */
static bool strip_bracket(struct reading *r)
{
	static const char *const opens[] = { "（", "(", "〔", "[", NULL };
	static const char *const closes[] = { "）", ")", "〕", "]", NULL };
	struct zb_span s = r->s;
	bool closed = false;
	for (int i = 0; closes[i] != NULL; i++)
		closed = closed || word_before(s, s.n, closes[i]);
	for (size_t i = s.n; closed && i > 0; i--) {
		size_t n = any_word_at(s, i - 1, opens);
		if (n == 0)
			continue;
		struct zb_span inside = zb_span_sub(s, i - 1 + n, s.n);
		for (int k = 0; closes[k] != NULL; k++)
			if (word_before(inside, inside.n, closes[k]))
				inside.n -= strlen(closes[k]);
		if (r->l->unit[0] == '\0')
			read_unit(r, without_lead(inside));
		r->s = zb_span_trim(zb_span_sub(s, 0, i - 1));
		return true;
	}
	return false;
}

/* --- what stands at either end --- */

static void take_word(struct label *l, const struct lex_entry *e)
{
	switch ((enum label_is)e->is) {
	case LABEL_YOY:
	case LABEL_PREV:
	case LABEL_SINCE:
		l->grows = true;
		l->basis = e->is == LABEL_YOY    ? BASIS_YOY
		           : e->is == LABEL_PREV ? BASIS_PREV
		                                 : BASIS_SINCE;
		break;
	case LABEL_GROWTH:
		l->grows = true;
		break;
	case LABEL_SHARE:
		l->shares = true;
		break;
	case LABEL_GENERIC:
	case LABEL_TAIL:
	case LABEL_TOTAL:
		break;
	}
}

/* Marks of lists and of parts: 其中：, 一、, （一）, 1., #, 表2. */
static size_t mark_at(struct zb_span s)
{
	static const char *const marks[] = { "其中", "：", ":", "#",  "＃", "*", "-", "—",
		                             "、",   "．", ".", "（", "）", "(", ")", NULL };
	static const char *const ends[] = { "、", "．", ".", "）", ")", " ", "　", NULL };
	size_t n = word_at(s, 0, "表");
	size_t digits = n;
	size_t len = 0;
	while (digits < s.n && numeral_digit(s, digits, &len) >= 0)
		digits += len;
	bool numbered = digits > n && (n > 0 || any_word_at(s, digits, ends) > 0);
	return numbered ? digits : any_word_at(s, 0, marks);
}

static bool strip_front(struct reading *r)
{
	struct when when = { 0 };
	size_t len = 0;
	const struct lex_entry *e = NULL;
	struct zb_span s = r->s;
	size_t n = when_read(&when, r->doc->lexicon, s, 0, r->time);
	if (n > 0 && (when.kind == WHEN_RANGE || when.kind == WHEN_ASOF) && when.end.y != 0) {
		r->l->when = when;
		size_t tail = word_at(s, n, "份");
		r->s = zb_span_trim(zb_span_sub(s, n + tail, s.n));
		return true;
	}
	if ((n = mark_at(s)) == 0 &&
	    (e = lexicon_match_class(r->doc->lexicon, s, 0, LEX_LABEL, &len)) != NULL &&
	    (len == s.n || e->is != LABEL_GENERIC)) {
		take_word(r->l, e);
		n = len;
	}
	r->s = zb_span_trim(zb_span_sub(s, n, s.n));
	return n > 0;
}

static bool strip_word_behind(struct reading *r)
{
	struct zb_span s = r->s;
	size_t from = s.n > SUFFIX_BYTES ? s.n - SUFFIX_BYTES : 0;
	for (size_t i = from; i < s.n; i++) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(r->doc->lexicon, s, i, LEX_LABEL, &len);
		if (e == NULL || i + len != s.n || (e->is == LABEL_GENERIC && i > 0))
			continue;
		take_word(r->l, e);
		r->s = zb_span_trim(zb_span_sub(s, 0, i));
		return true;
	}
	return false;
}

/* A region before the rest: 全国房地产开发投资. */
static bool strip_region(struct reading *r)
{
	size_t len = 0;
	const struct lex_entry *e =
		lexicon_match_class(r->doc->lexicon, r->s, 0, LEX_REGION, &len);
	if (e == NULL || e->is == REGION_WEAK || r->l->region != NULL)
		return false;
	r->l->region = e->is == REGION_SELF && r->doc->region != NULL ? r->doc->region : e;
	r->s = zb_span_trim(zb_span_sub(r->s, len, r->s.n));
	return true;
}

/* --- names --- */

static void add_name(struct name *to, const struct name *from)
{
	size_t room = NAME_MAX - 1u - to->n;
	if (from->n > room)
		return;
	memcpy(to->s + to->n, from->s, from->n);
	to->n = (uint16_t)(to->n + from->n);
}

static bool has_head(const struct lexicon *lexicon, struct zb_span s)
{
	size_t from = s.n > SUFFIX_BYTES ? s.n - SUFFIX_BYTES : 0;
	for (size_t i = from; i < s.n; i++) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(lexicon, s, i, LEX_INDICATOR, &len);
		if (e != NULL && i + len == s.n && e->is != INDICATOR_THING)
			return true;
	}
	return false;
}

/* Blanks that only set characters apart (地 区) go; those between Latin words stay. */
static struct zb_span without_blanks(char out[LABEL_BYTES], struct zb_span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n && n + 3 < LABEL_BYTES; i++) {
		size_t blank = word_at(s, i, "　");
		blank = blank > 0 ? blank : word_at(s, i, "\xC2\xA0");
		if (blank > 0 || s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t') {
			size_t next = i + (blank > 0 ? blank : 1);
			bool latin = n > 0 && (unsigned char)out[n - 1] < 0x80 && next < s.n &&
			             (unsigned char)s.p[next] < 0x80 && blank == 0;
			if (latin)
				out[n++] = ' ';
			i = next - 1;
			continue;
		}
		out[n++] = s.p[i];
	}
	while (n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80 && s.n >= LABEL_BYTES)
		n--; /* a character that was cut */
	return zb_span_trim(zb_span(out, n));
}

bool label_is_year(struct zb_span text)
{
	struct zb_span s = zb_span_trim(text);
	if (s.n != 4 || (memcmp(s.p, "19", 2) != 0 && memcmp(s.p, "20", 2) != 0))
		return false;
	return s.p[2] >= '0' && s.p[2] <= '9' && s.p[3] >= '0' && s.p[3] <= '9';
}

static void read_year(struct label *l, struct zb_span s)
{
	struct day year = { .y = (int16_t)((s.p[0] - '0') * 1000 + (s.p[1] - '0') * 100 +
		                           (s.p[2] - '0') * 10 + (s.p[3] - '0')) };
	l->when = (struct when){
		.kind = WHEN_RANGE, .start = year, .end = year, .has_year = true
	};
}

static void strip_all(struct reading *r)
{
	for (int i = 0; i < STEPS_MAX && r->s.n > 0; i++) {
		if (lexicon_find(r->doc->lexicon, r->s, LEX_INDICATOR) != NULL)
			return;
		if (!strip_bracket(r) && !strip_front(r) && !strip_word_behind(r) &&
		    !strip_region(r))
			return;
	}
}

void label_read(struct label *out, const struct document *doc, const struct when_context *time,
                struct zb_span text)
{
	char plain[LABEL_BYTES];
	struct reading r = { .l = out, .doc = doc, .time = time };
	*out = (struct label){ .basis = BASIS_NONE };
	r.s = without_blanks(plain, text);
	struct zb_span unit = without_lead(r.s);
	if (label_is_year(r.s)) {
		read_year(out, r.s);
		return;
	}
	if (read_unit(&r, unit) || unit.n < r.s.n)
		return;
	strip_all(&r);
	size_t digit = 0;
	if (r.s.n > 0 && numeral_digit(r.s, 0, &digit) >= 0 && digit == r.s.n)
		return; /* a number in a list */
	out->industry = lexicon_find(doc->lexicon, r.s, LEX_INDUSTRY);
	out->quantity = has_head(doc->lexicon, r.s);
	name_set(&out->name, r.s);
}

/* --- together --- */

bool label_is_dimension(const struct label *l)
{
	return l->name.n == 0 || (l->industry != NULL && !l->quantity);
}

void label_compose(struct name *out, const struct label *outer, const struct label *inner)
{
	bool drop_outer = outer->name.n == 0 ||
	                  (inner->name.n > 0 &&
	                   ((outer->quantity && inner->quantity) || label_is_dimension(outer)));
	bool drop_inner = !drop_outer && label_is_dimension(inner);
	bool swapped = outer->quantity && !inner->quantity;
	struct name both = { .n = 0 };
	if (!drop_outer && !swapped)
		add_name(&both, &outer->name);
	if (!drop_inner)
		add_name(&both, &inner->name);
	if (!drop_outer && swapped)
		add_name(&both, &outer->name);
	*out = both;
}

/* 7月 under 2025年. */
static void join_when(struct when *when, const struct when *inner)
{
	if (inner->kind == WHEN_NONE)
		return;
	bool whole_year = when->kind == WHEN_RANGE && when->start.m == 0 && when->end.m == 0 &&
	                  when->start.y == when->end.y;
	int16_t year = when->end.y;
	*when = *inner;
	if (inner->has_year || !whole_year || inner->start.y != inner->end.y)
		return;
	when->start.y = when->end.y = year;
	when->has_year = true;
}

void label_join(struct label *label, const struct label *inner)
{
	label_compose(&label->name, label, inner);
	if (inner->unit[0] != '\0') {
		memcpy(label->unit, inner->unit, sizeof(label->unit));
		label->unit_kind = inner->unit_kind;
		label->exp = inner->exp;
	}
	join_when(&label->when, &inner->when);
	label->quantity = label->quantity || inner->quantity;
	label->grows = label->grows || inner->grows;
	label->shares = label->shares || inner->shares;
	label->basis = inner->basis != BASIS_NONE ? inner->basis : label->basis;
	label->region = inner->region != NULL ? inner->region : label->region;
	label->industry = inner->industry != NULL ? inner->industry : label->industry;
}
