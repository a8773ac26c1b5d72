/* SPDX-License-Identifier: Apache-2.0 */
#include "common/bus.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "common/bus_frame.h"
#include "common/err.h"
#include "common/loop.h"

enum {
	HEAD_SIZE = 4,
	HEAD_MAGIC = 'Z',
	FRAMES_MAX = 4, /* identity, head, payload, body */
	LINGER_MS = 1000,
	READS_A_TURN = 256, /* so that one busy port cannot starve timers and other sources */
	KEY_SIZE = 32,
	KEY_TEXT = 41, /* Z85 with its terminator */
};

static const char zap_address[] = "inproc://zeromq.zap.01";

struct zb_bus {
	struct zb_loop *loop;
	void *zmq;
	void *zap; /* REP socket that answers who may connect; NULL without CURVE */
	char secret_key[KEY_TEXT];
	char public_key[KEY_TEXT];
	char server_key[KEY_TEXT];
	uint8_t (*allow)[KEY_SIZE];
	size_t n_allow;
};

struct zb_port {
	struct zb_bus *bus;
	void *socket;
	void *monitor; /* PAIR socket with connection events; NULL where nobody asked */
	bool server;
	bool reading;
	struct zb_port_conf conf;
	struct zb_port_stats stats;
};

static int err_from_zmq(void)
{
	switch (errno) {
	case EADDRINUSE:
		return ZB_EBUSY;
	case EHOSTUNREACH:
		return ZB_ENOTFOUND;
	case EPROTONOSUPPORT:
	case ENOCOMPATPROTO:
		return ZB_EINVAL;
	default:
		return errno > 0 && errno < 1000 ? -errno : ZB_ELIBRARY;
	}
}

/* --- who may connect: ZAP 1.0 (ZeroMQ RFC 27), answered in the loop --- */

static bool is_allowed(const struct zb_bus *bus, struct zb_span key)
{
	for (size_t i = 0; i < bus->n_allow; i++)
		if (key.n == KEY_SIZE && memcmp(bus->allow[i], key.p, KEY_SIZE) == 0)
			return true;
	return false;
}

static void answer_zap(void *ctx, unsigned events)
{
	enum { VERSION, REQUEST, DOMAIN_NAME, ADDRESS, IDENTITY, MECHANISM, KEY, PARTS };
	struct zb_bus *bus = ctx;
	zmq_msg_t part[PARTS];
	size_t n = 0;
	int more = 1;
	(void)events;
	while (more != 0 && n < PARTS) {
		zmq_msg_init(&part[n]);
		if (zmq_msg_recv(&part[n], bus->zap, ZMQ_DONTWAIT) < 0) {
			zmq_msg_close(&part[n]);
			break;
		}
		more = zmq_msg_more(&part[n]);
		n++;
	}
	if (n > REQUEST) {
		bool ok = n == PARTS && zmq_msg_size(&part[MECHANISM]) == 5 &&
		          memcmp(zmq_msg_data(&part[MECHANISM]), "CURVE", 5) == 0 &&
		          is_allowed(bus, zb_span(zmq_msg_data(&part[KEY]),
		                                  zmq_msg_size(&part[KEY])));
		zmq_send(bus->zap, "1.0", 3, ZMQ_SNDMORE);
		zmq_send(bus->zap, zmq_msg_data(&part[REQUEST]), zmq_msg_size(&part[REQUEST]),
		         ZMQ_SNDMORE);
		zmq_send(bus->zap, ok ? "200" : "400", 3, ZMQ_SNDMORE);
		zmq_send(bus->zap, ok ? "OK" : "no", 2, ZMQ_SNDMORE);
		zmq_send(bus->zap, "", 0, ZMQ_SNDMORE);
		zmq_send(bus->zap, "", 0, 0);
	}
	while (n > 0)
		zmq_msg_close(&part[--n]);
}

static int open_zap(struct zb_bus *bus)
{
	bus->zap = zmq_socket(bus->zmq, ZMQ_REP);
	if (bus->zap == NULL || zmq_bind(bus->zap, zap_address) != 0)
		return err_from_zmq();
	return zb_loop_watch_socket(bus->loop, bus->zap, answer_zap, bus);
}

static int read_allow(struct zb_bus *bus, const char *const *allow)
{
	size_t n = 0;
	while (allow != NULL && allow[n] != NULL)
		n++;
	bus->allow = calloc(n > 0 ? n : 1, sizeof(*bus->allow));
	if (bus->allow == NULL)
		return ZB_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (strlen(allow[i]) != KEY_TEXT - 1 ||
		    zmq_z85_decode(bus->allow[i], allow[i]) == NULL)
			return ZB_EINVAL;
		bus->n_allow++;
	}
	return 0;
}

static int copy_key(char out[KEY_TEXT], const char *key)
{
	uint8_t raw[KEY_SIZE];
	if (key == NULL || key[0] == '\0')
		return 0;
	if (strlen(key) != KEY_TEXT - 1 || zmq_z85_decode(raw, key) == NULL)
		return ZB_EINVAL;
	memcpy(out, key, KEY_TEXT);
	return 0;
}

/* --- the bus --- */

int zb_bus_open(struct zb_bus **out, struct zb_loop *loop, const struct zb_bus_conf *conf)
{
	*out = NULL;
	struct zb_bus *bus = calloc(1, sizeof(*bus));
	if (bus == NULL)
		return ZB_ENOMEM;
	bus->loop = loop;
	bus->zmq = zmq_ctx_new();
	int ret = bus->zmq != NULL ? 0 : err_from_zmq();
	if (ret == 0 && conf != NULL &&
	    ((ret = copy_key(bus->secret_key, conf->secret_key)) < 0 ||
	     (ret = copy_key(bus->public_key, conf->public_key)) < 0 ||
	     (ret = copy_key(bus->server_key, conf->server_key)) < 0 ||
	     (ret = read_allow(bus, conf->allow)) < 0 ||
	     (ret = bus->n_allow > 0 ? open_zap(bus) : 0) < 0)) {
		zb_bus_close(bus);
		return ret;
	}
	if (ret < 0) {
		zb_bus_close(bus);
		return ret;
	}
	*out = bus;
	return 0;
}

void zb_bus_close(struct zb_bus *bus)
{
	if (bus == NULL)
		return;
	if (bus->zap != NULL) {
		zb_loop_unwatch_socket(bus->loop, bus->zap);
		zmq_close(bus->zap);
	}
	if (bus->zmq != NULL)
		zmq_ctx_term(bus->zmq);
	free(bus->allow);
	free(bus);
}

/* --- receiving --- */

static void malformed(struct zb_port *port, struct zb_span peer, const char *why)
{
	port->stats.malformed++;
	if (port->conf.on_malformed != NULL)
		port->conf.on_malformed(port->conf.ctx, peer, why);
}

/* All frames of one message, the surplus thrown away. 0 where there is none, else how many there
 * were (perhaps more than FRAMES_MAX). */
static size_t receive(struct zb_port *port, zmq_msg_t frames[FRAMES_MAX])
{
	size_t n = 0;
	int more = 1;
	while (more != 0) {
		zmq_msg_t surplus;
		zmq_msg_t *to = n < FRAMES_MAX ? &frames[n] : &surplus;
		zmq_msg_init(to);
		if (zmq_msg_recv(to, port->socket, ZMQ_DONTWAIT) < 0) {
			zmq_msg_close(to);
			return n;
		}
		more = zmq_msg_more(to);
		if (n >= FRAMES_MAX)
			zmq_msg_close(to);
		n++;
	}
	return n;
}

static const char *check_frames(const struct zb_port *port, const zmq_msg_t *frames, size_t n,
                                const unsigned char *head)
{
	if (n < 2 || n > 3)
		return "not two or three frames";
	if (zmq_msg_size(&frames[0]) != HEAD_SIZE || head[0] != HEAD_MAGIC)
		return "no head";
	if (head[1] != ZB_BUS_VERSION)
		return "another protocol version";
	if (zmq_msg_size(&frames[1]) > ZB_BUS_PAYLOAD_MAX)
		return "payload too large";
	if (n == 3 && zmq_msg_size(&frames[2]) > port->conf.body_max)
		return "body too large";
	return NULL;
}

static struct zb_span sender(const struct zb_port *port, zmq_msg_t *frames)
{
	if (!port->server)
		return zb_span("", 0);
	return zb_span(zmq_msg_data(&frames[0]), zmq_msg_size(&frames[0]));
}

static void deliver(struct zb_port *port, zmq_msg_t *frames, size_t n)
{
	struct zb_msg msg = { 0 };
	if (port->server && n > 0) {
		msg.peer = sender(port, frames);
		frames++;
		n--;
	}
	const unsigned char *head = n > 0 ? zmq_msg_data(&frames[0]) : NULL;
	const char *why = check_frames(port, frames, n, head);
	if (why != NULL || head == NULL) {
		malformed(port, msg.peer, why);
		return;
	}
	msg.type = (uint16_t)(head[2] << 8 | head[3]);
	msg.payload = zb_span(zmq_msg_data(&frames[1]), zmq_msg_size(&frames[1]));
	struct zb_frame body;
	if (n == 3) {
		zmq_msg_init(&body.msg);
		zmq_msg_move(&body.msg, &frames[2]);
		msg.frame = &body;
		msg.body = zb_frame_span(&body);
	}
	port->stats.received++;
	port->conf.on_message(port->conf.ctx, &msg);
	if (n == 3)
		zmq_msg_close(&body.msg);
}

static void read_port(void *ctx, unsigned events)
{
	struct zb_port *port = ctx;
	(void)events;
	for (int i = 0; i < READS_A_TURN && port->reading; i++) {
		zmq_msg_t frames[FRAMES_MAX];
		size_t n = receive(port, frames);
		if (n == 0)
			return;
		if (n <= FRAMES_MAX)
			deliver(port, frames, n);
		else
			malformed(port, sender(port, frames), "too many frames");
		for (size_t f = 0; f < n && f < FRAMES_MAX; f++)
			zmq_msg_close(&frames[f]);
	}
}

/* Monitor messages: a frame that begins with the event (uint16, host order), then the address. */
static void read_monitor(void *ctx, unsigned events)
{
	struct zb_port *port = ctx;
	char event[16];
	char address[256];
	(void)events;
	for (;;) {
		int n = zmq_recv(port->monitor, event, sizeof(event), ZMQ_DONTWAIT);
		if (n < 2)
			return;
		zmq_recv(port->monitor, address, sizeof(address), ZMQ_DONTWAIT);
		uint16_t kind = 0;
		memcpy(&kind, event, sizeof(kind));
		if (kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED && port->conf.on_connect != NULL)
			port->conf.on_connect(port->conf.ctx);
	}
}

/* --- ports --- */

static int set_int(void *socket, int option, int value)
{
	return zmq_setsockopt(socket, option, &value, sizeof(value));
}

static int set_options(struct zb_port *port, const struct zb_port_conf *conf)
{
	int hwm = conf->queue_max > 0 ? conf->queue_max : 1000;
	int64_t most = conf->body_max > ZB_BUS_PAYLOAD_MAX ? (int64_t)conf->body_max
	                                                   : (int64_t)ZB_BUS_PAYLOAD_MAX;
	void *s = port->socket;
	if (set_int(s, ZMQ_LINGER, LINGER_MS) != 0 || set_int(s, ZMQ_SNDHWM, hwm) != 0 ||
	    set_int(s, ZMQ_RCVHWM, hwm) != 0 ||
	    zmq_setsockopt(s, ZMQ_MAXMSGSIZE, &most, sizeof(most)) != 0)
		return err_from_zmq();
	if (port->server && (set_int(s, ZMQ_ROUTER_MANDATORY, 1) != 0 ||
	                     set_int(s, ZMQ_ROUTER_HANDOVER, 1) != 0))
		return err_from_zmq();
	if (!port->server && (set_int(s, ZMQ_RECONNECT_IVL, 50) != 0 ||
	                      set_int(s, ZMQ_RECONNECT_IVL_MAX, 1000) != 0))
		return err_from_zmq();
	if (!port->server && conf->identity != NULL &&
	    zmq_setsockopt(s, ZMQ_ROUTING_ID, conf->identity, strlen(conf->identity)) != 0)
		return err_from_zmq();
	return 0;
}

/* tcp only with keys: a server needs its own pair and an allow-list, a client the server's key. */
static int set_curve(struct zb_port *port, const char *address)
{
	const struct zb_bus *bus = port->bus;
	if (strncmp(address, "tcp://", 6) != 0)
		return 0;
	if (bus->secret_key[0] == '\0' || bus->public_key[0] == '\0')
		return ZB_EDENIED;
	if (port->server ? bus->n_allow == 0 : bus->server_key[0] == '\0')
		return ZB_EDENIED;
	int rc = zmq_setsockopt(port->socket, ZMQ_CURVE_SECRETKEY, bus->secret_key, KEY_TEXT);
	if (rc == 0 && port->server)
		rc = set_int(port->socket, ZMQ_CURVE_SERVER, 1);
	if (rc == 0 && !port->server)
		rc = zmq_setsockopt(port->socket, ZMQ_CURVE_PUBLICKEY, bus->public_key,
		                    KEY_TEXT);
	if (rc == 0 && !port->server)
		rc = zmq_setsockopt(port->socket, ZMQ_CURVE_SERVERKEY, bus->server_key,
		                    KEY_TEXT);
	return rc == 0 ? 0 : err_from_zmq();
}

static int watch_connection(struct zb_port *port)
{
	static unsigned count;
	char address[64];
	snprintf(address, sizeof(address), "inproc://monitor-%u", count++);
	if (zmq_socket_monitor(port->socket, address, ZMQ_EVENT_HANDSHAKE_SUCCEEDED) != 0)
		return err_from_zmq();
	port->monitor = zmq_socket(port->bus->zmq, ZMQ_PAIR);
	if (port->monitor == NULL || zmq_connect(port->monitor, address) != 0)
		return err_from_zmq();
	return zb_loop_watch_socket(port->bus->loop, port->monitor, read_monitor, port);
}

static int attach(struct zb_port *port, const char *address)
{
	int ret = 0;
	if ((ret = set_options(port, &port->conf)) < 0 || (ret = set_curve(port, address)) < 0)
		return ret;
	if (port->conf.on_connect != NULL && !port->server &&
	    (ret = watch_connection(port)) < 0)
		return ret;
	int rc = port->server ? zmq_bind(port->socket, address)
	                      : zmq_connect(port->socket, address);
	if (rc != 0)
		return err_from_zmq();
	port->reading = true;
	return zb_loop_watch_socket(port->bus->loop, port->socket, read_port, port);
}

static int open_port(struct zb_port **out, struct zb_bus *bus, const struct zb_port_conf *conf,
                     bool server)
{
	*out = NULL;
	if (conf->address == NULL || conf->address[0] == '\0' || conf->on_message == NULL)
		return ZB_EINVAL;
	struct zb_port *port = calloc(1, sizeof(*port));
	if (port == NULL)
		return ZB_ENOMEM;
	port->bus = bus;
	port->server = server;
	port->conf = *conf;
	port->socket = zmq_socket(bus->zmq, server ? ZMQ_ROUTER : ZMQ_DEALER);
	int ret = port->socket != NULL ? attach(port, conf->address) : err_from_zmq();
	port->conf.address = NULL; /* the caller's, not kept */
	port->conf.identity = NULL;
	if (ret < 0) {
		zb_port_close(port);
		return ret;
	}
	*out = port;
	return 0;
}

int zb_port_listen(struct zb_port **out, struct zb_bus *bus, const struct zb_port_conf *conf)
{
	return open_port(out, bus, conf, true);
}

int zb_port_connect(struct zb_port **out, struct zb_bus *bus, const struct zb_port_conf *conf)
{
	return open_port(out, bus, conf, false);
}

void zb_port_close(struct zb_port *port)
{
	if (port == NULL)
		return;
	if (port->monitor != NULL) {
		zb_loop_unwatch_socket(port->bus->loop, port->monitor);
		zmq_socket_monitor(port->socket, NULL, 0);
		zmq_close(port->monitor);
	}
	if (port->socket != NULL) {
		zb_loop_unwatch_socket(port->bus->loop, port->socket);
		zmq_close(port->socket);
	}
	free(port);
}

void zb_port_stats(struct zb_port_stats *out, const struct zb_port *port)
{
	*out = port->stats;
}

void zb_port_enable(struct zb_port *port, bool reading)
{
	if (reading == port->reading)
		return;
	port->reading = reading;
	if (reading)
		zb_loop_watch_socket(port->bus->loop, port->socket, read_port, port);
	else
		zb_loop_unwatch_socket(port->bus->loop, port->socket);
}

int zb_port_send(struct zb_port *port, struct zb_span peer, uint16_t type,
                 struct zb_span payload, struct zb_frame **body)
{
	bool has_body = body != NULL && *body != NULL;
	unsigned char head[HEAD_SIZE] = { HEAD_MAGIC, ZB_BUS_VERSION,
		                          (unsigned char)(type >> 8), (unsigned char)type };
	if (payload.n > ZB_BUS_PAYLOAD_MAX)
		return ZB_ETOOBIG;
	/* Only the first frame can be refused: a message is taken whole or not at all. */
	if (port->server &&
	    zmq_send(port->socket, peer.p, peer.n, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
		return err_from_zmq();
	if (zmq_send(port->socket, head, HEAD_SIZE, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
		return err_from_zmq();
	if (zmq_send(port->socket, payload.p, payload.n,
	             ZMQ_DONTWAIT | (has_body ? ZMQ_SNDMORE : 0)) < 0)
		return err_from_zmq();
	if (has_body) {
		if (zmq_msg_send(&(*body)->msg, port->socket, ZMQ_DONTWAIT) < 0)
			return err_from_zmq();
		zb_frame_free(*body);
		*body = NULL;
	}
	port->stats.sent++;
	return 0;
}
