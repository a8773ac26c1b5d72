/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that is given back all at once. One arena serves one document: what is taken from it is
 * valid until the next reset. The ceiling is fixed at birth; a request past it, or past the
 * machine's memory, returns NULL and leaves the arena usable.
 */
#pragma once

#include <stddef.h>

#include "common/span.h"

struct zb_arena;

/* `max`: bytes in all. */
int zb_arena_new(struct zb_arena **out, size_t max);
void zb_arena_free(struct zb_arena *arena);
/* Forgets everything; keeps a working set so that the next document allocates little. */
void zb_arena_reset(struct zb_arena *arena);
/* `n` zeroed bytes, aligned for any type; NULL past the ceiling. */
void *zb_arena_alloc(struct zb_arena *arena, size_t n);
/* The same, not zeroed: for what is written over at once. */
void *zb_arena_raw(struct zb_arena *arena, size_t n);
/* `count` zeroed elements; NULL also where the product overflows. */
void *zb_arena_array(struct zb_arena *arena, size_t count, size_t size);
/* A terminated copy whose span leaves the 0 out; .p is NULL where there was no room. */
struct zb_span zb_arena_dup(struct zb_arena *arena, struct zb_span s);
/* Bytes handed out since the last reset. */
size_t zb_arena_used(const struct zb_arena *arena);
