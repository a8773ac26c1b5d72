/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages between processes over ZeroMQ. A server port (ROUTER) takes connections of many
 * peers, each known by the identity it chose; a client port (DEALER) talks to one server and
 * reconnects by itself. Nothing here blocks and nothing is dropped silently: a send that finds
 * no room returns -EAGAIN and the caller keeps the message.
 *
 * Frames: [head][payload][body?]. The head is 4 bytes: 'Z', protocol version, type (uint16, big
 * endian). The payload is protobuf, at most ZB_BUS_PAYLOAD_MAX; the body, if any, is bytes that
 * are not copied, at most the `body_max` of the port. Messages with another head, more frames or
 * over a limit are counted, told to on_malformed and dropped.
 *
 * Transports: ipc:// addresses (socket files are closed to other users by the process's umask)
 * and tcp:// with CURVE. A tcp address without keys and an allow-list is ZB_EDENIED at open.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct zb_loop;
struct zb_bus;
struct zb_port;
struct zb_frame;

enum {
	ZB_BUS_VERSION = 1,
	ZB_BUS_PAYLOAD_MAX = 64 << 20,
	ZB_BUS_PEER_MAX = 64, /* bytes of a peer's identity */
};

struct zb_bus_conf {
	const char *secret_key; /* Z85, 40 characters; NULL without CURVE */
	const char *public_key;
	const char *server_key;   /* for clients: the key of the server they talk to */
	const char *const *allow; /* public keys of clients a server lets in; NULL ended */
};

struct zb_msg {
	struct zb_span peer; /* server ports: who sent it; empty on client ports */
	uint16_t type;
	struct zb_span payload; /* valid until the handler returns */
	struct zb_span body; /* valid until the handler returns, or while its frame is kept */
	struct zb_frame
		*frame; /* the body's frame; zb_frame_keep to hold it; NULL without body */
};

typedef void (*zb_msg_fn)(void *ctx, const struct zb_msg *msg);

struct zb_port_conf {
	const char *address;  /* "ipc:///path" or "tcp://host:port" */
	const char *identity; /* client ports: at most ZB_BUS_PEER_MAX bytes; NULL: made up */
	size_t body_max;      /* bytes; larger bodies are refused */
	int queue_max;        /* messages per peer in either direction; 0 gives 1000 */
	zb_msg_fn on_message;
	void (*on_malformed)(void *ctx, struct zb_span peer, const char *why); /* may be NULL */
	/* Client ports: a connection stands, for the first time or anew; what was under way when
	 * the last one broke may be lost, so say it again. May be NULL. */
	void (*on_connect)(void *ctx);
	void *ctx;
};

struct zb_port_stats {
	uint64_t received;
	uint64_t sent;
	uint64_t malformed;
};

int zb_bus_open(struct zb_bus **out, struct zb_loop *loop, const struct zb_bus_conf *conf);
/* After its ports were closed. Messages not yet sent get a second to leave. */
void zb_bus_close(struct zb_bus *bus);

/* ZB_EDENIED: tcp without keys; ZB_EBUSY: the address is in use; ZB_EINVAL: no address. */
int zb_port_listen(struct zb_port **out, struct zb_bus *bus, const struct zb_port_conf *conf);
int zb_port_connect(struct zb_port **out, struct zb_bus *bus, const struct zb_port_conf *conf);
void zb_port_close(struct zb_port *port);
/*
 * Sends to `peer` (empty on a client port). `body` may be NULL; it is consumed and set to NULL on
 * success only. -EAGAIN: no room, try in a later turn; ZB_ENOTFOUND: no such peer any more.
 */
int zb_port_send(struct zb_port *port, struct zb_span peer, uint16_t type,
                 struct zb_span payload, struct zb_frame **body);
void zb_port_stats(struct zb_port_stats *out, const struct zb_port *port);
/* Stops reading (and so, after queue_max messages, the peers' sending); true reads again. */
void zb_port_enable(struct zb_port *port, bool reading);

/* A frame that holds a copy of the bytes; NULL without memory. */
struct zb_frame *zb_frame_new(struct zb_span bytes);
/* A frame over the caller's bytes: `release(hint)` is called once, perhaps in another thread,
 * when nobody needs them any more. */
struct zb_frame *zb_frame_wrap(struct zb_span bytes, void (*release)(void *data, void *hint),
                               void *hint);
/* Another handle on the same bytes (no copy). */
struct zb_frame *zb_frame_keep(struct zb_frame *frame);
struct zb_span zb_frame_span(const struct zb_frame *frame);
void zb_frame_free(struct zb_frame *frame);
