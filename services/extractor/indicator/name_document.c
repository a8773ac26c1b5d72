/* SPDX-License-Identifier: Apache-2.0 */
/* What a document is about: its kind, place, industry and owner. */
#include "document.h"
#include "industry.h"
#include "limit.h"
#include "org.h"
#include "region.h"
#include "section.h"
#include "shares.h"

enum { HEADING_MAX = 120 }; /* bytes */

/* The region that a line begins with; *rest is what follows it. */
static const struct lex_entry *line_region(const struct document *doc, struct zb_span *rest)
{
	const struct lex_entry *found = NULL;
	size_t len = 0;
	while (rest->n > 0) {
		const struct lex_entry *e =
			lexicon_match_class(doc->lexicon, *rest, 0, LEX_REGION, &len);
		while (e != NULL && found != NULL && e->next != NULL &&
		       e->next->cls == LEX_REGION && !region_within(e, found))
			e = e->next;
		if (e == NULL || e->is != REGION_ADMIN)
			break;
		found = e;
		*rest = zb_span_sub(*rest, len, rest->n);
	}
	return found;
}

static bool is_heading(struct zb_span line)
{
	return line.n <= HEADING_MAX && zb_span_find(line, ZB_S("。"), 0) < 0 &&
	       zb_span_find(line, ZB_S("，"), 0) < 0;
}

/* The one industry that a heading names; several or none: NULL. */
static const struct lex_entry *heading_industry(const struct document *doc, struct zb_span line)
{
	const struct lex_entry *found = NULL;
	for (size_t i = 0; i < line.n;) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(doc->lexicon, line, i, LEX_INDUSTRY, &len);
		if (e != NULL && found != NULL)
			return NULL;
		if (e != NULL && e->is != INDUSTRY_MILD && e->is != INDUSTRY_FUSED)
			found = e;
		i += e != NULL ? len : 1;
	}
	return found;
}

/* 上海市奉贤区人民政府关于印发…的通知: a text of several notices goes on with another place, and
 * comes back with a heading of the wider one. */
void document_line(struct document *doc, struct zb_span line)
{
	line = zb_span_trim(zb_span_sub(line, 0, 200));
	limit_note_line(doc, line);
	if (section_has_mark(line)) {
		if (is_heading(line))
			doc->section = heading_industry(doc, line);
		scope_section(doc, section_outlook(line));
	}
	struct zb_span rest = line;
	const struct lex_entry *found = line_region(doc, &rest);
	if (found == NULL)
		return;
	bool notice = zb_span_starts(rest, ZB_S("人民政府")) &&
	              zb_span_find(rest, ZB_S("印发"), 0) >= 0;
	bool back =
		doc->region != NULL && is_heading(line) && region_within(doc->region, found);
	if (notice || back)
		doc->region = found;
}

/* 规划出炉, 行动方案发布: news of a plan is no plan. */
static bool is_news_of_plan(struct zb_span title)
{
	static const char *const words[] = { "出炉", "亮相", "公布", NULL };
	title = zb_span_trim(title);
	for (int i = 0; words[i] != NULL; i++)
		if (zb_span_find(title, zb_span_str(words[i]), 0) >= 0)
			return true;
	return zb_span_ends(title, ZB_S("发布")) || zb_span_ends(title, ZB_S("印发"));
}

static uint8_t kind_of(const struct lexicon *lexicon, struct zb_span title)
{
	for (size_t i = 0; i < title.n; i++) {
		size_t len = 0;
		const struct lex_entry *e =
			lexicon_match_class(lexicon, title, i, LEX_STATUS, &len);
		for (; e != NULL; e = e->next) {
			if (e->cls == LEX_STATUS && e->is == STATUS_GRANT_DOC)
				return DOCUMENT_GRANT;
			if (e->cls == LEX_STATUS && e->is == STATUS_PLAN_DOC)
				return DOCUMENT_PLAN;
		}
	}
	return DOCUMENT_NEWS;
}

/* “十四五”规划, 三年行动计划（2023—2025年）: the span of the plan that the title names. */
static void read_plan_span(struct document *doc, struct zb_span title)
{
	for (size_t i = 0; i < title.n; i++) {
		struct when w = { .kind = WHEN_NONE };
		size_t n = when_may_begin(title, i)
		                   ? when_read(&w, doc->lexicon, title, i, &doc->time)
		                   : 0;
		if (n > 0 && w.kind == WHEN_RANGE && w.start.y < w.end.y && w.start.m == 0) {
			doc->plan = w;
			doc->plan.plan = true;
			doc->latest = w.start.y;
			return;
		}
		i += n > 0 ? n - 1 : 0;
	}
}

/* 上海市, 上海市经济和信息化委员会: the place that a source's region or name begins with. */
static const struct lex_entry *region_at_head(const struct lexicon *lexicon, struct zb_span s)
{
	size_t len = 0;
	const struct lex_entry *e = lexicon_match_class(lexicon, s, 0, LEX_REGION, &len);
	return e != NULL && (e->is == REGION_ADMIN || e->is == REGION_ZONE) ? e : NULL;
}

void document_begin(struct document *doc, struct zb_span title, struct zb_span publisher,
                    struct zb_span region)
{
	doc->kind = kind_of(doc->lexicon, title);
	if (doc->kind == DOCUMENT_PLAN) {
		read_plan_span(doc, title);
		if (is_news_of_plan(title))
			doc->kind = DOCUMENT_NEWS;
	}
	struct mentions in_title;
	struct mentions in_text;
	mentions_read(&in_title, doc->lexicon, title);
	mentions_read(&in_text, doc->lexicon, doc->text);
	region_read_document(doc, title, &in_title, &in_text);
	if (doc->region == NULL)
		doc->region = region_at_head(doc->lexicon, region);
	if (doc->region == NULL)
		doc->region = region_at_head(doc->lexicon, publisher);
	doc->topic = industry_of_document(&in_title, &in_text);
	shares_begin(doc, title);
	org_of_document(doc, title);
}
