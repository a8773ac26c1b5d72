/* SPDX-License-Identifier: Apache-2.0 */
/* Text as lines: borrowed spans without their line feed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Lines around an article; spans of plain text, a line each. */
struct surroundings {
	struct zb_span before; /* of the page, up to the article */
	struct zb_span head;   /* the article's first lines, furniture and all */
	struct zb_span text;   /* the article */
	struct zb_span rest;   /* what was cut off below it */
	struct zb_span after;
};

/* The line at *at, which moves behind it; false at the end. */
bool lines_next(struct zb_span *line, struct zb_span text, size_t *at);
/* The first and the last `n` lines. */
struct zb_span lines_head(struct zb_span text, int n);
struct zb_span lines_tail(struct zb_span text, int n);
/* Without white space at both ends, the ideographic one too. */
struct zb_span lines_trim(struct zb_span s);
