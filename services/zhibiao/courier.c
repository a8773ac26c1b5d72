/* SPDX-License-Identifier: Apache-2.0 */
#include "courier.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "client.h"
#include "common/buf.h"
#include "common/bus.h"
#include "common/err.h"
#include "common/loop.h"
#include "options.h"
#include "proto/keys.h"
#include "proto/settings.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"

enum {
	CONNECT_MS = 3000,
	SILENCE_MS = 60000,
	PER_TURN = 8, /* documents looked at between two looks at the socket */
};

struct parcel {
	uint64_t ticket; /* 0: free */
	bool sent;
	struct zb_buf payload;
};

struct courier {
	courier_next_fn next;
	courier_stored_fn stored;
	void *ctx;
	struct zb_keys keys;
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *port;
	struct zb_timer silence;
	struct zb_timer turn;
	struct parcel parcels[COURIER_WINDOW];
	size_t under_way;
	uint64_t last_ticket;
	bool connected;
	bool none_left;
	int err;
};

static void end(struct courier *c, int err)
{
	c->err = err;
	zb_loop_stop(c->loop);
}

static void send_parcel(struct courier *c, struct parcel *p)
{
	int ret = zb_port_send(c->port, zb_span("", 0), ZB_WIRE_RESULT,
	                       zb_buf_span(&p->payload), NULL);
	p->sent = ret == 0;
	if (ret < 0 && ret != -EAGAIN)
		end(c, ret);
}

static struct parcel *find_parcel(struct courier *c, uint64_t ticket)
{
	for (size_t i = 0; i < COURIER_WINDOW; i++)
		if (c->parcels[i].ticket == ticket)
			return &c->parcels[i];
	return NULL;
}

static void on_silence(void *ctx)
{
	struct courier *c = ctx;
	end(c, c->connected ? ZB_ETIMEOUT : ZB_EUPSTREAM);
}

static void hear(struct courier *c)
{
	zb_timer_set(c->loop, &c->silence, SILENCE_MS, on_silence, c);
}

/* What the last connection carried may be lost. */
static void on_connect(void *ctx)
{
	struct courier *c = ctx;
	c->connected = true;
	hear(c);
	for (size_t i = 0; i < COURIER_WINDOW; i++)
		if (c->parcels[i].ticket != 0)
			send_parcel(c, &c->parcels[i]);
}

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct courier *c = ctx;
	if (msg->type != ZB_WIRE_STORED)
		return;
	Zhibiao__Stored *s =
		zhibiao__stored__unpack(NULL, msg->payload.n, (const uint8_t *)msg->payload.p);
	struct parcel *p = s != NULL && s->ticket != 0 ? find_parcel(c, s->ticket) : NULL;
	if (p != NULL) {
		p->ticket = 0;
		c->under_way--;
		hear(c);
		c->stored(c->ctx, s);
	}
	if (s != NULL)
		zhibiao__stored__free_unpacked(s, NULL);
}

static void take_next(struct courier *c)
{
	struct parcel *p = find_parcel(c, 0);
	zb_buf_reset(&p->payload);
	int ret = c->next(c->ctx, &p->payload, c->last_ticket + 1);
	if (ret < 0)
		end(c, ret);
	c->none_left = ret == COURIER_NONE_LEFT;
	if (ret != COURIER_SEND)
		return;
	p->ticket = ++c->last_ticket;
	c->under_way++;
	if (c->connected)
		send_parcel(c, p);
}

static void turn_again(void *ctx)
{
	(void)ctx; /* the turn itself is what was wanted */
}

static void before_wait(void *ctx)
{
	struct courier *c = ctx;
	bool waiting = false;
	for (size_t i = 0; i < COURIER_WINDOW && c->connected; i++) {
		if (c->parcels[i].ticket != 0 && !c->parcels[i].sent)
			send_parcel(c, &c->parcels[i]);
		waiting |= c->parcels[i].ticket != 0 && !c->parcels[i].sent;
	}
	for (int i = 0;
	     i < PER_TURN && c->err == 0 && !c->none_left && c->under_way < COURIER_WINDOW; i++)
		take_next(c);
	if (c->none_left && c->under_way == 0)
		zb_loop_stop(c->loop);
	else if (waiting || (!c->none_left && c->under_way < COURIER_WINDOW))
		zb_timer_set(c->loop, &c->turn, waiting ? 10 : 0, turn_again, c);
}

static int connect_port(struct courier *c, const struct options *o,
                        const struct zb_settings *settings)
{
	char address[CLIENT_ADDRESS_MAX];
	int ret = client_address(address, o, settings, "store");
	if (ret < 0)
		return ret;
	const struct zb_port_conf conf = {
		.address = address,
		.on_message = on_message,
		.on_connect = on_connect,
		.ctx = c,
	};
	return zb_port_connect(&c->port, c->bus, &conf);
}

static int carry(struct courier *c, const struct options *o, const struct zb_settings *settings)
{
	int ret = 0;
	if ((ret = zb_loop_open(&c->loop)) < 0 ||
	    (ret = zb_keys_load(&c->keys, settings)) < 0 ||
	    (ret = zb_bus_open(&c->bus, c->loop, &c->keys.conf)) < 0 ||
	    (ret = connect_port(c, o, settings)) < 0 ||
	    (ret = zb_loop_before_wait(c->loop, before_wait, c)) < 0)
		return ret;
	zb_timer_set(c->loop, &c->silence, CONNECT_MS, on_silence, c);
	ret = zb_loop_run(c->loop);
	return ret < 0 ? ret : c->err;
}

int courier_run(const struct options *o, const struct zb_settings *settings,
                courier_next_fn next, courier_stored_fn stored, void *ctx)
{
	struct courier c = { .next = next, .stored = stored, .ctx = ctx };
	for (size_t i = 0; i < COURIER_WINDOW; i++)
		zb_buf_init(&c.parcels[i].payload, ZB_BUS_PAYLOAD_MAX);
	int ret = carry(&c, o, settings);
	if (c.loop != NULL) {
		zb_timer_cancel(c.loop, &c.silence);
		zb_timer_cancel(c.loop, &c.turn);
	}
	zb_port_close(c.port);
	zb_bus_close(c.bus);
	zb_keys_deinit(&c.keys);
	zb_loop_close(c.loop);
	for (size_t i = 0; i < COURIER_WINDOW; i++)
		zb_buf_deinit(&c.parcels[i].payload);
	return ret;
}
