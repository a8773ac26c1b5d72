/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line's end of a daemon's control socket: one request, one reply. A daemon that is
 * being restarted is waited for; the request is said again where the connection broke before the
 * reply came. What went wrong is told on standard error in one line that names what to do.
 */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "proto/wire.h"

struct client;

/* One kind of request: its type, the reply's type and what the reply is. */
struct client_call {
	enum zb_wire_type ask;
	enum zb_wire_type answer;
	const ProtobufCMessageDescriptor *reply;
};

extern const struct client_call client_crawl, client_jobs, client_status, client_why,
	client_source;

/* `service`: "fetcher" or "store". Both must outlive the client. */
int client_open(struct client **out, const struct options *o,
                const struct zb_settings *settings, const char *service);
/* The same; its failures and those of what is asked are not told, only returned. */
int client_open_quiet(struct client **out, const struct options *o,
                      const struct zb_settings *settings, const char *service);
void client_close(struct client *client);
/* From now on failures are not told, only returned. */
void client_quiet(struct client *client);
/*
 * *reply is valid until the next call. ZB_EUPSTREAM: no daemon answers at all; ZB_ETIMEOUT: it
 * took the request and did not answer; ZB_EDENIED: it answered with an error.
 */
int client_ask(void *reply, struct client *client, const struct client_call *call,
               const ProtobufCMessage *request);
/* Where `service` listens: as configured, else its socket in the data folder. ZB_EUPSTREAM where
 * there is none. */
enum { CLIENT_ADDRESS_MAX = 4096 };
int client_address(char out[CLIENT_ADDRESS_MAX], const struct options *o,
                   const struct zb_settings *settings, const char *service);
/* How long to wait before that address is fetched beside the fetcher, by its timetable (web_turn_fn);
 * `client` is a struct client. 0 where no fetcher answers. */
int64_t client_turn(void *client, const char *url, bool heard);
