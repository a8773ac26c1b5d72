/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "authority.h"
#include "common/arena.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/log.h"
#include "fetcher_priv.h"
#include "proto/codec.h"
#include "proto/keys.h"
#include "proto/wire.h"

enum {
	SECOND_MS = 1000,
	FULL_MS = 3000, /* nothing new is fetched so long after a batch found no room */
	FORGET_A_SECOND = 2000,
	REPLIES_MAX = 100000,
	FRESH_MAX = 10000000,
	ARENA_MAX = 256 << 20,
};

/* --- messages --- */

void fetcher_reply(struct fetcher *f, struct zb_span peer, uint16_t type,
                   const ProtobufCMessage *message)
{
	struct zb_buf buf;
	zb_buf_init(&buf, ZB_BUS_PAYLOAD_MAX);
	if (peer.n == 0 || peer.n > ZB_BUS_PEER_MAX || zb_encode(&buf, message) < 0 ||
	    zb_vec_grow(&f->replies, &f->cap_replies, f->n_replies + 1, sizeof(*f->replies),
	                REPLIES_MAX) < 0) {
		zb_buf_deinit(&buf);
		return;
	}
	struct reply *r = &f->replies[f->n_replies++];
	memcpy(r->peer, peer.p, peer.n);
	r->n_peer = peer.n;
	r->type = type;
	r->payload = zb_buf_take(&buf, &r->n);
}

void fetcher_reply_error(struct fetcher *f, struct zb_span peer, const char *text)
{
	Zhibiao__Error m;
	zhibiao__error__init(&m);
	m.text = zb_field_text(text);
	fetcher_reply(f, peer, ZB_WIRE_ERROR, &m.base);
}

/* One whose asker has gone, or reads nothing, is dropped. */
static void send_replies(struct fetcher *f)
{
	for (size_t i = 0; i < f->n_replies; i++) {
		struct reply *r = &f->replies[i];
		zb_port_send(f->port, zb_span(r->peer, r->n_peer), r->type,
		             zb_span(r->payload != NULL ? r->payload : "", r->n), NULL);
		free(r->payload);
	}
	f->n_replies = 0;
}

/* What they told was in the batch that failed. */
static void refuse_replies(struct fetcher *f)
{
	size_t n = f->n_replies;
	for (size_t i = 0; i < n; i++) {
		struct reply r = f->replies[i];
		fetcher_reply_error(f, zb_span(r.peer, r.n_peer), "waiting for room: not done");
	}
	for (size_t i = 0; i < n; i++)
		free(f->replies[i].payload);
	memmove(f->replies, f->replies + n, (f->n_replies - n) * sizeof(*f->replies));
	f->n_replies -= n;
	send_replies(f);
}

static void drop_replies(struct fetcher *f)
{
	for (size_t i = 0; i < f->n_replies; i++)
		free(f->replies[i].payload);
	f->n_replies = 0;
}

typedef void (*message_fn)(struct fetcher *f, const struct zb_msg *msg);

static const message_fn handlers[ZB_WIRE_TYPE_MAX] = {
	[ZB_WIRE_HELLO] = documents_on_hello, [ZB_WIRE_HEARTBEAT] = documents_on_heartbeat,
	[ZB_WIRE_DONE] = documents_on_done,   [ZB_WIRE_CRAWL] = control_on_crawl,
	[ZB_WIRE_JOBS] = control_on_jobs,     [ZB_WIRE_STATUS] = control_on_status,
	[ZB_WIRE_WHY] = control_on_why,       [ZB_WIRE_SOURCE] = control_on_source,
};

static void on_message(void *ctx, const struct zb_msg *msg)
{
	struct fetcher *f = ctx;
	if (f->broken) { /* nothing can be done before what is in memory was made again */
		fetcher_reply_error(f, msg->peer, "waiting for room");
		send_replies(f);
		return;
	}
	if (msg->type < ZB_WIRE_TYPE_MAX && handlers[msg->type] != NULL) {
		handlers[msg->type](f, msg);
		return;
	}
	f->malformed++;
	fetcher_reply_error(f, msg->peer, "unknown message");
}

static void on_malformed(void *ctx, struct zb_span peer, const char *why)
{
	fetcher_reply_error(ctx, peer, why);
}

/* --- batches --- */

static void on_parcel(void *ctx, uint64_t lease, uint64_t bytes)
{
	struct fetcher *f = ctx;
	int ret = zb_vec_grow(&f->fresh, &f->cap_fresh, f->n_fresh + 1, sizeof(*f->fresh),
	                      FRESH_MAX);
	if (ret < 0)
		return; /* it stays in the frontier and is found at the next start */
	f->fresh[f->n_fresh++] = (struct fresh){ .lease = lease, .bytes = bytes };
	f->fresh_bytes += bytes;
}

static void on_certificate(void *ctx, const char *source, int64_t end_ms, bool expired)
{
	struct fetcher *f = ctx;
	planner_saw_certificate(f->planner, source, end_ms, expired);
}

static void close_memory(struct fetcher *f)
{
	crawl_close(f->crawl);
	desk_close(f->desk);
	jobs_close(f->jobs);
	f->crawl = NULL;
	f->desk = NULL;
	f->jobs = NULL;
	f->n_fresh = 0;
	f->fresh_bytes = 0;
	drop_replies(f);
}

/* All that the frontier does not hold is made from it. */
static int open_memory(struct fetcher *f)
{
	struct crawl_conf conf = { .loop = f->loop,
		                   .frontier = f->frontier,
		                   .settings = &f->settings->fetcher,
		                   .source_of = planner_source,
		                   .planner = f->planner,
		                   .on_parcel = on_parcel,
		                   .on_certificate = on_certificate,
		                   .ctx = f };
	int ret = jobs_open(&f->jobs, f->frontier, (uint64_t)f->settings->fetcher.job_max_urls);
	conf.jobs = f->jobs;
	if (ret == 0)
		ret = crawl_open(&f->crawl, &conf);
	if (ret == 0)
		ret = documents_open(f);
	if (ret == 0)
		ret = planner_attach(f->planner, f->frontier, f->jobs, f->crawl);
	if (ret == 0)
		jobs_on_finished(f->jobs, planner_job_finished, f->planner);
	return ret;
}

static void set_state(struct fetcher *f, const char *state)
{
	if (strcmp(f->state, state) == 0)
		return;
	zb_info("state", "is=\"%s\"", state);
	snprintf(f->state, sizeof(f->state), "%s", state);
}

static void batch_failed(struct fetcher *f, int ret)
{
	zb_error("batch-failed", "err=\"%s\" hint=\"tried again every second\"",
	         zb_strerror(ret));
	refuse_replies(f);
	close_memory(f);
	f->broken = true;
	f->full_until_ms = zb_loop_now(f->loop) + FULL_MS;
	set_state(f, "waiting for room");
}

static void commit(struct fetcher *f)
{
	int ret = frontier_commit(f->frontier);
	f->committed_ms = zb_clock_mono_ms(); /* it may have taken longer than the gathering */
	if (ret < 0) {
		batch_failed(f, ret);
		return;
	}
	for (size_t i = 0; i < f->n_fresh; i++)
		desk_add(f->desk, f->fresh[i].lease, f->fresh[i].bytes, 0);
	f->n_fresh = 0;
	f->fresh_bytes = 0;
	send_replies(f);
}

static void look_again(void *ctx)
{
	(void)ctx; /* the turn itself is what was wanted */
}

/* Commits at once after a pause, and in groups under load. */
static void commit_when_due(struct fetcher *f)
{
	int64_t least = f->settings->fetcher.commit_interval_ms;
	int64_t gather = frontier_gather_ms(f->frontier);
	int64_t wait =
		f->committed_ms + (gather > least ? gather : least) - zb_loop_now(f->loop);
	if (!frontier_is_dirty(f->frontier)) {
		if (f->n_replies > 0)
			send_replies(f);
		frontier_abort(f->frontier); /* what was only read */
		return;
	}
	if (wait <= 0 || frontier_is_heavy(f->frontier))
		commit(f);
	else if (f->commit.slot == 0)
		zb_timer_set(f->loop, &f->commit, wait, look_again, f);
}

static bool is_full(const struct fetcher *f)
{
	return desk_bytes(f->desk) + f->fresh_bytes >= f->settings->fetcher.body_queue_bytes;
}

static bool must_pause(const struct fetcher *f)
{
	return f->no_room || zb_loop_now(f->loop) < f->full_until_ms ||
	       zb_daemon_is_draining(f->daemon) || is_full(f);
}

static void drain(struct fetcher *f)
{
	struct crawl_stats stats;
	if (!zb_daemon_is_draining(f->daemon))
		return;
	crawl_stats(&stats, f->crawl);
	desk_stop(f->desk);
	set_state(f, "draining");
	/* Requests under way are given up: they are asked again. Leased documents may still come
	 * to their end. */
	if (desk_leased(f->desk) == 0) {
		commit(f);
		zb_daemon_drained(f->daemon);
	}
}

static void before_wait(void *ctx)
{
	struct fetcher *f = ctx;
	if (f->broken)
		return;
	crawl_pause(f->crawl, must_pause(f));
	crawl_turn(f->crawl);
	desk_assign(f->desk, zb_loop_now(f->loop));
	commit_when_due(f);
	if (!f->broken) {
		desk_assign(f->desk, zb_loop_now(f->loop));
		if (!frontier_is_dirty(f->frontier))
			frontier_abort(f->frontier);
		drain(f);
	}
}

/* --- once a second --- */

static bool disk_has_room(const struct fetcher *f)
{
	struct statvfs st;
	uint64_t reserve = f->settings->fetcher.disk_reserve_bytes;
	if (statvfs(f->args->data, &st) != 0)
		return true;
	return (uint64_t)st.f_bavail * st.f_frsize > reserve;
}

static void mend(struct fetcher *f)
{
	int ret = open_memory(f);
	if (ret < 0) {
		close_memory(f);
		zb_error("frontier", "err=\"%s\"", zb_strerror(ret));
		return;
	}
	f->broken = false;
}

static void report_progress(struct fetcher *f)
{
	char text[160];
	struct crawl_stats stats;
	crawl_stats(&stats, f->crawl);
	snprintf(text, sizeof(text), "%s: %u requests, %llu documents waiting, %llu done",
	         f->state, stats.inflight, (unsigned long long)desk_waiting(f->desk),
	         (unsigned long long)f->done);
	zb_daemon_progress(f->daemon, text);
}

static void forget(struct fetcher *f)
{
	int64_t keep_ms = f->settings->fetcher.keep_jobs_days * 24 * 3600 * 1000;
	jobs_forget(f->frontier, zb_clock_wall_ms() - keep_ms, FORGET_A_SECOND);
}

static void each_second(void *ctx)
{
	struct fetcher *f = ctx;
	bool room = disk_has_room(f);
	if (f->broken && room)
		mend(f);
	f->no_room = !room;
	if (!f->broken) {
		desk_check(f->desk, zb_loop_now(f->loop));
		if (!must_pause(f)) {
			planner_tick(f->planner, zb_clock_wall_ms());
			forget(f);
		}
		bool full = !room || zb_loop_now(f->loop) < f->full_until_ms;
		set_state(f, full         ? "waiting for room"
		             : is_full(f) ? "waiting for readers"
		                          : "running");
		report_progress(f);
	}
	zb_timer_set(f->loop, &f->second, SECOND_MS, each_second, f);
}

/* --- life --- */

static void on_drain(void *ctx)
{
	(void)ctx; /* each turn looks whether everything is handed over */
}

static void on_reload(void *ctx)
{
	struct fetcher *f = ctx;
	struct zb_settings fresh;
	struct zb_diag diag = { 0 };
	char text[1024];
	int ret = zb_settings_load(&fresh, f->args->conf_path, &diag);
	if (ret == 0 && (ret = authority_check(&fresh.fetcher, f->args->conf_path, &diag)) < 0)
		zb_settings_deinit(&fresh);
	if (ret < 0) {
		zb_error("configuration-kept", "why=%s",
		         ZB_LOG_TEXT(zb_span_str(zb_diag_text(&diag, text, sizeof(text)))));
		return;
	}
	zb_settings_deinit(f->settings);
	*f->settings = fresh;
	if (f->crawl != NULL) {
		crawl_reload(f->crawl);
		planner_reload(f->planner);
	}
	zb_info("configuration-loaded", "host_delay_ms=%lld",
	        (long long)f->settings->fetcher.host_delay_ms);
}

static int open_port(struct fetcher *f)
{
	struct zb_keys keys;
	char made[PATH_MAX];
	const char *address = f->settings->fetcher.listen;
	int ret = zb_keys_load(&keys, f->settings);
	if (ret == 0)
		ret = zb_bus_open(&f->bus, f->loop, &keys.conf);
	zb_keys_deinit(&keys);
	if (ret == 0 && address[0] == '\0') {
		ret = zb_daemon_address(made, sizeof(made), f->args->data, "fetcher");
		address = made;
	}
	struct zb_port_conf conf = { .address = address,
		                     .body_max = ZB_WIRE_BODY_MAX,
		                     .on_message = on_message,
		                     .on_malformed = on_malformed,
		                     .ctx = f };
	if (ret == 0)
		ret = zb_port_listen(&f->port, f->bus, &conf);
	if (ret < 0)
		zb_error("port", "address=%s err=\"%s\"", ZB_LOG_TEXT(zb_span_str(address)),
		         zb_strerror(ret));
	return ret;
}

/* settings.fetcher.sources: relative to the configuration file. */
static int open_planner(struct fetcher *f)
{
	char path[PATH_MAX];
	const char *name = f->settings->fetcher.sources;
	const char *conf = f->args->conf_path != NULL ? f->args->conf_path : "";
	const char *slash = strrchr(conf, '/');
	int folder = name[0] != '/' && slash != NULL ? (int)(slash - conf) + 1 : 0;
	snprintf(path, sizeof(path), "%.*s%s", folder, conf, name);
	return planner_open(&f->planner, path);
}

static int open_frontier(struct fetcher *f)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/frontier", f->args->data);
	int ret = frontier_open(&f->frontier, path, f->settings->fetcher.map_size);
	if (ret == 0)
		ret = open_memory(f);
	if (ret == ZB_EVERSION)
		zb_error("frontier",
		         "path=%s err=\"of another schema: damaged, or of another version\" "
		         "hint=\"run that one, or move it away and crawl again\"",
		         path);
	else if (ret < 0)
		zb_error("frontier", "path=%s err=\"%s\"", path, zb_strerror(ret));
	return ret;
}

int fetcher_open(struct fetcher **out, const struct zb_daemon_args *args,
                 struct zb_settings *settings)
{
	*out = NULL;
	struct fetcher *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return ZB_ENOMEM;
	f->args = args;
	f->settings = settings;
	struct zb_daemon_conf conf = { .service = "fetcherd",
		                       .data = args->data,
		                       .drain_ms = settings->drain_ms,
		                       .on_drain = on_drain,
		                       .on_reload = on_reload,
		                       .ctx = f };
	int ret = zb_daemon_open(&f->daemon, &conf);
	if (ret == 0)
		f->loop = zb_daemon_loop(f->daemon);
	if (ret < 0 || (ret = zb_arena_new(&f->arena, ARENA_MAX)) < 0 ||
	    (ret = open_planner(f)) < 0 || (ret = open_frontier(f)) < 0 ||
	    (ret = open_port(f)) < 0 ||
	    (ret = zb_loop_before_wait(f->loop, before_wait, f)) < 0 ||
	    (ret = zb_timer_set(f->loop, &f->second, 0, each_second, f)) < 0) {
		fetcher_close(f);
		return ret;
	}
	f->started_ms = zb_clock_mono_ms();
	set_state(f, "running");
	*out = f;
	return 0;
}

int fetcher_run(struct fetcher *f)
{
	return zb_daemon_run(f->daemon);
}

void fetcher_close(struct fetcher *f)
{
	if (f == NULL)
		return;
	if (f->loop != NULL) {
		zb_timer_cancel(f->loop, &f->commit);
		zb_timer_cancel(f->loop, &f->second);
		close_memory(f);
	}
	zb_port_close(f->port);
	zb_bus_close(f->bus);
	frontier_close(f->frontier);
	planner_close(f->planner);
	zb_arena_free(f->arena);
	free(f->fresh);
	free(f->replies);
	zb_daemon_close(f->daemon);
	free(f);
}
