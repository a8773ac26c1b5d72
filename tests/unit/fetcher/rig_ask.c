/* SPDX-License-Identifier: Apache-2.0 */
/* What the rig asks of the daemon, and of its site. */
#include "rig.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "proto/wire.h"

uint64_t rig_crawl_request(struct rig *rig, const Zhibiao__CrawlRequest *request)
{
	rig_ask(rig, ZB_WIRE_CRAWL, &request->base);
	assert_non_null(rig->crawl);
	return strtoull(rig->crawl->job, NULL, 10);
}

uint64_t rig_crawl(struct rig *rig, uint32_t depth, const char *const *urls)
{
	static char text[256][512];
	static char *list[256];
	Zhibiao__CrawlRequest m;
	zhibiao__crawl_request__init(&m);
	m.urls = list;
	m.depth = depth;
	for (; urls[m.n_urls] != NULL; m.n_urls++) {
		const char *url = urls[m.n_urls];
		bool path = url[0] == '/' && url[1] != '/';
		list[m.n_urls] = text[m.n_urls];
		snprintf(text[m.n_urls], sizeof(text[0]), "%s%s", path ? rig->site : "", url);
	}
	return rig_crawl_request(rig, &m);
}

void rig_sources(struct rig *rig, const char *text)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/sources.yaml", rig->dir);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	for (; *text != '\0'; text++) {
		if (*text == '@')
			fputs(rig->site, file);
		else
			fputc(*text, file);
	}
	fclose(file);
}

void rig_source(struct rig *rig, const char *action, const char *name)
{
	Zhibiao__SourceRequest m;
	char words[2][64];
	snprintf(words[0], sizeof(words[0]), "%s", action);
	snprintf(words[1], sizeof(words[1]), "%s", name);
	zhibiao__source_request__init(&m);
	m.action = words[0];
	m.name = words[1];
	rig_ask(rig, ZB_WIRE_SOURCE, &m.base);
	assert_non_null(rig->source);
}

static void ask_job(struct rig *rig, uint64_t job)
{
	Zhibiao__JobsRequest m;
	char id[24];
	snprintf(id, sizeof(id), "%" PRIu64, job);
	zhibiao__jobs_request__init(&m);
	m.job = id;
	m.urls = true;
	rig_ask(rig, ZB_WIRE_JOBS, &m.base);
	assert_non_null(rig->jobs);
	assert_int_equal(rig->jobs->n_jobs, 1);
}

bool rig_knows(struct rig *rig, uint64_t job)
{
	Zhibiao__JobsRequest m;
	char id[24];
	snprintf(id, sizeof(id), "%" PRIu64, job);
	zhibiao__jobs_request__init(&m);
	m.job = id;
	rig_ask(rig, ZB_WIRE_JOBS, &m.base);
	return rig->jobs != NULL && rig->jobs->error[0] == '\0';
}

void rig_why(struct rig *rig, const char *path)
{
	Zhibiao__WhyRequest m;
	char url[512];
	snprintf(url, sizeof(url), "%s%s", rig->site, path);
	zhibiao__why_request__init(&m);
	m.url = url;
	rig_ask(rig, ZB_WIRE_WHY, &m.base);
	assert_non_null(rig->why);
}

const char *rig_fact(const struct rig *rig, const char *name)
{
	for (size_t i = 0; i < rig->why->n_facts; i++)
		if (strcmp(rig->why->facts[i]->name, name) == 0)
			return rig->why->facts[i]->value;
	return NULL;
}

bool rig_wait(struct rig *rig, uint64_t job, int64_t ms)
{
	for (int64_t spent = 0; spent <= ms; spent += 50) {
		ask_job(rig, job);
		if (rig->jobs->jobs[0]->finished)
			return true;
		rig_run(rig, 50);
	}
	const Zhibiao__Job *j = rig->jobs->jobs[0];
	print_message("job waits for %" PRIu64 " URLs\n", j->waiting);
	for (size_t i = 0; i < j->n_listed; i++)
		if (j->listed[i]->outcome[0] == '\0')
			print_message("  %s %s\n", j->listed[i]->url, j->listed[i]->detail);
	return false;
}

bool rig_wait_quietly(struct rig *rig, uint64_t job, int64_t ms)
{
	for (int64_t spent = 0; spent <= ms; spent += 100) {
		rig_run(rig, 100);
		if (rig_knows(rig, job) && rig->jobs->jobs[0]->finished)
			return true;
	}
	return false;
}

uint64_t rig_count(const struct rig *rig, const char *outcome)
{
	const Zhibiao__Job *job = rig->jobs->jobs[0];
	for (size_t i = 0; i < job->n_outcomes; i++)
		if (strcmp(job->outcomes[i]->name, outcome) == 0)
			return job->outcomes[i]->n;
	return 0;
}

const char *rig_outcome(const struct rig *rig, const char *path)
{
	const Zhibiao__Job *job = rig->jobs->jobs[0];
	char url[512];
	snprintf(url, sizeof(url), "%s%s", path[0] == '/' ? rig->site : "", path);
	for (size_t i = 0; i < job->n_listed; i++)
		if (strcmp(job->listed[i]->url, url) == 0)
			return job->listed[i]->outcome;
	return NULL;
}

uint64_t rig_gauge(struct rig *rig, const char *name)
{
	Zhibiao__StatusRequest m;
	zhibiao__status_request__init(&m);
	rig_ask(rig, ZB_WIRE_STATUS, &m.base);
	assert_non_null(rig->status);
	for (size_t i = 0; i < rig->status->n_gauges; i++)
		if (strcmp(rig->status->gauges[i]->name, name) == 0)
			return rig->status->gauges[i]->n;
	fail_msg("no gauge %s", name);
	return 0;
}

void rig_get(const struct rig *rig, const char *path, char *out, size_t size)
{
	char request[512];
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_port = htons((uint16_t)strtoul(
					  strrchr(rig->site, ':') + 1, NULL, 10)),
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	int n = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: test\r\n\r\n",
	                 path);
	assert_int_equal(write(fd, request, (size_t)n), n);
	size_t have = 0;
	ssize_t got = 0;
	shutdown(fd, SHUT_WR);
	while (have + 1 < size && (got = read(fd, out + have, size - 1 - have)) > 0)
		have += (size_t)got;
	out[have] = '\0';
	close(fd);
	const char *body = strstr(out, "\r\n\r\n");
	if (body != NULL)
		memmove(out, body + 4, strlen(body + 4) + 1);
}

unsigned rig_hits(const struct rig *rig, const char *path)
{
	char ask_path[300];
	char text[1024];
	snprintf(ask_path, sizeof(ask_path), "/hits?%s", path);
	rig_get(rig, ask_path, text, sizeof(text));
	return (unsigned)strtoul(text, NULL, 10);
}
