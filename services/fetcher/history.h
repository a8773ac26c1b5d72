/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered of a URL beyond its jobs: outcomes, signatures, how often it changes. Steps
 * of the frontier's open batch. */
#pragma once

#include <stdint.h>

#include "frontier.h"

struct history_end {
	const char *url; /* as last asked */
	uint64_t job;
	const char *outcome;
	const char *detail;
	int64_t now_ms;
};

/* A URL ended without a document, or with the one we have. */
void history_ended(struct frontier *f, const struct url_key *key,
                   const struct history_end *end);
/* A document came to its end state. */
void history_read(struct frontier *f, const Zhibiao__Parcel *parcel, const Zhibiao__Done *done,
                  int64_t now_ms);
