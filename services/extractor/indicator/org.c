/* SPDX-License-Identifier: Apache-2.0 */
#include "org.h"

#include <string.h>

#include "bind.h"
#include "common/utf8.h"

enum {
	LEAD_BYTES = 1500,
	OPENING_BYTES = 900,
	ALIASES_BYTES = 20000,
	ALIAS_MAX = 40,
	NEAR_BYTES = 60,
	OWNER_MAX = 48,
	NAMED_MIN = 3,
	SUBJECT_MIN = 5
};

static bool at(struct zb_span text, size_t i, const char *s)
{
	size_t n = strlen(s);
	return i <= text.n && n <= text.n - i && memcmp(text.p + i, s, n) == 0;
}

static size_t back_one(struct zb_span text, size_t i)
{
	do
		i--;
	while (i > 0 && ((unsigned char)text.p[i] & 0xC0) == 0x80);
	return i;
}

static bool is_name_char(struct zb_span text, size_t i)
{
	unsigned char c = (unsigned char)text.p[i];
	if (c < 0x80)
		return (c | 32) >= 'a' && (c | 32) <= 'z';
	static const char *const marks[] = { "，", "。", "：", "；", "、", "（", "）", "“", "”",
		                             "《", "》", "！", "？", "　", "【", "】", NULL };
	for (int k = 0; marks[k] != NULL; k++)
		if (at(text, i, marks[k]))
			return false;
	return true;
}

/* The name that ends at `end`: back to a mark, a word of grammar or a verb. */
static struct zb_span name_before(const struct document *doc, struct zb_span text, size_t end)
{
	while (end > 0 && ((unsigned char)text.p[end - 1] <= ' '))
		end--;
	size_t from = end;
	while (from > 0 && end - from < OWNER_MAX) {
		size_t k = back_one(text, from);
		if (!is_name_char(text, k))
			break;
		from = k;
	}
	for (size_t i = from; i < end;) {
		size_t len = 0;
		const struct lex_entry *e = lexicon_match(doc->lexicon, text, i, &len);
		if (e != NULL && len > 3 && i + len < end &&
		    (e->cls == LEX_FUNCTION || e->cls == LEX_VERB))
			from = i + len;
		uint32_t cp = 0;
		int n = zb_utf8_next(&cp, zb_span_sub(text, i, 4));
		i += e != NULL ? len : (size_t)(n > 0 ? n : 1);
	}
	return zb_span_sub(text, from, end - from);
}

static int times_named(struct zb_span text, struct zb_span name)
{
	int n = 0;
	size_t from = 0;
	while (name.n > 0 && n < 100) {
		ptrdiff_t k = zb_span_find(text, name, from);
		if (k < 0)
			break;
		n++;
		from = (size_t)k + name.n;
	}
	return n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* （300236）, (688981.SH, (SQM): a stock's code behind an opening bracket. */
static bool has_stock_code(struct zb_span text, size_t i)
{
	size_t n = 0;
	while (i + n < text.n && n < 7 && is_digit(text.p[i + n]))
		n++;
	if (n == 6)
		return true;
	if (n >= 4 && i + n + 2 < text.n && text.p[i + n] == '.' && is_upper(text.p[i + n + 1]))
		return true;
	return false;
}

static bool is_owner(const struct document *doc, struct zb_span name)
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
	return zb_span_find(zb_span_sub(doc->text, 0, OPENING_BYTES), name, 0) >= 0 &&
	       times_named(doc->text, name) >= NAMED_MIN;
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
	       (text.p[i + n] == ')' || at(text, i + n, "）"));
}

static struct zb_span ticker_at(struct zb_span text, size_t i)
{
	size_t n = 0;
	while (i + n < text.n && is_upper(text.p[i + n]))
		n++;
	return zb_span_sub(text, i, n);
}

/* The company with a stock code in the lead, where the lead has one only. */
static struct zb_span listed_company(const struct document *doc, bool report)
{
	struct zb_span text = zb_span_sub(doc->text, 0, LEAD_BYTES);
	struct zb_span found = { NULL, 0 };
	for (size_t i = 0; i + 8 < text.n; i++) {
		size_t open = text.p[i] == '(' ? 1 : at(text, i, "（") ? 3 : 0;
		if (open == 0 ||
		    !(has_stock_code(text, i + open) || (report && has_ticker(text, i + open))))
			continue;
		bool ticker = !has_stock_code(text, i + open);
		if (ticker && found.n > 0) /* acronyms abound: the first one only */
			continue;
		struct zb_span name = name_before(doc, text, i);
		if (ticker && times_named(doc->text, name) < NAMED_MIN)
			name = ticker_at(text, i + open);
		if (found.n > 0 && !zb_span_eq(found, name))
			return zb_span(NULL, 0);
		found = name;
	}
	return found;
}

static bool is_report(struct zb_span title)
{
	static const char *const words[] = { "财报", "年报", "季报", "业绩", "季度报告", NULL };
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(title, zb_span_str(words[i]), 0) >= 0)
			return true;
	return false;
}

/* X发布…财报, X公布半年报: the publisher in a title that speaks of a report. */
static struct zb_span reporter(const struct document *doc, struct zb_span title)
{
	static const char *const reports[] = {
		"财报", "年报", "季报", "业绩", "季度报告", NULL
	};
	static const char *const verbs[] = { "发布", "公布", "披露", "公告", NULL };
	bool is_report = false;
	for (int i = 0; reports[i] != NULL; i++)
		is_report = is_report || zb_span_find(title, zb_span_str(reports[i]), 0) >= 0;
	for (int i = 0; is_report && verbs[i] != NULL; i++) {
		ptrdiff_t k = zb_span_find(title, zb_span_str(verbs[i]), 0);
		if (k > 0)
			return name_before(doc, title, (size_t)k);
	}
	return zb_span(NULL, 0);
}

static size_t quote_len(struct zb_span text, size_t i)
{
	static const char *const quotes[] = { "“",       "”",  "\"", "&ldquo;",
		                              "&rdquo;", "「", "」", NULL };
	for (int k = 0; quotes[k] != NULL; k++)
		if (at(text, i, quotes[k]))
			return strlen(quotes[k]);
	return 0;
}

/* The word in quotation marks at text[i]; empty where none stands there. */
static struct zb_span quoted(struct zb_span text, size_t i)
{
	size_t open = quote_len(text, i);
	size_t n = 0;
	while (open > 0 && i + open + n < text.n && n < ALIAS_MAX) {
		if (quote_len(text, i + open + n) > 0)
			return zb_span_sub(text, i + open, n);
		n++;
	}
	return zb_span(NULL, 0);
}

static bool is_company_before(struct zb_span text, size_t k)
{
	static const char *const ends[] = { "公司", "集团", "银行", "大学", "医院", NULL };
	size_t from = k > NEAR_BYTES ? k - NEAR_BYTES : 0;
	struct zb_span near = zb_span_sub(text, from, k - from);
	for (int i = 0; ends[i] != NULL; i++)
		if (zb_span_find(near, zb_span_str(ends[i]), 0) >= 0)
			return true;
	return false;
}

void org_read_aliases(struct document *doc)
{
	struct zb_span text = zb_span_sub(doc->text, 0, ALIASES_BYTES);
	doc->n_aliases = 0;
	for (size_t from = 0; doc->n_aliases < ALIASES_MAX;) {
		ptrdiff_t k = zb_span_find(text, ZB_S("称"), from);
		if (k < 0)
			break;
		from = (size_t)k + 3;
		bool called = (size_t)k >= 3 && (at(text, (size_t)k - 3, "下称") ||
		                                 at(text, (size_t)k - 3, "简称"));
		struct zb_span alias = called ? quoted(text, from) : zb_span(NULL, 0);
		if (alias.n >= 6 && is_company_before(text, (size_t)k))
			doc->aliases[doc->n_aliases++] = alias;
	}
}

/* What the text calls its title, where nobody else gave one. */
static struct zb_span title_in_head(struct zb_span text)
{
	static const char *const marks[] = { "原标题：", "原标题:", "title:", NULL };
	struct zb_span head = zb_span_sub(text, 0, 600);
	for (int i = 0; marks[i] != NULL; i++) {
		ptrdiff_t k = zb_span_find(head, zb_span_str(marks[i]), 0);
		if (k < 0)
			continue;
		struct zb_span rest = zb_span_sub(head, (size_t)k + strlen(marks[i]), 120);
		const char *end = memchr(rest.p, '\n', rest.n);
		return zb_span_trim(
			zb_span_sub(rest, 0, end != NULL ? (size_t)(end - rest.p) : rest.n));
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
	while (n < title.n && n < OWNER_MAX && is_name_char(title, n)) {
		const struct lex_entry *e = lexicon_match(doc->lexicon, title, n, &len);
		if (e != NULL && e->cls != LEX_UNIT &&
		    !(e->cls == LEX_REGION && e->is == REGION_WEAK))
			break;
		uint32_t cp = 0;
		int step = zb_utf8_next(&cp, zb_span_sub(title, n, 4));
		n += step > 0 ? (size_t)step : 1;
	}
	return n >= 9 ? zb_span_sub(title, 0, n) : zb_span(NULL, 0);
}

void org_of_document(struct document *doc, struct zb_span title)
{
	doc->owner.n = 0;
	if (title.n == 0)
		title = title_in_head(doc->text);
	struct zb_span name = reporter(doc, title);
	if (!is_owner(doc, name))
		name = reporter(doc, zb_span_sub(doc->text, 0, 400));
	if (!is_owner(doc, name))
		name = listed_company(doc, is_report(title));
	if (!is_owner(doc, name)) {
		name = title_subject(doc, title);
		if (times_named(doc->text, name) < SUBJECT_MIN)
			return;
	}
	if (is_owner(doc, name))
		set_owner(doc, name);
}
