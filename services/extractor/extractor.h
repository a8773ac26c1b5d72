/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The extractor daemon: takes leases from the fetcher, reads them, has the store keep the result,
 * and tells the fetcher when it is kept. It holds at most `credit` documents and no state that
 * matters: killed at any instant, everything it held is leased again.
 */
#pragma once

#include "common/daemon.h"
#include "proto/settings.h"

struct extractor;

int extractor_open(struct extractor **out, const struct zb_daemon_args *args,
                   const struct zb_settings *settings);
int extractor_run(struct extractor *x);
void extractor_close(struct extractor *x);
