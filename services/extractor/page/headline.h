/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The date of an article, from what the head of the page says and from the lines around the
 * article. Where sources disagree the choice is recorded in page.reasons.
 */
#pragma once

#include "lines.h"
#include "meta.h"
#include "page.h"

/* Fills published, site_name, site_code and column of `page`. */
int headline_read(struct page *page, struct zb_arena *arena, const struct meta *meta,
                  const struct surroundings *around, struct zb_span url);
