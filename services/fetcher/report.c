/* SPDX-License-Identifier: Apache-2.0 */
/* What `zhibiao status` is told: readers, figures, sources. */
#include <unistd.h>

#include "common/arena.h"
#include "common/clock.h"
#include "fetcher_priv.h"
#include "proto/codec.h"
#include "proto/wire.h"
#include "yield.h"

enum { GAUGES = 20, SOURCES_LISTED = 5000, REPORTS_MAX = 20000 };

static void list_peers(struct fetcher *f, Zhibiao__StatusReply *reply)
{
	size_t n = desk_peers(f->desk);
	reply->peers = zb_arena_array(f->arena, n + 1, sizeof(*reply->peers));
	struct desk_peer *info = zb_arena_array(f->arena, n + 1, sizeof(*info));
	Zhibiao__Peer *rows = zb_arena_array(f->arena, n + 1, sizeof(*rows));
	for (size_t i = 0; reply->peers != NULL && info != NULL && rows != NULL && i < n; i++) {
		desk_peer(&info[i], f->desk, i);
		if (info[i].name[0] == '\0')
			continue;
		zhibiao__peer__init(&rows[i]);
		rows[i].name = info[i].name;
		rows[i].rules = info[i].rules;
		rows[i].pid = info[i].pid;
		rows[i].documents = info[i].documents;
		rows[i].records = info[i].records;
		rows[i].leases = info[i].leases;
		rows[i].silent_ms = zb_loop_now(f->loop) - info[i].heard_ms;
		reply->peers[reply->n_peers++] = &rows[i];
	}
}

static void fill_gauges(struct fetcher *f, Zhibiao__StatusReply *reply)
{
	struct frontier_stats fs = { 0 };
	struct crawl_stats cs;
	frontier_stats(&fs, f->frontier);
	crawl_stats(&cs, f->crawl);
	const struct {
		const char *name;
		uint64_t n;
	} gauges[] = {
		{ "urls", fs.tasks },
		{ "pages", fs.pages },
		{ "queued", fs.ready + fs.later },
		{ "delayed", fs.later },
		{ "in_flight", cs.inflight },
		{ "hosts", fs.hosts },
		{ "hosts_active", cs.hosts },
		{ "jobs_running", jobs_running(f->jobs) },
		{ "bodies_waiting", desk_waiting(f->desk) },
		{ "bodies_leased", desk_leased(f->desk) },
		{ "body_bytes", desk_bytes(f->desk) },
		{ "requests", cs.requests },
		{ "robots_requests", cs.robots },
		{ "bytes_received", cs.bytes },
		{ "documents_done", f->done },
		{ "commits", fs.commits },
		{ "frontier_bytes", fs.file_bytes },
		{ "malformed", f->malformed },
	};
	size_t n = sizeof(gauges) / sizeof(gauges[0]);
	Zhibiao__Count *rows = zb_arena_array(f->arena, GAUGES, sizeof(*rows));
	reply->gauges = zb_arena_array(f->arena, GAUGES, sizeof(*reply->gauges));
	for (size_t i = 0; rows != NULL && reply->gauges != NULL && i < n; i++) {
		zhibiao__count__init(&rows[i]);
		rows[i].name = zb_field_text(gauges[i].name);
		rows[i].n = gauges[i].n;
		reply->gauges[reply->n_gauges++] = &rows[i];
	}
}

static void list_alarms(struct fetcher *f, Zhibiao__SourceStatus *row,
                        const Zhibiao__SourceState *state)
{
	const char *late = yield_alarm_now(state, zb_clock_wall_ms());
	row->alarms = zb_arena_array(f->arena, state->n_alarms + 1, sizeof(*row->alarms));
	for (size_t i = 0; row->alarms != NULL && i < state->n_alarms; i++)
		row->alarms[row->n_alarms++] = state->alarms[i];
	if (row->alarms != NULL && late != NULL)
		row->alarms[row->n_alarms++] = zb_field_text(late);
}

static void list_sources(struct fetcher *f, Zhibiao__StatusReply *reply)
{
	Zhibiao__SourceState *state = NULL;
	reply->sources = zb_arena_array(f->arena, SOURCES_LISTED, sizeof(*reply->sources));
	for (size_t i = 0; reply->sources != NULL && i < SOURCES_LISTED &&
	                   (state = planner_state(f->planner, i)) != NULL;
	     i++) {
		Zhibiao__SourceStatus *row = zb_arena_alloc(f->arena, sizeof(*row));
		if (row == NULL)
			return;
		zhibiao__source_status__init(row);
		row->name = state->name;
		row->state = zb_field_text(planner_doing(f->planner, i, zb_clock_wall_ms()));
		row->last_ms = state->last_ms;
		row->next_ms = state->next_ms;
		row->documents = state->documents_total;
		row->records = state->records_total;
		row->success_ms = state->success_ms;
		row->certificate_ms = state->certificate_ms;
		list_alarms(f, row, state);
		row->runs = state->runs;
		row->failed = state->failed;
		row->documents_mean = state->documents_mean;
		row->links_mean = state->links_mean;
		reply->sources[reply->n_sources++] = row;
	}
}

/* --- reports --- */

static void report_day(struct fetcher *f, Zhibiao__SourceReply *reply, char *source,
                       const Zhibiao__SourceDay *day)
{
	Zhibiao__SourceReport *row = zb_arena_alloc(f->arena, sizeof(*row));
	if (row == NULL)
		return;
	zhibiao__source_report__init(row);
	row->source = source;
	row->day = day->day;
	row->runs = day->runs;
	row->documents = day->documents;
	row->fresh = day->fresh;
	row->records = day->records;
	row->failed = day->failed;
	row->alarms = day->alarms;
	row->n_alarms = day->n_alarms;
	reply->reports[reply->n_reports++] = row;
}

const char *control_report(struct fetcher *f, Zhibiao__SourceReply *reply, struct zb_span name)
{
	Zhibiao__SourceState *state = NULL;
	bool found = name.n == 0;
	reply->reports = zb_arena_array(f->arena, REPORTS_MAX, sizeof(*reply->reports));
	for (size_t i = 0;
	     reply->reports != NULL && reply->n_reports + YIELD_DAYS <= REPORTS_MAX &&
	     (state = planner_state(f->planner, i)) != NULL;
	     i++) {
		if (name.n > 0 && !zb_span_eq(name, zb_span_str(state->name)))
			continue;
		found = true;
		for (size_t d = state->n_days; d > 0; d--)
			report_day(f, reply, state->name, state->days[d - 1]);
	}
	return found ? NULL : "no such source";
}

void control_on_status(struct fetcher *f, const struct zb_msg *msg)
{
	Zhibiao__StatusReply reply;
	if (control_decode(f, msg, &zhibiao__status_request__descriptor) == NULL)
		return;
	zhibiao__status_reply__init(&reply);
	reply.service = zb_field_text("fetcher");
	reply.version = zb_field_text(ZB_VERSION);
	reply.pid = (int64_t)getpid();
	reply.up_ms = zb_clock_mono_ms() - f->started_ms;
	reply.state = f->state;
	list_peers(f, &reply);
	fill_gauges(f, &reply);
	list_sources(f, &reply);
	fetcher_reply(f, msg->peer, ZB_WIRE_STATUS_REPLY, &reply.base);
}
