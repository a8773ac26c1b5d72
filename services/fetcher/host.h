/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts of special URLs: domains through UTS #46, IPv4 in all its spellings, IPv6 (URL Standard,
 * section 3). */
#pragma once

#include <stddef.h>

#include "common/span.h"

struct zb_buf;

/* Appends the serialised form of `text` (as written, perhaps percent-encoded, without port).
 * ZB_EMALFORMED and *why in words. */
int host_parse(struct zb_buf *out, struct zb_span text, const char **why);
