/* SPDX-License-Identifier: Apache-2.0 */
/* What the .c files of the daemon share: fetcher.c its life and batches, documents.c the traffic
 * with extractors, control.c the command line's requests. Nobody else includes it. */
#pragma once

#include "common/bus.h"
#include "common/loop.h"
#include "crawl.h"
#include "desk.h"
#include "fetcher.h"
#include "frontier.h"
#include "job.h"
#include "planner.h"

struct zb_arena;

struct fresh { /* a parcel of the open batch: it may be leased once that is durable */
	uint64_t lease;
	uint64_t bytes;
};

struct reply { /* goes out once the batch is durable */
	char peer[ZB_BUS_PEER_MAX];
	size_t n_peer;
	uint16_t type;
	char *payload; /* owned */
	size_t n;
};

struct fetcher {
	const struct zb_daemon_args *args;
	struct zb_settings *settings;
	struct zb_daemon *daemon;
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *port;
	struct frontier *frontier;
	struct jobs *jobs;
	struct crawl *crawl;
	struct desk *desk;
	struct planner *planner;
	struct zb_arena *arena; /* messages read from the bus */
	struct fresh *fresh;
	size_t n_fresh, cap_fresh;
	uint64_t fresh_bytes;
	struct reply *replies;
	size_t n_replies, cap_replies;
	struct zb_timer commit;
	struct zb_timer second;
	int64_t committed_ms;
	int64_t started_ms;
	int64_t full_until_ms; /* nothing new before this: the last batch found no room */
	bool no_room;          /* the disk is at its reserve, or the last batch found none */
	bool broken;           /* the last batch failed: what is in memory must be made again */
	uint64_t done;         /* documents that came to their end */
	uint64_t malformed;
	char state[64];
};

/* documents.c */
int documents_open(struct fetcher *f);
void documents_on_hello(struct fetcher *f, const struct zb_msg *msg);
void documents_on_heartbeat(struct fetcher *f, const struct zb_msg *msg);
void documents_on_done(struct fetcher *f, const struct zb_msg *msg);
/* control.c */
/* The request in the loop's arena; NULL where it is none, and then that was answered. */
void *control_decode(struct fetcher *f, const struct zb_msg *msg,
                     const ProtobufCMessageDescriptor *type);
/* Text that lives until the next request. */
char *control_format(struct fetcher *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void control_on_crawl(struct fetcher *f, const struct zb_msg *msg);
void control_on_jobs(struct fetcher *f, const struct zb_msg *msg);
void control_on_source(struct fetcher *f, const struct zb_msg *msg);
/* report.c, explain.c */
/* The last days of that source, of all where it is empty; what is wrong, or NULL. */
const char *control_report(struct fetcher *f, Zhibiao__SourceReply *reply, struct zb_span name);
void control_on_status(struct fetcher *f, const struct zb_msg *msg);
void control_on_why(struct fetcher *f, const struct zb_msg *msg);
/* Sends after the open batch is durable. */
void fetcher_reply(struct fetcher *f, struct zb_span peer, uint16_t type,
                   const ProtobufCMessage *message);
void fetcher_reply_error(struct fetcher *f, struct zb_span peer, const char *text);
