/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing byte buffer with a ceiling given at birth. Errors are sticky: after the first failed
 * add every later one fails alike and the content stays as it was, so a chain of adds is checked
 * once, at its end, through `err`. zb_buf_init allocates nothing; zb_buf_deinit frees.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct zb_buf {
	char *p;    /* owned; NULL while empty */
	size_t n;   /* bytes used */
	size_t cap; /* bytes allocated */
	size_t max; /* never more than this */
	int err;    /* 0, ZB_ETOOBIG or ZB_ENOMEM */
};

void zb_buf_init(struct zb_buf *buf, size_t max);
void zb_buf_deinit(struct zb_buf *buf);
/* Empties it, keeps the memory, clears the error. */
void zb_buf_reset(struct zb_buf *buf);
/* Room for `n` more bytes behind the used ones; the pointer to them or NULL. */
char *zb_buf_reserve(struct zb_buf *buf, size_t n);
int zb_buf_add(struct zb_buf *buf, const void *p, size_t n);
int zb_buf_add_span(struct zb_buf *buf, struct zb_span s);
int zb_buf_add_str(struct zb_buf *buf, const char *s);
int zb_buf_add_char(struct zb_buf *buf, char c);
int zb_buf_addf(struct zb_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Appends a whole file; "-" is standard input. 0, -errno, or the buffer's own error. */
int zb_buf_add_file(struct zb_buf *buf, const char *path);
/* The content; valid until the next change. */
static inline struct zb_span zb_buf_span(const struct zb_buf *buf)
{
	return zb_span(buf->p != NULL ? buf->p : "", buf->n);
}
/* The content as a terminated string (the 0 is not counted); "" after an error. */
const char *zb_buf_cstr(struct zb_buf *buf);
/* Hands the memory over (free() it); the buffer is empty afterwards. NULL when empty. */
char *zb_buf_take(struct zb_buf *buf, size_t *n);

/*
 * Vectors of any element type for code that must not own an allocator of its own:
 * grows *items (elements of `size` bytes, *cap of them) so that `need` fit, at most `max`.
 * 0, ZB_ETOOBIG or ZB_ENOMEM; *items stays valid on failure. New memory is zeroed.
 */
int zb_vec_grow(void *items, size_t *cap, size_t need, size_t size, size_t max);
