/* SPDX-License-Identifier: Apache-2.0 */
/* OLE2 compound files (MS-CFB): one stream out of the sectors it is spread over. */
#pragma once

#include "common/buf.h"
#include "common/span.h"

struct zb_arena;

/* Adds the stream of that name (ASCII). ZB_ENOTFOUND; ZB_EMALFORMED; ZB_ETOOBIG. */
int ole_stream(struct zb_buf *out, struct zb_arena *arena, struct zb_span file,
               struct zb_span name);
