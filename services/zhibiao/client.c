/* SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/bus.h"
#include "common/daemon.h"
#include "common/err.h"
#include "common/loop.h"
#include "proto/codec.h"
#include "proto/keys.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"

enum {
	CONNECT_MS = 2000, /* a restart takes less */
	ANSWER_MS = 15000,
	REPLY_MAX = 256 << 20,
};

const struct client_call client_crawl = { ZB_WIRE_CRAWL, ZB_WIRE_CRAWL_REPLY,
	                                  &zhibiao__crawl_reply__descriptor };
const struct client_call client_jobs = { ZB_WIRE_JOBS, ZB_WIRE_JOBS_REPLY,
	                                 &zhibiao__jobs_reply__descriptor };
const struct client_call client_status = { ZB_WIRE_STATUS, ZB_WIRE_STATUS_REPLY,
	                                   &zhibiao__status_reply__descriptor };
const struct client_call client_why = { ZB_WIRE_WHY, ZB_WIRE_WHY_REPLY,
	                                &zhibiao__why_reply__descriptor };
const struct client_call client_source = { ZB_WIRE_SOURCE, ZB_WIRE_SOURCE_REPLY,
	                                   &zhibiao__source_reply__descriptor };

struct client {
	const struct options *o;
	const char *service;
	struct zb_keys keys;
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *port;
	struct zb_timer timeout;
	struct zb_arena *arena; /* of the last reply */
	struct zb_buf request;
	const struct client_call *call; /* under way; NULL: none */
	void **reply;
	int result;
	bool quiet;
	bool connected;
	char said[256]; /* the daemon's error */
};

static void finish(struct client *c, int result)
{
	c->result = result;
	c->call = NULL;
	zb_loop_stop(c->loop);
}

static void say_request(struct client *c)
{
	int ret = zb_port_send(c->port, zb_span("", 0), (uint16_t)c->call->ask,
	                       zb_buf_span(&c->request), NULL);
	if (ret < 0 && ret != -EAGAIN)
		finish(c, ret);
}

static void on_timeout(void *ctx)
{
	struct client *c = ctx;
	finish(c, c->connected ? ZB_ETIMEOUT : ZB_EUPSTREAM);
}

static void on_connect(void *ctx)
{
	struct client *c = ctx;
	if (!c->connected)
		zb_timer_set(c->loop, &c->timeout, ANSWER_MS, on_timeout, c);
	c->connected = true;
	if (c->call != NULL)
		say_request(c);
}

static void take_error(struct client *c, struct zb_span payload)
{
	Zhibiao__Error *error = NULL;
	if (zb_decode(&error, c->arena, &zhibiao__error__descriptor, payload) == 0)
		snprintf(c->said, sizeof(c->said), "%s", error->text);
	finish(c, ZB_EDENIED);
}

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct client *c = ctx;
	if (c->call == NULL)
		return; /* a second answer to a request said twice */
	zb_arena_reset(c->arena);
	if (msg->type == ZB_WIRE_ERROR)
		take_error(c, msg->payload);
	else if (msg->type == c->call->answer)
		finish(c, zb_decode(c->reply, c->arena, c->call->reply, msg->payload));
}

int client_address(char out[CLIENT_ADDRESS_MAX], const struct options *o,
                   const struct zb_settings *settings, const char *service)
{
	const char *listen = strcmp(service, "store") == 0 ? settings->store.listen
	                                                   : settings->fetcher.listen;
	if (listen[0] != '\0')
		return snprintf(out, CLIENT_ADDRESS_MAX, "%s", listen) < CLIENT_ADDRESS_MAX
		               ? 0
		               : ZB_ETOOBIG;
	int ret = zb_daemon_address(out, CLIENT_ADDRESS_MAX, o->data, service);
	return ret == -ENOENT ? ZB_EUPSTREAM : ret;
}

static int connect_port(struct client *c, const struct zb_settings *settings)
{
	char address[CLIENT_ADDRESS_MAX];
	int ret = client_address(address, c->o, settings, c->service);
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

static bool is_closed_to_us(const char *data)
{
	char path[CLIENT_ADDRESS_MAX];
	snprintf(path, sizeof(path), "%s/run", data);
	return access(path, X_OK) != 0 && errno == EACCES;
}

static int tell(const struct client *c, int err)
{
	if (err >= 0 || c->quiet)
		return err;
	if (err == ZB_EUPSTREAM && is_closed_to_us(c->o->data))
		options_fail(c->o,
		             "the daemons on %s belong to another user: run this as that one",
		             c->o->data);
	else if (err == ZB_EUPSTREAM)
		options_fail(c->o,
		             "no %s answers on %s: start the daemons with: zhibiao run -d %s",
		             c->service, c->o->data, c->o->data);
	else if (err == ZB_EDENIED && c->said[0] != '\0')
		options_fail(c->o, "the %s says: %s", c->service, c->said);
	else
		options_fail(c->o, "the %s on %s: %s", c->service, c->o->data,
		             zb_strerror(err));
	return err;
}

static int open_client(struct client **out, const struct options *o,
                       const struct zb_settings *settings, const char *service, bool quiet)
{
	*out = NULL;
	struct client *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return ZB_ENOMEM;
	c->o = o;
	c->service = service;
	c->quiet = quiet;
	zb_buf_init(&c->request, ZB_BUS_PAYLOAD_MAX);
	int ret = 0;
	if ((ret = zb_arena_new(&c->arena, REPLY_MAX)) < 0 ||
	    (ret = zb_loop_open(&c->loop)) < 0 ||
	    (ret = zb_keys_load(&c->keys, settings)) < 0 ||
	    (ret = zb_bus_open(&c->bus, c->loop, &c->keys.conf)) < 0 ||
	    (ret = connect_port(c, settings)) < 0) {
		tell(c, ret);
		client_close(c);
		return ret;
	}
	*out = c;
	return 0;
}

int client_open(struct client **out, const struct options *o,
                const struct zb_settings *settings, const char *service)
{
	return open_client(out, o, settings, service, false);
}

int client_open_quiet(struct client **out, const struct options *o,
                      const struct zb_settings *settings, const char *service)
{
	return open_client(out, o, settings, service, true);
}

void client_close(struct client *client)
{
	if (client == NULL)
		return;
	if (client->loop != NULL)
		zb_timer_cancel(client->loop, &client->timeout);
	zb_port_close(client->port);
	zb_bus_close(client->bus);
	zb_keys_deinit(&client->keys);
	zb_loop_close(client->loop);
	zb_arena_free(client->arena);
	zb_buf_deinit(&client->request);
	free(client);
}

void client_quiet(struct client *client)
{
	client->quiet = true;
}

int client_ask(void *reply, struct client *client, const struct client_call *call,
               const ProtobufCMessage *request)
{
	struct client *c = client;
	zb_buf_reset(&c->request);
	int ret = zb_encode(&c->request, request);
	if (ret < 0)
		return tell(c, ret);
	c->call = call;
	c->reply = reply;
	c->said[0] = '\0';
	zb_timer_set(c->loop, &c->timeout, c->connected ? ANSWER_MS : CONNECT_MS, on_timeout,
	             c);
	if (c->connected)
		say_request(c);
	if (c->call != NULL)
		ret = zb_loop_run(c->loop);
	zb_timer_cancel(c->loop, &c->timeout);
	c->call = NULL;
	return tell(c, ret < 0 ? ret : c->result);
}

int64_t client_turn(void *client, const char *url, bool heard)
{
	Zhibiao__SourceRequest request;
	Zhibiao__SourceReply *reply = NULL;
	zhibiao__source_request__init(&request);
	request.action = zb_field_text(heard ? "heard" : "turn");
	request.name = zb_field_text(url);
	if (client_ask(&reply, client, &client_source, &request.base) < 0)
		return 0;
	return reply->wait_ms;
}
