/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that lead to none but their kin: searches that offer further searches, relative links that
 * grow a tree of paths. Kin are addresses of a host whose paths have the same segments, however
 * often and in whatever numbers, and whose parameters have the same names. Counted in memory, for
 * a fixed number of kins; what is forgotten is counted anew.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct kin;

int kin_new(struct kin **out);
void kin_free(struct kin *kin);
/* Which kin a canonical address is of, in that job. */
uint64_t kin_of(uint64_t job, struct zb_span url);
/* A page of it was read: did it lead to anything new that is no kin of its own? */
void kin_read(struct kin *kin, uint64_t id, bool elsewhere);
/* Have so many led nowhere, one after the other, that more of them are not worth it? */
bool kin_is_barren(const struct kin *kin, uint64_t id);
