/* SPDX-License-Identifier: Apache-2.0 */
/* Every message of the wire: the first byte picks which, the rest is its payload. */
#include <stdint.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/buf.h"
#include "proto/codec.h"
#include "proto/wire.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ProtobufCMessageDescriptor *const types[] = {
	&zhibiao__hello__descriptor,         &zhibiao__heartbeat__descriptor,
	&zhibiao__lease__descriptor,         &zhibiao__done__descriptor,
	&zhibiao__result__descriptor,        &zhibiao__stored__descriptor,
	&zhibiao__crawl_request__descriptor, &zhibiao__crawl_reply__descriptor,
	&zhibiao__jobs_request__descriptor,  &zhibiao__jobs_reply__descriptor,
	&zhibiao__status_reply__descriptor,  &zhibiao__why_request__descriptor,
	&zhibiao__why_reply__descriptor,     &zhibiao__source_request__descriptor,
	&zhibiao__source_reply__descriptor,  &zhibiao__error__descriptor,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_arena *arena = NULL;
	struct zb_buf again;
	ProtobufCMessage *message = NULL;
	if (size == 0 || zb_arena_new(&arena, 16 << 20) != 0)
		return 0;
	zb_buf_init(&again, 16 << 20);
	const ProtobufCMessageDescriptor *type =
		types[data[0] % (sizeof(types) / sizeof(types[0]))];
	if (zb_decode(&message, arena, type, zb_span((const char *)data + 1, size - 1)) == 0)
		zb_encode(&again, message);
	zb_buf_deinit(&again);
	zb_arena_free(arena);
	return 0;
}
