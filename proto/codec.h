/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Protobuf in and out of our buffers. Decoding takes all its memory from an arena, so a hostile
 * message costs at most the arena's ceiling and nothing is freed piece by piece; a decoded
 * message is also held to be UTF-8 in every string, which protobuf-c does not check.
 */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "common/span.h"

struct zb_arena;
struct zb_buf;

/*
 * Decodes `bytes` as a `type` into memory of `arena`; *out is a pointer to the generated struct
 * and valid until the arena is reset. ZB_EMALFORMED: no such message, or a string that is no
 * UTF-8; ZB_ETOOBIG: the arena has no room for it.
 */
int zb_decode(void *out, struct zb_arena *arena, const ProtobufCMessageDescriptor *type,
              struct zb_span bytes);
/* The same without the UTF-8 check, for values the store wrote itself. */
int zb_decode_trusted(void *out, struct zb_arena *arena, const ProtobufCMessageDescriptor *type,
                      struct zb_span bytes);
/*
 * The same without the top-level fields whose numbers (below 64) are bits of `skipped`: they cost
 * no memory and come out empty. For reading a document's title without its text.
 */
int zb_decode_without(void *out, struct zb_arena *arena, const ProtobufCMessageDescriptor *type,
                      struct zb_span bytes, uint64_t skipped);
/* Borrowed text for a message's field, which protobuf-c does not call const though encoding only
 * reads it; NULL is empty. */
static inline char *zb_field_text(const char *s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s != NULL ? s : "" };
	return u.out;
}
/* One field of an encoded message as it lies there: `value` of a number, `bytes` of the rest. */
struct zb_field {
	uint64_t number;
	uint64_t value;
	struct zb_span bytes;
};
/*
 * The field at `*at`, which moves past it: for a few numbers out of a message that is not worth
 * decoding. 1, 0 at the message's end, ZB_EMALFORMED.
 */
int zb_field_next(struct zb_field *out, struct zb_span message, size_t *at);
/* A number of type sint32 or sint64. */
static inline int64_t zb_field_signed(const struct zb_field *f)
{
	return (int64_t)(f->value >> 1) ^ -(int64_t)(f->value & 1);
}
/* Appends the wire form; an error is the buffer's. */
int zb_encode(struct zb_buf *out, const ProtobufCMessage *message);

/* A bytes field as a span (and "" for one that is absent). */
static inline struct zb_span zb_bytes_span(ProtobufCBinaryData b)
{
	return zb_span(b.data != NULL ? (const char *)b.data : "", b.len);
}
/* A bytes field over borrowed memory, for encoding: protobuf-c does not write through it. */
ProtobufCBinaryData zb_bytes_of(struct zb_span s);
