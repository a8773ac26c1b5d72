/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record as every command prints it: one JSON object with the slots of the record page by their
 * names, codes, and where it stands. `value` and `high` are strings, so that no reader loses a
 * digit; what a record does not have is null.
 */
#pragma once

#include "common/span.h"

struct Zhibiao__Document;
struct Zhibiao__Record;
struct zb_buf;

/* Of the document a record is from, or of the section of it where the record stands; borrowed. */
struct zb_record_home {
	struct zb_span document; /* its URL or path */
	struct zb_span title;
	struct zb_span published;
};

/* The home of `record` in `document`, valid as long as the document is. */
struct zb_record_home zb_record_home_of(const struct Zhibiao__Document *document,
                                        const struct Zhibiao__Record *record);
/* Appends the object, without a newline. `seq` is printed where it is set. Errors are the
 * buffer's. */
int zb_record_json(struct zb_buf *out, const struct Zhibiao__Record *record,
                   const struct zb_record_home *home);
