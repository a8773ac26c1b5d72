/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon from outside: real processes, a real site, a real LMDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "rig.h"

static const char fast[] = "fetcher:\n"
			   "  host_delay_ms: 0\n"
			   "  connections_per_host: 8\n"
			   "  allow_private_addresses: true\n"
			   "  max_body_bytes: 1048576\n"
			   "  timeout_ms: 3000\n"
			   "  max_attempts: 2\n";

static void test_fetcher__crawls_a_site(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, fast);
	uint64_t job = rig_crawl(&rig, 3, (const char *const[]){ "/", NULL });
	assert_true(rig_wait(&rig, job, 30000));
	assert_int_equal(rig_count(&rig, "stored"), 1 + 10 + 300);
	assert_int_equal(rig_hits(&rig, "/a/17.html"), 1);
	assert_int_equal(rig_hits(&rig, "/robots.txt"), 1);
	assert_int_equal(rig_gauge(&rig, "queued"), 0);
	assert_int_equal(rig_gauge(&rig, "body_bytes"), 0);
	assert_int_equal(rig_stop(&rig), 0);
	rig_close(&rig);
}

struct behaviour {
	const char *path;
	const char *outcome;
};

static const struct behaviour behaviours[] = {
	{ "/gone", "http_410" },
	{ "/missing", "http_404" },
	{ "/forbidden", "http_403" },
	{ "/login", "http_401" },
	{ "/challenge412", "challenge_412" },
	{ "/challenge521", "challenge_412" },
	{ "/error500", "http_500" },
	{ "/error502", "http_502" },
	{ "/empty204", "no_content" },
	{ "/partial206", "bad_response" },
	{ "/unasked304", "bad_response" },
	{ "/redirect1", "stored" },
	{ "/redirect301", "stored" },
	{ "/redirect308", "stored" },
	{ "/redirect-chain", "stored" },
	{ "/redirect-self", "too_many_redirects" },
	{ "/redirect-loop", "too_many_redirects" },
	{ "/redirect-bare", "http_302" },
	{ "/redirect-ftp", "out_of_scope" },
	{ "/redirect-file", "out_of_scope" },
	{ "/redirect-script", "out_of_scope" },
	{ "/redirect-bad", "bad_url" },
	{ "/redirect-private", "robots_denied" },
	{ "/redirect-gone", "http_404" },
	{ "/hops/5", "stored" },
	{ "/hops/30", "too_many_redirects" },
	{ "/short", "bad_response" },
	{ "/garbage", "bad_response" },
	{ "/http09", "bad_response" },
	{ "/no-answer", "bad_response" },
	{ "/bad-gzip", "bad_response" },
	{ "/bomb", "too_large" },
	{ "/good-gzip", "stored" },
	{ "/bad-chunk", "bad_response" },
	{ "/cut-chunk", "bad_response" },
	{ "/good-chunk", "stored" },
	{ "/long-head", "bad_response" },
	{ "/many-fields", "bad_response" },
	{ "/endless-head", "bad_response" },
	{ "/lies-length", "too_large" },
	{ "/continue", "stored" },
	{ "/private/1.html", "robots_denied" },
	{ "/one", "stored" },
	{ "/big", "too_large" },
	{ "/bad-status", "bad_response" },
	{ "/status600", "bad_response" },
	{ "/hang", "timeout" },
	{ "/drip", "timeout" },
	{ "/endless", "too_large" },
	{ "/slow", "stored" },
	{ "/flaky/1", "stored" },
};

enum { BEHAVIOURS = sizeof(behaviours) / sizeof(behaviours[0]) };

static void test_fetcher__names_what_goes_wrong(void **state)
{
	struct rig rig;
	const char *paths[BEHAVIOURS + 1] = { NULL };
	int wrong = 0;
	(void)state;
	rig_open(&rig, fast);
	for (int i = 0; i < BEHAVIOURS; i++)
		paths[i] = behaviours[i].path;
	uint64_t job = rig_crawl(&rig, 0, paths);
	assert_true(rig_wait(&rig, job, 90000));
	for (int i = 0; i < BEHAVIOURS; i++) {
		const char *is = rig_outcome(&rig, behaviours[i].path);
		if (is != NULL && strcmp(is, behaviours[i].outcome) == 0)
			continue;
		print_error("%s: %s, not %s\n", behaviours[i].path, is != NULL ? is : "?",
		            behaviours[i].outcome);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	rig_close(&rig);
}

static void test_fetcher__survives_kill_at_any_time(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, fast);
	uint64_t job = rig_crawl(&rig, 3, (const char *const[]){ "/", NULL });
	for (int i = 0; i < 8; i++) {
		rig_run(&rig, 60 + 35 * i);
		rig_kill(&rig);
		rig_start(&rig);
	}
	assert_true(rig_wait(&rig, job, 30000));
	assert_int_equal(rig_count(&rig, "stored"), 1 + 10 + 300);
	rig_close(&rig);
}

static uint64_t newest_job(struct rig *rig)
{
	uint64_t job = 0;
	for (uint64_t id = 1; id < 20 && rig_knows(rig, id); id++)
		job = id;
	return job;
}

static void test_fetcher__runs_sources(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, fast);
	rig_sources(&rig, "sources:\n"
	                  "  - name: news\n"
	                  "    urls: [\"@/list/0.html\"]\n"
	                  "    allow: [\"/a/\"]\n"
	                  "    interval: 2s\n"
	                  "    region: 上海市\n"
	                  "  - name: still\n"
	                  "    kind: page\n"
	                  "    urls: [\"@/etag/1\"]\n"
	                  "    paused: true\n"
	                  "  - name: map\n"
	                  "    kind: sitemap\n"
	                  "    urls: [\"@/\"]\n"
	                  "    paused: true\n");
	rig_source(&rig, "reload", "");
	assert_string_equal(rig.source->error, "");
	rig_run(&rig, 1500);
	assert_int_equal(newest_job(&rig), 1);
	assert_true(rig_wait(&rig, 1, 10000));
	assert_int_equal(rig_count(&rig, "stored"), 31);
	/* The second run asks for the list only: what it names is not due yet. */
	rig_run(&rig, 2500);
	assert_true(newest_job(&rig) >= 2);
	assert_true(rig_wait(&rig, 2, 10000));
	assert_int_equal(rig.jobs->jobs[0]->n_listed, 1);
	assert_int_equal(rig_hits(&rig, "/a/7.html"), 1);
	rig_source(&rig, "pause", "news");
	uint64_t before = newest_job(&rig);
	rig_run(&rig, 3000);
	assert_int_equal(newest_job(&rig), before);
	rig_source(&rig, "run", "nobody");
	assert_string_not_equal(rig.source->error, "");
	/* Asked for by hand, twice: the second time the server says that nothing changed. */
	rig_source(&rig, "run", "still");
	assert_true(rig_wait(&rig, strtoull(rig.source->job, NULL, 10), 10000));
	assert_int_equal(rig_count(&rig, "stored"), 1);
	rig_run(&rig, 300);
	rig_source(&rig, "run", "still");
	assert_true(rig_wait(&rig, strtoull(rig.source->job, NULL, 10), 10000));
	assert_int_equal(rig_count(&rig, "unchanged"), 1);
	assert_int_equal(rig_hits(&rig, "/etag/1"), 2);
	/* A site's root stands for the site maps that its robots.txt names. */
	rig_source(&rig, "run", "map");
	assert_true(rig_wait(&rig, strtoull(rig.source->job, NULL, 10), 10000));
	assert_string_equal(rig_outcome(&rig, "/"), "listed");
	assert_string_equal(rig_outcome(&rig, "/maps/news.xml"), "stored");
	assert_int_equal(rig_hits(&rig, "/"), 0);
	rig_sources(&rig, "sources:\n  - name: x\n    interval: soon\n    urls: [\"@/\"]\n");
	rig_source(&rig, "reload", "");
	assert_string_not_equal(rig.source->error, "");
	rig_close(&rig);
}

static void test_fetcher__reads_files_and_folders(void **state)
{
	struct rig rig;
	char path[128];
	(void)state;
	rig_open(&rig, fast);
	snprintf(path, sizeof(path), "%s/in", rig.dir);
	rig_folder(&rig, "in");
	rig_folder(&rig, "in/b");
	rig_file(&rig, "in/a.txt", 10);
	rig_file(&rig, "in/b/c d.html", 20);
	rig_file(&rig, "in/.hidden", 10);
	rig_file(&rig, "in/big.txt", 2000000);
	char other[160];
	snprintf(other, sizeof(other), "file://%s/a.txt", path);
	char missing[160];
	snprintf(missing, sizeof(missing), "file://%s/none", path);
	char folder[160];
	snprintf(folder, sizeof(folder), "file://%s", path);
	uint64_t job =
		rig_crawl(&rig, 0, (const char *const[]){ folder, other, missing, NULL });
	assert_int_equal(rig.crawl->n_refused, 1);
	assert_true(rig_wait(&rig, job, 10000));
	assert_int_equal(rig_count(&rig, "stored"), 2);
	assert_int_equal(rig_count(&rig, "listed"), 2);
	assert_int_equal(rig_count(&rig, "too_large"), 1);
	rig_close(&rig);
}

static void test_fetcher__gives_up_what_readers_die_of(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, fast);
	rig.reading = false;
	uint64_t job = rig_crawl(&rig, 0, (const char *const[]){ "/one", NULL });
	rig_run(&rig, 800);
	assert_int_equal(rig.leases, 1);
	for (unsigned i = 1; i <= 3; i++) {
		rig.incarnation = i;
		rig.crashed_on = 1;
		rig_hello(&rig);
		rig_run(&rig, 200);
	}
	assert_true(rig_wait(&rig, job, 5000));
	assert_int_equal(rig_count(&rig, "parse_failed"), 1);
	assert_int_equal(rig.leases, 3);
	rig_close(&rig);
}

static void test_fetcher__waits_for_readers(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, "fetcher:\n"
	               "  host_delay_ms: 0\n"
	               "  allow_private_addresses: true\n"
	               "  body_queue_bytes: 1M\n");
	rig.reading = false;
	rig.credit = 0;
	rig_hello(&rig);
	const char *urls[41] = { NULL };
	static char paths[40][32];
	for (int i = 0; i < 40; i++) {
		snprintf(paths[i], sizeof(paths[i]), "/large/%d", i);
		urls[i] = paths[i];
	}
	uint64_t job = rig_crawl(&rig, 0, urls);
	rig_run(&rig, 1500);
	assert_true(rig_gauge(&rig, "body_bytes") < 2u << 20);
	assert_true(rig_gauge(&rig, "queued") > 20);
	rig.reading = true;
	rig.credit = 8;
	rig_hello(&rig);
	assert_true(rig_wait(&rig, job, 10000));
	assert_int_equal(rig_count(&rig, "stored"), 40);
	rig_close(&rig);
}

/* A frontier with room for some twenty documents: it waits for readers to make room, loses
 * nothing and goes on by itself. */
static void test_fetcher__goes_on_where_there_is_room_again(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, "fetcher:\n"
	               "  host_delay_ms: 0\n"
	               "  allow_private_addresses: true\n"
	               "  disk_reserve_bytes: 0\n"
	               "  map_size: 5M\n");
	rig.reading = false;
	rig.credit = 0;
	rig_hello(&rig);
	const char *urls[41] = { NULL };
	static char paths[40][32];
	for (int i = 0; i < 40; i++) {
		snprintf(paths[i], sizeof(paths[i]), "/large/%d", i);
		urls[i] = paths[i];
	}
	uint64_t job = rig_crawl(&rig, 0, urls);
	rig_run(&rig, 2500);
	assert_true(rig_gauge(&rig, "queued") > 10);
	assert_string_equal(rig.status->state, "waiting for room");
	rig.reading = true;
	rig.credit = 8;
	rig_hello(&rig);
	assert_true(rig_wait_quietly(&rig, job, 60000));
	assert_int_equal(rig_count(&rig, "stored"), 40);
	rig_close(&rig);
}

static void test_fetcher__refuses_private_addresses(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, "fetcher:\n  host_delay_ms: 0\n");
	uint64_t job = rig_crawl(&rig, 0,
	                         (const char *const[]){ "/one", "http://localhost:1/",
	                                                "http://[::ffff:10.0.0.1]/", NULL });
	assert_true(rig_wait(&rig, job, 10000));
	assert_int_equal(rig_count(&rig, "address_denied"), 3);
	assert_int_equal(rig_hits(&rig, "/one"), 0);
	assert_int_equal(rig_hits(&rig, "/robots.txt"), 0);
	rig_close(&rig);
}

static void test_fetcher__explains_an_address(void **state)
{
	struct rig rig;
	(void)state;
	rig_open(&rig, fast);
	uint64_t job = rig_crawl(&rig, 1, (const char *const[]){ "/", NULL });
	assert_true(rig_wait(&rig, job, 10000));
	rig_why(&rig, "/list/30.html");
	assert_string_equal(rig_fact(&rig, "last outcome"), "stored");
	assert_non_null(strstr(rig_fact(&rig, "found on"), rig.site));
	rig_why(&rig, "/never");
	assert_non_null(rig_fact(&rig, "known"));
	rig_close(&rig);
}

enum { POLITE_HOSTS = 40, POLITE_MS = 300 };

/* Forty hosts, a delay of 300 ms, robots.txt and ten pages each: never two requests within the
 * delay, and the hosts beside each other: one after the other would take forty times as long. */
static void test_fetcher__keeps_its_distance(void **state)
{
	static char urls[POLITE_HOSTS][64];
	const char *list[POLITE_HOSTS + 1] = { NULL };
	char times[256];
	struct rig rig;
	(void)state;
	rig_open(&rig, "fetcher:\n  host_delay_ms: 300\n  allow_private_addresses: true\n");
	for (int i = 0; i < POLITE_HOSTS; i++) {
		snprintf(urls[i], sizeof(urls[i]), "http://127.0.7.%d%s/", i + 1,
		         strrchr(rig.site, ':'));
		list[i] = urls[i];
	}
	int64_t start = zb_clock_mono_ms();
	uint64_t job = rig_crawl(&rig, 1, list);
	assert_true(rig_wait_quietly(&rig, job, 30000));
	int64_t took = zb_clock_mono_ms() - start;
	assert_int_equal(rig_count(&rig, "stored"), POLITE_HOSTS * 11);
	rig_get(&rig, "/times", times, sizeof(times));
	char *end = NULL;
	assert_int_equal(strtol(times, &end, 10), POLITE_HOSTS * 11);
	/* The site takes the time after its own thread was woken: a little may be lost there. */
	assert_true(strtol(end, NULL, 10) >= POLITE_MS - 20);
	assert_true(took < POLITE_MS * 11 * POLITE_HOSTS / 10);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetcher__crawls_a_site),
		cmocka_unit_test(test_fetcher__names_what_goes_wrong),
		cmocka_unit_test(test_fetcher__survives_kill_at_any_time),
		cmocka_unit_test(test_fetcher__runs_sources),
		cmocka_unit_test(test_fetcher__reads_files_and_folders),
		cmocka_unit_test(test_fetcher__gives_up_what_readers_die_of),
		cmocka_unit_test(test_fetcher__waits_for_readers),
		cmocka_unit_test(test_fetcher__goes_on_where_there_is_room_again),
		cmocka_unit_test(test_fetcher__refuses_private_addresses),
		cmocka_unit_test(test_fetcher__explains_an_address),
		cmocka_unit_test(test_fetcher__keeps_its_distance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
