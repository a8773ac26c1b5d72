/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of official documents: 沪府办发〔2023〕8号 (GB/T 9704-2012, 7.2.5), in any bracket. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

struct zb_arena;

struct docnum {
	struct zb_span prefix; /* 沪府办发 */
	int year;
	long number;
	size_t start, end; /* where it stands */
};

/* The first number at or after `from`. */
bool docnum_find(struct docnum *out, struct zb_span s, size_t from);
/* In the standard's form, in the arena; empty where there is no room. */
struct zb_span docnum_print(struct zb_arena *arena, const struct docnum *d);
