/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the store tells of itself in answer to a status request. Values are counts, bytes,
 * milliseconds or microseconds as their names say.
 */
#pragma once

#include <stdint.h>

#include "common/bus.h"
#include "services/store/batch.h"

struct Zhibiao__StatusReply;
struct base;

enum { GAUGE_SAMPLES = 1024, GAUGE_ROWS = 24, GAUGE_SECONDS = 60 };

struct gauge {
	int64_t started_ns;
	uint64_t refused;                  /* Results that were none */
	uint64_t unanswered;               /* answers whose receiver was gone */
	uint32_t commit_us[GAUGE_SAMPLES]; /* the newest ones */
	uint64_t n;
	uint32_t sorted[GAUGE_SAMPLES];
	uint32_t minute[GAUGE_SECONDS]; /* documents of the last seconds, `second` the newest */
	int64_t second;
};

struct gauge_view {
	struct base *base;
	struct batch_stats stats;
	struct zb_port_stats port;
	size_t held;
};

void gauge_init(struct gauge *g, int64_t now_ns);
/* A commit that ended now, of so many documents. */
void gauge_commit(struct gauge *g, int64_t now_ns, int64_t took_ns, size_t documents);
/* Documents committed within the last minute. */
uint64_t gauge_last_minute(struct gauge *g, int64_t now_ns);
/* Everything but the state. What the reply points to is valid until the next call. */
void gauge_fill(struct Zhibiao__StatusReply *reply, struct gauge *g,
                const struct gauge_view *view);
