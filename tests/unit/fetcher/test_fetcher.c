/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon from outside: real processes, a real site, a real LMDB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetcher__crawls_a_site),
		cmocka_unit_test(test_fetcher__names_what_goes_wrong),
		cmocka_unit_test(test_fetcher__survives_kill_at_any_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
