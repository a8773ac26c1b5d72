/* SPDX-License-Identifier: Apache-2.0 */
#include "extractor.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/bus.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/log.h"
#include "common/loop.h"
#include "held.h"
#include "mark.h"
#include "proto/codec.h"
#include "proto/keys.h"
#include "proto/outcome.h"
#include "proto/wire.h"
#include "reader.h"

enum { HEARTBEAT_MS = 1000, RETRY_MS = 10, CREDIT_MAX = 1024, INCARNATION = 16 };

struct extractor {
	struct zb_daemon *daemon;
	struct zb_loop *loop;
	struct zb_bus *bus;
	struct zb_port *fetcher;
	struct zb_port *store;
	struct reader *reader;
	struct mark *mark;
	struct zb_timer heartbeat;
	struct zb_timer again; /* keeps the loop turning while documents wait */
	struct held_list held;
	uint64_t left; /* lease our predecessor died on, told once */
	char name[64];
	unsigned char incarnation[INCARNATION];
	int64_t credit;
	int64_t document_timeout_ms;
	Zhibiao__Heartbeat work;
};

/* --- packing --- */

static int pack(struct zb_buf *out, const ProtobufCMessage *msg)
{
	size_t n = protobuf_c_message_get_packed_size(msg);
	char *to = zb_buf_reserve(out, n);
	if (to == NULL)
		return out->err;
	protobuf_c_message_pack(msg, (uint8_t *)to);
	out->n += n;
	return 0;
}

static int send_to_fetcher(struct extractor *x, enum zb_wire_type type,
                           const ProtobufCMessage *msg)
{
	struct zb_buf buf;
	zb_buf_init(&buf, ZB_BUS_PAYLOAD_MAX);
	int ret = pack(&buf, msg);
	if (ret == 0)
		ret = zb_port_send(x->fetcher, zb_span("", 0), (uint16_t)type,
		                   zb_buf_span(&buf), NULL);
	zb_buf_deinit(&buf);
	return ret;
}

static void say_hello(struct extractor *x)
{
	Zhibiao__Hello hello = ZHIBIAO__HELLO__INIT;
	hello.version = ZB_WIRE_VERSION;
	hello.name = x->name;
	hello.incarnation = (ProtobufCBinaryData){ .len = INCARNATION, .data = x->incarnation };
	hello.credit = zb_daemon_is_draining(x->daemon) ? 0 : (uint32_t)x->credit;
	hello.crashed_on = x->left;
	hello.rules = zb_field_text(reader_rules(x->reader));
	hello.pid = (int64_t)getpid();
	if (send_to_fetcher(x, ZB_WIRE_HELLO, &hello.base) == 0)
		x->left = 0;
}

static void beat(void *ctx)
{
	struct extractor *x = ctx;
	send_to_fetcher(x, ZB_WIRE_HEARTBEAT, &x->work.base);
	zb_timer_set(x->loop, &x->heartbeat, HEARTBEAT_MS, beat, x);
}

/* --- the documents held --- */

static void on_lease(struct extractor *x, const struct zb_msg *msg)
{
	if (x->held.n >= CREDIT_MAX)
		zb_warn("lease-over-credit", "held=%zu", x->held.n);
	else
		held_take(&x->held, msg);
	/* what was not taken: its lease runs out and it comes again */
}

/* --- to the fetcher: done --- */

static void finish(struct extractor *x, struct held *h)
{
	int ret = zb_port_send(x->fetcher, zb_span("", 0), ZB_WIRE_DONE, zb_buf_span(&h->done),
	                       NULL);
	if (ret == -EAGAIN) {
		h->state = HELD_DONE; /* tried again by the retry timer */
		return;
	}
	if (ret < 0)
		zb_warn("done-not-sent", "lease=%llu err=%s", (unsigned long long)h->lease,
		        ZB_LOG_TEXT(zb_span_str(zb_strerror(ret))));
	held_drop(&x->held, h);
}

/*
 * A Done is encoded in two steps: what the reading says at once, what the store says when it
 * answers. Protobuf fields may come in any order, so the second is simply added behind.
 */
static int add_verdict(struct held *h, const char *outcome, const char *detail,
                       const ProtobufCBinaryData *document, uint32_t records)
{
	Zhibiao__Done verdict = ZHIBIAO__DONE__INIT;
	verdict.lease = h->lease;
	verdict.outcome = zb_field_text(outcome);
	verdict.detail = zb_field_text(detail);
	verdict.records = records;
	if (document != NULL)
		verdict.document = *document;
	return pack(&h->done, &verdict.base);
}

/* --- to the store --- */

static void send_result(struct extractor *x, struct held *h)
{
	struct zb_frame *body = zb_frame_keep(h->body);
	int ret = body != NULL ? zb_port_send(x->store, zb_span("", 0), ZB_WIRE_RESULT,
	                                      zb_buf_span(&h->result), &body)
	                       : ZB_ENOMEM;
	zb_frame_free(body);
	if (ret < 0 && ret != -EAGAIN)
		zb_warn("result-not-sent", "lease=%llu err=%s", (unsigned long long)h->lease,
		        ZB_LOG_TEXT(zb_span_str(zb_strerror(ret))));
	h->state = ret < 0 ? HELD_SENDING : HELD_STORING;
}

static void on_stored(struct extractor *x, const struct zb_msg *msg)
{
	Zhibiao__Stored *s =
		zhibiao__stored__unpack(NULL, msg->payload.n, (const uint8_t *)msg->payload.p);
	struct held *h = s != NULL ? held_find(&x->held, s->ticket) : NULL;
	/* One that we do not hold was answered twice, or its lease went elsewhere. */
	if (h != NULL && h->state == HELD_STORING) {
		x->work.records += s->records;
		if (add_verdict(h, s->outcome, s->detail, &s->document, s->records) == 0)
			finish(x, h);
		else
			held_drop(&x->held, h);
	}
	if (s != NULL)
		zhibiao__stored__free_unpacked(s, NULL);
}

/* --- reading --- */

static void set_alarm(int64_t ms)
{
	struct itimerval t = { .it_value = { .tv_sec = ms / 1000,
		                             .tv_usec = (ms % 1000) * 1000 } };
	setitimer(ITIMER_REAL, &t, NULL);
}

static int encode_result(struct held *h, struct reading *r, const Zhibiao__Lease *lease)
{
	Zhibiao__Result result = ZHIBIAO__RESULT__INIT;
	result.ticket = h->lease;
	result.document = &r->document;
	result.records = r->records;
	result.n_records = r->n_records;
	result.headers = lease->headers;
	result.part_headers = lease->part_headers;
	result.n_part_headers = lease->n_part_headers;
	return pack(&h->result, &result.base);
}

static int encode_done(struct held *h, struct reading *r)
{
	Zhibiao__Done done = ZHIBIAO__DONE__INIT;
	done.lease = h->lease;
	if (r->next != NULL) { /* no end: it comes again with that page */
		done.next = r->next;
		return pack(&h->done, &done.base);
	}
	done.links = r->links;
	done.n_links = r->n_links;
	done.text_sha256 = r->document.text_sha256;
	done.kind = r->document.kind;
	done.title = r->document.title;
	done.published = r->document.published;
	done.site_code = r->document.site_code;
	return pack(&h->done, &done.base);
}

/* Past its time a document ends the process (SIGALRM): the mark names it, the fetcher counts. */
static int read_document(struct extractor *x, struct held *h, struct reading *r)
{
	int64_t start = zb_clock_mono_ms();
	mark_set(x->mark, h->lease);
	set_alarm(x->document_timeout_ms);
	int ret = reader_read(r, x->reader, h->msg, zb_frame_span(h->body));
	set_alarm(0);
	mark_set(x->mark, 0);
	x->work.documents++;
	x->work.bytes += zb_frame_span(h->body).n;
	x->work.busy_ms += (uint64_t)(zb_clock_mono_ms() - start);
	return ret;
}

static void read_held(struct extractor *x, struct held *h)
{
	struct reading r;
	int ret = read_document(x, h, &r);
	if (ret == 0)
		ret = encode_done(h, &r);
	bool keep = ret == 0 && r.outcome == NULL && r.next == NULL;
	if (keep)
		ret = encode_result(h, &r, h->msg);
	keep = keep && ret == 0;
	if (ret == 0 && r.outcome != NULL)
		ret = add_verdict(h, r.outcome, r.detail, NULL, 0);
	if (ret < 0) {
		zb_buf_reset(&h->done);
		add_verdict(h,
		            ret == ZB_ETOOBIG ? ZB_OUTCOME_TOO_LARGE : ZB_OUTCOME_PARSE_FAILED,
		            zb_strerror(ret), NULL, 0);
	}
	zhibiao__lease__free_unpacked(h->msg, NULL);
	h->msg = NULL;
	if (keep)
		send_result(x, h);
	else
		finish(x, h);
}

static void look_again(void *ctx)
{
	(void)ctx; /* the turn itself is what was wanted */
}

/* One document a turn, so that messages and heartbeats go on between them. */
static void before_wait(void *ctx)
{
	struct extractor *x = ctx;
	bool retry = false;
	struct held *next = NULL;
	for (struct held *h = x->held.first; h != NULL; h = next) {
		next = h->next;
		if (h->state == HELD_SENDING)
			send_result(x, h);
		if (h->state == HELD_SENDING)
			retry = true;
		else if (h->state == HELD_DONE)
			finish(x, h);
	}
	struct held *waiting = x->held.first;
	while (waiting != NULL && waiting->state != HELD_WAITING)
		waiting = waiting->next;
	if (waiting != NULL)
		read_held(x, waiting);
	if (waiting != NULL || retry)
		zb_timer_set(x->loop, &x->again, waiting != NULL ? 0 : RETRY_MS, look_again, x);
	if (zb_daemon_is_draining(x->daemon) && x->held.n == 0)
		zb_daemon_drained(x->daemon);
}

/* --- events --- */

static void on_fetcher(void *ctx, const struct zb_msg *msg)
{
	struct extractor *x = ctx;
	if (msg->type == ZB_WIRE_LEASE)
		on_lease(x, msg);
	else if (msg->type == ZB_WIRE_WELCOME)
		say_hello(x);
}

static void on_store(void *ctx, const struct zb_msg *msg)
{
	if (msg->type == ZB_WIRE_STORED)
		on_stored(ctx, msg);
}

static void on_fetcher_connect(void *ctx)
{
	say_hello(ctx);
}

/* What the last connection carried may be lost: everything unanswered is said again. */
static void on_store_connect(void *ctx)
{
	struct extractor *x = ctx;
	for (struct held *h = x->held.first; h != NULL; h = h->next)
		if (h->state == HELD_STORING)
			send_result(x, h);
}

static void on_drain(void *ctx)
{
	say_hello(ctx); /* with no credit left */
}

static void on_reload(void *ctx)
{
	struct extractor *x = ctx;
	struct zb_diag diag = { 0 };
	char text[1024];
	int ret = reader_reload(x->reader, &diag);
	if (ret < 0)
		zb_error("rules-kept", "why=%s",
		         ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
	else
		zb_info("rules-loaded", "hash=%s", reader_rules(x->reader));
	say_hello(x);
}

/* --- life --- */

static int open_rules(struct extractor *x, const struct zb_daemon_args *args,
                      const struct zb_settings *settings)
{
	char dir[PATH_MAX];
	char text[1024];
	struct zb_diag diag = { 0 };
	int ret = zb_settings_rules_dir(dir, sizeof(dir), settings, args->conf_path);
	if (ret < 0) {
		zb_error("no-rules",
		         "looked_in=%s hint=\"set extractor.rules to the folder that "
		         "holds lexicon/\"",
		         ZB_LOG_TEXT(zb_span_str(dir)));
		return ret;
	}
	ret = reader_open(&x->reader, dir, settings->extractor.memory_max, &diag);
	if (ret < 0)
		zb_error("bad-rules", "why=%s",
		         ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
	return ret;
}

static int connect_port(struct zb_port **out, struct extractor *x, const char *address,
                        const char *data, const char *peer)
{
	char made[4096];
	char identity[ZB_BUS_PEER_MAX];
	snprintf(identity, sizeof(identity), "%.20s-%ld-%02x%02x%02x%02x", x->name,
	         (long)getpid(), x->incarnation[0], x->incarnation[1], x->incarnation[2],
	         x->incarnation[3]);
	int ret = 0;
	if (address[0] == '\0')
		ret = zb_daemon_address(made, sizeof(made), data, peer);
	if (ret < 0)
		return ret;
	bool to_fetcher = strcmp(peer, "fetcher") == 0;
	struct zb_port_conf conf = {
		.address = address[0] != '\0' ? address : made,
		.identity = identity,
		.body_max = ZB_WIRE_BODY_MAX,
		.on_message = to_fetcher ? on_fetcher : on_store,
		.on_connect = to_fetcher ? on_fetcher_connect : on_store_connect,
		.ctx = x,
	};
	return zb_port_connect(out, x->bus, &conf);
}

static int open_ports(struct extractor *x, const struct zb_daemon_args *args,
                      const struct zb_settings *settings)
{
	struct zb_keys keys;
	int ret = zb_keys_load(&keys, settings);
	if (ret == 0)
		ret = zb_bus_open(&x->bus, x->loop, &keys.conf);
	zb_keys_deinit(&keys);
	if (ret < 0 ||
	    (ret = connect_port(&x->store, x, settings->store.listen, args->data, "store")) <
	            0 ||
	    (ret = connect_port(&x->fetcher, x, settings->fetcher.listen, args->data,
	                        "fetcher")) < 0)
		zb_error("bus", "err=%s hint=\"%s\"",
		         ZB_LOG_TEXT(zb_span_str(zb_strerror(ret))),
		         ret == ZB_EDENIED ? "tcp needs bus.secret_key_file and bus.server_key"
		                           : "");
	return ret;
}

int extractor_open(struct extractor **out, const struct zb_daemon_args *args,
                   const struct zb_settings *settings)
{
	*out = NULL;
	struct extractor *x = calloc(1, sizeof(*x));
	if (x == NULL)
		return ZB_ENOMEM;
	held_list_init(&x->held);
	x->credit = settings->extractor.credit;
	x->document_timeout_ms = settings->extractor.document_timeout_ms;
	zhibiao__heartbeat__init(&x->work);
	snprintf(x->name, sizeof(x->name), "%s", args->name != NULL ? args->name : "x0");
	char service[80];
	snprintf(service, sizeof(service), "extractord-%s", x->name);
	struct zb_daemon_conf conf = { .service = service,
		                       .data = args->data,
		                       .drain_ms = settings->drain_ms,
		                       .on_drain = on_drain,
		                       .on_reload = on_reload,
		                       .ctx = x };
	int ret = getrandom(x->incarnation, INCARNATION, 0) == INCARNATION ? 0 : -errno;
	if (ret < 0 || (ret = zb_daemon_open(&x->daemon, &conf)) < 0 ||
	    (ret = mark_open(&x->mark, args->data, x->name)) < 0 ||
	    (ret = open_rules(x, args, settings)) < 0) {
		extractor_close(x);
		return ret;
	}
	x->loop = zb_daemon_loop(x->daemon);
	x->left = mark_left(x->mark);
	if ((ret = open_ports(x, args, settings)) < 0 ||
	    (ret = zb_loop_before_wait(x->loop, before_wait, x)) < 0 ||
	    (ret = zb_timer_set(x->loop, &x->heartbeat, HEARTBEAT_MS, beat, x)) < 0) {
		extractor_close(x);
		return ret;
	}
	*out = x;
	return 0;
}

int extractor_run(struct extractor *x)
{
	zb_info("started", "name=%s rules=%s", x->name, reader_rules(x->reader));
	return zb_daemon_run(x->daemon);
}

void extractor_close(struct extractor *x)
{
	if (x == NULL)
		return;
	held_drop_all(&x->held);
	if (x->loop != NULL) {
		zb_timer_cancel(x->loop, &x->heartbeat);
		zb_timer_cancel(x->loop, &x->again);
	}
	zb_port_close(x->fetcher);
	zb_port_close(x->store);
	zb_bus_close(x->bus);
	reader_close(x->reader);
	mark_close(x->mark);
	zb_daemon_close(x->daemon);
	free(x);
}
