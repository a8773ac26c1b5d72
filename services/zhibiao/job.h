/* SPDX-License-Identifier: Apache-2.0 */
/* A job as the fetcher tells it, for people and for programs. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "proto/wire.pb-c.h"

struct zb_buf;

/* URLs at their end, and those among them that ended badly (proto/outcome.h). */
uint64_t job_done(const Zhibiao__Job *job);
uint64_t job_failed(const Zhibiao__Job *job);
/* {"job", "state", "outcomes", ...} on a line of its own. */
void job_json(struct zb_buf *out, const Zhibiao__Job *job);
/* State and outcomes as lines of text. 0 or ZB_ENOMEM. */
int job_print(FILE *to, const Zhibiao__Job *job);
