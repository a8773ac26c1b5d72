/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes in, messages out: one fetched document read through the page half and the indicator half
 * into the Document, Records and Links that go over the wire. Pure: no socket, no clock.
 *
 * Lifecycle: reader_open loads the rules; reader_read as often as wanted; what a reading holds is
 * valid until the next reader_read. reader_reload swaps the rules, or keeps the old ones.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"
#include "common/span.h"
#include "proto/record.pb-c.h"
#include "proto/wire.pb-c.h"
#include "services/extractor/indicator/record.h"

struct reader;

struct reading {
	char *next;          /* not NULL: the article goes on there, and nothing else is filled;
	                          that page is wanted first (Lease.next_wanted) */
	const char *outcome; /* NULL: worth storing; else the end state (proto/outcome.h) */
	const char *detail;  /* why, for a person; may be NULL */
	Zhibiao__Document document; /* id, url, body hash and all that was read */
	Zhibiao__Record **records;
	size_t n_records;
	Zhibiao__Link **links;
	size_t n_links;
	struct zb_span kind;
	const struct numeral_entry
		*numerals; /* of the whole text, if reader_keep_numerals asked */
	size_t n_numerals;
};

/* `rules_dir` holds lexicon/ and rules/; ZB_ECONFIG with file and line in the diag.
 * `memory_max`: bytes of working memory for one document. */
int reader_open(struct reader **out, const char *rules_dir, uint64_t memory_max,
                struct zb_diag *diag);
void reader_close(struct reader *reader);
/* 0, or an error that leaves the old rules in use. */
int reader_reload(struct reader *reader, struct zb_diag *diag);
/* From now on readings list every numeral of the text with its record or the reason why it is
 * none, in the order of their end; not kept by default. */
void reader_keep_numerals(struct reader *reader, bool keep);
/* Hash of the rule set, hexadecimal; valid until the next reload. */
const char *reader_rules(const struct reader *reader);
/*
 * Reads `body`, described by `lease`. Returns 0 with an outcome for every document, however bad;
 * negative only where the machine fails (ZB_ENOMEM).
 */
int reader_read(struct reading *out, struct reader *reader, const Zhibiao__Lease *lease,
                struct zb_span body);
/* The same; `published` (YYYY-MM-DD, may be empty) holds whatever the document says. */
int reader_read_dated(struct reading *out, struct reader *reader, const Zhibiao__Lease *lease,
                      struct zb_span body, const char *published);
