/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetcher daemon: crawls what its jobs ask for, keeps each document until an extractor says
 * that it is done, and answers the command line. Whatever it holds in memory can be made again
 * from the frontier: killed at any instant it goes on where the last batch was committed, and
 * where a batch fails (a full disk) it does the same without ending.
 */
#pragma once

#include "common/daemon.h"
#include "proto/settings.h"

struct fetcher;

/* `settings` is borrowed; the reload reads args->conf_path into it again. */
int fetcher_open(struct fetcher **out, const struct zb_daemon_args *args,
                 struct zb_settings *settings);
int fetcher_run(struct fetcher *f);
void fetcher_close(struct fetcher *f);
