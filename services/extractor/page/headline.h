/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Title, date, source and author of an article, from what the head of the page says and from the
 * lines around the article. Where sources disagree the choice is recorded in page.reasons.
 */
#pragma once

#include "content.h"
#include "meta.h"
#include "page.h"

/* Lines around an article; spans of plain text, a line each. */
struct surroundings {
	struct zb_span before; /* of the page, up to the article */
	struct zb_span head;   /* the article's first lines, furniture and all */
	struct zb_span text;   /* the article */
	struct zb_span after;
};

/* The title: metas, headings and the title element compared. */
struct zb_span headline_title(struct zb_arena *arena, const struct dom *dom,
                              const struct meta *meta, const struct dom_node *article);
/* For a page without title and headings: the line above its date line, or empty. */
struct zb_span headline_above_date(struct zb_span lines);
/* Fills published, publisher, author and editor of `page`, whose title is set. */
int headline_read(struct page *page, struct zb_arena *arena, const struct meta *meta,
                  const struct surroundings *around, struct zb_span url);
/* Records a choice in page.reasons; at most 8. */
int headline_reason(struct page *page, struct zb_arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
