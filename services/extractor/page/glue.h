/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of several documents one after another, as document libraries save them: each stands under
 * its title, set off by a blank line, and mostly begins by saying that title again.
 */
#pragma once

#include <stddef.h>

#include "common/span.h"

struct glue_title {
	struct zb_span line; /* of the text */
	size_t start;
};

/* The titles that documents of `text` begin with, at most `max`; 0 where it is one document. */
size_t glue_titles(struct glue_title *out, size_t max, struct zb_span text);
