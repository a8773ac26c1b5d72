/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP header fields in the bytes of a response head (RFC 9110, 5). Pure. */
#pragma once

#include <stdbool.h>

#include "common/span.h"

/* The value of the first field of that name, without white space around it; empty where there is
 * none (or it is empty). `name` without colon, any case. */
struct zb_span header_get(struct zb_span head, struct zb_span name);
/* What stands behind the first field of that name; empty where there is none. */
struct zb_span header_after(struct zb_span head, struct zb_span name);
/* The media type of a Content-Type value without parameters, as it stands. */
struct zb_span header_media_type(struct zb_span content_type);
/* True where the head says that the page must be left alone by robots: X-Robots-Tag with noindex
 * or none, for everybody. */
bool header_is_noindex(struct zb_span head);
