/* SPDX-License-Identifier: Apache-2.0 */
/* References of a page made absolute (RFC 3986, section 5), as browsers read sloppy ones. */
#pragma once

#include "common/span.h"

struct zb_arena;

/*
 * `href` against the absolute `base`: white space and control characters out, fragment off, dot
 * segments removed. Empty where it is no http(s) or file address, or the base is not absolute.
 */
struct zb_span href_resolve(struct zb_arena *arena, struct zb_span base, struct zb_span href);
/* The file name's ending in lower case without the dot, "" for none. */
void href_extension(char out[8], struct zb_span url);
