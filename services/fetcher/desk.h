/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents desk: extractors say Hello with credit and are handed documents, oldest first,
 * never more than their credit; Done ends a lease. A document whose reader fell silent, was
 * replaced, or kept it too long goes to another; one that readers die of three times is given
 * up. Knows leases and peers, not URLs: the owner keeps the documents (parcel.h) and is asked
 * for each message. Pure but for the callbacks; times are the loop's clock in ms.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct desk;

enum { DESK_NAME_MAX = 64, DESK_PEERS_MAX = 256, DESK_STRIKES_MAX = 3 };
enum { DESK_CREDIT_MAX = 1024 }; /* of one extractor, whatever it claims */

struct desk_conf {
	int64_t silence_ms; /* a peer that says nothing for so long is gone */
	int64_t lease_ms;   /* a lease older than this, times the attempt, goes elsewhere */
	/* Sends one document: 0, -EAGAIN (no room: later) or another error (peer gone). */
	int (*send)(void *ctx, struct zb_span peer, uint64_t lease, uint32_t attempt);
	/* Readers die of it: end it. The desk has forgotten the lease. */
	void (*give_up)(void *ctx, uint64_t lease);
	/* One more reader died of it; for keeping. */
	void (*strike)(void *ctx, uint64_t lease, uint32_t strikes);
	void *ctx;
};

struct desk_hello {
	struct zb_span peer; /* its identity on the bus */
	struct zb_span name;
	struct zb_span incarnation;
	struct zb_span rules;
	uint32_t credit;
	uint64_t crashed_on;
	int64_t pid;
};

struct desk_peer {
	char name[DESK_NAME_MAX];
	char rules[DESK_NAME_MAX + 1];
	int64_t pid;
	int64_t heard_ms;
	uint32_t leases;
	uint32_t credit;
	uint64_t documents;
	uint64_t records;
};

int desk_open(struct desk **out, const struct desk_conf *conf);
void desk_close(struct desk *desk);

/* A document to hand out; `strikes` from before a restart. */
int desk_add(struct desk *desk, uint64_t id, uint64_t bytes, uint32_t strikes);
int desk_hello(struct desk *desk, const struct desk_hello *hello, int64_t now_ms);
/* False where the peer is not known: it should say Hello. */
bool desk_heard(struct desk *desk, struct zb_span peer, int64_t now_ms, uint64_t documents,
                uint64_t records);
/* The lease is over and forgotten. False where it is not known (any more). */
bool desk_done(struct desk *desk, struct zb_span peer, uint64_t lease, int64_t now_ms);
/* Hands out what credit allows. */
void desk_assign(struct desk *desk, int64_t now_ms);
/* Takes back what silent peers hold and what is too old. Once a second. */
void desk_check(struct desk *desk, int64_t now_ms);
/* No more is handed out. */
void desk_stop(struct desk *desk);

uint64_t desk_waiting(const struct desk *desk); /* documents, leased ones not counted */
uint64_t desk_leased(const struct desk *desk);
uint64_t desk_bytes(const struct desk *desk); /* of all of them */
size_t desk_peers(const struct desk *desk);
void desk_peer(struct desk_peer *out, const struct desk *desk, size_t i);
