/* SPDX-License-Identifier: Apache-2.0 */
/* The commands, one file each; main.c lists them. */
#pragma once

#include "options.h"

extern const struct command command_backup;
extern const struct command command_changes;
extern const struct command command_check_config;
extern const struct command command_crawl;
extern const struct command command_export;
extern const struct command command_extract;
extern const struct command command_jobs;
extern const struct command command_keygen;
extern const struct command command_metrics;
extern const struct command command_page;
extern const struct command command_query;
extern const struct command command_reextract;
extern const struct command command_robots;
extern const struct command command_run;
extern const struct command command_show;
extern const struct command command_source;
extern const struct command command_status;
extern const struct command command_url;
extern const struct command command_verify;
extern const struct command command_why;
