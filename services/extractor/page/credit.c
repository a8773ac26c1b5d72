/* SPDX-License-Identifier: Apache-2.0 */
#include "credit.h"

#include <string.h>

#include "byline.h"
#include "common/arena.h"
#include "hint.h"
#include "lines.h"
#include "name.h"
#include "stamp.h"
#include "title.h"

enum {
	HEAD_LINES = 25,  /* lines above the article */
	OWN_LINES = 30,   /* of the article itself */
	AFTER_LINES = 10, /* below it */
	LINE_BYTES = 600, /* a longer line is prose */
};

static void read_lines(struct byline *out, struct zb_span lines)
{
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);)
		if (line.n <= LINE_BYTES)
			byline_read(out, line);
}

/* 张三：在江边 and, on a line of its own, 张三. */
static bool is_title_name(struct zb_span title, struct zb_span line)
{
	enum { NAME_BYTES = 15 };
	struct zb_span rest = zb_span_sub(title, line.n, title.n);
	return line.n >= 6 && line.n <= NAME_BYTES && zb_span_starts(title, line) &&
	       (zb_span_starts(rest, ZB_S("：")) || zb_span_starts(rest, ZB_S(":")));
}

static bool is_button(struct zb_span line)
{
	enum { BUTTON_BYTES = 15 };
	return line.n > 0 && line.n <= BUTTON_BYTES && zb_span_find(line, ZB_S("："), 0) < 0 &&
	       memchr(line.p, ':', line.n) == NULL;
}

/* Between lines of a word each a name is one button of many. `at` is behind the line. */
static bool is_in_menu(struct zb_span lines, struct zb_span above, size_t at)
{
	struct zb_span below = { 0 };
	lines_next(&below, lines, &at);
	return is_button(above) && is_button(lines_trim(below));
}

/* A name without a label, in the few lines between the headline and the first sentence. */
static struct zb_span find_alone(struct zb_span lines, struct zb_span title)
{
	struct zb_span line;
	struct zb_span above = { 0 };
	for (size_t at = 0; lines_next(&line, lines, &at); above = line) {
		line = lines_trim(line);
		if (is_title_name(title, line))
			return line;
		if (is_in_menu(lines, above, at))
			continue;
		if (line.n > 150 || zb_span_find(title, line, 0) >= 0)
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

/* A value as it stands: no label, no figure, no sentence. */
static bool is_bare(struct zb_span s)
{
	static const struct zb_span marks[] = {
		{ "：", 3 }, { ":", 1 }, { "，", 3 }, { "。", 3 },
		{ "|", 1 },  { "/", 1 }, { "@", 1 },  { "　", 3 },
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (zb_span_find(s, marks[i], 0) >= 0)
			return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return false;
	return s.n > 0;
}

/* "2023年11月02日 16:20 海港在线 顾承志": words behind a date that are a site and a person. */
static void read_words(struct byline *out, struct zb_span words)
{
	enum { WORDS = 3 };
	size_t at = 0;
	for (int i = 0; i < WORDS; i++) {
		struct zb_span word = next_word(words, &at);
		if (out->author.n == 0 && name_is_list(word))
			out->author = word;
		else if (out->source.n == 0 && word.n >= 6 && word.n < 48 &&
		         name_is_outlet(word))
			out->source = word;
	}
}

/* 海港在线 2023-11-02 16:20: the one word before a time is a site, whatever its name. */
static void read_before_date(struct byline *out, struct zb_span words)
{
	static const struct zb_span others[] = {
		{ "于", 3 },   { "时间", 6 }, { "日期", 6 }, { "发布", 6 }, { "发表", 6 },
		{ "更新", 6 }, { "编辑", 6 }, { "今天", 6 }, { "首页", 6 }, { "正文", 6 },
	};
	size_t at = 0;
	struct zb_span word = next_word(words, &at);
	if (zb_span_eq(word, ZB_S("原创")) || zb_span_eq(word, ZB_S("转载")))
		word = next_word(words, &at);
	if (word.n < 6 || word.n >= 48 || at < words.n || !is_bare(word))
		return;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (zb_span_ends(word, others[i]))
			return;
	struct byline labelled = { .n_reporters = 0 };
	byline_read(&labelled, word);
	if (labelled.n_reporters > 0 || labelled.editor.n > 0)
		return;
	if (name_is_list(word) && out->author.n == 0)
		out->author = word;
	else if (out->source.n == 0)
		out->source = word;
}

static void read_beside_date(struct byline *out, struct zb_span lines)
{
	enum { DATELINE_BYTES = 160, FEW_BYTES = 12 };
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, lines, &at);) {
		struct stamp t;
		line = lines_trim(line);
		if (line.n > DATELINE_BYTES || !stamp_find(&t, line, 0))
			continue;
		if (t.start <= 6)
			read_words(out, zb_span_sub(line, t.end, line.n - t.end));
		else if (t.hour >= 0 && line.n - t.end <= FEW_BYTES)
			read_before_date(out, zb_span_trim(zb_span_sub(line, 0, t.start)));
	}
}

/* The lines below the headline, where it stands among these. */
static struct zb_span below_title(struct zb_span lines, struct zb_span title)
{
	struct zb_span line;
	struct zb_span below = lines;
	for (size_t at = 0; lines_next(&line, lines, &at);)
		if (title.n > 0 && zb_span_eq(lines_trim(line), title))
			below = zb_span_sub(lines, at, lines.n - (at < lines.n ? at : lines.n));
	return below;
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

/* --- elements that are named for what they hold --- */

struct hinted {
	struct zb_span author, source;
};

static bool is_aside(const struct dom_node *n)
{
	for (; n != NULL; n = n->parent)
		if ((n->hints & (HINT_COMMENT | HINT_ASIDE)) != 0)
			return true;
	return false;
}

/* Without the hard blanks and dots that part the pieces of such a line. */
static struct zb_span without_marks(struct zb_span s)
{
	static const struct zb_span marks[] = {
		{ "\u00A0", 2 }, { "⋅", 3 }, { "·", 2 }, { "•", 3 }
	};
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
			size_t n = marks[i].n;
			bool head = zb_span_starts(s, marks[i]);
			bool tail = !head && zb_span_ends(s, marks[i]);
			if (head || tail)
				s = zb_span_sub(s, head ? n : 0, s.n - n);
			more = more || head || tail;
		}
		s = lines_trim(s);
	}
	return s;
}

/* 江城发布 关注: what stands behind a name is there to be pressed. */
static struct zb_span without_buttons(struct zb_span s)
{
	const char *blank = s.n > 0 ? memchr(s.p, ' ', s.n) : NULL;
	return blank == NULL || name_is_list(s) ? s : zb_span_sub(s, 0, (size_t)(blank - s.p));
}

static void read_hinted(struct hinted *out, struct zb_arena *arena, const struct dom *dom)
{
	enum { HINTED_MAX = 40, UNITS_MAX = 60, VALUE_BYTES = 160 };
	int seen = 0;
	for (struct dom_node *n = dom->body; n != NULL && seen < HINTED_MAX;
	     n = dom_next(dom->body, n)) {
		unsigned hints = n->hints & (HINT_AUTHOR | HINT_SOURCE);
		if (n->tag == TAG_TEXT || hints == 0 || n->units > UNITS_MAX)
			continue;
		seen++;
		struct byline by = { .n_reporters = 0 };
		struct zb_span text = without_marks(dom_text(arena, n, VALUE_BYTES));
		if (is_aside(n))
			continue;
		byline_read(&by, text);
		if (by.source.n == 0 && (hints & HINT_SOURCE) != 0 && is_bare(text))
			by.source = without_buttons(text);
		if (by.author.n == 0 && (hints & HINT_AUTHOR) != 0 && is_bare(text))
			by.author = without_buttons(text);
		if (out->source.n == 0)
			out->source = by.source;
		if (out->author.n == 0)
			out->author = by.author;
	}
}

/* --- choice --- */

/* Words that stand where a name should: nobody, everybody, the site itself. */
static bool is_nobody(struct zb_span s)
{
	static const struct zb_span words[] = {
		{ "未知", 6 },      { "佚名", 6 },           { "匿名", 6 },
		{ "网络", 6 },      { "互联网", 9 },         { "网络整理", 12 },
		{ "本站", 6 },      { "本站原创", 12 },      { "原创", 6 },
		{ "转载文章", 12 }, { "转载", 6 },           { "admin", 5 },
		{ "管理员", 9 },    { "网站管理员", 15 },    { "系统管理员", 15 },
		{ "小编", 6 },      { "不详", 6 },           { "无", 3 },
		{ "网上转载", 12 }, { "administrator", 13 }, { "综合", 6 },
		{ "未填写", 9 },    { "其他", 6 },           { "作者", 6 },
		{ "账号", 6 },      { "用户", 6 },           { "用户名", 9 },
		{ "登录", 6 },      { "注册", 6 },           { "游客", 6 },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_eq_nocase(s, words[i]))
			return true;
	return zb_span_starts(s, ZB_S("暂无"));
}

static bool has_letter(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || (s.p[i] | 0x20) >= 'a')
			return true;
	return false;
}

static struct zb_span first_of(const struct zb_span *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].n > 0 && !is_nobody(values[i]) && has_letter(values[i]))
			return values[i];
	return (struct zb_span){ 0 };
}

/* Metas for authors hold addresses, templates' own placeholders and the site's name as well. */
static struct zb_span only_name(struct zb_span s, const struct meta *meta)
{
	static const struct zb_span signs[] = {
		{ "://", 3 }, { "@", 1 }, { "name", 4 }, { "Team", 4 }, { ",", 1 },
	};
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (zb_span_find(s, signs[i], 0) >= 0)
			return (struct zb_span){ 0 };
	bool site =
		s.n > 0 && (zb_span_eq(s, meta->site_name) || zb_span_eq(s, meta->og_site) ||
	                    zb_span_eq(s, meta->publisher) || name_is_outlet(s));
	if (site)
		return (struct zb_span){ 0 };
	return s;
}

/* An editor's code says nothing of who wrote; a name in Chinese may, behind it or not. */
static struct zb_span only_person(struct zb_span s)
{
	enum { NAME_BYTES_MAX = 12 };
	const char *code = s.n > 0 ? memchr(s.p, '_', s.n) : NULL;
	if (code != NULL)
		s.n = (size_t)(code - s.p);
	bool chinese = s.n <= NAME_BYTES_MAX;
	for (size_t i = 0; i < s.n; i++)
		chinese = chinese && (unsigned char)s.p[i] >= 0x80;
	return chinese || name_is_list(s) ? s : (struct zb_span){ 0 };
}

/* The value of a meta that repeats its label: 来源：江潮网. */
static struct zb_span without_label(struct zb_span s)
{
	struct byline by = { .n_reporters = 0 };
	byline_read(&by, s);
	return by.source.n > 0 ? by.source : s;
}

/* Where only a person is named as the source, that person wrote the text. */
static void part_person(struct page *page)
{
	if (page->author.n > 0 || !name_is_list(page->publisher) ||
	    name_is_outlet(page->publisher))
		return;
	page->author = page->publisher;
	page->publisher = (struct zb_span){ 0 };
}

static void choose(struct page *page, struct zb_arena *arena, const struct dom *dom,
                   const struct meta *meta, const struct surroundings *around)
{
	struct byline near = { .n_reporters = 0 };
	read_lines(&near, lines_tail(around->before, HEAD_LINES));
	read_lines(&near, lines_head(around->head, OWN_LINES));
	struct byline end = { .n_reporters = 0 };
	read_ends(&end, lines_tail(around->text, 6));
	read_lines(&end, lines_head(around->rest, AFTER_LINES));
	read_lines(&end, lines_head(around->after, AFTER_LINES));
	struct byline bare = { .n_reporters = 0 };
	read_beside_date(&bare, lines_tail(around->before, 6));
	read_beside_date(&bare, lines_head(around->head, 6));
	struct hinted hinted = { .author = { 0 } };
	read_hinted(&hinted, arena, dom);
	struct zb_span alone = bare.author.n > 0
	                               ? bare.author
	                               : find_alone(lines_head(around->head, 4), page->title);
	if (alone.n == 0)
		alone = find_alone(below_title(lines_tail(around->before, 4), page->title),
		                   page->title);
	const struct zb_span sources[] = { meta->publisher,   near.source,
		                           bare.source,       end.source,
		                           hinted.source,     without_label(meta->source),
		                           meta->ld_publisher };
	const struct zb_span authors[] = {
		near.author,
		byline_reporters(&near, arena),
		end.author,
		byline_reporters(&end, arena),
		find_signed(lines_tail(around->text, 4)),
		alone,
		hinted.author,
		only_name(meta->author, meta),
		only_name(meta->og_author, meta),
		only_name(meta->ld_author, meta),
		title_blogger(arena, dom, page->title),
		only_person(near.editor),
		only_person(end.editor),
	};
	const struct zb_span editors[] = { near.editor, end.editor };
	page->publisher = first_of(sources, sizeof(sources) / sizeof(sources[0]));
	page->author = first_of(authors, sizeof(authors) / sizeof(authors[0]));
	page->editor = first_of(editors, sizeof(editors) / sizeof(editors[0]));
	part_person(page);
	if (page->publisher.n == 0 && name_is_outlet(page->author))
		page->publisher = page->author;
}

static struct zb_span keep(struct zb_arena *arena, struct zb_span s)
{
	return s.n > 0 ? zb_arena_dup(arena, s) : (struct zb_span){ 0 };
}

int credit_read(struct page *page, struct zb_arena *arena, const struct dom *dom,
                const struct meta *meta, const struct surroundings *around)
{
	choose(page, arena, dom, meta, around);
	/* The lines live in buffers that go; what is kept must not. */
	page->publisher = keep(arena, page->publisher);
	page->author = keep(arena, page->author);
	page->editor = keep(arena, page->editor);
	return 0;
}
