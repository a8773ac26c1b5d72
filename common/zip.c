/* SPDX-License-Identifier: Apache-2.0 */
#include "common/zip.h"

#include <stdlib.h>
#include <zstd.h>

#include "common/err.h"

struct zb_zipper {
	ZSTD_CCtx *ctx;
};

int zb_zipper_new(struct zb_zipper **out)
{
	struct zb_zipper *z = calloc(1, sizeof(*z));
	*out = NULL;
	if (z == NULL || (z->ctx = ZSTD_createCCtx()) == NULL) {
		free(z);
		return ZB_ENOMEM;
	}
	*out = z;
	return 0;
}

void zb_zipper_free(struct zb_zipper *zipper)
{
	if (zipper == NULL)
		return;
	ZSTD_freeCCtx(zipper->ctx);
	free(zipper);
}

int zb_zip(struct zb_buf *out, struct zb_zipper *zipper, struct zb_span in, int level)
{
	size_t bound = ZSTD_compressBound(in.n);
	char *to = ZSTD_isError(bound) ? NULL : zb_buf_reserve(out, bound);
	if (to == NULL)
		return out->err != 0 ? out->err : ZB_ETOOBIG;
	size_t n = ZSTD_compressCCtx(zipper->ctx, to, bound, in.p, in.n, level);
	if (ZSTD_isError(n))
		return ZB_ELIBRARY;
	out->n += n;
	return 0;
}

int zb_unzip(struct zb_buf *out, struct zb_span in)
{
	unsigned long long size = ZSTD_getFrameContentSize(in.p, in.n);
	if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
		return ZB_EMALFORMED;
	char *to = size <= out->max ? zb_buf_reserve(out, (size_t)size) : NULL;
	if (to == NULL)
		return out->err != 0 ? out->err : ZB_ETOOBIG;
	size_t n = ZSTD_decompress(to, (size_t)size, in.p, in.n);
	if (ZSTD_isError(n) || n != size)
		return ZB_EMALFORMED;
	out->n += n;
	return 0;
}
