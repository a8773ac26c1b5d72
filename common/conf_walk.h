/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over a configuration's row table that loading, defaults and teardown share: a stack of
 * structs still to be treated. Of common/conf*.c only. */
#pragma once

#include <stddef.h>

#include "common/conf.h"

struct yaml_node_s;
struct yaml_document_s;

/* One struct still to be treated: walking is a loop over these, not recursion. */
struct conf_job {
	const struct zb_conf_row *rows;
	char *base;
	const struct yaml_node_s *node;
	const char *section; /* the key it stands under; NULL: none */
	void *release;       /* freed when the job is reached; then nothing else is set */
};

struct conf_walk {
	struct conf_job *jobs;
	size_t n, cap;
	struct yaml_document_s *doc;
	const char *path;
	const char *section; /* of the struct being loaded */
	struct zb_diag *diag;
	size_t faults; /* in the file; they do not end the walk */
	int err;       /* of the machine; nothing is pushed behind it */
};

void conf_push(struct conf_walk *w, struct conf_job job);
/* Sets what `base` and the structs within it have by default. */
void conf_push_defaults(struct conf_walk *w, const struct zb_conf_row *rows, char *base);
/* A copy of n bytes with a terminator, freed by the caller; NULL: out of memory. */
char *conf_dup_text(const char *s, size_t n);
