/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which lease is being read, written where it outlives the process: a few bytes of a mapped file.
 * A reader that was killed by a document finds its number there at its next start, so that the
 * fetcher can tell the document that kills from those that merely were under way.
 */
#pragma once

#include <stdint.h>

struct mark;

/* DATA/run/<name>.mark; made if missing. */
int mark_open(struct mark **out, const char *data, const char *name);
void mark_close(struct mark *mark);
/* The lease that was being read when the process before this one ended; 0: none. */
uint64_t mark_left(const struct mark *mark);
/* `lease` is being read now; 0: none. Takes no system call. */
void mark_set(struct mark *mark, uint64_t lease);
