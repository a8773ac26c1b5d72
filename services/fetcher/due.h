/* SPDX-License-Identifier: Apache-2.0 */
/* Which pages of a source are to be looked at again, by time: an index of Page.due_ms. Steps of
 * the frontier's open batch. */
#pragma once

#include <stdint.h>

#include "frontier.h"

/* Moves a page from `old_ms` to `new_ms` (0: it is not in the index). */
int due_move(struct frontier *f, struct zb_span source, const struct url_key *key,
             int64_t old_ms, int64_t new_ms);
/* The first `max` pages of the source that are due. Returns how many, or an error. */
int due_list(struct url_key *out, struct frontier *f, struct zb_span source, int64_t now_ms,
             unsigned max);
