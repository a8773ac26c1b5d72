/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a query asks for, and whether a record is it. Names match where they contain the words
 * asked for; "=NAME" asks for exactly that name. A region matches from the province down
 * (上海市 finds 上海市闵行区), by the short name of any level (闵行, 上海), and by a code of
 * GB/T 2260 (310000 finds 310112); 全国 is 中国.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "services/store/key.h"

struct Zhibiao__Document;
struct Zhibiao__Record;

/* Empty spans ask for nothing. */
struct match {
	struct zb_span indicator;
	struct zb_span industry;
	struct zb_span region;
	struct zb_span status;
	struct zb_span measure;
	struct zb_span document; /* in the address */
	struct zb_span text;     /* in the sentence or the title */
	struct key_days period;  /* overlaps; empty strings where a side is open */
	uint64_t since;          /* changes behind this one */
	bool history;            /* also what its page no longer says */
	uint64_t as_of;          /* as the store was after this change; 0: now */
	bool nothing;            /* before the first change there was none */
	bool deletions;          /* with `since`: what went since then, as hits that are gone */
};

/* "FROM..TO", either of them left out, or one date for both: of the forms YYYY, YYYY-MM,
 * YYYY-MM-DD. ZB_EMALFORMED; ZB_EINVAL: FROM is later than TO. */
int match_period(struct key_days *out, struct zb_span text);
bool match_has_period(const struct match *m);
bool match_overlaps(const struct match *m, struct zb_span first, struct zb_span last);
bool match_name(struct zb_span wanted, struct zb_span name);
bool match_region(struct zb_span wanted, struct zb_span region);
/* All that the record alone decides. */
bool match_record(const struct match *m, const struct Zhibiao__Record *record);
/* The rest: what stands in the sentence, the title, the address. */
bool match_text(const struct match *m, const struct Zhibiao__Record *record,
                const struct Zhibiao__Document *document);
