/* SPDX-License-Identifier: Apache-2.0 */
/* The documents that an extractor holds: leased by the fetcher, read, and not yet known by it to be
 * done. */
#pragma once

#include "common/buf.h"
#include "common/bus.h"
#include "proto/wire.pb-c.h"

/* A document that we hold, from its lease to the fetcher's knowing that it is done. */
struct held {
	struct held *next;
	uint64_t lease;
	enum { HELD_WAITING, HELD_SENDING, HELD_STORING, HELD_DONE } state;
	Zhibiao__Lease *msg;   /* while waiting */
	struct zb_frame *body; /* until stored */
	struct zb_buf result;  /* encoded Result, until stored: it may have to be said again */
	struct zb_buf done;    /* encoded Done without its outcome's details of the store */
	Zhibiao__Done answer;  /* what `done` is made from once the store has answered */
};

/* In the order they came; made by held_list_init. */
struct held_list {
	struct held *first, **last;
	size_t n;
};

void held_list_init(struct held_list *list);
/* NULL: none has that lease. */
struct held *held_find(const struct held_list *list, uint64_t lease);
/* Takes over the document of a Lease message; one that is no Lease, or held already, is passed over. */
void held_take(struct held_list *list, const struct zb_msg *msg);
/* Takes `gone` out and frees it. */
void held_drop(struct held_list *list, struct held *gone);
void held_drop_all(struct held_list *list);
