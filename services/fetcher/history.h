/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of a URL beyond its jobs: outcomes, signatures, how often it changes. Steps
 * of the frontier's open batch. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "frontier.h"

struct history_of { /* the task that ended */
	uint64_t job;
	const char *source; /* whose run it was; empty: none's */
	uint32_t depth;
};

struct history_end {
	const char *url; /* as last asked */
	const char *outcome;
	const char *detail;
	int64_t now_ms;
};

/* A URL ended without a document, or with the one we have. */
void history_ended(struct frontier *f, const struct url_key *key, const struct history_of *of,
                   const struct history_end *end);
/* A document came to its end state. */
void history_read(struct frontier *f, const struct history_of *of,
                  const Zhibiao__Parcel *parcel, const Zhibiao__Done *done, int64_t now_ms);
/* True where a run of a source need not look at the URL yet. */
bool history_is_recent(struct frontier *f, struct zb_span url, int64_t now_ms);
