/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Group commit: documents gathered until one transaction, and so one sync of the disk, serves
 * them all. Knows nothing of sockets: the daemon adds what it receives, commits, and answers.
 *
 * A batch that found no room (ZB_EFULL) keeps its entries and can be committed again. One that
 * fails for another reason is committed document by document, so that only the one to blame is
 * refused.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "services/store/entry.h"

struct base;
struct batch;

struct batch_conf {
	size_t entries_max; /* of one commit */
	size_t bytes_max;   /* of decoded entries; bounds memory */
	int zstd_level;
};

struct batch_stats {
	uint64_t commits;
	uint64_t documents; /* that went through commits */
	uint64_t regrown;   /* transactions done again with a larger map */
};

int batch_new(struct batch **out, struct base *base, const struct batch_conf *conf);
void batch_free(struct batch *batch);
/*
 * Decodes and checks one Result and its body. 0: *entry is in the batch and valid until the batch
 * is cleared; ZB_EMALFORMED: refused, *why (constant) says what is wrong, *entry is NULL;
 * ZB_EBUSY: the batch is full, commit first.
 */
int batch_add(struct entry **entry, struct batch *batch, struct zb_span payload,
              struct zb_span body, const char **why);
size_t batch_count(const struct batch *batch);
/* Memory that the entries take. */
size_t batch_bytes(const struct batch *batch);
/* Entry `i` in the order they came. */
struct entry *batch_entry(struct batch *batch, size_t i);
/*
 * One transaction for all of it. 0: durable, and each entry has its outcome; ZB_EFULL: no room in
 * the map's ceiling or on the disk, nothing done. Another error: the store cannot be written at
 * all.
 */
int batch_commit(struct batch *batch, int64_t now_ms);
/* Forgets the entries, after they were answered. */
void batch_clear(struct batch *batch);
struct batch_stats batch_stats(const struct batch *batch);
/* The ticket of a Result that was refused, as far as it can be told; else 0. */
uint64_t batch_refused_ticket(const struct batch *batch);
