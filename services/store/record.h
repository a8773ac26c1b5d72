/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a document as steps of a commit: they come with their index entries, go into
 * `gone`, and come back out of it. Nothing is deleted. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct Zhibiao__Record;
struct Zhibiao__Result;
struct commit;

/* Stores a record that is not there; `place` is its number within the document. */
void record_add(struct commit *c, struct Zhibiao__Record *r, uint32_t place, const char *url);
/* How many records of the document there are, gone ones too. */
uint32_t record_places(struct commit *c, struct zb_span document);

/* The ids of the records that came in, sorted, so that a thousand old ones are looked up fast. */
struct record_set {
	const struct Zhibiao__Record **items;
	size_t n;
};
struct record_set record_set_of(struct commit *c, const struct Zhibiao__Result *result);
/* Every live record of the document that is not in `kept` (NULL: none is) goes. Returns how many
 * went. */
uint32_t record_lose_all(struct commit *c, struct zb_span document, const char *url,
                         const struct record_set *kept);
/* A record that its page says again: out of `gone`, and once more in the feed. */
void record_regain(struct commit *c, struct zb_span record, struct zb_span document,
                   const char *url);
/* The same for all of a document. */
void record_regain_all(struct commit *c, struct zb_span document, const char *url);
