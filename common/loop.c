/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"

enum { HOOKS_MAX = 8, SOCKETS_MAX = 32, FDS_MAX = 65536, TIMERS_MAX = 1 << 20, BATCH = 128 };

struct watch {
	zb_ready_fn fn;
	void *ctx;
	uint32_t events;
	uint32_t
		generation; /* tells an event of a closed descriptor from one of its successor */
};

struct socket_watch {
	void *socket;
	zb_ready_fn fn;
	void *ctx;
};

struct hook {
	zb_loop_fn fn;
	void *ctx;
};

struct zb_loop {
	int epoll_fd;
	int signal_fd;
	sigset_t signals;
	bool stopping;
	int64_t now;
	struct watch *watches; /* by descriptor */
	size_t watches_cap;
	struct socket_watch sockets[SOCKETS_MAX];
	size_t n_sockets;
	struct zb_timer **timers; /* heap by due time */
	size_t n_timers;
	size_t timers_cap;
	struct hook hooks[HOOKS_MAX];
	size_t n_hooks;
	struct {
		zb_signal_fn fn;
		void *ctx;
	} on_signal[65];
};

int zb_loop_open(struct zb_loop **out)
{
	struct zb_loop *loop = calloc(1, sizeof(*loop));
	*out = NULL;
	if (loop == NULL)
		return ZB_ENOMEM;
	sigemptyset(&loop->signals);
	loop->signal_fd = -1;
	loop->now = zb_clock_mono_ms();
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll_fd < 0) {
		int ret = -errno;
		zb_loop_close(loop);
		return ret;
	}
	*out = loop;
	return 0;
}

void zb_loop_close(struct zb_loop *loop)
{
	if (loop == NULL)
		return;
	for (size_t i = 0; i < loop->n_timers; i++)
		loop->timers[i]->slot = 0;
	if (loop->signal_fd >= 0)
		close(loop->signal_fd);
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	free(loop->watches);
	free(loop->timers);
	free(loop);
}

void zb_loop_stop(struct zb_loop *loop)
{
	loop->stopping = true;
}

int64_t zb_loop_now(const struct zb_loop *loop)
{
	return loop->now;
}

/* --- descriptors --- */

static uint32_t to_epoll(unsigned events)
{
	return ((events & ZB_IO_IN) != 0 ? (uint32_t)EPOLLIN : 0) |
	       ((events & ZB_IO_OUT) != 0 ? (uint32_t)EPOLLOUT : 0);
}

static unsigned from_epoll(uint32_t events)
{
	return ((events & (EPOLLIN | EPOLLHUP)) != 0 ? (unsigned)ZB_IO_IN : 0) |
	       ((events & EPOLLOUT) != 0 ? (unsigned)ZB_IO_OUT : 0) |
	       ((events & (EPOLLERR | EPOLLHUP)) != 0 ? (unsigned)ZB_IO_ERR : 0);
}

int zb_loop_watch(struct zb_loop *loop, int fd, unsigned events, zb_ready_fn fn, void *ctx)
{
	if (fd < 0)
		return ZB_EINVAL;
	int ret = zb_vec_grow(&loop->watches, &loop->watches_cap, (size_t)fd + 1,
	                      sizeof(*loop->watches), FDS_MAX);
	if (ret < 0)
		return ret;
	struct watch *w = &loop->watches[fd];
	bool known = w->fn != NULL;
	if (!known)
		w->generation++;
	struct epoll_event ev = {
		.events = to_epoll(events),
		.data.u64 = (uint64_t)w->generation << 32 | (uint32_t)fd,
	};
	int rc = epoll_ctl(loop->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &ev);
	if (rc != 0 && known && errno == ENOENT) /* closed and opened again behind our back */
		rc = epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &ev);
	if (rc != 0)
		return -errno;
	w->fn = fn;
	w->ctx = ctx;
	w->events = events;
	return 0;
}

void zb_loop_unwatch(struct zb_loop *loop, int fd)
{
	if (fd < 0 || (size_t)fd >= loop->watches_cap || loop->watches[fd].fn == NULL)
		return;
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	loop->watches[fd].fn = NULL;
	loop->watches[fd].ctx = NULL;
}

static void call_descriptors(struct zb_loop *loop)
{
	struct epoll_event events[BATCH];
	int n = epoll_wait(loop->epoll_fd, events, BATCH, 0);
	for (int i = 0; i < n; i++) {
		size_t fd = (size_t)(events[i].data.u64 & UINT32_MAX);
		struct watch w = loop->watches[fd];
		if (w.fn != NULL && w.generation == events[i].data.u64 >> 32)
			w.fn(w.ctx, from_epoll(events[i].events));
	}
}

/* --- ZeroMQ sockets --- */

int zb_loop_watch_socket(struct zb_loop *loop, void *socket, zb_ready_fn fn, void *ctx)
{
	for (size_t i = 0; i < loop->n_sockets; i++) {
		if (loop->sockets[i].socket == socket) {
			loop->sockets[i].fn = fn;
			loop->sockets[i].ctx = ctx;
			return 0;
		}
	}
	if (loop->n_sockets == SOCKETS_MAX)
		return ZB_ETOOBIG;
	loop->sockets[loop->n_sockets++] =
		(struct socket_watch){ .socket = socket, .fn = fn, .ctx = ctx };
	return 0;
}

void zb_loop_unwatch_socket(struct zb_loop *loop, void *socket)
{
	for (size_t i = 0; i < loop->n_sockets; i++) {
		if (loop->sockets[i].socket == socket) {
			loop->sockets[i] = loop->sockets[--loop->n_sockets];
			return;
		}
	}
}

/* By socket and not by place: a handler may remove others or itself. */
static void call_socket(struct zb_loop *loop, void *socket)
{
	for (size_t i = 0; i < loop->n_sockets; i++) {
		if (loop->sockets[i].socket == socket) {
			loop->sockets[i].fn(loop->sockets[i].ctx, ZB_IO_IN);
			return;
		}
	}
}

/* --- timers: a binary heap; timer->slot is its place plus one --- */

static void place(struct zb_loop *loop, size_t i, struct zb_timer *t)
{
	loop->timers[i] = t;
	t->slot = (unsigned)i + 1;
}

static void sift_up(struct zb_loop *loop, size_t i)
{
	struct zb_timer *t = loop->timers[i];
	while (i > 0 && loop->timers[(i - 1) / 2]->due > t->due) {
		place(loop, i, loop->timers[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	place(loop, i, t);
}

static void sift_down(struct zb_loop *loop, size_t i)
{
	struct zb_timer *t = loop->timers[i];
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= loop->n_timers)
			break;
		if (child + 1 < loop->n_timers &&
		    loop->timers[child + 1]->due < loop->timers[child]->due)
			child++;
		if (loop->timers[child]->due >= t->due)
			break;
		place(loop, i, loop->timers[child]);
		i = child;
	}
	place(loop, i, t);
}

int zb_timer_set(struct zb_loop *loop, struct zb_timer *timer, int64_t delay, zb_loop_fn fn,
                 void *ctx)
{
	zb_timer_cancel(loop, timer);
	int ret = zb_vec_grow(&loop->timers, &loop->timers_cap, loop->n_timers + 1,
	                      sizeof(struct zb_timer *), TIMERS_MAX);
	if (ret < 0)
		return ret;
	timer->due = loop->now + (delay > 0 ? delay : 0);
	timer->fn = fn;
	timer->ctx = ctx;
	place(loop, loop->n_timers++, timer);
	sift_up(loop, loop->n_timers - 1);
	return 0;
}

void zb_timer_cancel(struct zb_loop *loop, struct zb_timer *timer)
{
	if (timer->slot == 0)
		return;
	size_t i = timer->slot - 1;
	timer->slot = 0;
	struct zb_timer *last = loop->timers[--loop->n_timers];
	if (last == timer)
		return;
	place(loop, i, last);
	sift_up(loop, i);
	sift_down(loop, last->slot - 1);
}

/* Timers set by a firing timer wait for the next turn, so that none can keep the loop here. */
static void fire_timers(struct zb_loop *loop)
{
	size_t most = loop->n_timers;
	while (most-- > 0 && loop->n_timers > 0 && loop->timers[0]->due <= loop->now) {
		struct zb_timer *t = loop->timers[0];
		zb_timer_cancel(loop, t);
		t->fn(t->ctx);
	}
}

static long wait_ms(const struct zb_loop *loop)
{
	if (loop->n_timers == 0)
		return -1;
	int64_t due = loop->timers[0]->due - zb_clock_mono_ms();
	return due <= 0 ? 0 : due > 60000 ? 60000 : (long)due;
}

/* --- signals and hooks --- */

static void read_signals(void *ctx, unsigned events)
{
	struct zb_loop *loop = ctx;
	struct signalfd_siginfo info;
	(void)events;
	while (read(loop->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo < 65 && loop->on_signal[info.ssi_signo].fn != NULL)
			loop->on_signal[info.ssi_signo].fn(loop->on_signal[info.ssi_signo].ctx,
			                                   (int)info.ssi_signo);
}

int zb_loop_on_signal(struct zb_loop *loop, int signo, zb_signal_fn fn, void *ctx)
{
	if (signo <= 0 || signo > 64)
		return ZB_EINVAL;
	loop->on_signal[signo].fn = fn;
	loop->on_signal[signo].ctx = ctx;
	sigaddset(&loop->signals, signo);
	if (sigprocmask(SIG_BLOCK, &loop->signals, NULL) != 0)
		return -errno;
	int fd = signalfd(loop->signal_fd, &loop->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	loop->signal_fd = fd;
	return zb_loop_watch(loop, fd, ZB_IO_IN, read_signals, loop);
}

int zb_loop_before_wait(struct zb_loop *loop, zb_loop_fn fn, void *ctx)
{
	if (loop->n_hooks == HOOKS_MAX)
		return ZB_ETOOBIG;
	loop->hooks[loop->n_hooks++] = (struct hook){ .fn = fn, .ctx = ctx };
	return 0;
}

/* --- the turn --- */

static int turn(struct zb_loop *loop)
{
	for (size_t i = 0; i < loop->n_hooks; i++)
		loop->hooks[i].fn(loop->hooks[i].ctx);
	if (loop->stopping)
		return 0;
	zmq_pollitem_t items[SOCKETS_MAX + 1] = {
		{ .fd = loop->epoll_fd, .events = ZMQ_POLLIN },
	};
	size_t n = loop->n_sockets;
	for (size_t i = 0; i < n; i++)
		items[i + 1] = (zmq_pollitem_t){ .socket = loop->sockets[i].socket,
			                         .events = ZMQ_POLLIN };
	int ready = zmq_poll(items, (int)n + 1, wait_ms(loop));
	if (ready < 0 && errno != EINTR)
		return -errno;
	loop->now = zb_clock_mono_ms();
	fire_timers(loop);
	if (ready > 0 && items[0].revents != 0)
		call_descriptors(loop);
	for (size_t i = 0; ready > 0 && i < n; i++)
		if (items[i + 1].revents != 0)
			call_socket(loop, items[i + 1].socket);
	return 0;
}

int zb_loop_run(struct zb_loop *loop)
{
	int ret = 0;
	loop->stopping = false;
	while (!loop->stopping && ret == 0)
		ret = turn(loop);
	return ret;
}
