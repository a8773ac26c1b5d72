/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/gauge.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/kv.h"
#include "proto/codec.h"
#include "proto/wire.pb-c.h"
#include "services/store/base.h"

/* The rows of a reply, and the memory it points into. */
struct rows {
	size_t n;
	Zhibiao__Count rows[GAUGE_ROWS];
	Zhibiao__Count *pointers[GAUGE_ROWS];
};

void gauge_init(struct gauge *g, int64_t now_ns)
{
	*g = (struct gauge){ .started_ns = now_ns };
}

/* Seconds in which nothing came are emptied on the way. */
static void move_on(struct gauge *g, int64_t now_ns)
{
	int64_t now = now_ns / 1000000000;
	if (now - g->second > GAUGE_SECONDS)
		g->second = now - GAUGE_SECONDS;
	while (g->second < now)
		g->minute[++g->second % GAUGE_SECONDS] = 0;
}

void gauge_commit(struct gauge *g, int64_t now_ns, int64_t took_ns, size_t documents)
{
	g->commit_us[g->n++ % GAUGE_SAMPLES] = (uint32_t)(took_ns / 1000);
	move_on(g, now_ns);
	g->minute[g->second % GAUGE_SECONDS] += (uint32_t)documents;
}

uint64_t gauge_last_minute(struct gauge *g, int64_t now_ns)
{
	uint64_t n = 0;
	move_on(g, now_ns);
	for (size_t i = 0; i < GAUGE_SECONDS; i++)
		n += g->minute[i];
	return n;
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a;
	const uint32_t *y = b;
	return (*x > *y) - (*x < *y);
}

static size_t sort_samples(struct gauge *g)
{
	size_t n = g->n < GAUGE_SAMPLES ? (size_t)g->n : GAUGE_SAMPLES;
	memcpy(g->sorted, g->commit_us, n * sizeof(g->sorted[0]));
	qsort(g->sorted, n, sizeof(g->sorted[0]), compare);
	return n;
}

static void add(struct rows *r, const char *name, uint64_t n)
{
	if (r->n == GAUGE_ROWS)
		return;
	Zhibiao__Count *row = &r->rows[r->n];
	zhibiao__count__init(row);
	row->name = zb_field_text(name);
	row->n = n;
	r->pointers[r->n++] = row;
}

static void add_base(struct rows *r, const struct base *base)
{
	static const struct {
		const char *name;
		enum key_db db;
	} counted[] = {
		{ "documents", KEY_DOCUMENTS }, { "records", KEY_RECORDS },
		{ "gone", KEY_GONE },           { "bodies", KEY_BODIES },
		{ "facts", KEY_FACTS },
	};
	struct zb_txn *txn = NULL;
	struct zb_kv_info info;
	uint64_t n = 0;
	if (zb_txn_begin(&txn, base->kv, false) == 0) {
		for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
			if (zb_txn_count(&n, txn, base->db[counted[i].db]) == 0)
				add(r, counted[i].name, n);
		if (base_last_seq(&n, base, txn) == 0)
			add(r, "seq", n);
	}
	zb_txn_abort(&txn);
	if (zb_kv_info(&info, base->kv) == 0) {
		add(r, "bytes", info.used);
		add(r, "map_bytes", info.map_size);
		add(r, "map_max_bytes", info.map_max);
		add(r, "readers", info.readers);
		add(r, "oldest_reader_lag_commits", info.oldest_lag);
	}
}

void gauge_fill(struct Zhibiao__StatusReply *reply, struct gauge *g,
                const struct gauge_view *view)
{
	static struct rows rows; /* one loop, one thread: good until the next request */
	const struct batch_stats *stats = &view->stats;
	rows.n = 0;
	add_base(&rows, view->base);
	add(&rows, "held", view->held);
	add(&rows, "commits", stats->commits);
	add(&rows, "committed_documents", stats->documents);
	add(&rows, "documents_per_commit",
	    stats->commits > 0 ? stats->documents / stats->commits : 0);
	add(&rows, "documents_last_minute", gauge_last_minute(g, zb_clock_mono_ns()));
	add(&rows, "map_grown", stats->regrown);
	size_t n = sort_samples(g);
	if (n > 0) {
		add(&rows, "commit_p50_us", g->sorted[n / 2]);
		add(&rows, "commit_p99_us", g->sorted[n * 99 / 100]);
	}
	add(&rows, "received", view->port.received);
	add(&rows, "malformed", view->port.malformed + g->refused);
	add(&rows, "unanswered", g->unanswered);
	reply->service = zb_field_text("store");
	reply->version = zb_field_text(ZB_VERSION);
	reply->pid = getpid();
	reply->up_ms = (zb_clock_mono_ns() - g->started_ns) / 1000000;
	reply->n_gauges = rows.n;
	reply->gauges = rows.pointers;
}
