/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the links of a page have in common: addresses that differ in their numbers only are of one
 * form, and the form with many links under long texts is that of the articles. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"
#include "services/extractor/page/page.h"

struct zb_arena;

enum { LINK_FORM_MAX = 600 };

struct link_form {
	char pattern[LINK_FORM_MAX]; /* POSIX extended, of the whole address */
	struct zb_span example;      /* the first of its links */
	struct zb_span anchor;       /* that link's text */
	size_t links;                /* different addresses */
	size_t width;                /* columns of a link's text, the mean */
	bool numbered;               /* has a part that changes */
	char oldest[11], newest[11]; /* YYYY-MM-DD, of dates in the addresses; empty: none */
};

/*
 * The forms with at least `least` links, what looks most like articles first; at most `max`.
 * Links of other kinds than PAGE_LINK, nofollow ones and those outside `site` (a registrable
 * domain; empty: any) do not count. Scratch memory comes from `arena`. A count, or ZB_ENOMEM.
 */
int link_forms(struct link_form *out, size_t max, size_t least, const struct page *page,
               struct zb_span site, struct zb_arena *arena);
