/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: ZeroMQ sockets, file descriptors, timers and signals in one wait. One loop a
 * process, one thread. A turn: changes asked for during the last one apply, the before-wait
 * hooks run, the process waits, due timers fire, ready sources are called.
 *
 * Signals arrive as ordinary events (signalfd); zb_loop_open blocks nothing, zb_loop_on_signal
 * blocks the signal it names, so call it before any library starts threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct zb_loop;

enum zb_io { ZB_IO_IN = 1, ZB_IO_OUT = 2, ZB_IO_ERR = 4 };

typedef void (*zb_loop_fn)(void *ctx);
typedef void (*zb_ready_fn)(void *ctx, unsigned events);
typedef void (*zb_signal_fn)(void *ctx, int signo);

/* In the caller's storage, zeroed before its first use; must be cancelled before it goes away. */
struct zb_timer {
	int64_t due;   /* ms, the loop's clock */
	unsigned slot; /* 1 + place in the heap; 0 while not set */
	zb_loop_fn fn;
	void *ctx;
};

int zb_loop_open(struct zb_loop **out);
void zb_loop_close(struct zb_loop *loop);
/* Runs turns until zb_loop_stop; 0, or the error that ended it. */
int zb_loop_run(struct zb_loop *loop);
/* The running turn is the last. */
void zb_loop_stop(struct zb_loop *loop);
/* Monotonic milliseconds, read once a turn. */
int64_t zb_loop_now(const struct zb_loop *loop);

/* Watches `fd` for `events` (enum zb_io); watching it again changes events, fn and ctx. */
int zb_loop_watch(struct zb_loop *loop, int fd, unsigned events, zb_ready_fn fn, void *ctx);
/* Before the descriptor is closed; no event of it is delivered afterwards. */
void zb_loop_unwatch(struct zb_loop *loop, int fd);
/* A ZeroMQ socket (used by common/bus.c): called when it can be read. */
int zb_loop_watch_socket(struct zb_loop *loop, void *socket, zb_ready_fn fn, void *ctx);
void zb_loop_unwatch_socket(struct zb_loop *loop, void *socket);

/* Fires once, `delay` ms from now (0: next turn); setting a set timer moves it. */
int zb_timer_set(struct zb_loop *loop, struct zb_timer *timer, int64_t delay, zb_loop_fn fn,
                 void *ctx);
void zb_timer_cancel(struct zb_loop *loop, struct zb_timer *timer);

/* At most 8 hooks, called in the order given, before each wait. */
int zb_loop_before_wait(struct zb_loop *loop, zb_loop_fn fn, void *ctx);
int zb_loop_on_signal(struct zb_loop *loop, int signo, zb_signal_fn fn, void *ctx);
