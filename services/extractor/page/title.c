/* SPDX-License-Identifier: Apache-2.0 */
#include "title.h"

#include <string.h>

#include "common/arena.h"
#include "hint.h"
#include "lines.h"
#include "name.h"
#include "stamp.h"

enum {
	TITLE_BYTES = 512,
	LONG_BYTES = 36, /* of a headline rather than a column's name */
	NAME_BYTES = 24, /* of the name of a site, a department, a column */
};

/* Between a headline and names of sites; the last ones stand within headlines as well. */
static const struct zb_span joints[] = {
	{ "_", 1 },   { " - ", 3 }, { "|", 1 }, { "——", 6 }, { "--", 2 }, { " – ", 5 },
	{ " — ", 5 }, { " » ", 4 }, { "―", 3 }, { "｜", 3 }, { "::", 2 }, { "-", 1 },
	{ "－", 3 },  { "—", 3 },   { "<", 1 }, { " ", 1 },
};

enum { JOINTS = sizeof(joints) / sizeof(joints[0]), JOINTS_STRONG = 11 };

/* The last of the first `n` joints in `s` before which something is left. */
static bool last_joint(struct zb_span s, size_t n, size_t *at, size_t *len)
{
	for (size_t i = s.n; i-- > 1;)
		for (size_t k = 0; k < n; k++)
			if (zb_span_starts(zb_span_sub(s, i, joints[k].n), joints[k])) {
				*at = i;
				*len = joints[k].n;
				return true;
			}
	return false;
}

/* "某某网 » headline": a site's name before a joint that no headline has. */
static struct zb_span strip_front(struct zb_span s)
{
	enum { REST_MIN = 18 };
	static const struct zb_span fronts[] = {
		{ " » ", 4 }, { "::", 2 }, { ">>", 2 }, { "_", 1 }
	};
	for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
		ptrdiff_t at = zb_span_find(s, fronts[i], 0);
		if (at <= 0)
			continue;
		size_t behind = (size_t)at + fronts[i].n;
		struct zb_span rest = zb_span_trim(zb_span_sub(s, behind, s.n - behind));
		if (rest.n >= REST_MIN && !name_is_outlet(rest) &&
		    name_is_outlet(zb_span_trim(zb_span_sub(s, 0, (size_t)at))))
			return rest;
	}
	return s;
}

/* The title element without the names of site and department around it. */
static struct zb_span strip_site(struct zb_span title, const struct meta *meta)
{
	struct zb_span s = title;
	ptrdiff_t engine = zb_span_find(s, ZB_S("Powered by"), 0);
	if (engine > 0)
		s = zb_span_trim(zb_span_sub(s, 0, (size_t)engine));
	for (size_t at = 0, len = 0; last_joint(s, JOINTS, &at, &len);) {
		struct zb_span tail = zb_span_trim(zb_span_sub(s, at + len, s.n));
		bool known = tail.n > 0 && (zb_span_eq(tail, meta->site_name) ||
		                            zb_span_eq(tail, meta->og_site) ||
		                            zb_span_eq(tail, meta->column));
		struct zb_span joint = zb_span_sub(s, at, len);
		bool weak = zb_span_eq(joint, ZB_S(" "));
		if (!known && tail.n > 0 && !(name_is_outlet(tail) && (!weak || at > 24)) &&
		    !(zb_span_eq(joint, ZB_S("_")) && tail.n < 36))
			break;
		s = zb_span_trim(zb_span_sub(s, 0, at));
	}
	return strip_front(s.n >= 6 ? s : title);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Some systems write the headline's markup into their metas. */
static struct zb_span without_markup(struct zb_arena *arena, struct zb_span s)
{
	if (s.n == 0 || memchr(s.p, '<', s.n) == NULL)
		return s;
	char *to = zb_arena_alloc(arena, s.n);
	size_t used = 0;
	if (to == NULL)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		bool tag = s.p[i] == '<' && i + 1 < s.n &&
		           (s.p[i + 1] == '/' || is_letter(s.p[i + 1]));
		const char *end = tag ? memchr(s.p + i, '>', s.n - i) : NULL;
		if (end != NULL)
			i = (size_t)(end - s.p);
		else
			to[used++] = s.p[i];
	}
	return lines_trim(zb_span(to, used));
}

/* A greeting or the way to the page, as 欢迎光临…, 首页 - 新闻, where a headline should be. */
static bool is_site_alone(struct zb_span s, const struct meta *meta)
{
	static const struct zb_span words[] = {
		{ "首页", 6 }, { "欢迎", 6 }, { "谢谢", 6 }, { "感谢", 6 }, { "您好", 6 },
	};
	struct stamp t;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_starts(s, words[i]))
			return true;
	/* The issue of a paper: 江潮日报 2002年5月9日 第二版. */
	if (stamp_find(&t, s, 0) && name_is_outlet(zb_span_trim(zb_span_sub(s, 0, t.start))))
		return true;
	return s.n < 18 || zb_span_eq(s, meta->site_name) || name_is_outlet(s);
}

/* How much of the heading stands in the title element, in bytes; 0 where it does not. */
static size_t shared(struct zb_span heading, struct zb_span title)
{
	return heading.n >= 6 && zb_span_find(title, heading, 0) >= 0 ? heading.n : 0;
}

static bool is_heading(const struct dom_node *n)
{
	return n->tag == TAG_STRONG || n->tag == TAG_H1 || n->tag == TAG_H2 ||
	       n->tag == TAG_H3 || n->tag == TAG_HEADING ||
	       ((n->hints & HINT_TITLE) != 0 && (n->hints & HINT_NOT_TEXT) == 0 &&
	        n->tag != TAG_BODY);
}

/* In a box of the site: its head, its foot, a list of other stories. */
static bool is_boxed(const struct dom_node *n)
{
	enum { LEVELS = 4 };
	n = n->parent;
	for (int i = 0; i < LEVELS && n != NULL && n->tag != TAG_BODY; i++, n = n->parent)
		if ((n->hints & HINT_NOT_TEXT) != 0 && (n->hints & HINT_ARTICLE) == 0)
			return true;
	return false;
}

struct choice {
	struct zb_span text;
	int64_t score;
	bool above; /* the article */
};

/* A heading's worth: its level, how near above the article, how much of the title it repeats. */
static int64_t weigh(const struct dom_node *n, struct zb_span text, struct zb_span title,
                     const struct dom_node *article)
{
	int64_t score = n->tag == TAG_H1 ? 60 : n->tag == TAG_H2 ? 30 : 20;
	if (n->tag == TAG_STRONG)
		score = 0;
	if (n->tag == TAG_HEADING)
		score = 15;
	if ((n->hints & HINT_TITLE) != 0)
		score += 20;
	score += (int64_t)shared(text, title) * 3;
	/* Bold words inside an article are emphasis, above it often its headline. */
	if (article != NULL && n->order > article->order)
		score -= n->tag == TAG_STRONG ? 25 : 10;
	if (n->link_units * 2 > n->units || is_boxed(n))
		score -= 30;
	struct stamp t;
	if (text.n < 18 || (text.n < 60 && stamp_find(&t, text, 0)) ||
	    zb_span_starts(text, ZB_S("首页")))
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

/* The small headings head boxes of every kind: one is the headline if the title repeats it, or if
 * it is long and stands above the article. */
static bool may_be_headline(const struct dom_node *n, struct zb_span text, struct zb_span title,
                            const struct dom_node *article)
{
	enum { FIRST_NODES = 12 }; /* of the article */
	bool above = article != NULL && n->order < article->order + FIRST_NODES;
	return above && n->link_units * 2 <= n->units &&
	       (shared(text, title) > 0 || text.n >= LONG_BYTES);
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
		if (n->tag == TAG_HEADING && (n->hints & HINT_TITLE) == 0 &&
		    !may_be_headline(n, text, title, article))
			continue;
		if (n->tag == TAG_STRONG &&
		    (is_prose(text) || (article != NULL && n->order > article->order + NEAR)))
			continue;
		bool later = article != NULL && n->order > article->order;
		if (text.n >= 8 && text.n < TITLE_BYTES - 2 && score >= best.score + later)
			best = (struct choice){ .text = text, .score = score, .above = !later };
	}
	return best;
}

struct zb_span title_of(struct zb_arena *arena, const struct dom *dom, const struct meta *meta,
                        const struct dom_node *article)
{
	if (meta->title.n > 0)
		return without_markup(arena, meta->title);
	struct zb_span title = { 0 };
	if (dom->title != NULL)
		title = lines_trim(dom_text(arena, dom->title, TITLE_BYTES));
	struct zb_span stripped = strip_site(title, meta);
	struct choice heading = best_heading(arena, dom, title, article);
	if (heading.text.n > 0 && shared(heading.text, title) > 0)
		return heading.text.n * 2 >= stripped.n ? heading.text : stripped;
	if (meta->og_title.n > 0)
		return strip_site(without_markup(arena, meta->og_title), meta);
	if (meta->ld_title.n > 0)
		return without_markup(arena, meta->ld_title);
	if (heading.text.n > 0 && (heading.score >= 0 || stripped.n > 0) &&
	    (is_site_alone(stripped, meta) ||
	     (heading.above && heading.score >= 0 && stripped.n <= NAME_BYTES &&
	      heading.text.n >= LONG_BYTES) ||
	     (stripped.n >= 12 && zb_span_starts(heading.text, stripped))))
		return heading.text;
	return stripped;
}

bool title_date(struct stamp *out, struct zb_arena *arena, const struct dom *dom)
{
	return dom->title != NULL &&
	       stamp_find(out, dom_text(arena, dom->title, TITLE_BYTES), 0);
}

struct zb_span title_first_line(struct zb_span lines)
{
	enum { TITLE_MIN = 12, TITLE_MAX = 120 };
	struct zb_span line = { 0 };
	size_t at = 0;
	lines_next(&line, lines, &at);
	line = lines_trim(line);
	bool fits = line.n >= TITLE_MIN && line.n <= TITLE_MAX && at < lines.n;
	return fits && !is_prose(line) && memchr(line.p, '\t', line.n) == NULL
	               ? line
	               : (struct zb_span){ 0 };
}

struct zb_span title_above_date(struct zb_span lines)
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

/* --- diaries --- */

static bool names_diary(struct zb_span s)
{
	static const struct zb_span words[] = { { "博客", 6 }, { "blog", 4 }, { "Blog", 4 },
		                                { "BLOG", 4 }, { "日志", 6 }, { "网志", 6 } };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_find(s, words[i], 0) >= 0)
			return true;
	return false;
}

/* 张三的博客 is 张三's. */
static struct zb_span owner_in(struct zb_span s)
{
	static const struct zb_span behind[] = { { "的博客", 9 }, { "的BLOG", 7 },
		                                 { "的Blog", 7 }, { "的blog", 7 },
		                                 { "的日志", 9 }, { "的网志", 9 },
		                                 { "的专栏", 9 }, { "的空间", 9 } };
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (zb_span_ends(s, behind[i]))
			return zb_span_sub(s, 0, s.n - behind[i].n);
	return (struct zb_span){ 0 };
}

struct zb_span title_blogger(struct zb_arena *arena, const struct dom *dom,
                             struct zb_span headline)
{
	enum { OWNER_BYTES = 36 };
	struct zb_span s = { 0 };
	size_t at = 0;
	size_t len = 0;
	if (dom->title != NULL)
		s = lines_trim(dom_text(arena, dom->title, TITLE_BYTES));
	bool diary = false; /* a segment further behind is the name of a place for diaries */
	while (s.n > 0) {
		bool more = last_joint(s, JOINTS_STRONG, &at, &len);
		struct zb_span tail = more ? zb_span_sub(s, at + len, s.n) : s;
		tail = zb_span_trim(tail);
		struct zb_span owner = owner_in(tail);
		if (owner.n == 0 && diary && !names_diary(tail) && !zb_span_eq(tail, headline))
			owner = tail;
		if (owner.n > 0)
			return owner.n <= OWNER_BYTES ? owner : (struct zb_span){ 0 };
		diary = diary || names_diary(tail);
		if (!more)
			break;
		s = zb_span_trim(zb_span_sub(s, 0, at));
	}
	return (struct zb_span){ 0 };
}
