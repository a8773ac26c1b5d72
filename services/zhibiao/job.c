/* SPDX-License-Identifier: Apache-2.0 */
#include "job.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/json.h"
#include "proto/outcome.h"
#include "table.h"

uint64_t job_done(const Zhibiao__Job *job)
{
	uint64_t n = 0;
	for (size_t i = 0; i < job->n_outcomes; i++)
		n += job->outcomes[i]->n;
	return n;
}

uint64_t job_failed(const Zhibiao__Job *job)
{
	uint64_t n = 0;
	for (size_t i = 0; i < job->n_outcomes; i++)
		if (!zb_outcome_is_good(job->outcomes[i]->name))
			n += job->outcomes[i]->n;
	return n;
}

static void add_time(struct zb_json *j, const char *key, int64_t ms)
{
	char text[32];
	zb_json_key(j, key);
	if (ms == 0)
		zb_json_null(j);
	else
		zb_json_str(j, zb_span_str(zb_clock_rfc3339(text, sizeof(text), ms)));
}

static void add_listed(struct zb_json *j, const Zhibiao__Job *job)
{
	zb_json_key(j, "listed");
	zb_json_array(j);
	for (size_t i = 0; i < job->n_listed; i++) {
		const Zhibiao__JobUrl *u = job->listed[i];
		zb_json_object(j);
		zb_json_key(j, "url");
		zb_json_str(j, zb_span_str(u->url));
		zb_json_key(j, "outcome");
		zb_json_str_or_null(j, zb_span_str(u->outcome));
		zb_json_key(j, "detail");
		zb_json_str_or_null(j, zb_span_str(u->detail));
		add_time(j, "at", u->at_ms);
		zb_json_key(j, "depth");
		zb_json_int(j, u->depth);
		zb_json_end(j);
	}
	zb_json_end(j);
}

void job_json(struct zb_buf *out, const Zhibiao__Job *job)
{
	struct zb_json j;
	zb_json_init(&j, out);
	zb_json_object(&j);
	zb_json_key(&j, "job");
	zb_json_str(&j, zb_span_str(job->job));
	zb_json_key(&j, "state");
	zb_json_str(&j, job->finished ? ZB_S("finished") : ZB_S("running"));
	zb_json_key(&j, "outcomes");
	zb_json_object(&j);
	for (size_t i = 0; i < job->n_outcomes; i++) {
		zb_json_key(&j, job->outcomes[i]->name);
		zb_json_int(&j, (int64_t)job->outcomes[i]->n);
	}
	zb_json_end(&j);
	zb_json_key(&j, "waiting");
	zb_json_int(&j, (int64_t)job->waiting);
	zb_json_key(&j, "records");
	zb_json_int(&j, (int64_t)job->records);
	add_time(&j, "started", job->started_ms);
	add_time(&j, "finished", job->finished_ms);
	if (job->finished) {
		zb_json_key(&j, "took_ms");
		zb_json_int(&j, job->finished_ms - job->started_ms);
	}
	zb_json_key(&j, "depth");
	zb_json_int(&j, job->depth);
	zb_json_key(&j, "source");
	zb_json_str_or_null(&j, zb_span_str(job->source));
	zb_json_key(&j, "urls");
	zb_json_array(&j);
	for (size_t i = 0; i < job->n_urls; i++)
		zb_json_str(&j, zb_span_str(job->urls[i]));
	zb_json_end(&j);
	if (job->n_listed > 0)
		add_listed(&j, job);
	zb_json_end(&j);
	zb_buf_add_char(out, '\n');
}

/* Most first. */
static int compare_counts(const void *a, const void *b)
{
	const Zhibiao__Count *const *x = a;
	const Zhibiao__Count *const *y = b;
	return ((*y)->n > (*x)->n) - ((*y)->n < (*x)->n);
}

int job_print(FILE *to, const Zhibiao__Job *job)
{
	static const struct table_column columns[] = {
		{ .title = "OUTCOME" },
		{ .title = "URLS", .right = true },
	};
	struct table *table = NULL;
	char at[32];
	fprintf(to, "job %s: %s, %" PRIu64 " done", job->job,
	        job->finished ? "finished" : "running", job_done(job));
	if (job_failed(job) > 0)
		fprintf(to, " (%" PRIu64 " failed)", job_failed(job));
	if (job->waiting > 0)
		fprintf(to, ", %" PRIu64 " waiting", job->waiting);
	fprintf(to, ", %" PRIu64 " records, since %s\n", job->records,
	        zb_clock_rfc3339(at, sizeof(at), job->started_ms));
	int ret = table_new(&table, to, columns, 2);
	if (ret < 0)
		return ret;
	qsort(job->outcomes, job->n_outcomes, sizeof(job->outcomes[0]), compare_counts);
	for (size_t i = 0; i < job->n_outcomes && ret == 0; i++) {
		char n[24];
		snprintf(n, sizeof(n), "%" PRIu64, job->outcomes[i]->n);
		const struct zb_span cells[] = { zb_span_str(job->outcomes[i]->name),
			                         zb_span_str(n) };
		ret = table_row(table, cells);
	}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}
