/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An extractor that reads nothing: takes leases and says at once that they are done, with the
 * links of bench_site's index and lists. What is left is the fetcher's own speed.
 *   bench_sink DATA PAGES
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/bus.h"
#include "common/daemon.h"
#include "common/loop.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"

enum { CREDIT = 256, PER_LIST = 100, LINKS_MAX = 1 << 16, URL_MAX = 96 };

struct sink {
	struct zb_loop *loop;
	struct zb_port *port;
	struct zb_timer beat;
	struct zb_arena *arena;
	struct zb_buf buf;
	unsigned pages;
	char urls[LINKS_MAX][URL_MAX];
	Zhibiao__Link links[LINKS_MAX];
	Zhibiao__Link *pointers[LINKS_MAX];
	uint64_t documents;
};

static char *text_of(const char *s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s };
	return u.out;
}

static void say(struct sink *s, enum zb_wire_type type, const ProtobufCMessage *msg)
{
	zb_buf_reset(&s->buf);
	if (zb_encode(&s->buf, msg) == 0)
		zb_port_send(s->port, zb_span("", 0), (uint16_t)type, zb_buf_span(&s->buf),
		             NULL);
}

static void hello(void *ctx)
{
	static unsigned char incarnation[16] = "bench_sink";
	struct sink *s = ctx;
	Zhibiao__Hello m = ZHIBIAO__HELLO__INIT;
	m.version = ZB_WIRE_VERSION;
	m.name = text_of("x0");
	m.incarnation = (ProtobufCBinaryData){ .len = 16, .data = incarnation };
	m.credit = CREDIT;
	m.pid = getpid();
	say(s, ZB_WIRE_HELLO, &m.base);
}

static void beat(void *ctx)
{
	struct sink *s = ctx;
	Zhibiao__Heartbeat m = ZHIBIAO__HEARTBEAT__INIT;
	m.documents = s->documents;
	say(s, ZB_WIRE_HEARTBEAT, &m.base);
	zb_timer_set(s->loop, &s->beat, 1000, beat, s);
}

static void add_link(struct sink *s, Zhibiao__Done *done, struct zb_span base, const char *path,
                     unsigned n)
{
	size_t i = done->n_links;
	if (i == LINKS_MAX)
		return;
	snprintf(s->urls[i], URL_MAX, ZB_SPAN_FMT "%s%u%s", ZB_SPAN_ARGS(base), path, n,
	         strcmp(path, "/a/") == 0 ? ".html" : "");
	zhibiao__link__init(&s->links[i]);
	s->links[i].url = s->urls[i];
	s->pointers[i] = &s->links[i];
	done->n_links++;
}

static void add_links(struct sink *s, Zhibiao__Done *done, const char *url)
{
	const char *path = strchr(strstr(url, "://") + 3, '/');
	if (path == NULL)
		return;
	struct zb_span base = zb_span(url, (size_t)(path - url));
	if (strcmp(path, "/") == 0)
		for (unsigned i = 0; i * PER_LIST < s->pages; i++)
			add_link(s, done, base, "/list/", i);
	if (strncmp(path, "/list/", 6) != 0)
		return;
	unsigned first = (unsigned)strtoul(path + 6, NULL, 10) * PER_LIST;
	for (unsigned i = first; i < first + PER_LIST && i < s->pages; i++)
		add_link(s, done, base, "/a/", i);
}

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct sink *s = ctx;
	Zhibiao__Lease *lease = NULL;
	if (msg->type == ZB_WIRE_WELCOME)
		hello(s);
	if (msg->type != ZB_WIRE_LEASE)
		return;
	zb_arena_reset(s->arena);
	if (zb_decode(&lease, s->arena, &zhibiao__lease__descriptor, msg->payload) < 0)
		return;
	Zhibiao__Done done = ZHIBIAO__DONE__INIT;
	done.lease = lease->lease;
	done.outcome = text_of(ZB_OUTCOME_NO_CONTENT);
	done.links = s->pointers;
	add_links(s, &done, lease->url);
	say(s, ZB_WIRE_DONE, &done.base);
	s->documents++;
}

int main(int argc, char **argv)
{
	static struct sink s;
	struct zb_bus *bus = NULL;
	char address[4096];
	if (argc != 3) {
		fprintf(stderr, "usage: bench_sink DATA PAGES\n");
		return 2;
	}
	s.pages = (unsigned)strtoul(argv[2], NULL, 10);
	zb_buf_init(&s.buf, ZB_BUS_PAYLOAD_MAX);
	if (zb_arena_new(&s.arena, 64 << 20) < 0 || zb_loop_open(&s.loop) < 0 ||
	    zb_bus_open(&bus, s.loop, NULL) < 0 ||
	    zb_daemon_address(address, sizeof(address), argv[1], "fetcher") < 0)
		return EXIT_FAILURE;
	const struct zb_port_conf conf = { .address = address,
		                           .identity = "bench_sink",
		                           .body_max = ZB_WIRE_BODY_MAX,
		                           .on_message = on_message,
		                           .on_connect = hello,
		                           .ctx = &s };
	if (zb_port_connect(&s.port, bus, &conf) < 0)
		return EXIT_FAILURE;
	beat(&s);
	return zb_loop_run(s.loop) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
