/* SPDX-License-Identifier: Apache-2.0 */
#include "unzip.h"

#include <zlib.h>

#include "common/err.h"

enum {
	CHUNK = 65536,
	GZIP_WINDOW = 15 + 16, /* zlib: with a gzip header */
	RAW_WINDOW = -15,      /* and without any */
	DIRECTORY_SIZE = 46,   /* APPNOTE.TXT 4.3.12, 4.3.16, 4.3.7 */
	END_SIZE = 22,
	LOCAL_SIZE = 30,
	STORED = 0,
	DEFLATED = 8,
};

bool unzip_is_gzip(struct zb_span bytes)
{
	return zb_span_starts(bytes, ZB_S("\x1F\x8B\x08"));
}

static int inflate_all(struct zb_buf *out, z_stream *z)
{
	for (;;) {
		char *room = zb_buf_reserve(out, CHUNK);
		if (room == NULL)
			return out->err;
		z->next_out = (Bytef *)room;
		z->avail_out = CHUNK;
		int ret = inflate(z, Z_NO_FLUSH);
		out->n += CHUNK - z->avail_out;
		if (ret == Z_STREAM_END || (ret == Z_BUF_ERROR && z->avail_in == 0))
			return 0;
		if (ret != Z_OK)
			return out->n > 0 ? 0 : ZB_EMALFORMED;
		if (z->avail_in == 0 && z->avail_out > 0)
			return 0; /* cut off */
	}
}

static int unpack(struct zb_buf *out, struct zb_span bytes, int window)
{
	union {
		const char *in;
		Bytef *out;
	} from = { .in = bytes.p }; /* zlib does not write through its input */
	z_stream z = { .next_in = from.out, .avail_in = (uInt)bytes.n };
	if (inflateInit2(&z, window) != Z_OK)
		return ZB_ENOMEM;
	int ret = inflate_all(out, &z);
	inflateEnd(&z);
	return ret;
}

int unzip_gzip(struct zb_buf *out, struct zb_span bytes)
{
	return unpack(out, bytes, GZIP_WINDOW);
}

/* --- zip --- */

static uint32_t number(struct zb_span s, size_t at, int bytes)
{
	uint32_t value = 0;
	for (int i = bytes - 1; i >= 0; i--)
		value = value << 8 | (unsigned char)s.p[at + (size_t)i];
	return value;
}

/* The central directory: its offset and number of members, from the record at the end. */
static bool find_directory(struct zb_span s, size_t *at, uint32_t *members)
{
	enum { COMMENT_MAX = 65535 };
	size_t least = s.n > END_SIZE + COMMENT_MAX ? s.n - END_SIZE - COMMENT_MAX : 0;
	for (size_t i = s.n < END_SIZE ? 0 : s.n - END_SIZE + 1; i-- > least;) {
		if (!zb_span_starts(zb_span_sub(s, i, 4), ZB_S("PK\x05\x06")))
			continue;
		*members = number(s, i + 10, 2);
		*at = number(s, i + 16, 4);
		return *at < s.n;
	}
	return false;
}

static int unpack_member(struct zb_buf *out, struct zb_span s, size_t local, uint32_t size,
                         uint32_t method)
{
	if (local + LOCAL_SIZE > s.n ||
	    !zb_span_starts(zb_span_sub(s, local, 4), ZB_S("PK\x03\x04")))
		return ZB_EMALFORMED;
	size_t data = local + LOCAL_SIZE + number(s, local + 26, 2) + number(s, local + 28, 2);
	struct zb_span packed = zb_span_sub(s, data, size);
	if (method == STORED)
		return zb_buf_add_span(out, packed);
	return method == DEFLATED ? unpack(out, packed, RAW_WINDOW) : ZB_EMALFORMED;
}

int unzip_member(struct zb_buf *out, struct zb_span s, struct zb_span name)
{
	size_t at = 0;
	uint32_t members = 0;
	if (!find_directory(s, &at, &members))
		return ZB_EMALFORMED;
	for (uint32_t i = 0; i < members && at + DIRECTORY_SIZE <= s.n; i++) {
		if (!zb_span_starts(zb_span_sub(s, at, 4), ZB_S("PK\x01\x02")))
			return ZB_EMALFORMED;
		uint32_t length = number(s, at + 28, 2);
		if (zb_span_eq(zb_span_sub(s, at + DIRECTORY_SIZE, length), name))
			return unpack_member(out, s, number(s, at + 42, 4),
			                     number(s, at + 20, 4), number(s, at + 10, 2));
		at += DIRECTORY_SIZE + length + number(s, at + 30, 2) + number(s, at + 32, 2);
	}
	return ZB_ENOTFOUND;
}
