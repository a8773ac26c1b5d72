/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What HTTP does to a body on the way (RFC 9112, 7.1; RFC 9110, 8.4), undone for archived answers:
 * live ones come decoded. Archives say "chunked" and "gzip" of bodies that their writers decoded
 * already, so that bytes which are not what the head says are the body itself. Pure.
 */
#pragma once

#include "common/span.h"

struct zb_buf;

/* The bytes of a message in a WARC block: status line and fields, then the body as it came. */
struct coding_message {
	long status; /* 0: it does not begin as an HTTP answer does */
	struct zb_span head, body;
};

void coding_split(struct coding_message *out, struct zb_span block);
/*
 * *body is what the reader of the message gets: in `a` or `b`, scratch buffers whose ceiling bounds
 * it, or where it was. ZB_ETOOBIG; ZB_EMALFORMED: a coding that we do not have.
 */
int coding_decode(struct zb_span *body, const struct coding_message *message, struct zb_buf *a,
                  struct zb_buf *b);
