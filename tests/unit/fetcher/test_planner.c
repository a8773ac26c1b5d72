/* SPDX-License-Identifier: Apache-2.0 */
/* When sources run, under a clock of the test's own: no daemon, no network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/loop.h"
#include "proto/settings.h"
#include "services/fetcher/crawl.h"
#include "services/fetcher/frontier.h"
#include "services/fetcher/job.h"
#include "services/fetcher/planner.h"
#include "services/fetcher/yield.h"

enum { SOURCES = 200 };

static const int64_t minute = 60 * 1000;
static const int64_t hour = 60 * 60 * 1000;

struct bench {
	char dir[64], file[80], data[80];
	struct zb_loop *loop;
	struct zb_settings settings;
	struct frontier *frontier;
	struct jobs *jobs;
	struct crawl *crawl;
	struct planner *planner;
};

static void ignore(void *ctx, uint64_t lease, uint64_t bytes)
{
	(void)ctx;
	(void)lease;
	(void)bytes;
}

static void write_sources(const struct bench *b, const char *window)
{
	FILE *f = fopen(b->file, "we");
	assert_non_null(f);
	fputs("sources:\n", f);
	for (int i = 0; i < SOURCES; i++)
		fprintf(f,
		        "- {name: s%d, kind: page, urls: [\"http://h%d.example/\"], "
		        "interval: 1h, window: \"%s\"}\n",
		        i, i, window);
	fclose(f);
}

static void bench_open(struct bench *b, const char *window)
{
	memset(b, 0, sizeof(*b));
	snprintf(b->dir, sizeof(b->dir), "/tmp/zhibiao-planner-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	snprintf(b->file, sizeof(b->file), "%s/sources.yaml", b->dir);
	snprintf(b->data, sizeof(b->data), "%s/frontier", b->dir);
	write_sources(b, window);
	assert_int_equal(0, zb_settings_load(&b->settings, NULL, NULL));
	assert_int_equal(0, zb_loop_open(&b->loop));
	assert_int_equal(0, frontier_open(&b->frontier, b->data, 64 << 20));
	assert_int_equal(0, jobs_open(&b->jobs, b->frontier, 1000));
	assert_int_equal(0, planner_open(&b->planner, b->file));
	const struct crawl_conf conf = {
		.loop = b->loop,
		.frontier = b->frontier,
		.jobs = b->jobs,
		.settings = &b->settings.fetcher,
		.source_of = planner_source,
		.planner = b->planner,
		.on_parcel = ignore,
	};
	assert_int_equal(0, crawl_open(&b->crawl, &conf));
	assert_int_equal(0, planner_attach(b->planner, b->frontier, b->jobs, b->crawl));
	jobs_on_finished(b->jobs, planner_job_finished, b->planner);
}

static void bench_close(struct bench *b)
{
	char command[200];
	crawl_close(b->crawl);
	jobs_close(b->jobs);
	planner_close(b->planner);
	frontier_close(b->frontier);
	zb_loop_close(b->loop);
	zb_settings_deinit(&b->settings);
	snprintf(command, sizeof(command), "rm -rf '%s'", b->dir);
	assert_int_equal(0, system(command)); /* NOLINT(cert-env33-c): a folder of our own */
}

/* Seconds pass; returns how many runs began, and the most that did in one of them. */
static uint64_t pass(struct bench *b, int64_t *now, int seconds, uint64_t *most)
{
	uint64_t began = jobs_running(b->jobs);
	*most = 0;
	for (int i = 0; i < seconds; i++) {
		uint64_t before = jobs_running(b->jobs);
		*now += 1000;
		planner_tick(b->planner, *now);
		uint64_t started = jobs_running(b->jobs) - before;
		*most = started > *most ? started : *most;
	}
	return jobs_running(b->jobs) - began;
}

static void test_planner__all_due_at_once_start_one_after_the_other(void **state)
{
	struct bench b;
	uint64_t most = 0;
	(void)state;
	bench_open(&b, "");
	int64_t now = zb_clock_wall_ms();
	assert_int_equal(20, pass(&b, &now, 10, &most));
	assert_int_equal(2, most);
	/* Asleep for a day: what was missed is made up for once, not a run for each hour. */
	now += 24 * hour;
	assert_int_equal(SOURCES - 20, pass(&b, &now, SOURCES, &most));
	assert_int_equal(2, most);
	bench_close(&b);
}

static void test_planner__a_clock_that_goes_back_silences_nobody(void **state)
{
	struct bench b;
	uint64_t most = 0;
	(void)state;
	bench_open(&b, "");
	int64_t now = zb_clock_wall_ms() - 365 * 24 * hour;
	/* An interval later at the latest, not in a year. */
	assert_int_equal(0, pass(&b, &now, 10, &most));
	now += hour;
	assert_int_equal(20, pass(&b, &now, 10, &most));
	assert_int_equal(2, most);
	bench_close(&b);
}

/* 22:00 to 06:00 in Beijing is 14:00 to 22:00 of the clock. */
static void test_planner__keeps_to_the_night(void **state)
{
	struct bench b;
	uint64_t most = 0;
	(void)state;
	bench_open(&b, "22:00-06:00");
	int64_t day = zb_clock_wall_ms() / (24 * hour) * (24 * hour) + 48 * hour;
	int64_t now = day + 4 * hour;
	assert_int_equal(0, pass(&b, &now, 20, &most));
	now = day + 14 * hour - minute;
	assert_int_equal(0, pass(&b, &now, 50, &most));
	now = day + 14 * hour + minute;
	assert_int_equal(20, pass(&b, &now, 10, &most));
	now = day + 22 * hour;
	assert_int_equal(0, pass(&b, &now, 10, &most));
	bench_close(&b);
}

static unsigned resting;
static int64_t rests_until;

static void count_resting(void *ctx, struct job *job)
{
	const int64_t *now = ctx;
	resting += job->rests_until_ms > *now;
	rests_until = job->rests_until_ms;
}

static unsigned resting_at(struct bench *b, int64_t now)
{
	resting = 0;
	planner_tick(b->planner, now);
	jobs_each(b->jobs, count_resting, &now);
	return resting;
}

static void test_planner__runs_rest_when_their_hours_are_over(void **state)
{
	struct bench b;
	uint64_t most = 0;
	uint64_t job = 0;
	(void)state;
	bench_open(&b, "22:00-06:00");
	int64_t day = zb_clock_wall_ms() / (24 * hour) * (24 * hour) + 48 * hour;
	int64_t now = day + 21 * hour;
	assert_int_equal(20, pass(&b, &now, 10, &most));
	assert_int_equal(0, resting_at(&b, day + 22 * hour - minute));
	unsigned running = (unsigned)jobs_running(b.jobs);
	assert_int_equal(running, resting_at(&b, day + 22 * hour));
	assert_int_equal(day + 38 * hour, rests_until);
	assert_int_equal(0, resting_at(&b, day + 38 * hour));
	/* Who asks for one does not wait for the night. */
	assert_null(planner_run(&job, b.planner, zb_span_str("s199"), true));
	running = (unsigned)jobs_running(b.jobs);
	assert_int_equal(running - 1, resting_at(&b, day + 47 * hour));
	/* And pauses it if need be. */
	assert_null(planner_pause(b.planner, zb_span_str("s199"), true));
	assert_int_equal(running, resting_at(&b, day + 47 * hour));
	assert_null(planner_pause(b.planner, zb_span_str("s199"), false));
	assert_int_equal(running - 1, resting_at(&b, day + 47 * hour));
	bench_close(&b);
}

static unsigned orphans;

static void count_orphans(void *ctx, struct job *job)
{
	(void)ctx;
	orphans += job->orphaned;
}

static unsigned orphans_of(struct bench *b)
{
	orphans = 0;
	jobs_each(b->jobs, count_orphans, NULL);
	return orphans;
}

static void test_planner__a_run_whose_source_is_gone_ends(void **state)
{
	struct bench b;
	uint64_t most = 0;
	(void)state;
	bench_open(&b, "");
	int64_t now = zb_clock_wall_ms();
	assert_int_equal(20, pass(&b, &now, 10, &most));
	assert_null(planner_pause(b.planner, zb_span_str("s1"), true));
	assert_int_equal(0, unlink(b.file));
	assert_int_equal(0, planner_reload(b.planner));
	assert_int_equal(20, orphans_of(&b));
	write_sources(&b, "");
	assert_int_equal(0, planner_reload(b.planner));
	assert_int_equal(0, orphans_of(&b));
	bench_close(&b);
}

static void test_planner__a_reload_ends_a_rest(void **state)
{
	struct bench b;
	uint64_t most = 0;
	(void)state;
	bench_open(&b, "22:00-06:00");
	int64_t day = zb_clock_wall_ms() / (24 * hour) * (24 * hour) + 48 * hour;
	int64_t now = day + 21 * hour;
	assert_int_equal(20, pass(&b, &now, 10, &most));
	assert_int_equal(jobs_running(b.jobs), resting_at(&b, day + 23 * hour));
	write_sources(&b, "");
	assert_int_equal(0, planner_reload(b.planner));
	assert_int_equal(0, resting_at(&b, day + 23 * hour + 1));
	bench_close(&b);
}

/* The processes' memory of it ends; the run does not. */
static void reopen_planner(struct bench *b)
{
	planner_close(b->planner);
	assert_int_equal(0, planner_open(&b->planner, b->file));
	assert_int_equal(0, planner_attach(b->planner, b->frontier, b->jobs, b->crawl));
	jobs_on_finished(b->jobs, planner_job_finished, b->planner);
}

static void test_planner__what_a_run_saw_outlives_reload_and_restart(void **state)
{
	struct bench b;
	uint64_t id = 0;
	Zhibiao__SourceState *s = NULL;
	(void)state;
	bench_open(&b, "");
	assert_null(planner_run(&id, b.planner, zb_span_str("s0"), true));
	planner_saw_certificate(b.planner, "s0", 0, true);
	planner_saw_certificate(b.planner, "s0", 7000, false);
	assert_int_equal(0, planner_reload(b.planner));
	planner_saw_certificate(b.planner, "s0", 9000, false);
	reopen_planner(&b);
	planner_job_finished(b.planner, jobs_find(b.jobs, id));
	assert_int_equal(0, frontier_source_get(&s, b.frontier, zb_span_str("s0")));
	assert_int_equal(7000, s->certificate_ms);
	assert_int_equal(1, s->n_alarms);
	assert_string_equal("certificate_expired", s->alarms[0]);
	/* The next run has seen nothing yet. */
	assert_null(planner_run(&id, b.planner, zb_span_str("s0"), true));
	assert_int_equal(0, frontier_source_get(&s, b.frontier, zb_span_str("s0")));
	assert_false(s->seen_certificate_expired);
	bench_close(&b);
}

static struct job ended_run(uint64_t stored)
{
	struct job job = { .id = 7, .records = 2 * stored };
	job_count(&job, "stored", stored);
	job_count(&job, "http_404", 1);
	return job;
}

static void test_yield__keeps_an_entry_a_day(void **state)
{
	struct bench b;
	Zhibiao__SourceState *s = NULL;
	const struct yield_seen none = { 0 };
	int64_t noon = 20000 * 24 * hour + 4 * hour; /* in Beijing */
	(void)state;
	bench_open(&b, "");
	struct job job = ended_run(3);
	planner_tick(b.planner, noon);
	for (int day = 0; day < 40; day++)
		for (int run = 0; run < 2; run++) {
			assert_int_equal(
				0, frontier_source_get(&s, b.frontier, zb_span_str("s0")));
			assert_int_equal(0, yield_add_run(b.frontier, s, &job, &none,
			                                  noon + (24 * day + 11 * run) * hour));
		}
	assert_int_equal(0, frontier_source_get(&s, b.frontier, zb_span_str("s0")));
	assert_int_equal(YIELD_DAYS, s->n_days);
	assert_string_equal("2024-11-12", s->days[YIELD_DAYS - 1]->day);
	assert_int_equal(2, s->days[YIELD_DAYS - 1]->runs);
	assert_int_equal(6, s->days[YIELD_DAYS - 1]->fresh);
	assert_int_equal(12, s->days[YIELD_DAYS - 1]->records);
	assert_int_equal(2, s->days[YIELD_DAYS - 1]->failed);
	assert_int_equal(0, yield_report_days(b.frontier, s, noon + 41 * 24 * hour));
	assert_int_equal(noon + 41 * 24 * hour, s->reported_ms);
	bench_close(&b);
}

static void test_yield__alarms_stand_until_it_is_mended(void **state)
{
	struct bench b;
	Zhibiao__SourceState *s = NULL;
	const struct yield_seen none = { 0 };
	const struct yield_seen soon = { .certificate_ms = 1000 * 24 * hour };
	int64_t now = 900 * 24 * hour;
	(void)state;
	bench_open(&b, "");
	struct job good = ended_run(20);
	struct job bad = ended_run(0);
	planner_tick(b.planner, now);
	for (int run = 0; run < 60; run++) {
		assert_int_equal(0, frontier_source_get(&s, b.frontier, zb_span_str("s0")));
		yield_add_run(b.frontier, s, run < 5 ? &good : &bad, run == 0 ? &soon : &none,
		              now + run * hour);
		assert_int_equal(0, frontier_source_get(&s, b.frontier, zb_span_str("s0")));
		assert_int_equal(run < 5 ? 0 : 1, s->n_alarms);
	}
	assert_string_equal("zero_yield", s->alarms[0]);
	/* Time passes, and nothing else. */
	assert_null(yield_alarm_now(s, 985 * 24 * hour));
	assert_string_equal("certificate_expires", yield_alarm_now(s, 987 * 24 * hour));
	assert_string_equal("certificate_expired", yield_alarm_now(s, 1000 * 24 * hour));
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planner__all_due_at_once_start_one_after_the_other),
		cmocka_unit_test(test_planner__a_clock_that_goes_back_silences_nobody),
		cmocka_unit_test(test_planner__keeps_to_the_night),
		cmocka_unit_test(test_planner__runs_rest_when_their_hours_are_over),
		cmocka_unit_test(test_planner__a_run_whose_source_is_gone_ends),
		cmocka_unit_test(test_planner__a_reload_ends_a_rest),
		cmocka_unit_test(test_planner__what_a_run_saw_outlives_reload_and_restart),
		cmocka_unit_test(test_yield__keeps_an_entry_a_day),
		cmocka_unit_test(test_yield__alarms_stand_until_it_is_mended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
