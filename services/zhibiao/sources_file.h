/* SPDX-License-Identifier: Apache-2.0 */
/* sources.yaml as a file that people edit: where it is, and a further entry in it that leaves
 * every comment and line where it was. */
#pragma once

#include <stddef.h>

#include "common/diag.h"
#include "common/span.h"

struct options;
struct source;
struct zb_buf;
struct zb_settings;

/* Beside the configuration file, as the fetcher looks for it. ZB_ETOOBIG. */
int sources_file_path(char *out, size_t size, const struct options *o,
                      const struct zb_settings *settings);
/* `s` as an entry: a line a key, those with their defaults left out. No indentation. */
void sources_file_entry(struct zb_buf *out, const struct source *s);
/*
 * Adds `entry` behind the last one; the file is made where there is none. It is whole at any
 * instant, and only takes its place when it can be loaded: else ZB_ECONFIG and the diag says why.
 */
int sources_file_add(const char *path, struct zb_span entry, struct zb_diag *diag);
