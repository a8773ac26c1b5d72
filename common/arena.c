/* SPDX-License-Identifier: Apache-2.0 */
#include "common/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/err.h"

enum { BLOCK_SIZE = 64 * 1024, ALIGN = 16 };

struct block {
	struct block *next;
	size_t cap;
	_Alignas(ALIGN) char data[];
};

struct zb_arena {
	struct block *full; /* oversized and used-up blocks, freed on reset */
	struct block *open; /* the block being filled */
	struct block *kept; /* standard blocks kept over a reset */
	size_t at;          /* bytes used in `open` */
	size_t used;
	size_t max;
};

int zb_arena_new(struct zb_arena **out, size_t max)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ZB_ENOMEM;
	(*out)->max = max;
	return 0;
}

static void free_blocks(struct block *b)
{
	while (b != NULL) {
		struct block *next = b->next;
		free(b);
		b = next;
	}
}

void zb_arena_free(struct zb_arena *arena)
{
	if (arena == NULL)
		return;
	free_blocks(arena->full);
	free_blocks(arena->open);
	free_blocks(arena->kept);
	free(arena);
}

void zb_arena_reset(struct zb_arena *arena)
{
	enum { KEEP = 64 };
	int n = 0;
	for (struct block *b = arena->kept; b != NULL; b = b->next)
		n++;
	if (arena->open != NULL) {
		arena->open->next = arena->full;
		arena->full = arena->open;
		arena->open = NULL;
	}
	while (arena->full != NULL) {
		struct block *b = arena->full;
		arena->full = b->next;
		if (b->cap == BLOCK_SIZE && n < KEEP) {
			b->next = arena->kept;
			arena->kept = b;
			n++;
		} else {
			free(b);
		}
	}
	arena->at = 0;
	arena->used = 0;
}

static struct block *new_block(struct zb_arena *arena, size_t cap)
{
	struct block *b = arena->kept;
	if (cap == BLOCK_SIZE && b != NULL) {
		arena->kept = b->next;
		b->next = NULL;
		return b;
	}
	b = malloc(sizeof(*b) + cap);
	if (b != NULL) {
		b->next = NULL;
		b->cap = cap;
	}
	return b;
}

void *zb_arena_raw(struct zb_arena *arena, size_t n)
{
	if (n > SIZE_MAX - ALIGN)
		return NULL;
	size_t size = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (size == 0)
		size = ALIGN;
	if (size > arena->max || arena->used > arena->max - size)
		return NULL;
	char *p = NULL;
	if (size > BLOCK_SIZE / 4) {
		struct block *b = new_block(arena, size > BLOCK_SIZE ? size : BLOCK_SIZE);
		if (b == NULL)
			return NULL;
		b->next = arena->full;
		arena->full = b;
		p = b->data;
	} else {
		if (arena->open == NULL || size > arena->open->cap - arena->at) {
			struct block *b = new_block(arena, BLOCK_SIZE);
			if (b == NULL)
				return NULL;
			if (arena->open != NULL) {
				arena->open->next = arena->full;
				arena->full = arena->open;
			}
			arena->open = b;
			arena->at = 0;
		}
		p = arena->open->data + arena->at;
		arena->at += size;
	}
	arena->used += size;
	return p;
}

void *zb_arena_alloc(struct zb_arena *arena, size_t n)
{
	void *p = zb_arena_raw(arena, n);
	if (p != NULL)
		memset(p, 0, n);
	return p;
}

void *zb_arena_array(struct zb_arena *arena, size_t count, size_t size)
{
	size_t n = 0;
	if (__builtin_mul_overflow(count, size, &n))
		return NULL;
	return zb_arena_alloc(arena, n);
}

struct zb_span zb_arena_dup(struct zb_arena *arena, struct zb_span s)
{
	char *p = s.n < SIZE_MAX ? zb_arena_raw(arena, s.n + 1) : NULL;
	if (p == NULL)
		return zb_span(NULL, 0);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return zb_span(p, s.n);
}

size_t zb_arena_used(const struct zb_arena *arena)
{
	return arena->used;
}
