/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/store.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/bus.h"
#include "common/clock.h"
#include "common/daemon.h"
#include "common/err.h"
#include "common/log.h"
#include "common/loop.h"
#include "proto/codec.h"
#include "proto/keys.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"
#include "services/store/base.h"
#include "services/store/batch.h"
#include "services/store/gauge.h"

enum {
	HELD_BYTES = 128 << 20,     /* of documents that wait; intake stops above */
	DECODED_BYTES = 1024 << 20, /* ceiling of the batch, one hostile message included */
	HELD_MORE = 1024, /* documents taken beyond a full group while there is no room */
	ROOM_RETRY_MS = 500,
	RUSH_DOCUMENTS = 16, /* in one commit, and soon again: a stream that has pauses */
	READERS_MS = 30000,
	PROGRESS_MS = 1000,
	REPLY_MAX = 1 << 20,
};

struct peer {
	size_t n;
	char id[ZB_BUS_PEER_MAX];
};

struct store {
	const struct zb_daemon_args *args;
	int64_t interval_ms;
	size_t group; /* documents that are committed without waiting for more */
	size_t held_max;
	struct zb_keys keys;
	struct zb_daemon *daemon;
	struct zb_loop *loop;
	struct base *base;
	struct batch *batch;
	struct peer *peers; /* of the batch's entries */
	struct zb_bus *bus;
	struct zb_port *port;
	struct zb_timer quiet; /* nothing came for a while: commit */
	struct zb_timer room;
	struct zb_timer readers;
	int64_t first_ms;  /* when the batch's oldest document came */
	size_t last_group; /* documents of the last commit, and when it was */
	int64_t committed_ms;
	bool came;    /* documents were added in this turn */
	bool waiting; /* for room */
	int64_t progress_ms;
	struct gauge gauge;
	struct zb_buf reply;
	int err; /* what ended the store */
};

/* --- answers --- */

/* A peer that is gone asks again when it is back, and is told the same. */
static void answer(struct store *s, struct zb_span peer, uint16_t type,
                   const ProtobufCMessage *msg)
{
	zb_buf_reset(&s->reply);
	int ret = zb_encode(&s->reply, msg);
	if (ret == 0)
		ret = zb_port_send(s->port, peer, type, zb_buf_span(&s->reply), NULL);
	if (ret < 0)
		s->gauge.unanswered++;
}

static void answer_error(struct store *s, struct zb_span peer, const char *why)
{
	Zhibiao__Error error;
	zhibiao__error__init(&error);
	error.text = zb_field_text(why);
	answer(s, peer, ZB_WIRE_ERROR, &error.base);
}

static void answer_stored(struct store *s, struct zb_span peer, const struct entry *e)
{
	Zhibiao__Stored stored;
	zhibiao__stored__init(&stored);
	stored.ticket = e->result->ticket;
	stored.outcome = zb_field_text(e->outcome);
	stored.detail = zb_field_text(e->detail);
	stored.document = zb_bytes_of(zb_span((const char *)e->document, sizeof(e->document)));
	stored.records = e->records;
	answer(s, peer, ZB_WIRE_STORED, &stored.base);
}

static void answer_refused(struct store *s, struct zb_span peer, const char *why)
{
	Zhibiao__Stored stored;
	zhibiao__stored__init(&stored);
	stored.ticket = batch_refused_ticket(s->batch);
	stored.outcome = zb_field_text(ZB_OUTCOME_MALFORMED);
	stored.detail = zb_field_text(why);
	answer(s, peer, ZB_WIRE_STORED, &stored.base);
}

/* --- commits --- */

static void answer_batch(struct store *s)
{
	for (size_t i = 0; i < batch_count(s->batch); i++)
		answer_stored(s, zb_span(s->peers[i].id, s->peers[i].n),
		              batch_entry(s->batch, i));
	batch_clear(s->batch);
}

static void try_again(void *ctx);

static void wait_for_room(struct store *s)
{
	if (!s->waiting)
		zb_warn("waiting-for-room",
		        "held=%zu hint=\"the disk or store.map_size is full; it goes on by "
		        "itself when there is room\"",
		        batch_count(s->batch));
	s->waiting = true;
	zb_timer_set(s->loop, &s->room, ROOM_RETRY_MS, try_again, s);
}

static void tell_progress(struct store *s)
{
	char line[128];
	int64_t now = zb_loop_now(s->loop);
	if (now - s->progress_ms < PROGRESS_MS)
		return;
	s->progress_ms = now;
	struct batch_stats stats = batch_stats(s->batch);
	snprintf(line, sizeof(line), "%llu documents in %llu commits",
	         (unsigned long long)stats.documents, (unsigned long long)stats.commits);
	zb_daemon_progress(s->daemon, line);
}

static void commit_batch(struct store *s)
{
	zb_timer_cancel(s->loop, &s->quiet);
	int64_t begun = zb_clock_mono_ns();
	int ret = batch_commit(s->batch, zb_clock_wall_ms());
	if (ret == ZB_EFULL) {
		wait_for_room(s);
		return;
	}
	if (ret < 0) {
		zb_error("commit-failed", "err=%s", ZB_LOG_TEXT(zb_span_str(zb_strerror(ret))));
		s->err = ret;
		zb_loop_stop(s->loop);
		return;
	}
	int64_t ended = zb_clock_mono_ns();
	gauge_commit(&s->gauge, ended, ended - begun, batch_count(s->batch));
	s->last_group = batch_count(s->batch);
	s->committed_ms = zb_loop_now(s->loop);
	if (s->waiting)
		zb_info("room-again", "documents=%zu", batch_count(s->batch));
	s->waiting = false;
	answer_batch(s);
	tell_progress(s);
	zb_port_enable(s->port, !zb_daemon_is_draining(s->daemon));
}

static void try_again(void *ctx)
{
	struct store *s = ctx;
	commit_batch(s);
	if (!s->waiting && zb_daemon_is_draining(s->daemon))
		zb_daemon_drained(s->daemon);
}

static void on_quiet(void *ctx)
{
	struct store *s = ctx;
	if (!s->waiting)
		commit_batch(s);
}

/* How long nothing comes before what is there is committed: in a rush a pause means only that the
 * extractors are busy. */
static int64_t quiet_ms(const struct store *s)
{
	int64_t ms = s->interval_ms / 8;
	if (s->last_group >= RUSH_DOCUMENTS &&
	    zb_loop_now(s->loop) - s->committed_ms < s->interval_ms)
		return s->interval_ms / 2;
	return ms < 1 ? s->interval_ms : ms > 10 ? 10 : ms;
}

static void before_wait(void *ctx)
{
	struct store *s = ctx;
	bool came = s->came;
	s->came = false;
	if (s->waiting || batch_count(s->batch) == 0)
		return;
	if (zb_loop_now(s->loop) - s->first_ms >= s->interval_ms)
		commit_batch(s);
	else if (came)
		zb_timer_set(s->loop, &s->quiet, quiet_ms(s), on_quiet, s);
}

/* --- messages --- */

static void take_result(struct store *s, const struct zb_msg *msg)
{
	struct entry *e = NULL;
	const char *why = NULL;
	int ret = batch_add(&e, s->batch, msg->payload, msg->body, &why);
	if (ret == ZB_EBUSY && !s->waiting) {
		commit_batch(s);
		ret = batch_add(&e, s->batch, msg->payload, msg->body, &why);
	}
	if (ret < 0) {
		s->gauge.refused++;
		if (zb_log_due(s->gauge.refused))
			zb_warn("result-refused", "field=%s count=%llu",
			        ZB_LOG_TEXT(zb_span_str(why)),
			        (unsigned long long)s->gauge.refused);
		answer_refused(s, msg->peer, why);
		return;
	}
	size_t n = batch_count(s->batch) - 1;
	if (n == 0)
		s->first_ms = zb_loop_now(s->loop);
	s->came = true;
	s->peers[n].n = msg->peer.n < ZB_BUS_PEER_MAX ? msg->peer.n : ZB_BUS_PEER_MAX;
	memcpy(s->peers[n].id, msg->peer.p, s->peers[n].n);
	bool full = batch_count(s->batch) >= s->group || batch_bytes(s->batch) >= HELD_BYTES;
	if (full && !s->waiting)
		commit_batch(s);
	if (s->waiting &&
	    (batch_count(s->batch) == s->held_max || batch_bytes(s->batch) >= HELD_BYTES))
		zb_port_enable(s->port, false);
}

static void answer_status(struct store *s, const struct zb_msg *msg)
{
	struct gauge_view view = {
		.base = s->base,
		.stats = batch_stats(s->batch),
		.held = batch_count(s->batch),
	};
	Zhibiao__StatusReply reply;
	zhibiao__status_reply__init(&reply);
	zb_port_stats(&view.port, s->port);
	gauge_fill(&reply, &s->gauge, &view);
	reply.state = zb_field_text(s->waiting                         ? "waiting for room"
	                            : zb_daemon_is_draining(s->daemon) ? "draining"
	                                                               : "running");
	answer(s, msg->peer, ZB_WIRE_STATUS_REPLY, &reply.base);
}

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct store *s = ctx;
	if (msg->type == ZB_WIRE_RESULT)
		take_result(s, msg);
	else if (msg->type == ZB_WIRE_STATUS)
		answer_status(s, msg);
	else
		answer_error(s, msg->peer, "the store does not know this message");
}

static void on_malformed(void *ctx, struct zb_span peer, const char *why)
{
	struct store *s = ctx;
	struct zb_port_stats stats;
	zb_port_stats(&stats, s->port);
	if (zb_log_due(stats.malformed))
		zb_warn("message-refused", "why=%s count=%llu", ZB_LOG_TEXT(zb_span_str(why)),
		        (unsigned long long)stats.malformed);
	if (peer.n > 0)
		answer_error(s, peer, why);
}

/* --- life --- */

static void on_drain(void *ctx)
{
	struct store *s = ctx;
	zb_port_enable(s->port, false);
	if (batch_count(s->batch) > 0)
		commit_batch(s);
	if (!s->waiting)
		zb_daemon_drained(s->daemon);
}

static void adopt(struct store *s, const struct zb_settings_store *settings)
{
	s->interval_ms = settings->commit_interval_ms;
	s->group = (size_t)settings->commit_documents;
}

static void on_reload(void *ctx)
{
	struct store *s = ctx;
	struct zb_settings settings = { 0 };
	struct zb_diag diag = { 0 };
	char text[1024];
	if (zb_settings_load(&settings, s->args->conf_path, &diag) < 0) {
		zb_warn("reload-refused", "why=%s hint=\"the old settings stay\"",
		        ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
		return;
	}
	adopt(s, &settings.store);
	if (s->group > s->held_max)
		s->group = s->held_max;
	zb_kv_set_map_max(s->base->kv, settings.store.map_size);
	zb_settings_deinit(&settings);
	zb_info("reloaded", "map_size=%llu", (unsigned long long)settings.store.map_size);
}

static void check_readers(void *ctx)
{
	struct store *s = ctx;
	int dead = zb_kv_reader_check(s->base->kv);
	if (dead > 0)
		zb_info("readers-cleared", "slots=%d", dead);
	zb_timer_set(s->loop, &s->readers, READERS_MS, check_readers, s);
}

static int open_base(struct store *s, const struct zb_settings_store *settings)
{
	char path[4096];
	char text[1024];
	struct zb_diag diag = { 0 };
	snprintf(path, sizeof(path), "%s/store", s->args->data);
	const struct base_conf conf = { .path = path,
		                        .map_size = settings->map_size,
		                        .now_ms = zb_clock_wall_ms() };
	int ret = base_open(&s->base, &conf, &diag);
	if (ret < 0)
		zb_error("store-refused", "why=%s",
		         ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
	return ret;
}

static int open_batch(struct store *s, const struct zb_settings_store *settings)
{
	adopt(s, settings);
	s->held_max = s->group + HELD_MORE;
	const struct batch_conf conf = {
		.entries_max = s->held_max,
		.bytes_max = DECODED_BYTES,
		.zstd_level = (int)settings->zstd_level,
	};
	s->peers = calloc(s->held_max, sizeof(*s->peers));
	if (s->peers == NULL)
		return ZB_ENOMEM;
	return batch_new(&s->batch, s->base, &conf);
}

static int listen_at(struct store *s, const struct zb_settings *settings)
{
	char address[4096];
	snprintf(address, sizeof(address), "%s", settings->store.listen);
	int ret = 0;
	if (address[0] == '\0')
		ret = zb_daemon_address(address, sizeof(address), s->args->data, "store");
	const struct zb_port_conf conf = {
		.address = address,
		.body_max = ZB_WIRE_BODY_MAX,
		.on_message = on_message,
		.on_malformed = on_malformed,
		.ctx = s,
	};
	if (ret == 0)
		ret = zb_port_listen(&s->port, s->bus, &conf);
	if (ret < 0)
		zb_error("listen-failed", "address=%s err=%s",
		         ZB_LOG_TEXT(zb_span_str(address)),
		         ZB_LOG_TEXT(zb_span_str(zb_strerror(ret))));
	return ret;
}

static int open_daemon(struct store *s, const struct zb_settings *settings)
{
	const struct zb_daemon_conf conf = {
		.service = "stored",
		.data = s->args->data,
		.drain_ms = settings->drain_ms,
		.on_drain = on_drain,
		.on_reload = on_reload,
		.ctx = s,
	};
	int ret = zb_daemon_open(&s->daemon, &conf);
	if (ret == 0)
		s->loop = zb_daemon_loop(s->daemon);
	return ret;
}

int store_open(struct store **out, const struct zb_daemon_args *args,
               const struct zb_settings *settings)
{
	*out = NULL;
	struct store *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ZB_ENOMEM;
	s->args = args;
	zb_buf_init(&s->reply, REPLY_MAX);
	gauge_init(&s->gauge, zb_clock_mono_ns());
	/* A file over its limit is a full disk, not an end. */
	signal(SIGXFSZ, SIG_IGN);
	int ret = 0;
	if ((ret = open_daemon(s, settings)) < 0 ||
	    (ret = open_base(s, &settings->store)) < 0 ||
	    (ret = open_batch(s, &settings->store)) < 0 ||
	    (ret = zb_keys_load(&s->keys, settings)) < 0 ||
	    (ret = zb_bus_open(&s->bus, s->loop, &s->keys.conf)) < 0 ||
	    (ret = listen_at(s, settings)) < 0 ||
	    (ret = zb_loop_before_wait(s->loop, before_wait, s)) < 0) {
		store_close(s);
		return ret;
	}
	check_readers(s);
	*out = s;
	return 0;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	if (store->loop != NULL) {
		zb_timer_cancel(store->loop, &store->quiet);
		zb_timer_cancel(store->loop, &store->room);
		zb_timer_cancel(store->loop, &store->readers);
	}
	zb_port_close(store->port);
	zb_bus_close(store->bus);
	zb_keys_deinit(&store->keys);
	batch_free(store->batch);
	base_close(store->base);
	zb_daemon_close(store->daemon);
	zb_buf_deinit(&store->reply);
	free(store->peers);
	free(store);
}

int store_run(struct store *store)
{
	zb_info("opened", "data=%s", ZB_LOG_TEXT(zb_span_str(store->args->data)));
	int ret = zb_daemon_run(store->daemon);
	return store->err != 0 ? store->err : ret;
}
