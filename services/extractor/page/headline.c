/* SPDX-License-Identifier: Apache-2.0 */
#include "headline.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/arena.h"
#include "common/err.h"
#include "lines.h"
#include "stamp.h"

enum {
	REASONS_MAX = 8,
	HEAD_LINES = 25,  /* lines above the article where its date may stand */
	OWN_LINES = 30,   /* of the article itself */
	AFTER_LINES = 10, /* below it */
	LINE_BYTES = 600, /* a longer line is prose */
	LABEL_BYTES = 40,
	SURE = 3, /* a date's weight that needs no other's help */
};

__attribute__((format(printf, 3, 4))) static int
give_reason(struct page *page, struct zb_arena *arena, const char *fmt, ...)
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
	bool labelled = false;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]) && !labelled; i++)
		labelled = zb_span_find(line, labels[i], 0) >= 0;
	score += labelled ? 3 : 0;
	/* The day of the visit, as sites print it at their top. */
	if (!labelled && t->hour < 0 && zb_span_find(line, ZB_S("星期"), 0) >= 0)
		score -= 2;
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
			give_reason(page, arena,
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
	bool in_url = stamp_in_url(&t, url) || stamp_in_url(&t, meta->canonical) ||
	              stamp_in_url(&t, meta->address);
	if (text.score > 0 &&
	    (!in_url || text.score >= SURE || stamp_same_day(&t, &text.stamp))) {
		page->published = stamp_print(arena, &text.stamp);
		page->published_from = PAGE_ORIGIN_TEXT;
	} else if (in_url) {
		page->published = stamp_print(arena, &t);
		page->published_from = PAGE_ORIGIN_URL;
	} else if (stamp_find(&t, meta->modified, 0)) {
		page->published = stamp_print(arena, &t);
		page->published_from = PAGE_ORIGIN_GRAPH;
	}
}

int headline_read(struct page *page, struct zb_arena *arena, const struct meta *meta,
                  const struct surroundings *around, struct zb_span url)
{
	choose_date(page, arena, meta, around, url);
	page->site_name = meta->site_name.n > 0 ? meta->site_name : meta->og_site;
	page->site_code = meta->site_code;
	page->column = meta->column;
	return 0;
}
