/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a step of the frontier costs when it is small and when it is large:
 *   bench_frontier [-h HOSTS] [-k FOLDER] [URLS...]     (500 hosts; 10000 1000000 5000000 URLs)
 * Fills a frontier with URLS, opens it again, then chooses, ends and adds with everything known,
 * committing as the daemon does: a row each of microseconds a step (durable commits included),
 * start-up time and memory. "turn" is a URL's whole way: chosen, ended, and as many links added.
 * Small frontiers are made several times over, so that each row tells of as many steps.
 * FOLDER keeps the frontiers, and those that are there are used as they are.
 */
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "services/fetcher/job.h"
#include "services/fetcher/task.h"

enum {
	FOLDER_URLS = 200, /* addresses that lie in one folder of a site, at most */
	PAGE_LINKS = 60,   /* of them links of one page; a third is known already */
	STEPS = 100000,
	BATCH_MS = 20, /* fetcher.commit_interval_ms */
};

struct bench {
	struct frontier *f;
	struct jobs *jobs;
	struct job *job;
	uint32_t *hosts;
	uint32_t n_hosts;
	uint64_t n;
	uint64_t folder_urls;
	uint64_t known; /* numbers of URLs that were added */
	uint64_t turn;  /* of the hosts */
	int64_t batch_ns;
};

/* Sums over rounds; of what a round does, `steps` each. */
struct row {
	double fill, choose, end, add, turn; /* us */
	double start_ms;
	uint64_t rounds, file_bytes;
};

static double anon_most; /* MiB of memory that no file stands behind */

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

static double us_since(int64_t start, uint64_t steps)
{
	return (double)(zb_clock_mono_ns() - start) / 1000.0 / (double)(steps ? steps : 1);
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

/* Before a commit memory is at its most. */
static void note_memory(void)
{
	double now = memory_mib("RssAnon");
	if (now > anon_most)
		anon_most = now;
}

static void commit_when_due(struct bench *b, bool now)
{
	int64_t gather = frontier_gather_ms(b->f);
	int64_t wait = (gather > BATCH_MS ? gather : BATCH_MS) * 1000000;
	if (!now && !frontier_is_heavy(b->f) && zb_clock_mono_ns() - b->batch_ns < wait)
		return;
	note_memory();
	check("commit", frontier_commit(b->f));
	b->job = jobs_find(b->jobs, 1);
	b->batch_ns = zb_clock_mono_ns();
}

/* --- steps --- */

static void add(struct bench *b, uint64_t number)
{
	char url[160];
	uint64_t folder = number / b->folder_urls;
	uint32_t host = (uint32_t)(mix(folder) % b->n_hosts);
	int n = snprintf(url, sizeof(url),
	                 "https://www.site%u.example/zwgk/%" PRIu64 "/t20260301_%" PRIu64
	                 ".html",
	                 host, mix(folder) % 100000, number);
	struct task_new t = { .url = zb_span(url, (size_t)n),
		              .host = b->hosts[host],
		              .depth = 2,
		              .prio = 18,
		              .now_ms = 1 };
	check("add", task_add(NULL, b->jobs, b->job, &t));
}

/* The next link of a page: they come in runs of one folder, and every third is known. */
static void add_next(struct bench *b)
{
	if (b->known % 3 == 2)
		add(b, mix(b->known) % b->known);
	add(b, b->known++);
}

/* Microseconds a link, known ones among them. */
static double add_many(struct bench *b, uint64_t count)
{
	int64_t start = zb_clock_mono_ns();
	for (uint64_t i = 0; i < count; i++) {
		add_next(b);
		if (i % PAGE_LINKS == 0)
			commit_when_due(b, false);
	}
	commit_when_due(b, true);
	return us_since(start, count + count / 3);
}

static bool is_busy(void *ctx, uint64_t seq)
{
	(void)ctx;
	(void)seq;
	return false;
}

/* A host in turn, its next URL, what is known of it; with `end` also its end state. */
static bool choose(struct bench *b, bool end)
{
	const struct task_outcome gone = { .name = "http_404", .now_ms = 1 };
	struct ticket t;
	Zhibiao__Task *task = NULL;
	uint32_t host = b->hosts[mix(b->turn++) % b->n_hosts];
	if (task_next(&t, b->f, host, is_busy, NULL) < 0)
		return false;
	check("get", task_get(&task, b->f, t.job, &t.key));
	if (end)
		check("end", task_end(b->jobs, &t, &gone));
	return true;
}

static double choose_many(struct bench *b, uint64_t count, bool end, bool links)
{
	int64_t start = zb_clock_mono_ns();
	uint64_t chosen = 0;
	for (uint64_t i = 0; i < count * 4 && chosen < count; i++) {
		if (!choose(b, end))
			continue;
		chosen++;
		if (links)
			add_next(b);
		commit_when_due(b, false);
	}
	commit_when_due(b, true);
	return us_since(start, chosen);
}

/* --- one frontier --- */

static void count_host(void *ctx, uint32_t host)
{
	(void)host;
	++*(uint32_t *)ctx;
}

/* Milliseconds until the first URL could be chosen. */
static double open_all(struct bench *b, const char *path)
{
	uint32_t with_work = 0;
	int64_t start = zb_clock_mono_ns();
	check("open", frontier_open(&b->f, path, 64ull << 30));
	check("jobs", jobs_open(&b->jobs, b->f, UINT64_MAX));
	check("hosts", task_hosts(b->f, count_host, &with_work));
	b->job = jobs_find(b->jobs, 1);
	b->batch_ns = zb_clock_mono_ns();
	return us_since(start, 1000);
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
	add(b, b->known++); /* a job without work ends */
	commit_when_due(b, true);
}

static void measure(struct row *row, struct bench *b, const char *folder, uint64_t steps)
{
	struct frontier_stats stats;
	open_all(b, folder);
	name_hosts(b);
	frontier_stats(&stats, b->f);
	b->known = stats.tasks;
	start_job(b);
	if (b->known < b->n)
		row->fill += add_many(b, b->n - b->known);
	close_all(b);
	row->start_ms += open_all(b, folder);
	row->choose += choose_many(b, steps, false, false);
	row->end += choose_many(b, steps, true, false);
	row->add += add_many(b, steps);
	row->turn += choose_many(b, steps, true, true);
	frontier_stats(&stats, b->f);
	row->file_bytes = stats.file_bytes;
	row->rounds++;
	close_all(b);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void print_row(uint64_t urls, const struct row *r)
{
	double n = (double)r->rounds;
	printf("%9" PRIu64 " %9.1f %7.2f %7.2f %7.2f %7.2f %7.2f %9.1f %9.1f %9.1f\n", urls,
	       r->start_ms / n, r->fill / n, r->choose / n, r->end / n, r->add / n, r->turn / n,
	       memory_mib("VmHWM"), anon_most, (double)r->file_bytes / (1 << 20));
	fflush(stdout);
}

/* A frontier of that size, in a process of its own so that its memory is its own. */
static int bench_size(uint64_t urls, uint32_t n_hosts, const char *keep)
{
	struct row row = { 0 };
	uint64_t steps = urls / 4 < STEPS ? urls / 4 : STEPS;
	uint64_t rounds = keep == NULL && steps > 0 ? STEPS / steps : 1;
	for (uint64_t i = 0; i < rounds; i++) {
		char path[] = "/tmp/zb-bench-XXXXXX";
		struct bench b = { .n = urls, .n_hosts = n_hosts, .folder_urls = FOLDER_URLS };
		char kept[4096];
		snprintf(kept, sizeof(kept), "%s/%" PRIu64, keep != NULL ? keep : "", urls);
		/* Every host has work, in small frontiers as well. */
		if (urls / n_hosts < FOLDER_URLS)
			b.folder_urls = urls / n_hosts / 4 + 1;
		b.hosts = calloc(n_hosts, sizeof(*b.hosts));
		if (b.hosts == NULL || (keep == NULL && mkdtemp(path) == NULL)) {
			free(b.hosts);
			return EXIT_FAILURE;
		}
		measure(&row, &b, keep != NULL ? kept : path, steps);
		free(b.hosts);
		if (keep == NULL)
			nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	print_row(urls, &row);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static const char *const standard[] = { "10000", "1000000", "5000000" };
	uint32_t hosts = 500;
	const char *keep = NULL;
	int failed = 0;
	for (int opt = 0; (opt = getopt(argc, argv, "h:k:")) != -1;) {
		if (opt == 'h')
			hosts = (uint32_t)strtoul(optarg, NULL, 10);
		else if (opt == 'k')
			keep = optarg;
		else
			return 2;
	}
	size_t n = optind < argc ? (size_t)(argc - optind) : 3;
	printf("%9s %9s %7s %7s %7s %7s %7s %9s %9s %9s\n", "URLs", "start ms", "fill us",
	       "choose", "+ end", "link", "turn", "most MiB", "anon MiB", "file MiB");
	fflush(stdout);
	for (size_t i = 0; i < n; i++) {
		const char *text = optind < argc ? argv[(size_t)optind + i] : standard[i];
		int status = 0;
		pid_t child = fork();
		if (child == 0)
			_exit(bench_size(strtoull(text, NULL, 10), hosts, keep));
		failed |= child < 0 || waitpid(child, &status, 0) < 0 || status != 0;
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
