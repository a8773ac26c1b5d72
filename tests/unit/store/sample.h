/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of our own making for the store's tests: a Result as an extractor would send it.
 * Every figure in the text of the form "N家" becomes a record. Temp folders are removed by
 * sample_folder_remove.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/span.h"

struct sample {
	const char *url;
	const char *text;
	const char *body; /* NULL: the text */
	const char *title;
	const char *region;
	const char *org;
	const char *rules;
	const char *period; /* a year, or NULL */
	const char *part;   /* URL of a second page, which is in `text`; its body is "second" */
	struct zb_span sketch;
	size_t repeat; /* how many times the text stands in the document; 0 is once */
};

/* Appends the wire form of the Result; `body` gets the bytes that go beside it. */
void sample_result(struct zb_buf *out, struct zb_buf *body, const struct sample *s);

struct base;
struct batch;

/* A store in a temp folder, to write to. */
struct sample_store {
	char folder[64];
	struct base *base;
	struct batch *batch;
};

/* Failures end the test. `map_size` is the ceiling. */
void sample_store_open(struct sample_store *s, uint64_t map_size);
void sample_store_close(struct sample_store *s);
/* What batch_add says of it. */
int sample_store_add(struct sample_store *s, const struct sample *sample, const char **why);
/* Adds, commits and clears; the outcome is a constant. */
const char *sample_store_put(struct sample_store *s, const struct sample *sample);

/* A new folder under $TMPDIR or /tmp; returns `out`. */
char *sample_folder(char out[64]);
void sample_folder_remove(const char *path);
