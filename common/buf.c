/* SPDX-License-Identifier: Apache-2.0 */
#include "common/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/err.h"

void zb_buf_init(struct zb_buf *buf, size_t max)
{
	*buf = (struct zb_buf){ .max = max };
}

void zb_buf_deinit(struct zb_buf *buf)
{
	if (buf == NULL)
		return;
	free(buf->p);
	*buf = (struct zb_buf){ .max = buf->max };
}

void zb_buf_reset(struct zb_buf *buf)
{
	buf->n = 0;
	buf->err = 0;
}

/* One byte more than asked for, so that a terminator always fits. */
char *zb_buf_reserve(struct zb_buf *buf, size_t n)
{
	if (buf->err != 0)
		return NULL;
	if (n > buf->max || buf->n > buf->max - n) {
		buf->err = ZB_ETOOBIG;
		return NULL;
	}
	size_t need = buf->n + n + 1;
	if (need > buf->cap) {
		size_t cap = buf->cap < 64 ? 64 : buf->cap;
		while (cap < need)
			cap += cap / 2 + 1;
		char *p = realloc(buf->p, cap);
		if (p == NULL) {
			buf->err = ZB_ENOMEM;
			return NULL;
		}
		buf->p = p;
		buf->cap = cap;
	}
	return buf->p + buf->n;
}

int zb_buf_add(struct zb_buf *buf, const void *p, size_t n)
{
	char *to = zb_buf_reserve(buf, n);
	if (to == NULL)
		return buf->err;
	if (n > 0)
		memcpy(to, p, n);
	buf->n += n;
	return 0;
}

int zb_buf_add_span(struct zb_buf *buf, struct zb_span s)
{
	return zb_buf_add(buf, s.p, s.n);
}

int zb_buf_add_str(struct zb_buf *buf, const char *s)
{
	return zb_buf_add(buf, s, strlen(s));
}

int zb_buf_add_char(struct zb_buf *buf, char c)
{
	return zb_buf_add(buf, &c, 1);
}

int zb_buf_addf(struct zb_buf *buf, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *to = n >= 0 ? zb_buf_reserve(buf, (size_t)n) : NULL;
	if (to != NULL) {
		vsnprintf(to, (size_t)n + 1, fmt, again);
		buf->n += (size_t)n;
	} else if (n < 0 && buf->err == 0) {
		buf->err = ZB_EINVAL;
	}
	va_end(again);
	return buf->err;
}

int zb_buf_add_file(struct zb_buf *buf, const char *path)
{
	enum { CHUNK = 65536 };
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	if (f == NULL)
		return -errno;
	char *to = NULL;
	size_t n = 0;
	while ((to = zb_buf_reserve(buf, CHUNK)) != NULL && (n = fread(to, 1, CHUNK, f)) > 0)
		buf->n += n;
	int ret = ferror(f) != 0 ? -errno : buf->err; /* a folder opens, and cannot be read */
	if (f != stdin)
		fclose(f);
	return ret;
}

const char *zb_buf_cstr(struct zb_buf *buf)
{
	char *end = buf->err == 0 ? zb_buf_reserve(buf, 0) : NULL;
	if (end == NULL)
		return "";
	*end = '\0';
	return buf->p;
}

char *zb_buf_take(struct zb_buf *buf, size_t *n)
{
	char *p = buf->p;
	if (n != NULL)
		*n = buf->n;
	*buf = (struct zb_buf){ .max = buf->max };
	return p;
}

int zb_vec_grow(void *items, size_t *cap, size_t need, size_t size, size_t max)
{
	if (need <= *cap)
		return 0;
	if (need > max)
		return ZB_ETOOBIG;
	size_t want = *cap < 8 ? 8 : *cap + *cap / 2;
	if (want < need)
		want = need;
	if (want > max)
		want = max;
	void *old = NULL;
	memcpy(&old, items, sizeof(old));
	char *p = reallocarray(old, want, size);
	if (p == NULL)
		return ZB_ENOMEM;
	memset(p + *cap * size, 0, (want - *cap) * size);
	memcpy(items, &p, sizeof(p));
	*cap = want;
	return 0;
}
