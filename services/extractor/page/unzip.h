/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was packed with deflate: gzip files (RFC 1952) and members of zip archives. The only place
 * that knows zlib. What a hostile archive unpacks to is bounded by the buffer's ceiling.
 */
#pragma once

#include <stdbool.h>

#include "common/buf.h"

bool unzip_is_gzip(struct zb_span bytes);
/* Appends the content of a gzip file; of a truncated one what there is. ZB_EMALFORMED. */
int unzip_gzip(struct zb_buf *out, struct zb_span bytes);
/* Appends the member `name` of the zip archive `s`. ZB_ENOTFOUND, ZB_EMALFORMED, ZB_ETOOBIG. */
int unzip_member(struct zb_buf *out, struct zb_span s, struct zb_span name);
