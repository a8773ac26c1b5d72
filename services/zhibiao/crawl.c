/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <limits.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "commands.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/json.h"
#include "job.h"
#include "proto/codec.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "table.h"

enum {
	DEPTH_MAX = 1000,
	POLL_MS = 100,
	POLL_MAX_MS = 500,
	PIPED_MS = 5000,    /* between two lines of progress where nobody watches */
	STALL_MS = 5000,    /* without a document done, it is asked why */
	SILENCE_MS = 60000, /* without an answer of the fetcher, the wait is given up */
	JSON_MAX = 16 << 20,
	BAR_WIDTH = 24,
};

struct crawl_options {
	int64_t depth;
	int64_t max_urls;
	struct option_list allow;
	struct option_list deny;
	const char *source;
	const char *region;
	const char *publisher;
	bool any_site;
	bool wait;
	bool json;
};

static const struct option_row rows[] = {
	OPTION_INT(struct crawl_options, depth, 'n', "N", 0, DEPTH_MAX, 0,
	           "follow links N steps from what is given"),
	OPTION_FLAG(struct crawl_options, wait, 'w',
	            "show progress, end when the job has ended"),
	OPTION_LIST(struct crawl_options, allow, 0, "RE",
	            "follow only addresses that match (POSIX extended); may be repeated"),
	OPTION_LIST(struct crawl_options, deny, 0, "RE", "follow none that match"),
	OPTION_FLAG(struct crawl_options, any_site, 0, "follow links to other sites as well"),
	OPTION_INT(struct crawl_options, max_urls, 0, "N", 0, INT64_MAX, 0,
	           "at most N addresses (default: fetcher.job_max_urls)"),
	OPTION_STR(struct crawl_options, source, 0, "NAME", NULL,
	           "run this source of sources.yaml now"),
	OPTION_STR(struct crawl_options, region, 0, "NAME", NULL,
	           "region of documents that name none"),
	OPTION_STR(struct crawl_options, publisher, 0, "NAME", NULL,
	           "publisher of documents that name none"),
	OPTION_FLAG(struct crawl_options, json, 'j', "the job as JSON"),
	OPTION_END,
};

/* --- the request --- */

/* An operand as the fetcher wants it: an address as it stands, a path made absolute (to free). */
static char *target_of(const struct options *o, const char *operand)
{
	if (strstr(operand, "://") != NULL)
		return strdup(operand);
	char *path = realpath(operand, NULL);
	if (path == NULL)
		options_fail(o, "'%s' is neither a file nor an address (http:// or https://)",
		             operand);
	return path;
}

static void free_targets(char **targets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(targets[i]);
	free(targets);
}

static void fill_list(char ***to, size_t *n, const struct option_list *list)
{
	union {
		const char *const *in;
		char **out;
	} u = { .in = list->items }; /* only encoded from */
	*to = u.out;
	*n = list->n;
}

static int ask(Zhibiao__CrawlReply **reply, struct client *client,
               const struct crawl_options *opt, char **targets, size_t n)
{
	Zhibiao__CrawlRequest request;
	zhibiao__crawl_request__init(&request);
	request.urls = targets;
	request.n_urls = n;
	request.depth = (uint32_t)opt->depth;
	request.any_site = opt->any_site;
	request.max_urls = (uint64_t)opt->max_urls;
	request.source = zb_field_text(opt->source != NULL ? opt->source : "");
	request.region = zb_field_text(opt->region != NULL ? opt->region : "");
	request.publisher = zb_field_text(opt->publisher != NULL ? opt->publisher : "");
	fill_list(&request.allow, &request.n_allow, &opt->allow);
	fill_list(&request.deny, &request.n_deny, &opt->deny);
	return client_ask(reply, client, &client_crawl, &request.base);
}

/* --- waiting --- */

struct watch {
	struct client *client;
	bool terminal;
	int64_t started_ms;
	int64_t heard_ms;
	int64_t told_ms;
	uint64_t done;
	int64_t moved_ms; /* `done` grew, or it was told why it does not */
};

static void tell(struct watch *w, const Zhibiao__Job *job)
{
	uint64_t done = job_done(job), all = done + job->waiting;
	int64_t now = zb_clock_mono_ms();
	if (!w->terminal && now - w->told_ms < PIPED_MS)
		return;
	w->told_ms = now;
	double seconds = (double)(now - w->started_ms) / 1000;
	if (w->terminal) {
		int filled = all > 0 ? (int)(done * BAR_WIDTH / all) : 0;
		fprintf(stderr, "\r\033[K[%.*s%*s] ", filled, "########################",
		        BAR_WIDTH - filled, "");
	}
	fprintf(stderr,
	        "%" PRIu64 " of %" PRIu64 " done, %" PRIu64 " failed, %" PRIu64
	        " records, %.1f/s%s",
	        done, all, job_failed(job), job->records, (double)done / (seconds + 0.001),
	        w->terminal ? "" : "\n");
	fflush(stderr);
}

/* Where nothing has come to its end for a while: once, whether a daemon is to blame. */
static void tell_why_nothing_moves(struct watch *w, uint64_t done)
{
	Zhibiao__StatusRequest request;
	Zhibiao__StatusReply *reply = NULL;
	int64_t now = zb_clock_mono_ms();
	if (done != w->done) {
		w->done = done;
		w->moved_ms = now;
	}
	if (now - w->moved_ms < STALL_MS)
		return;
	w->moved_ms = INT64_MAX;
	zhibiao__status_request__init(&request);
	if (client_ask(&reply, w->client, &client_status, &request.base) < 0)
		return;
	if (w->terminal)
		fprintf(stderr, "\r\033[K");
	if (strcmp(reply->state, "running") != 0)
		fprintf(stderr, "nothing moves: the fetcher is %s\n", reply->state);
	else if (reply->n_peers == 0)
		fprintf(stderr, "nothing moves: no extractor runs\n");
}

static void pause_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000 };
	nanosleep(&t, NULL);
}

/* *out is valid until the client's next call. The fetcher may be away for a while. */
static int wait_for_end(Zhibiao__Job **out, struct watch *w, const char *id)
{
	Zhibiao__JobsRequest request;
	int64_t poll = POLL_MS;
	zhibiao__jobs_request__init(&request);
	request.job = zb_field_text(id);
	client_quiet(w->client);
	for (;;) {
		Zhibiao__JobsReply *reply = NULL;
		int ret = client_ask(&reply, w->client, &client_jobs, &request.base);
		int64_t now = zb_clock_mono_ms();
		if (ret == 0 && reply->n_jobs > 0) {
			w->heard_ms = now;
			*out = reply->jobs[0];
			if (reply->jobs[0]->finished)
				return 0;
			tell(w, reply->jobs[0]);
			tell_why_nothing_moves(w, job_done(reply->jobs[0]));
		} else if (now - w->heard_ms > SILENCE_MS) {
			return ret < 0 ? ret : ZB_ENOTFOUND;
		}
		pause_ms(poll);
		poll = poll * 5 / 4 < POLL_MAX_MS ? poll * 5 / 4 : POLL_MAX_MS;
	}
}

/* Ctrl-C ends the wait only. */
static char farewell[320];

static void on_interrupt(int signo)
{
	ssize_t n = write(STDERR_FILENO, farewell, strlen(farewell));
	(void)n;
	signal(signo, SIG_DFL);
	raise(signo);
}

static void expect_interrupt(const char *id)
{
	snprintf(farewell, sizeof(farewell), "\nthe job goes on: zhibiao jobs %.200s\n", id);
	signal(SIGINT, on_interrupt);
}

static int print_end(const struct crawl_options *opt, const Zhibiao__Job *job)
{
	if (!opt->json)
		return job_print(stdout, job);
	struct zb_buf buf;
	zb_buf_init(&buf, JSON_MAX);
	job_json(&buf, job);
	int ret = buf.err;
	if (ret == 0)
		fwrite(buf.p, 1, buf.n, stdout);
	zb_buf_deinit(&buf);
	return ret;
}

static int watch_job(const struct options *o, const struct crawl_options *opt,
                     struct client *client, const char *id)
{
	int64_t now = zb_clock_mono_ms();
	struct watch w = { .client = client,
		           .terminal = table_is_terminal(stderr),
		           .started_ms = now,
		           .heard_ms = now,
		           .told_ms = now,
		           .moved_ms = now };
	Zhibiao__Job *job = NULL;
	expect_interrupt(id);
	int ret = wait_for_end(&job, &w, id);
	if (w.terminal)
		fprintf(stderr, "\r\033[K");
	if (ret < 0)
		return options_fail(o,
		                    "no more answers (%s); the job goes on when the daemons "
		                    "are back: zhibiao jobs %s",
		                    zb_strerror(ret), id);
	ret = print_end(opt, job);
	if (ret < 0)
		return options_fail(o, "%s", zb_strerror(ret));
	if (job_failed(job) > 0 && !opt->json)
		printf("\nwhich ones: zhibiao jobs %s --urls\n", id);
	return job_failed(job) > 0 ? EXIT_SOME : EXIT_DONE;
}

/* --- the command --- */

static int check_patterns(const struct options *o, const char *name,
                          const struct option_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		regex_t re;
		char why[128];
		int rc = regcomp(&re, list->items[i], REG_EXTENDED | REG_NOSUB);
		if (rc != 0) {
			regerror(rc, &re, why, sizeof(why));
			return options_usage(o, "%s '%s': %s", name, list->items[i], why);
		}
		regfree(&re);
	}
	return EXIT_DONE;
}

static void print_job(const char *id)
{
	struct zb_buf buf;
	struct zb_json j;
	zb_buf_init(&buf, JSON_MAX);
	zb_json_init(&j, &buf);
	zb_json_object(&j);
	zb_json_key(&j, "job");
	zb_json_str(&j, zb_span_str(id));
	zb_json_end(&j);
	printf("%s\n", zb_buf_cstr(&buf));
	fflush(stdout);
	zb_buf_deinit(&buf);
}

static int crawl(const struct options *o, const struct crawl_options *opt,
                 struct client *client, char **targets)
{
	Zhibiao__CrawlReply *reply = NULL;
	char id[256];
	if (ask(&reply, client, opt, targets, (size_t)o->n_args) < 0)
		return EXIT_FAILED;
	for (size_t i = 0; i < reply->n_refused; i++)
		options_fail(o, "%s", reply->refused[i]);
	if (reply->error[0] != '\0' && reply->n_refused == 0)
		return options_fail(o, "%s%s%s", o->n_args == 0 ? opt->source : "",
		                    o->n_args == 0 ? ": " : "", reply->error);
	if (reply->error[0] != '\0' || reply->job[0] == '\0')
		return EXIT_FAILED;
	int refused = reply->n_refused > 0 ? EXIT_SOME : EXIT_DONE;
	snprintf(id, sizeof(id), "%s", reply->job);
	if (opt->json && !opt->wait)
		print_job(id);
	else if (!opt->json)
		printf("job %s\n", id);
	if (!opt->wait)
		return refused;
	fflush(stdout);
	int ret = watch_job(o, opt, client, id);
	return ret == EXIT_DONE ? refused : ret;
}

static int run(const struct options *o, const void *own)
{
	const struct crawl_options *opt = own;
	struct zb_settings settings;
	struct client *client = NULL;
	if (o->n_args == 0 && opt->source == NULL)
		return options_usage(o, "URL, FILE or DIR is missing");
	if (check_patterns(o, "--allow", &opt->allow) != EXIT_DONE ||
	    check_patterns(o, "--deny", &opt->deny) != EXIT_DONE)
		return EXIT_USAGE;
	char **targets = calloc((size_t)o->n_args + 1, sizeof(*targets));
	if (targets == NULL)
		return options_fail(o, "out of memory");
	int ret = EXIT_DONE;
	for (int i = 0; i < o->n_args && ret == EXIT_DONE; i++) {
		targets[i] = target_of(o, o->args[i]);
		ret = targets[i] != NULL ? EXIT_DONE : EXIT_FAILED;
	}
	if (ret == EXIT_DONE && (ret = options_settings(&settings, o)) == EXIT_DONE) {
		if (client_open(&client, o, &settings, "fetcher") == 0)
			ret = crawl(o, opt, client, targets);
		else
			ret = EXIT_FAILED;
		client_close(client);
		zb_settings_deinit(&settings);
	}
	free_targets(targets, (size_t)o->n_args);
	return ret;
}

const struct command command_crawl = {
	.name = "crawl",
	.group = COMMAND_RUN,
	.operands = "URL|FILE|DIR...",
	.args_max = -1,
	.summary = "fetch and read now, beside the schedule",
	.about =
		"Prints the id of the job. With --wait it ends with a summary of outcomes, and with 3\n"
		"where some ended badly. Links are followed within the sites given unless --any-site\n"
		"is given. The answers in a FILE.warc or FILE.warc.gz become documents of the address\n"
		"and the date that they were archived with.",
	.options = rows,
	.size = sizeof(struct crawl_options),
	.run = run,
};
