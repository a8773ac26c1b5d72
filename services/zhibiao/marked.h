/* SPDX-License-Identifier: Apache-2.0 */
/* Text with some of its bytes marked: in bold colour on a terminal, else in [[ ]]. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/span.h"

struct marked_span {
	size_t start; /* bytes, end exclusive */
	size_t end;
};

/* Spans may come in any order and overlap; they are sorted here. Ends with a newline. What would
 * steer a terminal is printed as a blank. 0 or an error of writing. */
int marked_print(FILE *to, struct zb_span text, struct marked_span *spans, size_t n,
                 bool terminal);
