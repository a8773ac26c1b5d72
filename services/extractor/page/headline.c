/* SPDX-License-Identifier: Apache-2.0 */
#include "headline.h"

#include <stdarg.h>
#include <stdio.h>

#include "byline.h"
#include "common/arena.h"
#include "common/err.h"
#include "hint.h"
#include "lines.h"
#include "name.h"
#include "stamp.h"

enum {
	TITLE_BYTES = 512,
	REASONS_MAX = 8,
	HEAD_LINES = 25,  /* lines above the article where its date may stand */
	OWN_LINES = 30,   /* of the article itself */
	AFTER_LINES = 10, /* below it */
	LINE_BYTES = 600, /* a longer line is prose */
	LABEL_BYTES = 40,
	SURE = 3, /* a date's weight that needs no other's help */
};

int headline_reason(struct page *page, struct zb_arena *arena, const char *fmt, ...)
{
	char text[300];
	va_list args;
	if (page->reasons == NULL)
		page->reasons = zb_arena_array(arena, REASONS_MAX, sizeof(*page->reasons));
	if (page->reasons == NULL)
		return ZB_ENOMEM;
	if (page->n_reasons == REASONS_MAX)
		return 0;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	size_t used = n < 0 ? 0 : (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1;
	page->reasons[page->n_reasons++] = zb_arena_dup(arena, zb_span(text, used));
	return 0;
}

/* --- title --- */

static const struct zb_span joints[] = {
	{ "_", 1 },   { " - ", 3 }, { "|", 1 }, { "——", 6 }, { "--", 2 }, { " – ", 5 },
	{ " — ", 5 }, { " » ", 4 }, { "-", 1 }, { "―", 3 },  { "｜", 3 }, { "<", 1 },
	{ "::", 2 },  { "－", 3 },  { "—", 3 }, { " ", 1 },
};

/* Names of sites and their departments end or begin so. */
static bool names_site(struct zb_span s)
{
	static const struct zb_span words[] = {
		{ "网", 3 },   { "新闻", 6 }, { "报", 3 },   { "政府", 6 },   { "门户", 6 },
		{ "频道", 6 }, { "博客", 6 }, { "在线", 6 }, { "资讯", 6 },   { "中心", 6 },
		{ "论坛", 6 }, { ".com", 4 }, { ".cn", 3 },  { "委员会", 9 }, { "局", 3 },
		{ "厅", 3 },   { "部", 3 },   { "百科", 6 }, { "财经", 6 },   { "政务", 6 },
		{ "要闻", 6 }, { "公报", 6 }, { "摘要", 6 }, { "搜狐", 6 },   { "新浪", 6 },
		{ "网易", 6 }, { "腾讯", 6 }, { "平台", 6 }, { "首页", 6 },   { "振兴", 6 },
	};
	if (s.n == 0 || s.n > 60)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_ends(s, words[i]) ||
		    (s.n > words[i].n && zb_span_find(s, words[i], s.n - words[i].n) >= 0))
			return true;
	return zb_span_find(s, ZB_S("网"), 0) >= 0 || zb_span_find(s, ZB_S("政府"), 0) >= 0;
}

/* The last joint of `s` before which something is left. */
static bool last_joint(struct zb_span s, size_t *at, size_t *len)
{
	for (size_t i = s.n; i-- > 1;)
		for (size_t k = 0; k < sizeof(joints) / sizeof(joints[0]); k++)
			if (zb_span_starts(zb_span_sub(s, i, joints[k].n), joints[k])) {
				*at = i;
				*len = joints[k].n;
				return true;
			}
	return false;
}

/* The title element without the names of site and department behind it. */
static struct zb_span strip_site(struct zb_span title, const struct meta *meta)
{
	struct zb_span s = title;
	for (size_t at = 0, len = 0; last_joint(s, &at, &len);) {
		struct zb_span tail = zb_span_trim(zb_span_sub(s, at + len, s.n));
		bool known = tail.n > 0 && (zb_span_eq(tail, meta->site_name) ||
		                            zb_span_eq(tail, meta->og_site) ||
		                            zb_span_eq(tail, meta->column));
		bool strong = s.p[at] == '_' || s.p[at] == '|' || len > 1;
		bool weak = s.p[at] == ' ' && len == 1;
		if (!known && tail.n > 0 && !(names_site(tail) && (!weak || at > 24)) &&
		    !(strong && s.p[at] == '_' && tail.n < 36))
			break;
		s = zb_span_trim(zb_span_sub(s, 0, at));
	}
	return s.n >= 6 ? s : title;
}

/* How much of the heading stands in the title element, in bytes; 0 where it does not. */
static size_t shared(struct zb_span heading, struct zb_span title)
{
	return heading.n >= 6 && zb_span_find(title, heading, 0) >= 0 ? heading.n : 0;
}

static bool is_heading(const struct dom_node *n)
{
	return n->tag == TAG_STRONG || n->tag == TAG_H1 || n->tag == TAG_H2 ||
	       n->tag == TAG_H3 ||
	       ((n->hints & HINT_TITLE) != 0 && (n->hints & HINT_NOT_TEXT) == 0 &&
	        n->tag != TAG_BODY);
}

struct choice {
	struct zb_span text;
	int64_t score;
};

/* A heading's worth: its level, how near above the article, how much of the title it repeats. */
static int64_t weigh(const struct dom_node *n, struct zb_span text, struct zb_span title,
                     const struct dom_node *article)
{
	int64_t score = n->tag == TAG_H1 ? 60 : n->tag == TAG_H2 ? 30 : 20;
	if (n->tag == TAG_STRONG)
		score = 0;
	if ((n->hints & HINT_TITLE) != 0)
		score += 20;
	score += (int64_t)shared(text, title) * 3;
	/* Bold words inside an article are emphasis, above it often its headline. */
	if (article != NULL && n->order > article->order)
		score -= n->tag == TAG_STRONG ? 25 : 10;
	if (n->link_units * 2 > n->units)
		score -= 30;
	struct stamp t;
	if (text.n < 18 || (text.n < 60 && stamp_find(&t, text, 0)))
		score -= 40;
	return score;
}

/* A sentence, or a numbered heading within an article. */
static bool is_prose(struct zb_span text)
{
	static const struct zb_span numbers[] = {
		{ "一、", 6 }, { "二、", 6 }, { "三、", 6 }, { "（一）", 9 }, { "第一", 6 }
	};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (zb_span_find(zb_span_sub(text, 0, 12), numbers[i], 0) >= 0)
			return true;
	return zb_span_find(text, ZB_S("，"), 0) >= 0 || zb_span_ends(text, ZB_S("。"));
}

static struct choice best_heading(struct zb_arena *arena, const struct dom *dom,
                                  struct zb_span title, const struct dom_node *article)
{
	enum { HEADINGS_MAX = 60, BEHIND = 400, NEAR = 40 };
	struct choice best = { .score = -100 };
	int seen = 0;
	uint32_t last = article != NULL ? article->order + BEHIND : UINT32_MAX;
	for (struct dom_node *n = dom->body;
	     n != NULL && n->order <= last && seen < HEADINGS_MAX; n = dom_next(dom->body, n)) {
		if (n->tag == TAG_TEXT || !is_heading(n) || n->units > 300 ||
		    (n->units < 8 && n->tag != TAG_STRONG && n->tag != TAG_SPAN))
			continue;
		seen++;
		struct zb_span text = lines_trim(dom_text(arena, n, TITLE_BYTES));
		int64_t score = weigh(n, text, title, article);
		if (n->tag == TAG_STRONG &&
		    (is_prose(text) || (article != NULL && n->order > article->order + NEAR)))
			continue;
		bool later = article != NULL && n->order > article->order;
		if (text.n >= 8 && text.n < TITLE_BYTES - 2 && score >= best.score + later)
			best = (struct choice){ .text = text, .score = score };
	}
	return best;
}

struct zb_span headline_title(struct zb_arena *arena, const struct dom *dom,
                              const struct meta *meta, const struct dom_node *article)
{
	if (meta->title.n > 0)
		return meta->title;
	struct zb_span title = { 0 };
	if (dom->title != NULL)
		title = lines_trim(dom_text(arena, dom->title, TITLE_BYTES));
	struct zb_span stripped = strip_site(title, meta);
	struct choice heading = best_heading(arena, dom, title, article);
	if (heading.text.n > 0 && shared(heading.text, title) > 0)
		return heading.text.n * 2 >= stripped.n ? heading.text : stripped;
	if (meta->og_title.n > 0)
		return strip_site(meta->og_title, meta);
	if (meta->ld_title.n > 0)
		return meta->ld_title;
	bool is_site = stripped.n < 18 || zb_span_starts(stripped, ZB_S("首页")) ||
	               zb_span_eq(stripped, meta->site_name) || names_site(stripped);
	if (heading.text.n > 0 &&
	    (is_site || (stripped.n >= 12 && zb_span_starts(heading.text, stripped))))
		return heading.text;
	return stripped;
}

struct zb_span headline_above_date(struct zb_span lines)
{
	enum { TITLE_MIN = 12, TITLE_MAX = 200, DATELINE_MAX = 300 };
	struct zb_span line;
	struct zb_span above = { 0 };
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		struct stamp t;
		line = lines_trim(line);
		if (line.n > 0 && line.n < DATELINE_MAX && stamp_find(&t, line, 0) &&
		    above.n >= TITLE_MIN)
			return above;
		if (line.n > 0)
			above = line.n <= TITLE_MAX && !is_prose(line) ? line
			                                               : (struct zb_span){ 0 };
	}
	return (struct zb_span){ 0 };
}

/* --- date --- */

/* A day in a line of the page's furniture: behind a label or with a time it is surer. */
static int weigh_line(struct zb_span line, const struct stamp *t)
{
	static const struct zb_span labels[] = {
		{ "发布时间", 12 }, { "发布日期", 12 }, { "发表时间", 12 }, { "发表于", 9 },
		{ "发布于", 9 },    { "时间：", 9 },    { "时间:", 7 },     { "日期：", 9 },
		{ "日期:", 7 },     { "来源", 6 },      { "更新于", 9 },    { "时  间", 8 },
	};
	static const struct zb_span others[] = {
		{ "今天是", 9 }, { "截止", 6 }, { "施行", 6 },      { "成文", 6 },
		{ "实施", 6 },   { "注册", 6 }, { "生成日期", 12 },
	};
	int score = t->hour >= 0 ? 4 : 1;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (zb_span_find(line, labels[i], 0) >= 0) {
			score += 3;
			break;
		}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (zb_span_find(line, others[i], 0) >= 0)
			score -= 4;
	if (line.n > 200)
		score -= 2;
	if (line.n > LINE_BYTES)
		score -= 6;
	return score;
}

struct dated {
	struct stamp stamp;
	int score;
};

/* The surest date of some lines; of equals the one nearest the article. */
static void look_in(struct dated *best, struct zb_span lines, int bonus, bool last_wins)
{
	struct zb_span line;
	struct zb_span above = { 0 };
	for (size_t at = 0; lines_next(&line, lines, &at); above = line) {
		struct stamp t;
		if (line.n > 2 * LINE_BYTES || !stamp_find(&t, line, 0))
			continue;
		/* A date alone belongs to the label in the line or cell before it. */
		bool alone = t.start == 0 && above.n > 0 && above.n < LABEL_BYTES &&
		             above.p + above.n + 1 == line.p;
		struct zb_span said = alone ? zb_span(above.p, above.n + 1 + line.n) : line;
		int score = weigh_line(said, &t) + bonus;
		if (score > best->score || (last_wins && score == best->score))
			*best = (struct dated){ .stamp = t, .score = score };
	}
}

static void find_in_text(struct dated *best, const struct surroundings *around)
{
	look_in(best, lines_head(around->head, OWN_LINES), 1, false);
	look_in(best, lines_tail(around->before, HEAD_LINES), 2, true);
	if (best->score < SURE) {
		look_in(best, lines_head(around->after, AFTER_LINES), 0, false);
		look_in(best, lines_tail(around->text, 4), 0, true);
	}
	if (best->score < 1)
		look_in(best, around->before, 0, true);
}

static void choose_date(struct page *page, struct zb_arena *arena, const struct meta *meta,
                        const struct surroundings *around, struct zb_span url)
{
	struct dated text = { .score = 0 };
	find_in_text(&text, around);
	const struct {
		struct zb_span value;
		enum page_origin origin;
	} heads[] = {
		{ meta->published, PAGE_ORIGIN_META },
		{ meta->og_published, PAGE_ORIGIN_GRAPH },
		{ meta->ld_published, PAGE_ORIGIN_JSON },
	};
	struct stamp t;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		if (!stamp_find(&t, heads[i].value, 0))
			continue;
		page->published = stamp_print(arena, &t);
		page->published_from = heads[i].origin;
		if (text.score > 0 && !stamp_same_day(&t, &text.stamp))
			headline_reason(
				page, arena,
				"date: %s says %04d-%02d-%02d, the page %04d-%02d-%02d; "
				"the first was taken",
				page_origin_name(heads[i].origin), t.year, t.month, t.day,
				text.stamp.year, text.stamp.month, text.stamp.day);
		return;
	}
	if (text.score < SURE && stamp_find(&t, meta->time, 0)) {
		text.stamp = t;
		text.score = SURE;
	}
	bool in_url = stamp_in_url(&t, url);
	if (text.score > 0 &&
	    (!in_url || text.score >= SURE || stamp_same_day(&t, &text.stamp))) {
		page->published = stamp_print(arena, &text.stamp);
		page->published_from = PAGE_ORIGIN_TEXT;
	} else if (in_url) {
		page->published = stamp_print(arena, &t);
		page->published_from = PAGE_ORIGIN_URL;
	}
}

/* --- names --- */

static void read_lines(struct byline *out, struct zb_span lines)
{
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);)
		if (line.n <= LINE_BYTES)
			byline_read(out, line);
}

/* A name without a label, in the few lines between the headline and the first sentence. */
static struct zb_span find_alone(struct zb_span lines, struct zb_span title)
{
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		if (line.n > 150 || zb_span_find(title, zb_span_trim(line), 0) >= 0)
			continue;
		struct zb_span names = byline_alone(line);
		if (names.n > 0)
			return names;
	}
	return (struct zb_span){ 0 };
}

static struct zb_span next_word(struct zb_span s, size_t *at)
{
	while (*at < s.n && (s.p[*at] == ' ' || s.p[*at] == '\t'))
		++*at;
	size_t from = *at;
	while (*at < s.n && s.p[*at] != ' ' && s.p[*at] != '\t')
		++*at;
	return zb_span_sub(s, from, *at - from);
}

/* "2023年11月02日 16:20 海港在线 顾承志": words behind a date that are a site and a person. */
static void read_behind_date(struct byline *out, struct zb_span lines)
{
	enum { WORDS = 3, DATELINE_BYTES = 160 };
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		struct stamp t;
		if (line.n > DATELINE_BYTES || !stamp_find(&t, line, 0) || t.start > 6)
			continue;
		size_t word_at = t.end;
		for (int i = 0; i < WORDS; i++) {
			struct zb_span word = next_word(line, &word_at);
			if (out->author.n == 0 && name_is_list(word))
				out->author = word;
			else if (out->source.n == 0 && word.n >= 6 && word.n < 48 &&
			         names_site(word))
				out->source = word;
		}
	}
}

static struct zb_span find_signed(struct zb_span lines)
{
	struct zb_span found = { 0 };
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		struct zb_span names = byline_signed(line);
		if (names.n > 0)
			found = names;
	}
	return found;
}

/* The end of a long last paragraph often names its reporter. */
static void read_ends(struct byline *out, struct zb_span lines)
{
	enum { END_BYTES = 150 };
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		size_t from = line.n > END_BYTES ? line.n - END_BYTES : 0;
		while (from < line.n && ((unsigned char)line.p[from] & 0xC0) == 0x80)
			from++;
		byline_read(out, zb_span_sub(line, from, line.n));
	}
}

static struct zb_span first_of(const struct zb_span *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].n > 0)
			return values[i];
	return (struct zb_span){ 0 };
}

/* Metas for authors hold addresses and templates' own placeholders as well. */
static struct zb_span only_name(struct zb_span s)
{
	static const struct zb_span signs[] = {
		{ "://", 3 }, { "@", 1 }, { "name", 4 }, { "Team", 4 }
	};
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (zb_span_find(s, signs[i], 0) >= 0)
			return (struct zb_span){ 0 };
	return s;
}

static void choose_names(struct page *page, const struct meta *meta,
                         const struct surroundings *around)
{
	struct byline near = { 0 };
	read_lines(&near, lines_tail(around->before, HEAD_LINES));
	read_lines(&near, lines_head(around->head, OWN_LINES));
	struct byline end = { 0 };
	read_ends(&end, lines_tail(around->text, 6));
	read_lines(&end, lines_head(around->after, AFTER_LINES));
	struct byline bare = { 0 };
	read_behind_date(&bare, lines_tail(around->before, 6));
	read_behind_date(&bare, lines_head(around->head, 6));
	struct zb_span alone = bare.author.n > 0
	                               ? bare.author
	                               : find_alone(lines_head(around->head, 4), page->title);
	if (alone.n == 0)
		alone = find_alone(lines_tail(around->before, 4), page->title);
	const struct zb_span sources[] = { meta->publisher, near.source, bare.source,
		                           end.source, meta->ld_publisher };
	const struct zb_span authors[] = {
		near.author,
		near.reporter,
		end.author,
		end.reporter,
		find_signed(lines_tail(around->text, 4)),
		alone,
		only_name(meta->author),
		only_name(meta->og_author),
		meta->ld_author,
		near.editor,
		end.editor,
	};
	const struct zb_span editors[] = { near.editor, end.editor };
	page->publisher = first_of(sources, sizeof(sources) / sizeof(sources[0]));
	page->author = first_of(authors, sizeof(authors) / sizeof(authors[0]));
	page->editor = first_of(editors, sizeof(editors) / sizeof(editors[0]));
}

static struct zb_span keep(struct zb_arena *arena, struct zb_span s)
{
	return s.n > 0 ? zb_arena_dup(arena, s) : (struct zb_span){ 0 };
}

int headline_read(struct page *page, struct zb_arena *arena, const struct meta *meta,
                  const struct surroundings *around, struct zb_span url)
{
	choose_date(page, arena, meta, around, url);
	choose_names(page, meta, around);
	/* The lines live in buffers that go; what is kept must not. */
	page->publisher = keep(arena, page->publisher);
	page->author = keep(arena, page->author);
	page->editor = keep(arena, page->editor);
	page->site_name = meta->site_name.n > 0 ? meta->site_name : meta->og_site;
	page->site_code = meta->site_code;
	page->column = meta->column;
	return 0;
}
