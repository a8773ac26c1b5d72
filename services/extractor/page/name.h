/* SPDX-License-Identifier: Apache-2.0 */
/* Chinese personal names, told by their surname and length, and names of sites and papers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Length in bytes of the name at the head of `s`, which must end there or before white space,
 * punctuation or a letter of another script; 0 where there is none. */
size_t name_at(struct zb_span s);
/* The whole of `s` is one name or several, between blanks or enumeration commas. */
bool name_is_list(struct zb_span s);
/* How names of sites, papers and their departments end: 新华网, 江潮日报, 财经频道. */
bool name_is_outlet(struct zb_span s);
