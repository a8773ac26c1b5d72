/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archive as WARC 1.1 (ISO 28500:2017): every version of every document, in the order they
 * came; pages as `response` records, files as `resource` records. Bodies are archived without
 * their transfer and content coding, so the headers that said so are kept under names that begin
 * with X-Archive-Orig-, and Content-Length is the body's.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

struct base;

/* Those behind change `since`. *n gets how many were written. ZB_EFULL: `to` cannot be written. */
int warc_write(uint64_t *n, FILE *to, const struct base *base, uint64_t since);
