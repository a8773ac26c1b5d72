/* SPDX-License-Identifier: Apache-2.0 */
#include "coding.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <zlib.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/zip.h"
#include "header.h"

enum { CHUNK = 64 << 10, HEAD_MAX = 64 << 10, GZIP_OR_ZLIB = 15 + 32, RAW = -15 };

/* --- messages --- */

static size_t head_end(struct zb_span block)
{
	struct zb_span most = zb_span_sub(block, 0, HEAD_MAX);
	ptrdiff_t crlf = zb_span_find(most, ZB_S("\r\n\r\n"), 0);
	ptrdiff_t lf = zb_span_find(most, ZB_S("\n\n"), 0);
	if (crlf >= 0 && (lf < 0 || crlf < lf))
		return (size_t)crlf + 4;
	return lf >= 0 ? (size_t)lf + 2 : most.n;
}

void coding_split(struct coding_message *out, struct zb_span block)
{
	*out = (struct coding_message){ .body = block };
	if (!zb_span_starts(block, ZB_S("HTTP/")))
		return;
	size_t end = head_end(block);
	ptrdiff_t space = zb_span_find(zb_span_sub(block, 0, end), ZB_S(" "), 0);
	for (size_t i = space < 0 ? end : (size_t)space + 1;
	     i < end && block.p[i] >= '0' && block.p[i] <= '9' && out->status < 1000; i++)
		out->status = out->status * 10 + (block.p[i] - '0');
	out->head = zb_span_sub(block, 0, end);
	out->body = zb_span_sub(block, end, block.n);
}

/* --- chunks --- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The size in a chunk's line; false where none stands there. *at is behind the line then. */
static bool chunk_size(size_t *size, struct zb_span s, size_t *at)
{
	size_t i = *at;
	*size = 0;
	for (; i < s.n && hex_digit(s.p[i]) >= 0; i++) {
		if (*size > SIZE_MAX / 32)
			return false;
		*size = *size * 16 + (size_t)hex_digit(s.p[i]);
	}
	ptrdiff_t end = zb_span_find(s, ZB_S("\n"), i);
	if (i == *at || end < 0 ||
	    (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != ';' && s.p[i] != ' '))
		return false;
	*at = (size_t)end + 1;
	return true;
}

/* False where it is not chunked after all. */
static bool dechunk(struct zb_buf *out, struct zb_span s)
{
	size_t size = 0;
	for (size_t at = 0; at < s.n;) {
		if (!chunk_size(&size, s, &at))
			return at > 0 && out->n > 0; /* what came whole stays */
		if (size == 0)
			return true;
		struct zb_span data = zb_span_sub(s, at, size);
		if (zb_buf_add_span(out, data) < 0)
			return true;
		at += data.n;
		while (at < s.n && (s.p[at] == '\r' || s.p[at] == '\n'))
			at++;
	}
	return out->n > 0;
}

/* --- compression --- */

static void inflate_all(struct zb_buf *out, struct zb_span s, int window)
{
	union {
		const char *in;
		Bytef *out;
	} from = { .in = s.p }; /* zlib does not write through its input */
	z_stream z = { .next_in = from.out, .avail_in = (uInt)s.n };
	int ret = inflateInit2(&z, window);
	if (ret != Z_OK)
		return;
	do {
		char *room = zb_buf_reserve(out, CHUNK);
		if (room == NULL)
			break;
		z.next_out = (Bytef *)room;
		z.avail_out = CHUNK;
		ret = inflate(&z, Z_NO_FLUSH);
		out->n += CHUNK - z.avail_out;
	} while (ret == Z_OK && (z.avail_in > 0 || z.avail_out == 0));
	inflateEnd(&z);
}

static void unpack_deflate(struct zb_buf *out, struct zb_span s)
{
	inflate_all(out, s, GZIP_OR_ZLIB);
	if (out->n == 0 && out->err == 0)
		inflate_all(out, s, RAW); /* "deflate" is sent both ways */
}

static void unpack_gzip(struct zb_buf *out, struct zb_span s)
{
	inflate_all(out, s, GZIP_OR_ZLIB);
}

static void unpack_brotli(struct zb_buf *out, struct zb_span s)
{
	BrotliDecoderState *d = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	const uint8_t *in = (const uint8_t *)s.p;
	size_t left = s.n;
	BrotliDecoderResult ret = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	while (d != NULL && ret == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		char *room = zb_buf_reserve(out, CHUNK);
		if (room == NULL)
			break;
		uint8_t *to = (uint8_t *)room;
		size_t space = CHUNK;
		ret = BrotliDecoderDecompressStream(d, &left, &in, &space, &to, NULL);
		out->n += CHUNK - space;
	}
	BrotliDecoderDestroyInstance(d);
}

static void unpack_zstd(struct zb_buf *out, struct zb_span s)
{
	zb_unzip(out, s);
}

static const struct {
	struct zb_span name;
	void (*unpack)(struct zb_buf *out, struct zb_span s); /* NULL: nothing to do */
} codings[] = {
	{ ZB_S("gzip"), unpack_gzip },
	{ ZB_S("x-gzip"), unpack_gzip },
	{ ZB_S("deflate"), unpack_deflate },
	{ ZB_S("br"), unpack_brotli },
	{ ZB_S("zstd"), unpack_zstd },
	{ ZB_S("identity"), NULL },
	{ ZB_S(""), NULL },
};

int coding_decode(struct zb_span *body, const struct coding_message *message, struct zb_buf *a,
                  struct zb_buf *b)
{
	struct zb_span coding = header_get(message->head, ZB_S("content-encoding"));
	struct zb_span transfer = header_get(message->head, ZB_S("transfer-encoding"));
	size_t i = 0;
	*body = message->body;
	zb_buf_reset(a);
	zb_buf_reset(b);
	if (zb_span_eq_nocase(transfer, ZB_S("chunked")) && dechunk(a, *body))
		*body = zb_buf_span(a);
	while (i < sizeof(codings) / sizeof(codings[0]) &&
	       !zb_span_eq_nocase(codings[i].name, coding))
		i++;
	if (i == sizeof(codings) / sizeof(codings[0]))
		return ZB_EMALFORMED;
	if (codings[i].unpack != NULL && a->err == 0) {
		codings[i].unpack(b, *body);
		if (b->n > 0)
			*body = zb_buf_span(b);
	}
	return a->err < 0 ? a->err : b->err == ZB_ETOOBIG ? ZB_ETOOBIG : 0;
}
