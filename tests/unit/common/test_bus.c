/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zmq.h>

#include "common/bus.h"
#include "common/err.h"
#include "common/loop.h"

struct peers {
	char address[128];
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *server, *client;
	struct zb_timer limit;
	int asked, answered, connected, malformed;
	char body[64];
	char why[64];
	struct zb_frame *kept;
};

static void give_up(void *ctx)
{
	struct peers *p = ctx;
	zb_loop_stop(p->loop);
}

static void on_asked(void *ctx, const struct zb_msg *msg)
{
	struct peers *p = ctx;
	p->asked++;
	assert_memory_equal("x7", msg->peer.p, 2);
	if (msg->frame != NULL && p->kept == NULL)
		p->kept = zb_frame_keep(msg->frame);
	struct zb_frame *body = zb_frame_new(ZB_S("body back"));
	assert_int_equal(0, zb_port_send(p->server, msg->peer, 9, msg->payload, &body));
	assert_null(body);
}

static void on_answered(void *ctx, const struct zb_msg *msg)
{
	struct peers *p = ctx;
	p->answered++;
	assert_int_equal(9, msg->type);
	snprintf(p->body, sizeof(p->body), ZB_SPAN_FMT, ZB_SPAN_ARGS(msg->body));
	zb_loop_stop(p->loop);
}

static void on_connected(void *ctx)
{
	struct peers *p = ctx;
	p->connected++;
	struct zb_frame *body = zb_frame_new(ZB_S("body there"));
	assert_int_equal(0, zb_port_send(p->client, zb_span("", 0), 5, ZB_S("payload"), &body));
}

static void on_malformed(void *ctx, struct zb_span peer, const char *why)
{
	struct peers *p = ctx;
	assert_true(peer.n > 0); /* so that it can be answered */
	p->malformed++;
	snprintf(p->why, sizeof(p->why), "%s", why);
	zb_loop_stop(p->loop);
}

static int setup(void **state)
{
	struct peers *p = calloc(1, sizeof(*p));
	snprintf(p->address, sizeof(p->address), "ipc:///tmp/zb-test-bus-%d.sock",
	         (int)getpid());
	assert_int_equal(0, zb_loop_open(&p->loop));
	assert_int_equal(0, zb_bus_open(&p->bus, p->loop, NULL));
	struct zb_port_conf conf = { .address = p->address,
		                     .body_max = 1000,
		                     .on_message = on_asked,
		                     .on_malformed = on_malformed,
		                     .ctx = p };
	assert_int_equal(0, zb_port_listen(&p->server, p->bus, &conf));
	zb_timer_set(p->loop, &p->limit, 5000, give_up, p);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct peers *p = *state;
	zb_timer_cancel(p->loop, &p->limit);
	zb_frame_free(p->kept);
	zb_port_close(p->client);
	zb_port_close(p->server);
	zb_bus_close(p->bus);
	zb_loop_close(p->loop);
	unlink(p->address + strlen("ipc://"));
	free(p);
	return 0;
}

static void test_bus__asks_and_answers_with_bodies(void **state)
{
	struct peers *p = *state;
	struct zb_port_conf conf = { .address = p->address,
		                     .identity = "x7",
		                     .body_max = 1000,
		                     .on_message = on_answered,
		                     .on_connect = on_connected,
		                     .ctx = p };
	assert_int_equal(0, zb_port_connect(&p->client, p->bus, &conf));
	assert_int_equal(0, zb_loop_run(p->loop));
	assert_int_equal(1, p->connected);
	assert_int_equal(1, p->asked);
	assert_string_equal("body back", p->body);
	struct zb_span kept = zb_frame_span(p->kept);
	assert_memory_equal("body there", kept.p, kept.n);
}

/* Raw ZeroMQ frames as a stranger might send them. */
static void send_raw(struct peers *p, const char *const *frames, const size_t *sizes, int n)
{
	void *zmq = zmq_ctx_new();
	void *s = zmq_socket(zmq, ZMQ_DEALER);
	int linger = 2000;
	zmq_setsockopt(s, ZMQ_LINGER, &linger, sizeof(linger));
	assert_int_equal(0, zmq_connect(s, p->address));
	for (int i = 0; i < n; i++)
		zmq_send(s, frames[i], sizes[i], i + 1 < n ? ZMQ_SNDMORE : 0);
	zb_loop_run(p->loop);
	zmq_close(s);
	zmq_ctx_term(zmq);
}

static void test_bus__drops_and_names_malformed_messages(void **state)
{
	static char big[2000];
	static const struct {
		const char *frames[6];
		size_t sizes[6];
		int n;
		const char *why;
	} cases[] = {
		{ { "hello" }, { 5 }, 1, "not two or three frames" },
		{ { "Q\1\0\5", "x" }, { 4, 1 }, 2, "no head" },
		{ { "Z\1\0", "x" }, { 3, 1 }, 2, "no head" },
		{ { "Z\x63\0\5", "x" }, { 4, 1 }, 2, "another protocol version" },
		{ { "Z\1\0\5", "x", big }, { 4, 1, sizeof(big) }, 3, "body too large" },
		{ { "Z\1\0\5", "x", "y", "z" }, { 4, 1, 1, 1 }, 4, "too many frames" },
	};
	struct peers *p = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		send_raw(p, cases[i].frames, cases[i].sizes, cases[i].n);
		assert_string_equal(cases[i].why, p->why);
		assert_int_equal((int)i + 1, p->malformed);
	}
	assert_int_equal(0, p->asked);
}

static void test_bus__refuses_tcp_without_keys(void **state)
{
	struct peers *p = *state;
	struct zb_port *port = NULL;
	struct zb_port_conf conf = { .address = "tcp://127.0.0.1:*",
		                     .on_message = on_asked,
		                     .ctx = p };
	assert_int_equal(ZB_EDENIED, zb_port_listen(&port, p->bus, &conf));
	assert_int_equal(ZB_EDENIED, zb_port_connect(&port, p->bus, &conf));
	assert_null(port);
}

struct keys {
	char public_key[41], secret_key[41];
};

/* A client whose key is on the list gets through, one whose key is not does not. */
static void test_bus__lets_in_only_listed_keys(void **state)
{
	struct keys server, friend, stranger;
	struct peers *p = *state;
	zmq_curve_keypair(server.public_key, server.secret_key);
	zmq_curve_keypair(friend.public_key, friend.secret_key);
	zmq_curve_keypair(stranger.public_key, stranger.secret_key);
	const char *allow[] = { friend.public_key, NULL };
	struct zb_bus_conf conf = { .secret_key = server.secret_key,
		                    .public_key = server.public_key,
		                    .allow = allow };
	struct zb_bus *bus = NULL;
	struct zb_port *port = NULL;
	assert_int_equal(0, zb_bus_open(&bus, p->loop, &conf));
	char address[64];
	struct zb_port_conf listen = {
		.address = address, .body_max = 1000, .on_message = on_asked, .ctx = p
	};
	int ret = ZB_EBUSY;
	for (int n = 20000 + (int)(getpid() % 20000); ret == ZB_EBUSY && n < 60000; n++) {
		snprintf(address, sizeof(address), "tcp://127.0.0.1:%d", n);
		ret = zb_port_listen(&port, bus, &listen);
	}
	assert_int_equal(0, ret);
	const struct keys *who[] = { &stranger, &friend };
	for (int i = 0; i < 2; i++) {
		struct zb_bus *mine = NULL;
		struct zb_bus_conf c = { .secret_key = who[i]->secret_key,
			                 .public_key = who[i]->public_key,
			                 .server_key = server.public_key };
		struct zb_port_conf to = { .address = address,
			                   .identity = "x7",
			                   .body_max = 1000,
			                   .on_message = on_answered,
			                   .on_connect = on_connected,
			                   .ctx = p };
		assert_int_equal(0, zb_bus_open(&mine, p->loop, &c));
		assert_int_equal(0, zb_port_connect(&p->client, mine, &to));
		zb_timer_set(p->loop, &p->limit, i == 0 ? 300 : 5000, give_up, p);
		struct zb_port *first = p->server;
		p->server = port;
		zb_loop_run(p->loop);
		p->server = first;
		assert_int_equal(i, p->asked);
		zb_port_close(p->client);
		p->client = NULL;
		zb_bus_close(mine);
	}
	zb_port_close(port);
	zb_bus_close(bus);
}

struct order {
	struct zb_loop *loop;
	struct zb_timer timers[4];
	char seen[8];
	int n;
};

static void note_a(void *ctx)
{
	struct order *o = ctx;
	o->seen[o->n++] = 'a';
}
static void note_b(void *ctx)
{
	struct order *o = ctx;
	o->seen[o->n++] = 'b';
}
static void note_end(void *ctx)
{
	struct order *o = ctx;
	o->seen[o->n++] = '.';
	zb_loop_stop(o->loop);
}
static void cancel_b(void *ctx)
{
	struct order *o = ctx;
	zb_timer_cancel(o->loop, &o->timers[1]);
}

static void test_loop__fires_timers_by_due_time(void **state)
{
	struct order o = { 0 };
	(void)state;
	assert_int_equal(0, zb_loop_open(&o.loop));
	zb_timer_set(o.loop, &o.timers[0], 30, note_end, &o);
	zb_timer_set(o.loop, &o.timers[1], 20, note_b, &o);
	zb_timer_set(o.loop, &o.timers[2], 10, note_a, &o);
	assert_int_equal(0, zb_loop_run(o.loop));
	assert_string_equal("ab.", o.seen);
	o.n = 0;
	memset(o.seen, 0, sizeof(o.seen));
	zb_timer_set(o.loop, &o.timers[1], 20, note_b, &o);
	zb_timer_set(o.loop, &o.timers[2], 5, cancel_b, &o);
	zb_timer_set(o.loop, &o.timers[0], 40, note_end, &o);
	assert_int_equal(0, zb_loop_run(o.loop));
	assert_string_equal(".", o.seen);
	zb_loop_close(o.loop);
}

static void on_signal(void *ctx, int signo)
{
	struct order *o = ctx;
	assert_int_equal(SIGUSR1, signo);
	note_end(o);
}

static void raise_it(void *ctx)
{
	(void)ctx;
	kill(getpid(), SIGUSR1);
}

static void test_loop__hands_signals_over_as_events(void **state)
{
	struct order o = { 0 };
	(void)state;
	assert_int_equal(0, zb_loop_open(&o.loop));
	assert_int_equal(0, zb_loop_on_signal(o.loop, SIGUSR1, on_signal, &o));
	zb_timer_set(o.loop, &o.timers[0], 1, raise_it, &o);
	assert_int_equal(0, zb_loop_run(o.loop));
	assert_string_equal(".", o.seen);
	zb_loop_close(o.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loop__fires_timers_by_due_time),
		cmocka_unit_test(test_loop__hands_signals_over_as_events),
		cmocka_unit_test_setup_teardown(test_bus__asks_and_answers_with_bodies, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_bus__drops_and_names_malformed_messages,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(test_bus__refuses_tcp_without_keys, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(test_bus__lets_in_only_listed_keys, setup,
		                                teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
