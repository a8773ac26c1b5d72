/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a step of the frontier costs when it is small and when it is large:
 *   bench_frontier URLS [HOSTS [FOLDER]]
 * Fills a frontier with URLS, opens it again, then chooses, ends and adds with everything known.
 * Prints microseconds a step, durable commits included, start-up time and memory. FOLDER, where
 * given, keeps the frontier (and one that is there is used as it is).
 */
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "services/fetcher/job.h"
#include "services/fetcher/task.h"

enum {
	FOLDER_URLS = 200, /* addresses that lie in one folder of a site */
	PAGE_LINKS = 60,   /* of them links of one page; a third is known already */
	STEPS = 100000,
	BATCH_MS = 20,
};

struct bench {
	struct frontier *f;
	struct jobs *jobs;
	struct job *job;
	uint32_t *hosts;
	uint32_t n_hosts;
	uint64_t n;
	int64_t batch_ns;
};

static void check(const char *what, int ret)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "bench_frontier: %s: %d\n", what, ret);
	exit(EXIT_FAILURE);
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
	return x ^ (x >> 31);
}

static void commit_when_due(struct bench *b, bool now)
{
	if (!now && !frontier_is_heavy(b->f) &&
	    zb_clock_mono_ns() - b->batch_ns < (int64_t)BATCH_MS * 1000000)
		return;
	check("commit", frontier_commit(b->f));
	b->job = jobs_find(b->jobs, 1);
	b->batch_ns = zb_clock_mono_ns();
}

static uint32_t host_of(const struct bench *b, uint64_t number)
{
	return (uint32_t)(mix(number / FOLDER_URLS) % b->n_hosts);
}

static void add(struct bench *b, uint64_t number)
{
	char url[160];
	uint32_t host = host_of(b, number);
	int n = snprintf(url, sizeof(url),
	                 "https://www.site%u.example/zwgk/%" PRIu64 "/t20260301_%" PRIu64
	                 ".html",
	                 host, mix(number / FOLDER_URLS) % 100000, number);
	struct task_new t = { .url = zb_span(url, (size_t)n),
		              .host = b->hosts[host],
		              .depth = 2,
		              .prio = 18,
		              .now_ms = 1 };
	check("add", task_add(NULL, b->jobs, b->job, &t));
}

/* Links as pages have them: runs in one folder, every third one known. */
static double add_many(struct bench *b, uint64_t from, uint64_t count)
{
	int64_t start = zb_clock_mono_ns();
	for (uint64_t i = 0; i < count; i++) {
		add(b, from + i);
		if (i % 3 == 2)
			add(b, mix(from + i) % (from + i));
		if (i % PAGE_LINKS == 0)
			commit_when_due(b, false);
	}
	commit_when_due(b, true);
	uint64_t known = count / 3;
	return (double)(zb_clock_mono_ns() - start) / 1000.0 / (double)(count + known);
}

static bool is_busy(void *ctx, uint64_t seq)
{
	(void)ctx;
	(void)seq;
	return false;
}

/* A host in turn, its next URL, what is known of it; with `end` also its end state. */
static double choose_many(struct bench *b, uint64_t count, bool end)
{
	const struct task_outcome gone = { .name = "http_404", .now_ms = 1 };
	int64_t start = zb_clock_mono_ns();
	uint64_t chosen = 0;
	for (uint64_t i = 0; i < count * 4 && chosen < count; i++) {
		struct ticket t;
		Zhibiao__Task *task = NULL;
		uint32_t host = b->hosts[mix(i) % b->n_hosts];
		if (task_next(&t, b->f, host, is_busy, NULL) < 0)
			continue;
		check("get", task_get(&task, b->f, t.job, &t.key));
		if (end)
			check("end", task_end(b->jobs, &t, &gone));
		chosen++;
		commit_when_due(b, false);
	}
	commit_when_due(b, true);
	return (double)(zb_clock_mono_ns() - start) / 1000.0 / (double)(chosen ? chosen : 1);
}

static void count_host(void *ctx, uint32_t host)
{
	(void)host;
	++*(uint32_t *)ctx;
}

static double memory_mib(const char *field)
{
	char line[256];
	double kib = 0;
	FILE *file = fopen("/proc/self/status", "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, field, strlen(field)) == 0)
			kib = strtod(line + strlen(field) + 1, NULL);
	if (file != NULL)
		fclose(file);
	return kib / 1024;
}

static double open_all(struct bench *b, const char *path)
{
	uint32_t with_work = 0;
	int64_t start = zb_clock_mono_ns();
	check("open", frontier_open(&b->f, path, 64ull << 30));
	check("jobs", jobs_open(&b->jobs, b->f, UINT64_MAX));
	check("hosts", task_hosts(b->f, count_host, &with_work));
	b->job = jobs_find(b->jobs, 1);
	b->batch_ns = zb_clock_mono_ns();
	printf("start-up              %8.1f ms (%u hosts with work)\n",
	       (double)(b->batch_ns - start) / 1e6, with_work);
	return 0;
}

static void close_all(struct bench *b)
{
	jobs_close(b->jobs);
	frontier_close(b->f);
}

static void name_hosts(struct bench *b)
{
	for (uint32_t i = 0; i < b->n_hosts; i++) {
		char name[64];
		int n = snprintf(name, sizeof(name), "www.site%u.example", i);
		check("host", frontier_host_id(&b->hosts[i], b->f, zb_span(name, (size_t)n)));
	}
	frontier_commit(b->f);
}

static void start_job(struct bench *b)
{
	Zhibiao__CrawlRequest spec;
	if (b->job != NULL)
		return;
	zhibiao__crawl_request__init(&spec);
	check("job", jobs_start(&b->job, b->jobs, &spec, false, NULL));
	add(b, 0); /* a job without work ends */
	commit_when_due(b, true);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

int main(int argc, char **argv)
{
	struct bench b = { .n = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000 };
	char path[64] = "/tmp/zb-bench-XXXXXX";
	b.n_hosts = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 500;
	b.hosts = calloc(b.n_hosts, sizeof(*b.hosts));
	const char *folder = argc > 3 ? argv[3] : mkdtemp(path);
	if (folder == NULL || b.hosts == NULL) {
		free(b.hosts);
		return EXIT_FAILURE;
	}
	printf("URLs                  %8" PRIu64 " on %u hosts\n", b.n, b.n_hosts);
	open_all(&b, folder);
	name_hosts(&b);
	start_job(&b);
	struct frontier_stats stats;
	frontier_stats(&stats, b.f);
	uint64_t have = stats.tasks;
	if (have < b.n)
		printf("fill, a link          %8.2f us\n", add_many(&b, have, b.n - have));
	close_all(&b);
	open_all(&b, folder);
	uint64_t steps = b.n / 2 < STEPS ? b.n / 2 : STEPS;
	printf("choose the next URL   %8.2f us\n", choose_many(&b, steps, false));
	printf("choose it and end it  %8.2f us\n", choose_many(&b, steps, true));
	printf("add an outlink        %8.2f us\n",
	       add_many(&b, b.n > have ? b.n : have, STEPS));
	printf("memory, most          %8.1f MiB resident\n", memory_mib("VmHWM"));
	frontier_stats(&stats, b.f);
	printf("file                  %8.1f MiB\n", (double)stats.file_bytes / (1 << 20));
	close_all(&b);
	free(b.hosts);
	if (argc <= 3)
		nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return EXIT_SUCCESS;
}
