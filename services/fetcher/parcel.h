/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents between their fetch and their end state: kept with their bytes under a lease number
 * that is never used twice, so that an extractor's Done means the same before and after a death
 * of the fetcher. Steps of the frontier's open batch.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "frontier.h"
#include "task.h"

/* Keeps the document and takes `t` out of its queue, in one step. Gives the lease number. */
int parcel_add(uint64_t *lease, struct frontier *f, const struct ticket *t,
               const Zhibiao__Parcel *parcel, struct zb_span bytes);
/* ZB_ENOTFOUND: it came to its end before. */
int parcel_get(Zhibiao__Parcel **out, struct frontier *f, uint64_t lease);
int parcel_put(struct frontier *f, uint64_t lease, const Zhibiao__Parcel *parcel);
/* Moves a document to a new lease number, with `more` bytes behind its own. */
int parcel_renew(uint64_t *lease, struct frontier *f, uint64_t old,
                 const Zhibiao__Parcel *parcel, struct zb_span more);
/* The bytes; valid until the next change of the batch. */
int parcel_bytes(struct zb_span *out, struct frontier *f, uint64_t lease);
int parcel_del(struct frontier *f, uint64_t lease);
/* Every parcel, oldest first. */
typedef void (*parcel_fn)(void *ctx, uint64_t lease, const Zhibiao__Parcel *parcel);
int parcel_each(struct frontier *f, parcel_fn fn, void *ctx);
