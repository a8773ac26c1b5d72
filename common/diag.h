/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong in a file a person wrote: file, line and message, kept by the caller.
 * Only the first fault is kept, since later ones often follow from it; who wants to tell all of
 * them gives a list of its own in `all`.
 */
#pragma once

#include <stddef.h>

struct zb_diags;

struct zb_diag {
	char file[256];
	unsigned line; /* from 1; 0 where no line can be named */
	char message[512];
	struct zb_diags *all; /* where every fault goes as well; NULL: nowhere */
};

enum { ZB_DIAGS_MAX = 20 };

/* Faults in the order of their lines: the first ZB_DIAGS_MAX of those found. */
struct zb_diags {
	struct zb_diag items[ZB_DIAGS_MAX];
	size_t n;
	size_t found;
};

/* Adds to `all`, and fills `diag` unless it is NULL or filled already; returns ZB_ECONFIG. */
int zb_diag_set(struct zb_diag *diag, const char *file, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* "file:line: message" into `out` of `size` bytes, always terminated; returns `out`. */
const char *zb_diag_text(const struct zb_diag *diag, char *out, size_t size);
