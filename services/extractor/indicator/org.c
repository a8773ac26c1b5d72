/* SPDX-License-Identifier: Apache-2.0 */
#include "org.h"

#include <string.h>

#include "at.h"
#include "bind.h"
#include "common/utf8.h"
#include "company.h"

enum {
	BEGIN_BYTES = 120,
	FIRST_BYTES = 400,
	TITLED_BYTES = 600,
	TITLE_BYTES = 120,
	LEAD_BYTES = 1500,
	OPENING_BYTES = 900,
	OWNER_MAX = 48,
	NAMED_MIN = 3,
	SUBJECT_MIN = 5
};

static size_t back_one(struct zb_span text, size_t i)
{
	do
		i--;
	while (i > 0 && ((unsigned char)text.p[i] & 0xC0) == 0x80);
	return i;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Stands in the opening, and is no place, industry or body of the state. */
static bool may_own(const struct document *doc, struct zb_span name)
{
	if (name.n < 2 || name.n > OWNER_MAX || zb_span_eq(name, ZB_S("家公司")))
		return false;
	if (name.n < 6 && !is_upper(name.p[0])) /* one character; a ticker may be short */
		return false;
	if (lexicon_find(doc->lexicon, name, LEX_REGION) != NULL ||
	    lexicon_find(doc->lexicon, name, LEX_INDUSTRY) != NULL)
		return false;
	static const char *const bodies[] = { "局",   "部",   "委",   "政府", "院",
		                              "协会", "中心", "学会", "会",   NULL };
	for (int i = 0; bodies[i] != NULL; i++)
		if (zb_span_ends(name, zb_span_str(bodies[i])))
			return false;
	return zb_span_find(zb_span_sub(doc->text, 0, OPENING_BYTES), name, 0) >= 0;
}

static bool is_owner(const struct document *doc, struct zb_span name)
{
	return may_own(doc, name) && company_times(doc->text, name) >= NAMED_MIN;
}

static void set_owner(struct document *doc, struct zb_span name)
{
	if (name.p == NULL)
		return;
	memcpy(doc->owner.s, name.p, name.n);
	doc->owner.n = (uint16_t)name.n;
}

/* (SQM): a ticker of letters; only a report's title makes one of it. */
static bool has_ticker(struct zb_span text, size_t i)
{
	size_t n = 0;
	while (i + n < text.n && n < 6 && is_upper(text.p[i + n]))
		n++;
	return n >= 2 && n <= 5 && i + n < text.n &&
	       (text.p[i + n] == ')' || has_word(text, i + n, "）"));
}

static struct zb_span ticker_at(struct zb_span text, size_t i)
{
	size_t n = 0;
	while (i + n < text.n && is_upper(text.p[i + n]))
		n++;
	return zb_span_sub(text, i, n);
}

/* Acme Corp (ACME): by its ticker, in the lead of a report. */
static struct zb_span ticker_company(const struct document *doc)
{
	struct zb_span text = zb_span_sub(doc->text, 0, LEAD_BYTES);
	for (size_t i = 0; i + 8 < text.n; i++) {
		size_t open = text.p[i] == '(' ? 1 : word_at(text, i, "（");
		if (open == 0 || !has_ticker(text, i + open))
			continue;
		struct zb_span name = company_before(doc->lexicon, text, i);
		if (company_times(doc->text, name) < NAMED_MIN)
			name = ticker_at(text, i + open);
		return name;
	}
	return zb_span(NULL, 0);
}

static size_t offset_of(const struct document *doc, const struct company *c)
{
	return (size_t)(c->name.p - doc->text.p);
}

/* The one company with a stock code in the lead; told of once, if it is the only one at all and
 * the text begins with it. */
static const struct company *listed_company(const struct document *doc)
{
	const struct company *found = NULL;
	int n_listed = 0;
	for (int i = 0; i < doc->companies.n; i++) {
		const struct company *c = &doc->companies.list[i];
		n_listed += c->listed;
		if (!c->listed || offset_of(doc, c) >= LEAD_BYTES)
			continue;
		if (found != NULL)
			return NULL;
		found = c;
	}
	if (found != NULL && found->times < NAMED_MIN &&
	    (n_listed > 1 || offset_of(doc, found) >= FIRST_BYTES))
		return NULL;
	return found;
}

/* The company that the text gives a short name at its beginning and goes on to speak of. */
static const struct company *called_company(const struct document *doc)
{
	const struct company *most = NULL;
	int next = 0;
	for (int i = 0; i < doc->companies.n; i++) {
		const struct company *c = &doc->companies.list[i];
		if (most == NULL || c->times > most->times) {
			next = most != NULL ? most->times : 0;
			most = c;
		} else if (c->times > next) {
			next = c->times;
		}
	}
	if (most == NULL || most->times < 2 * next || offset_of(doc, most) >= OPENING_BYTES)
		return NULL;
	int least = offset_of(doc, most) < FIRST_BYTES ? NAMED_MIN : SUBJECT_MIN;
	return most->times >= least ? most : NULL;
}

/* A report of its own figures is spoken of. */
static bool is_report(struct zb_span title)
{
	static const char *const words[] = { "财报",   "年报",     "季报",     "业绩",
		                             "半年报", "季度报告", "年度报告", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(title, zb_span_str(words[i]), 0) >= 0)
			return true;
	return false;
}

/* X发布…财报, X公布半年报: the publisher in a title that speaks of a report. */
static struct zb_span reporter(const struct document *doc, struct zb_span title)
{
	static const char *const verbs[] = { "发布", "公布", "披露", "公告", NULL };
	bool report = is_report(title);
	for (int i = 0; report && verbs[i] != NULL; i++) {
		ptrdiff_t k = zb_span_find(title, zb_span_str(verbs[i]), 0);
		if (k > 0)
			return company_before(doc->lexicon, title, (size_t)k);
	}
	return zb_span(NULL, 0);
}

/* What the text calls its title, where nobody else gave one; a line that ends in the head. */
static struct zb_span title_in_head(struct zb_span text)
{
	static const char *const marks[] = { "原标题：", "原标题:", "title:", NULL };
	struct zb_span head = zb_span_sub(text, 0, TITLED_BYTES);
	for (int i = 0; marks[i] != NULL; i++) {
		ptrdiff_t k = zb_span_find(head, zb_span_str(marks[i]), 0);
		if (k < 0)
			continue;
		struct zb_span rest = zb_span_sub(text, (size_t)k + strlen(marks[i]), text.n);
		struct zb_span title = zb_span_sub(rest, 0, zb_utf8_floor(rest, TITLE_BYTES));
		const char *end = memchr(title.p, '\n', title.n);
		return zb_span_trim(
			zb_span_sub(title, 0, end != NULL ? (size_t)(end - title.p) : title.n));
	}
	return zb_span(NULL, 0);
}

/* The unknown name that a title begins with, or goes on with behind ！: 麒麟信安被禁止参加…. */
static struct zb_span title_subject(const struct document *doc, struct zb_span title)
{
	ptrdiff_t mark = zb_span_find(title, ZB_S("！"), 0);
	if (mark > 0 && (size_t)mark < title.n / 2)
		title = zb_span_sub(title, (size_t)mark + 3, title.n);
	size_t n = 0;
	size_t len = 0;
	while (n < title.n && n < OWNER_MAX && company_is_name_char(title, n)) {
		const struct lex_entry *e = lexicon_match(doc->lexicon, title, n, &len);
		if (e != NULL && e->cls != LEX_UNIT &&
		    !(e->cls == LEX_REGION && e->is == REGION_WEAK))
			break;
		uint32_t cp = 0;
		int step = zb_utf8_next(&cp, zb_span_sub(title, n, 4));
		if (step <= 0)
			break;
		n += (size_t)step;
	}
	return n >= 9 ? zb_span_sub(title, 0, n) : zb_span(NULL, 0);
}

static struct zb_span name_of(const struct company *c)
{
	return c != NULL ? c->name : zb_span(NULL, 0);
}

/* 药明康德2023年上半年营业收入为…，公司…: a firm of the lexicon that the text begins with and then
 * calls 公司. */
static struct zb_span first_firm(const struct document *doc)
{
	struct zb_span text = zb_span_sub(doc->text, 0, BEGIN_BYTES);
	for (size_t i = 0; i < text.n; i++) {
		size_t len = 0;
		if (((unsigned char)text.p[i] & 0xC0) == 0x80 ||
		    (i > 0 && company_is_name_char(text, back_one(text, i))))
			continue;
		const struct lex_entry *e =
			lexicon_match_class(doc->lexicon, text, i, LEX_ORG, &len);
		if (e != NULL && zb_span_eq(e->code, ZB_S("name")) &&
		    company_times(doc->text, ZB_S("公司")) >= NAMED_MIN)
			return zb_span_sub(doc->text, i, len);
	}
	return zb_span(NULL, 0);
}

static struct zb_span owner_of(const struct document *doc, struct zb_span title)
{
	struct zb_span name = reporter(doc, title);
	if (!is_owner(doc, name))
		name = reporter(doc, zb_span_sub(doc->text, 0, OPENING_BYTES));
	if (is_owner(doc, name))
		return name;
	name = name_of(listed_company(doc));
	if (!may_own(doc, name))
		name = name_of(called_company(doc));
	if (may_own(doc, name))
		return name;
	name = first_firm(doc);
	if (may_own(doc, name))
		return name;
	name = is_report(title) ? ticker_company(doc) : zb_span(NULL, 0);
	if (is_owner(doc, name))
		return name;
	name = title_subject(doc, title);
	bool much = company_times(doc->text, name) >= SUBJECT_MIN;
	return much && is_owner(doc, name) ? name : zb_span(NULL, 0);
}

void org_of_document(struct document *doc, struct zb_span title)
{
	doc->owner.n = 0;
	companies_read(&doc->companies, doc->lexicon, doc->text);
	if (title.n == 0)
		title = title_in_head(doc->text);
	set_owner(doc, owner_of(doc, title));
	doc->company.n = 0;
	const struct company *first = doc->companies.n > 0 ? doc->companies.list : NULL;
	doc->corporate = first != NULL && first->listed && offset_of(doc, first) < FIRST_BYTES;
}
