/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records written out one by one: the formats of `query` and `export`. A format is opened on a
 * stream (or, for a file of its own kind, on a path), given hits, and closed; the first failure
 * is returned by the call that met it.
 */
#pragma once

#include <stdio.h>

#include "common/buf.h"
#include "services/store/query.h"

struct format;

struct format_kind {
	const char *name;
	bool own_file; /* writes a file of its own: `path` instead of a stream */
	int (*begin)(struct format *f);
	int (*hit)(struct format *f, const struct query_hit *hit);
	int (*end)(struct format *f);
};

struct format {
	const struct format_kind *kind;
	FILE *out;
	const char *path;
	struct zb_buf line;
	void *state;       /* of the kind; freed by its end */
	uint64_t n;        /* records given */
	uint64_t left_out; /* of these, that the kind has no place for */
};

extern const struct format_kind format_table;
extern const struct format_kind format_jsonl;
extern const struct format_kind format_csv;
extern const struct format_kind format_sdmx;
extern const struct format_kind format_sqlite;

int format_open(struct format *f, const struct format_kind *kind, FILE *out, const char *path);
/* A query_fn; ctx is the format. */
int format_hit(void *ctx, const struct query_hit *hit);
/* In any case; 0, or the first error of writing. */
int format_close(struct format *f);

/* For the kinds: writes out what `line` holds, and empties it. */
int format_flush(struct format *f);
/* Adds a CSV cell (RFC 4180) and the comma before all but the first. */
void format_cell(struct format *f, bool first, struct zb_span s);
