/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which URLs of a job were met lately: most links of a page stand on every page of its site, and
 * these need no look into the file. Holds a fixed number; what is not in it may be known all the
 * same. Void with the batch that failed, like everything in memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "key.h"

struct known;

int known_new(struct known **out);
void known_free(struct known *known);
/* True where the URL is a task of the job and a way of `depth` steps to it is nothing new. */
bool known_has(const struct known *known, uint64_t job, const struct url_key *key,
               uint32_t depth);
/* It is a task that `depth` steps lead to (0: ended, so that no way counts any more). */
void known_add(struct known *known, uint64_t job, const struct url_key *key, uint32_t depth);
/* It is no task any more. */
void known_remove(struct known *known, uint64_t job, const struct url_key *key);
