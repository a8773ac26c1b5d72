/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "commands.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "job.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "table.h"

enum { JSON_MAX = 256 << 20, PAGE_URLS = 10000 };

struct jobs_options {
	const char *outcome;
	bool urls;
	bool json;
};

static const struct option_row rows[] = {
	OPTION_FLAG(struct jobs_options, urls, 'u', "each URL with its outcome"),
	OPTION_STR(struct jobs_options, outcome, 'o', "NAME", NULL,
	           "only URLs with this outcome, such as http_404"),
	OPTION_FLAG(struct jobs_options, json, 'j', "JSON, one line a job"),
	OPTION_END,
};

static int print_json(const Zhibiao__Job *job)
{
	struct zb_buf buf;
	zb_buf_init(&buf, JSON_MAX);
	job_json(&buf, job);
	if (buf.err == 0)
		fwrite(buf.p, 1, buf.n, stdout);
	int ret = buf.err;
	zb_buf_deinit(&buf);
	return ret;
}

/* --- all jobs --- */

static int add_job(struct table *table, const Zhibiao__Job *job)
{
	char at[32], n[4][24];
	const uint64_t counts[] = { job_done(job), job_failed(job), job->waiting,
		                    job->records };
	for (size_t i = 0; i < 4; i++)
		snprintf(n[i], sizeof(n[i]), "%" PRIu64, counts[i]);
	const char *what = job->source[0] != '\0' ? job->source
	                   : job->n_urls > 0      ? job->urls[0]
	                                          : "";
	const struct zb_span cells[] = {
		zb_span_str(job->job),
		job->finished ? ZB_S("finished") : ZB_S("running"),
		zb_span_str(n[0]),
		zb_span_str(n[1]),
		zb_span_str(n[2]),
		zb_span_str(n[3]),
		zb_span_str(zb_clock_rfc3339(at, sizeof(at), job->started_ms)),
		zb_span_str(what),
	};
	return table_row(table, cells);
}

static int print_jobs(const Zhibiao__JobsReply *reply)
{
	static const struct table_column columns[] = {
		{ .title = "JOB", .fixed = true },
		{ .title = "STATE", .fixed = true },
		{ .title = "DONE", .right = true },
		{ .title = "FAILED", .right = true },
		{ .title = "WAITING", .right = true },
		{ .title = "RECORDS", .right = true },
		{ .title = "STARTED", .fixed = true, .spare = 1 },
		{ .title = "WHAT", .least = 16 },
	};
	struct table *table = NULL;
	if (reply->n_jobs == 0)
		printf("no jobs yet: zhibiao crawl URL\n");
	int ret = table_new(&table, stdout, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < reply->n_jobs && ret == 0; i++)
		ret = add_job(table, reply->jobs[i]);
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

/* --- the URLs of one --- */

static int add_url(struct table *table, const Zhibiao__JobUrl *u)
{
	const struct zb_span cells[] = {
		u->outcome[0] != '\0' ? zb_span_str(u->outcome) : ZB_S("waiting"),
		zb_span_str(u->url),
		zb_span_str(u->detail),
	};
	return table_row(table, cells);
}

struct page {
	struct client *client;
	Zhibiao__JobsRequest *request;
	bool json;
	struct table *table;
	char after[8192]; /* the last URL of the page before */
};

/* Pages on until the fetcher has no more; a page in the reply is shown at once. */
static int show_pages(struct page *p, Zhibiao__Job *job)
{
	int ret = 0;
	while (ret == 0) {
		if (p->json)
			ret = print_json(job);
		for (size_t i = 0; i < job->n_listed && ret == 0 && !p->json; i++)
			ret = add_url(p->table, job->listed[i]);
		if (ret < 0 || job->n_listed < PAGE_URLS)
			break;
		const char *last = job->listed[job->n_listed - 1]->url;
		if (snprintf(p->after, sizeof(p->after), "%s", last) >= (int)sizeof(p->after))
			break;
		p->request->after = p->after;
		Zhibiao__JobsReply *reply = NULL;
		ret = client_ask(&reply, p->client, &client_jobs, &p->request->base);
		if (ret < 0 || reply->n_jobs == 0 || reply->jobs[0]->n_listed == 0)
			break;
		job = reply->jobs[0];
	}
	return ret;
}

static int show_one(struct client *client, Zhibiao__JobsRequest *request, Zhibiao__Job *job,
                    bool json)
{
	static const struct table_column columns[] = {
		{ .title = "OUTCOME", .fixed = true },
		{ .title = "URL", .least = 24 },
		{ .title = "DETAIL" },
	};
	struct page page = { .client = client, .request = request, .json = json };
	int ret = 0;
	if (!json && (ret = job_print(stdout, job)) < 0)
		return ret;
	if (!request->urls)
		return json ? print_json(job) : 0;
	if ((ret = table_new(&page.table, stdout, columns, 3)) < 0)
		return ret;
	if (!json)
		putchar('\n');
	ret = show_pages(&page, job);
	if (ret == 0)
		ret = table_end(page.table);
	table_free(page.table);
	return ret;
}

static int show(const struct options *o, const struct jobs_options *opt, struct client *client)
{
	Zhibiao__JobsRequest request;
	Zhibiao__JobsReply *reply = NULL;
	zhibiao__jobs_request__init(&request);
	request.job = zb_field_text(o->n_args > 0 ? o->args[0] : "");
	request.urls = opt->urls || opt->outcome != NULL;
	request.outcome = zb_field_text(opt->outcome != NULL ? opt->outcome : "");
	request.limit = request.urls ? PAGE_URLS : 0;
	int ret = client_ask(&reply, client, &client_jobs, &request.base);
	if (ret < 0)
		return EXIT_FAILED;
	if (reply->error[0] != '\0')
		return options_fail(o, "%s", reply->error);
	if (o->n_args > 0 && reply->n_jobs == 0)
		return options_fail(o, "there is no job '%s'; all of them: zhibiao jobs",
		                    o->args[0]);
	if (o->n_args > 0)
		ret = show_one(client, &request, reply->jobs[0], opt->json);
	else if (opt->json)
		for (size_t i = 0; i < reply->n_jobs && ret == 0; i++)
			ret = print_json(reply->jobs[i]);
	else
		ret = print_jobs(reply);
	return ret < 0 ? options_fail(o, "%s", zb_strerror(ret)) : EXIT_DONE;
}

/* A name mistyped would list nothing, as if all were well. */
static int check_outcome(const struct options *o, const char *outcome)
{
	char list[1024] = "http_404 and the like";
	if (outcome == NULL || zb_outcome_is_known(outcome))
		return EXIT_DONE;
	for (size_t i = 0, n = strlen(list); zb_outcomes[i] != NULL && n < sizeof(list); i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, ", %s", zb_outcomes[i]);
	return options_usage(o, "--outcome: no outcome is named '%s'; there are: %s", outcome,
	                     list);
}

static int run(const struct options *o, const void *own)
{
	const struct jobs_options *opt = own;
	struct zb_settings settings;
	struct client *client = NULL;
	if ((opt->urls || opt->outcome != NULL) && o->n_args == 0)
		return options_usage(o, "--urls and --outcome need the ID of a job");
	if (check_outcome(o, opt->outcome) != EXIT_DONE)
		return EXIT_USAGE;
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	int ret = client_open(&client, o, &settings, "fetcher");
	ret = ret == 0 ? show(o, opt, client) : EXIT_FAILED;
	client_close(client);
	zb_settings_deinit(&settings);
	return ret;
}

const struct command command_jobs = {
	.name = "jobs",
	.group = COMMAND_RUN,
	.operands = "[ID]",
	.args_max = 1,
	.summary = "jobs, or one job and the outcome of each URL",
	.options = rows,
	.size = sizeof(struct jobs_options),
	.run = run,
};
