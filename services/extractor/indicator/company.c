/* SPDX-License-Identifier: Apache-2.0 */
#include "company.h"

#include <string.h>

#include "at.h"
#include "common/utf8.h"
#include "lex_is.h"
#include "lexicon.h"

enum {
	HEAD_BYTES = 65536,
	NAME_MAX = 48,
	QUOTE_MAX = 40,  /* bytes of a price in brackets */
	SHORT_MAX = 40,  /* bytes of a short name */
	NEAR_BYTES = 60, /* a company's kind stands that near to its short name */
	TAIL_BYTES = 6,  /* two characters, by which a name is found again */
	TIMES_MAX = 200,
	TIMES_MIN = 2,
	TRIES_MAX = 64
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static size_t back_one(struct zb_span text, size_t i)
{
	do
		i--;
	while (i > 0 && ((unsigned char)text.p[i] & 0xC0) == 0x80);
	return i;
}

bool company_is_name_char(struct zb_span text, size_t i)
{
	static const char *const marks[] = { "，", "。", "：",       "；", "、", "（",
		                             "）", "“",  "”",        "《", "》", "！",
		                             "？", "　", "【",       "】", "—",  "…",
		                             "‘",  "’",  "\xC2\xA0", NULL };
	unsigned char c = (unsigned char)text.p[i];
	if (c < 0x80)
		return (c | 32) >= 'a' && (c | 32) <= 'z';
	return any_word_at(text, i, marks) == 0;
}

static size_t open_len(struct zb_span text, size_t i)
{
	return text.p[i] == '(' ? 1 : word_at(text, i, "（");
}

static size_t close_len(struct zb_span text, size_t i)
{
	return i < text.n && text.p[i] == ')' ? 1 : word_at(text, i, "）");
}

/* 固德威(164.100, 5.60, 3.53%)（688390）: the price that a page sets behind a name is no part. */
static size_t before_price(struct zb_span text, size_t end)
{
	if (end == 0 || text.p[end - 1] != ')')
		return end;
	size_t i = end - 1;
	while (i > 0 && end - i < QUOTE_MAX && text.p[i] != '(')
		i--;
	return text.p[i] == '(' && text.p[end - 2] == '%' ? i : end;
}

static bool parts_names(const struct lex_entry *e, size_t len)
{
	for (; e != NULL; e = e->next)
		if (((e->cls == LEX_FUNCTION || e->cls == LEX_VERB) && len > 3) ||
		    (e->cls == LEX_ORG && e->is == ORG_ROLE))
			return true;
	return false;
}

/* How much of text[from, end), seen from its end, the text says at `other` too. */
static size_t common_tail(struct zb_span text, size_t from, size_t end, size_t other)
{
	size_t len = TAIL_BYTES;
	while (len < other && from + len < end &&
	       text.p[other - len - 1] == text.p[end - len - 1])
		len++;
	while (((unsigned char)text.p[end - len] & 0xC0) == 0x80)
		len--;
	return len;
}

/* The most of text[from, end) that the text says elsewhere too; best where a clause begins with
 * it. */
static size_t said_again(struct zb_span text, size_t from, size_t end)
{
	struct zb_span tail = zb_span_sub(text, end - TAIL_BYTES, TAIL_BYTES);
	size_t most = 0;
	size_t most_free = 0;
	ptrdiff_t k = zb_span_find(text, tail, 0);
	for (int n = 0; k >= 0 && n < TIMES_MAX; n++) {
		size_t other = (size_t)k + TAIL_BYTES;
		size_t len = other != end ? common_tail(text, from, end, other) : 0;
		bool begins =
			len > 0 && (other == len ||
		                    !company_is_name_char(text, back_one(text, other - len)));
		most = len > most ? len : most;
		most_free = begins && len > most_free ? len : most_free;
		k = zb_span_find(text, tail, other);
	}
	return most_free > TAIL_BYTES ? most_free : most;
}

/* Past the words at `from` that stand before a name and are none of it. */
static size_t past_words(const struct lexicon *lexicon, struct zb_span text, size_t from,
                         size_t end)
{
	static const char *const short_ones[] = { "为", "由", "对", "向", "将", "的", NULL };
	for (;;) {
		size_t len = 0;
		const struct lex_entry *e = lexicon_match(lexicon, text, from, &len);
		if (e == NULL || !parts_names(e, len))
			len = any_word_at(text, from, short_ones);
		if (len == 0 || from + len + TAIL_BYTES > end)
			return from;
		from += len;
	}
}

/* Past the last word of grammar, verb or role before `end`. */
static size_t past_last_word(const struct lexicon *lexicon, struct zb_span text, size_t from,
                             size_t end)
{
	for (size_t i = from; i < end;) {
		size_t len = 0;
		const struct lex_entry *e = lexicon_match(lexicon, text, i, &len);
		if (i + len < end && parts_names(e, len))
			from = i + len;
		uint32_t cp = 0;
		int n = zb_utf8_next(&cp, zb_span_sub(text, i, 4));
		i += e != NULL ? len : (size_t)(n > 0 ? n : 1);
	}
	return from;
}

struct zb_span company_before(const struct lexicon *lexicon, struct zb_span text, size_t end)
{
	while (end > 0 && (unsigned char)text.p[end - 1] <= ' ')
		end--;
	end = before_price(text, end);
	size_t from = end;
	while (from > 0 && end - from < NAME_MAX) {
		size_t k = back_one(text, from);
		if (!company_is_name_char(text, k))
			break;
		from = k;
	}
	if (end - from < TAIL_BYTES)
		return zb_span_sub(text, from, end - from);
	size_t again = said_again(text, from, end);
	from = again > TAIL_BYTES ? end - again : past_last_word(lexicon, text, from, end);
	from = past_words(lexicon, text, from, end);
	return zb_span_sub(text, from, end - from);
}

int company_times(struct zb_span text, struct zb_span name)
{
	int n = 0;
	size_t from = 0;
	while (name.n > 0 && n < TIMES_MAX) {
		ptrdiff_t k = zb_span_find(text, name, from);
		if (k < 0)
			break;
		n++;
		from = (size_t)k + name.n;
	}
	return n;
}

/* 300236）, 688981.SH, 02382）, A类004792；: a stock's or fund's code behind an opening bracket. */
static bool has_code(struct zb_span text, size_t i)
{
	static const char *const leads[] = { "证券代码：", "股票代码：", "代码：", "A类",
		                             "前端：",     "A：",        NULL };
	i += any_word_at(text, i, leads);
	size_t n = 0;
	while (i + n < text.n && n < 8 && is_digit(text.p[i + n]))
		n++;
	if (n == 0 || i + n >= text.n)
		return false;
	if (text.p[i + n] == '.' && i + n + 1 < text.n && is_upper(text.p[i + n + 1]))
		return n >= 4 && n <= 6;
	static const char *const ends[] = { ")", "）", ",", "，", "；", ";", "、", NULL };
	bool ends_here = any_word_at(text, i + n, ends) > 0;
	return ends_here && (n == 6 || (n == 5 && text.p[i] == '0'));
}

static size_t quote_len(struct zb_span text, size_t i)
{
	static const char *const quotes[] = { "“",       "”",  "\"", "&ldquo;",
		                              "&rdquo;", "「", "」", NULL };
	return i < text.n ? any_word_at(text, i, quotes) : 0;
}

/* The word in quotation marks at text[i], or the bare one before a bracket or comma. */
static struct zb_span short_name(struct zb_span text, size_t i)
{
	static const char *const leads[] = { "：", ":", "为", "是", " ", NULL };
	static const char *const ends[] = { ")", "）", ",", "，", NULL };
	i += any_word_at(text, i, leads);
	size_t open = quote_len(text, i);
	for (size_t n = 0; i + open + n < text.n && n < SHORT_MAX; n++) {
		size_t k = i + open + n;
		bool end = open > 0 ? quote_len(text, k) > 0 : any_word_at(text, k, ends) > 0;
		if (end)
			return zb_span_sub(text, i + open, n);
		if (open == 0 && ((unsigned char)text.p[k] & 0xC0) != 0x80 &&
		    !company_is_name_char(text, k))
			break;
	}
	return zb_span(NULL, 0);
}

/* What stands before the bracket that the 称 of text[k] is in; with no bracket, near before it. */
static bool is_kind_before(struct zb_span text, size_t k)
{
	static const char *const kinds[] = { "公司", "集团", "银行",   "大学",
		                             "医院", "基金", "合伙）", NULL };
	size_t from = k > NEAR_BYTES ? k - NEAR_BYTES : 0;
	size_t open = k;
	while (open > from && open_len(text, open) == 0)
		open--;
	struct zb_span near = zb_span_sub(text, from, (open > from ? open : k) - from);
	for (int i = 0; kinds[i] != NULL; i++)
		if (open > from ? zb_span_ends(near, zb_span_str(kinds[i]))
		                : zb_span_find(near, zb_span_str(kinds[i]), 0) >= 0)
			return true;
	return false;
}

/* （以下简称“X”）, (简称：X) at the 称 of text[i]. */
static struct zb_span called(struct zb_span text, size_t i)
{
	if (!word_before(text, i, "下") && !word_before(text, i, "简"))
		return zb_span(NULL, 0);
	struct zb_span name = short_name(text, i + strlen("称"));
	return name.n >= 6 && is_kind_before(text, i) ? name : zb_span(NULL, 0);
}

static bool is_word_of(const struct lexicon *lexicon, struct zb_span name)
{
	return lexicon_find(lexicon, name, LEX_REGION) != NULL ||
	       lexicon_find(lexicon, name, LEX_INDUSTRY) != NULL;
}

/* X股份有限公司(X) at an opening bracket. */
static struct zb_span bracketed(const struct lexicon *lexicon, struct zb_span text, size_t open,
                                size_t from)
{
	struct zb_span none = { NULL, 0 };
	if (!word_before(text, open, "公司") && !word_before(text, open, "集团"))
		return none;
	size_t n = 0;
	while (from + n < text.n && n < 24 && close_len(text, from + n) == 0) {
		if (((unsigned char)text.p[from + n] & 0xC0) != 0x80 &&
		    !company_is_name_char(text, from + n))
			return none;
		n++;
	}
	struct zb_span name = zb_span_sub(text, from, n);
	if (n < 6 || close_len(text, from + n) == 0 ||
	    lexicon_find(lexicon, name, LEX_ORG) != NULL)
		return none;
	return name;
}

static bool is_name(const struct lexicon *lexicon, struct zb_span name)
{
	return name.n >= 6 && name.n <= NAME_MAX && !is_word_of(lexicon, name);
}

static void add(struct companies *all, struct zb_span name, bool listed)
{
	for (int i = 0; i < all->n; i++) {
		if (zb_span_eq(all->list[i].name, name)) {
			all->list[i].listed = all->list[i].listed || listed;
			return;
		}
	}
	if (all->n < COMPANIES_MAX)
		all->list[all->n++] = (struct company){ .name = name, .listed = listed };
}

/* The name that a code, a bracket or 称 at text[i] gives. */
static struct zb_span name_given(const struct lexicon *lexicon, struct zb_span text, size_t i,
                                 bool *listed)
{
	size_t open = open_len(text, i);
	*listed = open > 0 && has_code(text, i + open);
	if (*listed)
		return company_before(lexicon, text, i);
	if (open > 0)
		return bracketed(lexicon, text, i, i + open);
	return has_word(text, i, "称") ? called(text, i) : zb_span(NULL, 0);
}

/* The next byte that ( , （ or 称 begin with, at or behind `i`. */
static size_t next_sign(struct zb_span text, size_t i)
{
	while (i < text.n) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '(' || c == 0xEF || c == 0xE7)
			break;
		i++;
	}
	return i;
}

void companies_read(struct companies *all, const struct lexicon *lexicon, struct zb_span text)
{
	text = zb_span_sub(text, 0, HEAD_BYTES);
	all->n = 0;
	int tries = 0; /* each may read the text once */
	for (size_t i = next_sign(text, 0);
	     i < text.n && all->n < COMPANIES_MAX && tries < TRIES_MAX;
	     i = next_sign(text, i + 1)) {
		bool listed = false;
		struct zb_span name = name_given(lexicon, text, i, &listed);
		tries += name.n > 0;
		/* a short name is one that the text goes on with */
		if (is_name(lexicon, name) &&
		    (listed || company_times(text, name) >= TIMES_MIN))
			add(all, name, listed);
	}
	for (int i = 0; i < all->n; i++)
		all->list[i].times = (uint16_t)company_times(text, all->list[i].name);
}

void companies_add(struct companies *all, struct zb_span name)
{
	add(all, name, false);
}

const struct company *companies_at(const struct companies *all, struct zb_span text)
{
	const struct company *found = NULL;
	for (int i = 0; i < all->n; i++)
		if (zb_span_starts(text, all->list[i].name) &&
		    (found == NULL || found->name.n < all->list[i].name.n))
			found = &all->list[i];
	return found;
}
