/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/codec.h"

#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"

/* No message of ours nests deeper than Result > Document > Table > Cell. */
enum { DEPTH_MAX = 8 };

struct taker {
	struct zb_arena *arena;
	bool full;
};

static void *take(void *ctx, size_t size)
{
	struct taker *t = ctx;
	void *p = zb_arena_raw(t->arena, size); /* protobuf-c writes all of it */
	t->full |= p == NULL;
	return p;
}

static void leave(void *ctx, void *p)
{
	(void)ctx;
	(void)p;
}

int zb_decode_trusted(void *out, struct zb_arena *arena, const ProtobufCMessageDescriptor *type,
                      struct zb_span bytes)
{
	struct taker t = { .arena = arena };
	ProtobufCAllocator allocator = { .alloc = take, .free = leave, .allocator_data = &t };
	ProtobufCMessage *msg =
		protobuf_c_message_unpack(type, &allocator, bytes.n, (const uint8_t *)bytes.p);
	memcpy(out, &msg, sizeof(msg));
	if (msg != NULL)
		return 0;
	return t.full ? ZB_ETOOBIG : ZB_EMALFORMED;
}

/* A base-128 number at `*at`; false where it runs over the end or is too long. */
static bool read_varint(uint64_t *value, struct zb_span s, size_t *at)
{
	*value = 0;
	for (unsigned shift = 0; shift < 64 && *at < s.n; shift += 7) {
		unsigned char c = (unsigned char)s.p[(*at)++];
		*value |= (uint64_t)(c & 0x7F) << shift;
		if ((c & 0x80) == 0)
			return true;
	}
	return false;
}

int zb_field_next(struct zb_field *out, struct zb_span message, size_t *at)
{
	enum { VARINT, FIXED64, BYTES, FIXED32 = 5 };
	uint64_t tag = 0;
	uint64_t n = 0;
	if (*at >= message.n)
		return 0;
	if (!read_varint(&tag, message, at))
		return ZB_EMALFORMED;
	*out = (struct zb_field){ .number = tag >> 3 };
	unsigned type = (unsigned)(tag & 7);
	if (type == VARINT)
		return read_varint(&out->value, message, at) ? 1 : ZB_EMALFORMED;
	if (type == BYTES && !read_varint(&n, message, at))
		return ZB_EMALFORMED;
	if (type == FIXED64 || type == FIXED32)
		n = type == FIXED64 ? 8 : 4;
	else if (type != BYTES)
		return ZB_EMALFORMED;
	if (n > message.n - *at)
		return ZB_EMALFORMED;
	out->bytes = zb_span(message.p + *at, (size_t)n);
	*at += (size_t)n;
	return 1;
}

int zb_decode_without(void *out, struct zb_arena *arena, const ProtobufCMessageDescriptor *type,
                      struct zb_span bytes, uint64_t skipped)
{
	struct zb_buf kept;
	size_t at = 0;
	size_t from = 0;
	int ret = 0;
	struct zb_field field;
	zb_buf_init(&kept, bytes.n);
	while ((ret = zb_field_next(&field, bytes, &at)) > 0) {
		if (field.number >= 64 || (skipped >> field.number & 1) == 0)
			zb_buf_add(&kept, bytes.p + from, at - from);
		from = at;
	}
	if (ret == 0)
		ret = kept.err;
	if (ret == 0)
		ret = zb_decode_trusted(out, arena, type, zb_buf_span(&kept));
	zb_buf_deinit(&kept);
	return ret;
}

/* Where the walk stands in one message: the next field, and the next item of that field. */
struct place {
	const ProtobufCMessage *msg;
	unsigned field;
	size_t item;
};

/* Items of a field and where the first one is; proto3 fields without `optional` only. */
static size_t items_of(const ProtobufCMessage *msg, const ProtobufCFieldDescriptor *f,
                       const void *const **items)
{
	const char *base = (const char *)msg;
	if (f->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t n = 0;
		memcpy(&n, base + f->quantifier_offset, sizeof(n));
		memcpy(items, base + f->offset, sizeof(*items));
		return n;
	}
	*items = (const void *const *)(const void *)(base + f->offset);
	return 1;
}

/* The next pointer field's value of type `string` or `message`; false at the message's end. */
static bool next_pointer(struct place *at, ProtobufCType *type, const void **value)
{
	while (at->field < at->msg->descriptor->n_fields) {
		const ProtobufCFieldDescriptor *f = &at->msg->descriptor->fields[at->field];
		const void *const *items = NULL;
		if ((f->type == PROTOBUF_C_TYPE_STRING || f->type == PROTOBUF_C_TYPE_MESSAGE) &&
		    at->item < items_of(at->msg, f, &items)) {
			*type = f->type;
			*value = items[at->item++];
			return true;
		}
		at->field++;
		at->item = 0;
	}
	return false;
}

static bool is_utf8(const ProtobufCMessage *msg)
{
	struct place stack[DEPTH_MAX] = { { .msg = msg } };
	size_t depth = 1;
	while (depth > 0) {
		ProtobufCType type = PROTOBUF_C_TYPE_STRING;
		const void *value = NULL;
		if (!next_pointer(&stack[depth - 1], &type, &value)) {
			depth--;
		} else if (value != NULL && type == PROTOBUF_C_TYPE_MESSAGE) {
			if (depth == DEPTH_MAX)
				return false;
			stack[depth++] = (struct place){ .msg = value };
		} else if (value != NULL) {
			struct zb_span s = zb_span_str(value);
			if (zb_utf8_check(s) != s.n)
				return false;
		}
	}
	return true;
}

int zb_decode(void *out, struct zb_arena *arena, const ProtobufCMessageDescriptor *type,
              struct zb_span bytes)
{
	const ProtobufCMessage *msg = NULL;
	int ret = zb_decode_trusted(&msg, arena, type, bytes);
	if (ret == 0 && !is_utf8(msg))
		ret = ZB_EMALFORMED;
	if (ret != 0)
		msg = NULL;
	memcpy(out, &msg, sizeof(msg));
	return ret;
}

int zb_encode(struct zb_buf *out, const ProtobufCMessage *message)
{
	char *to = zb_buf_reserve(out, protobuf_c_message_get_packed_size(message));
	if (to == NULL)
		return out->err;
	out->n += protobuf_c_message_pack(message, (uint8_t *)to);
	return 0;
}

ProtobufCBinaryData zb_bytes_of(struct zb_span s)
{
	union {
		const char *in;
		uint8_t *out;
	} u = { .in = s.p };
	return (ProtobufCBinaryData){ .len = s.n, .data = u.out };
}
