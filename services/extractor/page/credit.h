/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who published, wrote and edited an article: what the page says in words beside its headline and
 * at its end, then what its elements are named, then its metas. An editor stands in for an author
 * only where nobody else is named.
 */
#pragma once

#include "dom.h"
#include "lines.h"
#include "meta.h"
#include "page.h"

/* Fills publisher, author and editor of `page`, whose title is set. */
int credit_read(struct page *page, struct zb_arena *arena, const struct dom *dom,
                const struct meta *meta, const struct surroundings *around);
