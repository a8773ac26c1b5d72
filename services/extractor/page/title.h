/* SPDX-License-Identifier: Apache-2.0 */
/* The title of a page: metas, headings and the title element compared. */
#pragma once

#include "dom.h"
#include "meta.h"
#include "stamp.h"

/* Without the names of site and department, without markup; empty where there is none. `article`
 * is the element that holds the text, or NULL. */
struct zb_span title_of(struct zb_arena *arena, const struct dom *dom, const struct meta *meta,
                        const struct dom_node *article);
/* The date in the title element, as papers that give each issue's pages their day have it. */
bool title_date(struct stamp *out, struct zb_arena *arena, const struct dom *dom);
/* For a page without title and headings: the line above its date line, or empty. */
struct zb_span title_above_date(struct zb_span lines);
/* And where it has no date either: its first line, if that can be one. */
struct zb_span title_first_line(struct zb_span lines);
/* Whose diary the page is from, by its title element: headline_张三_某某博客, 张三的博客; or empty. */
struct zb_span title_blogger(struct zb_arena *arena, const struct dom *dom,
                             struct zb_span headline);
