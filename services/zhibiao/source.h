/* SPDX-License-Identifier: Apache-2.0 */
/* The larger parts of `zhibiao source`: a new source, sources as they are, and what they brought. */
#pragma once

#include <stdbool.h>

#include "options.h"

struct source_options {
	const char *name, *kind, *interval, *region;
	bool dry_run;
};

/* Each an enum exit_code; what went wrong is told. */
int source_add(const struct options *o, const struct source_options *own,
               const struct zb_settings *settings, const char *address);
/* `name` NULL: all. EXIT_SOME where something is wrong. */
int source_check(const struct options *o, const struct zb_settings *settings, const char *name);
/* `name` NULL: all. */
int source_report(const struct options *o, const struct zb_settings *settings,
                  const char *name);
