/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes JSON (RFC 8259) into a buffer, on one line, Chinese as it is. Commas and nesting are
 * kept here; errors are the buffer's and sticky, so a whole document is checked once, at its end.
 *
 *   struct zb_json j;
 *   zb_json_init(&j, &buf);
 *   zb_json_object(&j);
 *   zb_json_key(&j, "unit");
 *   zb_json_str(&j, zb_span_str("CNY"));
 *   zb_json_end(&j);
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct zb_buf;

enum { ZB_JSON_DEPTH = 32 };

struct zb_json {
	struct zb_buf *buf;
	unsigned depth;
	char closer[ZB_JSON_DEPTH]; /* '}' or ']' of each open level */
	bool comma;                 /* a value stands before the next one of this level */
};

/* Borrows `buf`, which keeps what it holds. */
void zb_json_init(struct zb_json *j, struct zb_buf *buf);
void zb_json_object(struct zb_json *j);
void zb_json_array(struct zb_json *j);
/* Ends the innermost object or array. */
void zb_json_end(struct zb_json *j);
/* The name of the member whose value comes next; plain ASCII. */
void zb_json_key(struct zb_json *j, const char *name);
/* UTF-8; quotes, backslashes and control characters are escaped. */
void zb_json_str(struct zb_json *j, struct zb_span s);
void zb_json_int(struct zb_json *j, int64_t n);
void zb_json_bool(struct zb_json *j, bool value);
void zb_json_null(struct zb_json *j);
/* A string, or null where it is empty. */
void zb_json_str_or_null(struct zb_json *j, struct zb_span s);
