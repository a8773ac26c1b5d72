/* SPDX-License-Identifier: Apache-2.0 */
/* How an article or a list goes on at another address: what pagers say, and which address is the
 * next page of which. Pure, on texts. */
#pragma once

#include <stdbool.h>

#include "common/span.h"

struct zb_arena;

/* The words of a link to the next page: 下一页, [下页], 下一页 >>. */
bool pager_says_next(struct zb_span words);
/* The words are a page's number: 2, [2], 第2页. */
bool pager_is_number(struct zb_span words);
/*
 * Whether `to` is the page behind `from` of one article, by their addresses alone: a.html and
 * a_2.html (or a_1.html, where counting begins at 0), a_2.html and a_3.html, a.html?page=2,
 * a/2.html. Both absolute.
 */
bool pager_follows(struct zb_span from, struct zb_span to);
/*
 * Where the script by which many government sites write their pager leads: of
 * createPageHTML(3, 0, "t2023_1", "html") it is t2023_1_1.html. Empty where there is none, or
 * no further page.
 */
struct zb_span pager_of_script(struct zb_arena *arena, struct zb_span html);
