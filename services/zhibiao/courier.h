/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carries Results to the store, COURIER_WINDOW of them at once so that one commit serves many,
 * says again what was not answered where the connection broke, and hands the answers back.
 */
#pragma once

#include <stdint.h>

struct Zhibiao__Stored;
struct options;
struct zb_buf;
struct zb_settings;

enum { COURIER_WINDOW = 64 };

/* Appends the next encoded Result, with this ticket, to `out`. */
enum courier_next {
	COURIER_NONE_LEFT,
	COURIER_SEND,
	COURIER_SKIP, /* nothing this time: ask again */
};

/* An enum courier_next, or an error that ends the run. */
typedef int (*courier_next_fn)(void *ctx, struct zb_buf *out, uint64_t ticket);
typedef void (*courier_stored_fn)(void *ctx, const struct Zhibiao__Stored *stored);

/* 0 when everything was answered. ZB_EUPSTREAM: no store answers; ZB_ETIMEOUT: it fell silent. */
int courier_run(const struct options *o, const struct zb_settings *settings,
                courier_next_fn next, courier_stored_fn stored, void *ctx);
