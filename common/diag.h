/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong in a file a person wrote: file, line and message, kept by the caller.
 * Only the first fault is kept, since later ones often follow from it.
 */
#pragma once

#include <stddef.h>

struct zb_diag {
	char file[256];
	unsigned line; /* from 1; 0 where no line can be named */
	char message[512];
};

/* Fills `diag` unless it is NULL or filled already; returns ZB_ECONFIG. */
int zb_diag_set(struct zb_diag *diag, const char *file, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* "file:line: message" into `out` of `size` bytes, always terminated; returns `out`. */
const char *zb_diag_text(const struct zb_diag *diag, char *out, size_t size);
