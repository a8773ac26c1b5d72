/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies that travel without being copied. */
#include "common/bus_frame.h"

#include <stdlib.h>
#include <string.h>

struct zb_frame *zb_frame_new(struct zb_span bytes)
{
	struct zb_frame *f = calloc(1, sizeof(*f));
	if (f == NULL || zmq_msg_init_size(&f->msg, bytes.n) != 0) {
		free(f);
		return NULL;
	}
	if (bytes.n > 0)
		memcpy(zmq_msg_data(&f->msg), bytes.p, bytes.n);
	return f;
}

struct zb_frame *zb_frame_wrap(struct zb_span bytes, void (*release)(void *data, void *hint),
                               void *hint)
{
	union {
		const char *in;
		void *out;
	} u = { .in = bytes.p }; /* libzmq does not write through it */
	struct zb_frame *f = calloc(1, sizeof(*f));
	if (f == NULL || zmq_msg_init_data(&f->msg, u.out, bytes.n, release, hint) != 0) {
		free(f);
		return NULL;
	}
	return f;
}

struct zb_frame *zb_frame_keep(struct zb_frame *frame)
{
	struct zb_frame *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	zmq_msg_init(&f->msg);
	if (zmq_msg_copy(&f->msg, &frame->msg) != 0) {
		zb_frame_free(f);
		return NULL;
	}
	return f;
}

struct zb_span zb_frame_span(const struct zb_frame *frame)
{
	union {
		const zmq_msg_t *in;
		zmq_msg_t *out;
	} u = { .in = &frame->msg }; /* zmq_msg_data only reads the message */
	return zb_span(zmq_msg_data(u.out), zmq_msg_size(&frame->msg));
}

void zb_frame_free(struct zb_frame *frame)
{
	if (frame == NULL)
		return;
	zmq_msg_close(&frame->msg);
	free(frame);
}
