/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/json.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "survey.h"
#include "table.h"

enum { JSON_MAX = 64 << 20 };

struct status_options {
	bool json;
};

static const struct option_row rows[] = {
	OPTION_FLAG(struct status_options, json, 'j', "JSON, one line"),
	OPTION_END,
};

/* --- as JSON --- */

static void add_counts(struct zb_json *j, const char *key, Zhibiao__Count **counts, size_t n)
{
	zb_json_key(j, key);
	zb_json_object(j);
	for (size_t i = 0; i < n; i++) {
		zb_json_key(j, counts[i]->name);
		zb_json_int(j, (int64_t)counts[i]->n);
	}
	zb_json_end(j);
}

static void add_member(struct zb_json *j, const char *key, const char *value)
{
	zb_json_key(j, key);
	zb_json_str(j, zb_span_str(value));
}

static void add_number(struct zb_json *j, const char *key, int64_t n)
{
	zb_json_key(j, key);
	zb_json_int(j, n);
}

static void add_daemon(struct zb_json *j, const Zhibiao__StatusReply *r)
{
	zb_json_object(j);
	add_member(j, "service", r->service);
	add_member(j, "version", r->version);
	add_member(j, "state", r->state);
	add_number(j, "pid", r->pid);
	add_number(j, "up_ms", r->up_ms);
	add_counts(j, "gauges", r->gauges, r->n_gauges);
	add_counts(j, "outcomes", r->outcomes, r->n_outcomes);
	zb_json_end(j);
}

static void add_peer(struct zb_json *j, const Zhibiao__Peer *p)
{
	zb_json_object(j);
	add_member(j, "name", p->name);
	add_number(j, "pid", p->pid);
	add_number(j, "documents", (int64_t)p->documents);
	add_number(j, "records", (int64_t)p->records);
	add_number(j, "leases", p->leases);
	add_number(j, "silent_ms", p->silent_ms);
	add_member(j, "rules", p->rules);
	zb_json_end(j);
}

static void add_source(struct zb_json *j, const Zhibiao__SourceStatus *s)
{
	zb_json_object(j);
	add_member(j, "name", s->name);
	add_member(j, "state", s->state);
	add_number(j, "last_ms", s->last_ms);
	add_number(j, "next_ms", s->next_ms);
	add_number(j, "documents", (int64_t)s->documents);
	add_number(j, "records", (int64_t)s->records);
	add_number(j, "success_ms", s->success_ms);
	add_number(j, "certificate_ms", s->certificate_ms);
	zb_json_key(j, "alarms");
	zb_json_array(j);
	for (size_t i = 0; i < s->n_alarms; i++)
		zb_json_str(j, zb_span_str(s->alarms[i]));
	zb_json_end(j);
	zb_json_end(j);
}

static int print_json(const struct survey *v)
{
	const Zhibiao__StatusReply *f = v->replies[SURVEY_FETCHER];
	struct zb_buf buf;
	struct zb_json j;
	zb_buf_init(&buf, JSON_MAX);
	zb_json_init(&j, &buf);
	zb_json_object(&j);
	zb_json_key(&j, "daemons");
	zb_json_array(&j);
	for (int i = 0; i < SURVEY_SERVICES; i++)
		if (v->replies[i] != NULL)
			add_daemon(&j, v->replies[i]);
	zb_json_end(&j);
	zb_json_key(&j, "extractors");
	zb_json_array(&j);
	for (size_t i = 0; f != NULL && i < f->n_peers; i++)
		add_peer(&j, f->peers[i]);
	zb_json_end(&j);
	zb_json_key(&j, "sources");
	zb_json_array(&j);
	for (size_t i = 0; f != NULL && i < f->n_sources; i++)
		add_source(&j, f->sources[i]);
	zb_json_end(&j);
	zb_json_end(&j);
	printf("%s\n", zb_buf_cstr(&buf));
	int ret = buf.err;
	zb_buf_deinit(&buf);
	return ret;
}

/* --- as tables --- */

static const char *duration(char out[32], int64_t ms)
{
	int64_t s = ms / 1000;
	if (s < 120)
		snprintf(out, 32, "%" PRId64 " s", s);
	else if (s < 7200)
		snprintf(out, 32, "%" PRId64 " min", s / 60);
	else
		snprintf(out, 32, "%" PRId64 " h", s / 3600);
	return out;
}

static int print_daemons(const struct survey *v)
{
	static const struct table_column columns[] = {
		{ .title = "DAEMON", .fixed = true },    { .title = "PID", .right = true },
		{ .title = "STATE", .fixed = true },     { .title = "UP", .right = true },
		{ .title = "DOCUMENTS", .right = true }, { .title = "RECORDS", .right = true },
		{ .title = "HOLDS", .right = true },
	};
	enum { CELLS = sizeof(columns) / sizeof(columns[0]) };
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, CELLS);
	for (int i = 0; i < SURVEY_SERVICES && ret == 0; i++) {
		const Zhibiao__StatusReply *r = v->replies[i];
		char pid[24] = "", up[32] = "";
		if (r != NULL)
			snprintf(pid, sizeof(pid), "%" PRId64, r->pid);
		const struct zb_span cells[CELLS] = {
			zb_span_str(survey_services[i]),
			zb_span_str(pid),
			r == NULL ? ZB_S("does not answer") : zb_span_str(r->state),
			zb_span_str(r != NULL ? duration(up, r->up_ms) : ""),
			ZB_S(""),
			ZB_S(""),
			ZB_S(""),
		};
		ret = table_row(table, cells);
	}
	const Zhibiao__StatusReply *f = v->replies[SURVEY_FETCHER];
	for (size_t i = 0; ret == 0 && f != NULL && i < f->n_peers; i++) {
		const Zhibiao__Peer *p = f->peers[i];
		char name[80], n[4][24];
		snprintf(name, sizeof(name), "extractor %.60s", p->name);
		snprintf(n[0], sizeof(n[0]), "%" PRId64, p->pid);
		snprintf(n[1], sizeof(n[1]), "%" PRIu64, p->documents);
		snprintf(n[2], sizeof(n[2]), "%" PRIu64, p->records);
		snprintf(n[3], sizeof(n[3]), "%" PRIu32, p->leases);
		const struct zb_span cells[CELLS] = {
			zb_span_str(name),
			zb_span_str(n[0]),
			p->silent_ms > SURVEY_SILENT_MS ? ZB_S("silent") : ZB_S("running"),
			ZB_S(""),
			zb_span_str(n[1]),
			zb_span_str(n[2]),
			zb_span_str(n[3]),
		};
		ret = table_row(table, cells);
	}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

static int print_gauges(const struct survey *v)
{
	static const struct table_column columns[] = {
		{ .title = "DAEMON", .fixed = true },
		{ .title = "FIGURE", .fixed = true },
		{ .title = "VALUE", .right = true },
	};
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, 3);
	for (int i = 0; i < SURVEY_SERVICES; i++)
		for (size_t g = 0; v->replies[i] != NULL && g < v->replies[i]->n_gauges; g++) {
			const Zhibiao__Count *c = v->replies[i]->gauges[g];
			char n[24];
			snprintf(n, sizeof(n), "%" PRIu64, c->n);
			const struct zb_span cells[] = { zb_span_str(survey_services[i]),
				                         zb_span_str(c->name), zb_span_str(n) };
			if (ret == 0)
				ret = table_row(table, cells);
		}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

/* What is wrong, and since or until when where that is known. */
static const char *say_alarms(char *out, size_t size, const Zhibiao__SourceStatus *s)
{
	char end[32];
	table_join(out, size, s->alarms, s->n_alarms);
	size_t n = strlen(out);
	if (strstr(out, "certificate_") != NULL && s->certificate_ms > 0)
		snprintf(out + n, size - n, " (%.10s)",
		         zb_clock_rfc3339(end, sizeof(end), s->certificate_ms));
	return out;
}

static int print_sources(const Zhibiao__StatusReply *f)
{
	static const struct table_column columns[] = {
		{ .title = "SOURCE", .least = 12 },
		{ .title = "STATE", .fixed = true },
		{ .title = "LAST", .fixed = true, .spare = 1 },
		{ .title = "NEXT", .fixed = true, .spare = 1 },
		{ .title = "DOCUMENTS", .right = true },
		{ .title = "RECORDS", .right = true },
		{ .title = "ALARMS", .least = 12 },
	};
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < f->n_sources && ret == 0; i++) {
		const Zhibiao__SourceStatus *s = f->sources[i];
		char last[32] = "", next[32] = "", n[2][24], alarms[200];
		if (s->last_ms > 0)
			zb_clock_rfc3339(last, sizeof(last), s->last_ms);
		if (s->next_ms > 0 && strcmp(s->state, "paused") != 0)
			zb_clock_rfc3339(next, sizeof(next), s->next_ms);
		snprintf(n[0], sizeof(n[0]), "%" PRIu64, s->documents);
		snprintf(n[1], sizeof(n[1]), "%" PRIu64, s->records);
		const struct zb_span cells[] = {
			zb_span_str(s->name),
			zb_span_str(s->state),
			zb_span_str(last),
			zb_span_str(next),
			zb_span_str(n[0]),
			zb_span_str(n[1]),
			zb_span_str(say_alarms(alarms, sizeof(alarms), s)),
		};
		ret = table_row(table, cells);
	}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

static int print_tables(const struct survey *v)
{
	const Zhibiao__StatusReply *f = v->replies[SURVEY_FETCHER];
	int ret = print_daemons(v);
	putchar('\n');
	if (ret == 0)
		ret = print_gauges(v);
	if (ret == 0 && f != NULL && f->n_sources > 0) {
		putchar('\n');
		ret = print_sources(f);
	}
	return ret;
}

/* --- the command --- */

static bool all_answer(const struct survey *v, const struct options *o)
{
	const Zhibiao__StatusReply *f = v->replies[SURVEY_FETCHER];
	size_t alive = 0;
	for (int i = 0; i < SURVEY_SERVICES; i++)
		if (v->replies[i] == NULL)
			return false; /* told by the client */
	for (size_t i = 0; i < f->n_peers; i++)
		alive += f->peers[i]->silent_ms <= SURVEY_SILENT_MS ? 1 : 0;
	if (alive == 0)
		options_fail(o, "no extractor has come to the fetcher on %s", o->data);
	return alive > 0;
}

static int run(const struct options *o, const void *own)
{
	const struct status_options *opt = own;
	struct zb_settings settings;
	struct survey v = { 0 };
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	survey_take(&v, o, &settings, false);
	bool any = v.replies[0] != NULL || v.replies[1] != NULL;
	int ret = opt->json ? print_json(&v) : any ? print_tables(&v) : 0;
	bool all = all_answer(&v, o);
	survey_close(&v);
	zb_settings_deinit(&settings);
	if (ret < 0)
		return options_fail(o, "%s", zb_strerror(ret));
	return all ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_status = {
	.name = "status",
	.group = COMMAND_RUN,
	.summary = "daemons, queues, rates, sources and their health",
	.about = "Ends with 0 once the store, the fetcher and an extractor answer.",
	.options = rows,
	.size = sizeof(struct status_options),
	.run = run,
};
