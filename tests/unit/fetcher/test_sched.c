/* SPDX-License-Identifier: Apache-2.0 */
/* The hosts' timetable, under a clock of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "services/fetcher/sched.h"

enum { HOSTS = 500, DELAY = 1000 };

static const struct sched_conf usual = { .delay_ms = DELAY,
	                                 .per_host = 2,
	                                 .per_site = 8,
	                                 .rest_max_ms = 60000,
	                                 .delay_max_ms = 30000 };

static struct host *add(struct sched *s, uint32_t id, const char *site)
{
	char name[32];
	snprintf(name, sizeof(name), "h%u", id);
	struct host *h =
		sched_add(s, id, zb_span_str(name), zb_span_str(site != NULL ? site : name));
	assert_non_null(h);
	sched_work(s, h);
	return h;
}

struct flight {
	struct host *host;
	int64_t sent, ends;
};

/* A minute of 500 hosts that answer in 5 to 400 ms: none is asked twice within its delay, and
 * none waits longer than that. */
static void test_sched__keeps_the_delay(void **state)
{
	static struct flight flights[4096];
	static int64_t last[HOSTS + 1];
	size_t n = 0;
	unsigned requests = 0;
	struct sched *s = NULL;
	uint32_t seed = 1;
	(void)state;
	assert_int_equal(sched_open(&s, &usual), 0);
	for (uint32_t i = 1; i <= HOSTS; i++)
		add(s, i, NULL);
	for (int64_t now = 1; now < 60000; now++) {
		int64_t wait = 0;
		struct host *h = NULL;
		for (size_t i = 0; i < n; i++) {
			if (flights[i].ends > now)
				continue;
			sched_answered(s, flights[i].host);
			sched_end(s, flights[i].host, flights[i].sent);
			flights[i--] = flights[--n];
		}
		while ((h = sched_pick(&wait, s, now)) != NULL) {
			seed = seed * 1664525u + 1013904223u;
			int64_t sent = now + (seed >> 16) % 4; /* jitter on the way */
			if (last[h->id] != 0 && now - last[h->id] < DELAY)
				fail_msg("host %u after %d ms", h->id,
				         (int)(now - last[h->id]));
			last[h->id] = sent;
			sched_begin(s, h, now);
			flights[n++] = (struct flight){ h, sent, sent + 5 + (seed >> 8) % 395 };
			requests++;
		}
		if (n == 0)
			assert_true(wait > 0);
	}
	assert_true(requests >= HOSTS * 60 * 95 / 100);
	sched_close(s, NULL);
}

static void test_sched__limits_connections(void **state)
{
	struct sched_conf conf = usual;
	struct sched *s = NULL;
	struct host *picked[16] = { NULL };
	int64_t wait = 0;
	unsigned n = 0;
	(void)state;
	conf.delay_ms = 0;
	conf.per_site = 5;
	assert_int_equal(sched_open(&s, &conf), 0);
	for (uint32_t i = 1; i <= 4; i++)
		add(s, i, "one.example");
	while (n < 16 && (picked[n] = sched_pick(&wait, s, 1)) != NULL)
		sched_begin(s, picked[n++], 1);
	assert_int_equal(n, 5);
	assert_int_equal(wait, -1);
	for (unsigned i = 0; i < n; i++)
		assert_true(picked[i]->inflight <= 2);
	/* One ends: one more may begin, and only one. */
	sched_end(s, picked[0], 1);
	struct host *h = sched_pick(&wait, s, 2);
	assert_non_null(h);
	sched_begin(s, h, 2);
	assert_null(sched_pick(&wait, s, 2));
	sched_close(s, NULL);
}

static void test_sched__rests_after_refusals(void **state)
{
	struct sched *s = NULL;
	int64_t wait = 0;
	int64_t now = 10000;
	(void)state;
	assert_int_equal(sched_open(&s, &usual), 0);
	struct host *h = add(s, 1, NULL);
	sched_begin(s, h, now);
	assert_int_equal(sched_refused(s, h, now, 0), 1000);
	/* Its twin that was under way at the same time counts no further. */
	assert_int_equal(sched_refused(s, h, now, 0), 1000);
	sched_end(s, h, now);
	int64_t rest = 1000;
	for (int i = 0; i < 10; i++) {
		now = h->rest_until_ms + 1;
		rest = rest * 2 < 60000 ? rest * 2 : 60000;
		assert_int_equal(sched_refused(s, h, now, 0), rest);
	}
	now = h->rest_until_ms + 1;
	assert_int_equal(sched_refused(s, h, now, 3600000), 60000);
	assert_null(sched_pick(&wait, s, now + 59999));
	assert_ptr_equal(sched_pick(&wait, s, now + 60000), h);
	/* Faster only slowly. */
	int64_t slow = h->slow_ms;
	assert_true(slow > 0);
	sched_answered(s, h);
	assert_true(h->slow_ms > slow / 2 && h->slow_ms < slow);
	for (int i = 0; i < 100; i++)
		sched_answered(s, h);
	assert_int_equal(h->slow_ms, 0);
	sched_close(s, NULL);
}

static void test_sched__one_failing_page_stops_no_host(void **state)
{
	struct sched *s = NULL;
	int64_t wait = 0;
	int64_t now = 10000;
	(void)state;
	assert_int_equal(sched_open(&s, &usual), 0);
	struct host *h = add(s, 1, NULL);
	/* Now and then: it goes on, a little slower. */
	for (int i = 0; i < 20; i++) {
		assert_int_equal(sched_failed(s, h, now, 30000), 0);
		assert_true(h->slow_ms > 0 && h->slow_ms < 200);
		for (int k = 0; k < 9; k++)
			sched_answered(s, h);
		now += 20000;
		assert_ptr_equal(sched_pick(&wait, s, now), h);
	}
	/* Again and again: it rests as it asks. */
	assert_int_equal(sched_failed(s, h, now, 30000), 0);
	assert_int_equal(sched_failed(s, h, now, 30000), 0);
	assert_int_equal(sched_failed(s, h, now, 30000), 30000);
	assert_null(sched_pick(&wait, s, now + 29999));
	assert_ptr_equal(sched_pick(&wait, s, now + 30000), h);
	sched_close(s, NULL);
}

static void test_sched__holds_and_forgets(void **state)
{
	struct sched *s = NULL;
	int64_t wait = 0;
	(void)state;
	assert_int_equal(sched_open(&s, &usual), 0);
	struct host *h = add(s, 7, NULL);
	sched_hold(s, h, true);
	assert_null(sched_pick(&wait, s, 1));
	sched_hold(s, h, false);
	assert_ptr_equal(sched_pick(&wait, s, 1), h);
	sched_set_delay(s, h, 1000000);
	assert_int_equal(h->delay_ms, usual.delay_max_ms);
	sched_begin(s, h, 1);
	sched_end(s, h, 1);
	sched_idle(s, h);
	sched_sweep(s, 1000, 100, NULL); /* must still remember when it was asked */
	assert_ptr_equal(sched_find(s, 7), h);
	sched_sweep(s, 1000, 100000, NULL);
	assert_null(sched_find(s, 7));
	assert_int_equal(sched_hosts(s), 0);
	sched_close(s, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sched__keeps_the_delay),
		cmocka_unit_test(test_sched__limits_connections),
		cmocka_unit_test(test_sched__rests_after_refusals),
		cmocka_unit_test(test_sched__one_failing_page_stops_no_host),
		cmocka_unit_test(test_sched__holds_and_forgets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
