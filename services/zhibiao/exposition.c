/* SPDX-License-Identifier: Apache-2.0 */
#include "exposition.h"

#include <inttypes.h>
#include <string.h>

/* A daemon's figure under the name that a metric of its kind has. */
struct family {
	int service;
	const char *figure; /* as `zhibiao status` calls it */
	const char *metric; /* behind zhibiao_ */
	const char *type;
	const char *help;
	double scale; /* to the base unit; 0: as it is */
};

static const struct family families[] = {
	{ SURVEY_STORE, "documents", "store_documents", "gauge",
	  "Versions of documents in the store.", 0 },
	{ SURVEY_STORE, "records", "store_records", "gauge", "Records in the store.", 0 },
	{ SURVEY_STORE, "gone", "store_gone_records", "gauge",
	  "Records that their page no longer says.", 0 },
	{ SURVEY_STORE, "bodies", "store_bodies", "gauge", "Archived bodies.", 0 },
	{ SURVEY_STORE, "facts", "store_facts", "gauge", "Sources of facts.", 0 },
	{ SURVEY_STORE, "seq", "store_changes_total", "counter",
	  "Changes since the store began: the last sequence number.", 0 },
	{ SURVEY_STORE, "bytes", "store_size_bytes", "gauge", "Bytes of the map in use.", 0 },
	{ SURVEY_STORE, "map_bytes", "store_map_bytes", "gauge", "Size of the map.", 0 },
	{ SURVEY_STORE, "map_max_bytes", "store_map_max_bytes", "gauge",
	  "What store.map_size allows.", 0 },
	{ SURVEY_STORE, "readers", "store_readers", "gauge", "Reader slots in use.", 0 },
	{ SURVEY_STORE, "oldest_reader_lag_commits", "store_oldest_reader_lag_commits", "gauge",
	  "Commits since the oldest reader began.", 0 },
	{ SURVEY_STORE, "held", "store_held_documents", "gauge",
	  "Documents that wait for their commit.", 0 },
	{ SURVEY_STORE, "commits", "store_commits_total", "counter", "Commits.", 0 },
	{ SURVEY_STORE, "committed_documents", "store_committed_documents_total", "counter",
	  "Documents of all commits.", 0 },
	{ SURVEY_STORE, "documents_last_minute", "store_last_minute_documents", "gauge",
	  "Documents committed within the last minute.", 0 },
	{ SURVEY_STORE, "map_grown", "store_map_grown_total", "counter",
	  "Times that the map was enlarged.", 0 },
	{ SURVEY_STORE, "commit_p50_us", "store_commit_median_seconds", "gauge",
	  "Median time of the last commits.", 1e-6 },
	{ SURVEY_STORE, "commit_p99_us", "store_commit_p99_seconds", "gauge",
	  "99th percentile of the time of the last commits.", 1e-6 },
	{ SURVEY_STORE, "received", "store_messages_total", "counter", "Messages received.",
	  0 },
	{ SURVEY_STORE, "malformed", "store_malformed_messages_total", "counter",
	  "Messages and results refused as malformed.", 0 },
	{ SURVEY_STORE, "unanswered", "store_unanswered_total", "counter",
	  "Answers whose receiver was gone.", 0 },
	{ SURVEY_FETCHER, "urls", "fetcher_urls", "gauge", "Addresses that jobs know.", 0 },
	{ SURVEY_FETCHER, "pages", "fetcher_pages", "gauge", "Pages with a history.", 0 },
	{ SURVEY_FETCHER, "queued", "fetcher_queued_urls", "gauge",
	  "Addresses that wait for their turn.", 0 },
	{ SURVEY_FETCHER, "delayed", "fetcher_delayed_urls", "gauge", "Of these, not due yet.",
	  0 },
	{ SURVEY_FETCHER, "in_flight", "fetcher_requests_in_flight", "gauge",
	  "Transfers under way.", 0 },
	{ SURVEY_FETCHER, "hosts", "fetcher_hosts", "gauge", "Hosts known.", 0 },
	{ SURVEY_FETCHER, "hosts_active", "fetcher_active_hosts", "gauge",
	  "Hosts with something to ask for.", 0 },
	{ SURVEY_FETCHER, "jobs_running", "fetcher_running_jobs", "gauge", "Jobs under way.",
	  0 },
	{ SURVEY_FETCHER, "bodies_waiting", "fetcher_waiting_bodies", "gauge",
	  "Bodies that no extractor holds yet.", 0 },
	{ SURVEY_FETCHER, "bodies_leased", "fetcher_leased_bodies", "gauge",
	  "Bodies that extractors hold.", 0 },
	{ SURVEY_FETCHER, "body_bytes", "fetcher_body_bytes", "gauge",
	  "Bytes fetched and not yet stored.", 0 },
	{ SURVEY_FETCHER, "requests", "fetcher_requests_total", "counter", "Requests made.",
	  0 },
	{ SURVEY_FETCHER, "robots_requests", "fetcher_robots_requests_total", "counter",
	  "Of these, for robots.txt.", 0 },
	{ SURVEY_FETCHER, "bytes_received", "fetcher_received_bytes_total", "counter",
	  "Bytes of bodies received.", 0 },
	{ SURVEY_FETCHER, "documents_done", "fetcher_documents_total", "counter",
	  "Documents that extractors gave back done.", 0 },
	{ SURVEY_FETCHER, "commits", "fetcher_commits_total", "counter",
	  "Commits of the frontier.", 0 },
	{ SURVEY_FETCHER, "frontier_bytes", "fetcher_frontier_size_bytes", "gauge",
	  "Bytes of the frontier's map in use.", 0 },
	{ SURVEY_FETCHER, "malformed", "fetcher_malformed_messages_total", "counter",
	  "Messages refused as malformed.", 0 },
};

static void begin(struct zb_buf *out, const char *metric, const char *type, const char *help)
{
	zb_buf_addf(out, "# HELP zhibiao_%s %s\n# TYPE zhibiao_%s %s\n", metric, help, metric,
	            type);
}

/* metric{label="value"} with the value escaped as the format asks. */
static void open_sample(struct zb_buf *out, const char *metric, const char *label,
                        const char *value)
{
	zb_buf_addf(out, "zhibiao_%s{%s=\"", metric, label);
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			zb_buf_add_char(out, '\\');
		if (*value == '\n')
			zb_buf_add_str(out, "\\n");
		else
			zb_buf_add_char(out, *value);
	}
	zb_buf_add_char(out, '"');
}

/* --- the daemons --- */

static void add_up(struct zb_buf *out, const struct survey *v)
{
	begin(out, "up", "gauge", "Whether the daemon answers.");
	for (int i = 0; i < SURVEY_SERVICES; i++)
		zb_buf_addf(out, "zhibiao_up{service=\"%s\"} %d\n", survey_services[i],
		            v->replies[i] != NULL);
	begin(out, "uptime_seconds", "gauge", "Time since the daemon began.");
	for (int i = 0; i < SURVEY_SERVICES; i++)
		if (v->replies[i] != NULL)
			zb_buf_addf(out, "zhibiao_uptime_seconds{service=\"%s\"} %.3f\n",
			            survey_services[i], (double)v->replies[i]->up_ms / 1000);
}

static void add_family(struct zb_buf *out, const struct family *f,
                       const Zhibiao__StatusReply *reply)
{
	for (size_t i = 0; i < reply->n_gauges; i++) {
		const Zhibiao__Count *c = reply->gauges[i];
		if (strcmp(c->name, f->figure) != 0)
			continue;
		begin(out, f->metric, f->type, f->help);
		if (f->scale > 0)
			zb_buf_addf(out, "zhibiao_%s %.6f\n", f->metric,
			            (double)c->n * f->scale);
		else
			zb_buf_addf(out, "zhibiao_%s %" PRIu64 "\n", f->metric, c->n);
		return;
	}
}

static void add_outcomes(struct zb_buf *out, const Zhibiao__StatusReply *reply)
{
	if (reply->n_outcomes == 0)
		return;
	begin(out, "fetcher_outcomes_total", "counter",
	      "Addresses by the state they ended in.");
	for (size_t i = 0; i < reply->n_outcomes; i++) {
		open_sample(out, "fetcher_outcomes_total", "outcome", reply->outcomes[i]->name);
		zb_buf_addf(out, "} %" PRIu64 "\n", reply->outcomes[i]->n);
	}
}

/* --- extractors and sources: a sample each --- */

static uint64_t peer_documents(const void *p)
{
	return ((const Zhibiao__Peer *)p)->documents;
}
static uint64_t peer_records(const void *p)
{
	return ((const Zhibiao__Peer *)p)->records;
}
static uint64_t peer_leases(const void *p)
{
	return ((const Zhibiao__Peer *)p)->leases;
}
static uint64_t peer_up(const void *p)
{
	return ((const Zhibiao__Peer *)p)->silent_ms <= SURVEY_SILENT_MS ? 1 : 0;
}
static uint64_t source_documents(const void *p)
{
	return ((const Zhibiao__SourceStatus *)p)->documents;
}
static uint64_t source_records(const void *p)
{
	return ((const Zhibiao__SourceStatus *)p)->records;
}
static uint64_t source_last(const void *p)
{
	int64_t ms = ((const Zhibiao__SourceStatus *)p)->last_ms;
	return ms > 0 ? (uint64_t)ms / 1000 : 0;
}
static uint64_t source_success(const void *p)
{
	int64_t ms = ((const Zhibiao__SourceStatus *)p)->success_ms;
	return ms > 0 ? (uint64_t)ms / 1000 : 0;
}
static uint64_t source_paused(const void *p)
{
	return strcmp(((const Zhibiao__SourceStatus *)p)->state, "paused") == 0 ? 1 : 0;
}

struct member_family {
	const char *metric, *type, *help;
	uint64_t (*read)(const void *member);
};

static const struct member_family peer_families[] = {
	{ "extractor_up", "gauge", "Whether the extractor was heard lately.", peer_up },
	{ "extractor_documents_total", "counter", "Documents read.", peer_documents },
	{ "extractor_records_total", "counter", "Records found.", peer_records },
	{ "extractor_held_documents", "gauge", "Documents it holds.", peer_leases },
};

static const struct member_family source_families[] = {
	{ "source_documents_total", "counter", "Documents of all runs.", source_documents },
	{ "source_records_total", "counter", "Records of all runs.", source_records },
	{ "source_last_run_timestamp_seconds", "gauge", "When the last run began.",
	  source_last },
	{ "source_last_success_timestamp_seconds", "gauge",
	  "When the last run ended that read something; 0: none did.", source_success },
	{ "source_paused", "gauge", "Whether the source is paused.", source_paused },
};

static void add_peers(struct zb_buf *out, const Zhibiao__StatusReply *f)
{
	for (size_t m = 0; m < sizeof(peer_families) / sizeof(peer_families[0]); m++) {
		const struct member_family *family = &peer_families[m];
		if (f->n_peers > 0)
			begin(out, family->metric, family->type, family->help);
		for (size_t i = 0; i < f->n_peers; i++) {
			open_sample(out, family->metric, "extractor", f->peers[i]->name);
			zb_buf_addf(out, "} %" PRIu64 "\n", family->read(f->peers[i]));
		}
	}
}

/* When they end; none is told of a source that met none. */
static void add_certificates(struct zb_buf *out, const Zhibiao__StatusReply *f)
{
	static const char metric[] = "source_certificate_end_timestamp_seconds";
	bool begun = false;
	for (size_t i = 0; i < f->n_sources; i++) {
		const Zhibiao__SourceStatus *s = f->sources[i];
		if (s->certificate_ms <= 0)
			continue;
		if (!begun)
			begin(out, metric, "gauge",
			      "When the first of its servers' certificates ends.");
		begun = true;
		open_sample(out, metric, "source", s->name);
		zb_buf_addf(out, "} %" PRId64 "\n", s->certificate_ms / 1000);
	}
}

static void add_alarms(struct zb_buf *out, const Zhibiao__SourceStatus *s)
{
	for (size_t a = 0; a < s->n_alarms; a++) {
		open_sample(out, "source_alarm", "source", s->name);
		zb_buf_addf(out, ",alarm=\"%s\"} 1\n", s->alarms[a]);
	}
}

static void add_sources(struct zb_buf *out, const Zhibiao__StatusReply *f)
{
	for (size_t m = 0; m < sizeof(source_families) / sizeof(source_families[0]); m++) {
		const struct member_family *family = &source_families[m];
		if (f->n_sources > 0)
			begin(out, family->metric, family->type, family->help);
		for (size_t i = 0; i < f->n_sources; i++) {
			open_sample(out, family->metric, "source", f->sources[i]->name);
			zb_buf_addf(out, "} %" PRIu64 "\n", family->read(f->sources[i]));
		}
	}
	add_certificates(out, f);
	if (f->n_sources > 0)
		begin(out, "source_alarm", "gauge", "An alarm that stands since the last run.");
	for (size_t i = 0; i < f->n_sources; i++)
		add_alarms(out, f->sources[i]);
}

void exposition_write(struct zb_buf *out, const struct survey *v)
{
	add_up(out, v);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (v->replies[families[i].service] != NULL)
			add_family(out, &families[i], v->replies[families[i].service]);
	const Zhibiao__StatusReply *f = v->replies[SURVEY_FETCHER];
	if (f == NULL)
		return;
	add_outcomes(out, f);
	add_peers(out, f);
	add_sources(out, f);
}
