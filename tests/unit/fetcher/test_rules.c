/* SPDX-License-Identifier: Apache-2.0 */
/* The fetcher's pure parts: traps, verdicts, times, health, header fields, keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "services/fetcher/header.h"
#include "services/fetcher/health.h"
#include "services/fetcher/key.h"
#include "services/fetcher/kin.h"
#include "services/fetcher/known.h"
#include "services/fetcher/schedule.h"
#include "services/fetcher/trap.h"
#include "services/fetcher/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void test_kin__are_of_one_form(void **state)
{
	static const struct {
		const char *a, *b;
		bool kin;
	} rows[] = {
		{ "http://h/list/1.html", "http://h/list/23.html", true },
		{ "http://h/list/1.html", "http://h/art/1.html", false },
		{ "http://h/list/1.html", "http://i/list/1.html", false },
		{ "http://h/s?q=a", "http://h/s?q=bb", true },
		{ "http://h/s?q=a", "http://h/s?q=a&p=1", false },
		{ "http://h/s?q", "http://h/s", false },
		{ "http://h/r/a/b/", "http://h/r/a/b/a/a/b/", true },
		{ "http://h/r/a/", "http://h/r/b/", false },
		{ "http://h/2024/05/", "http://h/2025/11/", true },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((kin_of(1, zb_span_str(rows[i].a)) == kin_of(1, zb_span_str(rows[i].b))) !=
		    rows[i].kin)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	assert_true(kin_of(1, ZB_S("http://h/")) != kin_of(2, ZB_S("http://h/")));
}

static void test_kin__are_barren_after_many_in_a_row(void **state)
{
	struct kin *kin = NULL;
	uint64_t id = kin_of(1, ZB_S("http://h/s?q=a"));
	(void)state;
	assert_int_equal(0, kin_new(&kin));
	for (int i = 0; i < 199; i++)
		kin_read(kin, id, false);
	assert_false(kin_is_barren(kin, id));
	kin_read(kin, id, true);
	for (int i = 0; i < 199; i++)
		kin_read(kin, id, false);
	assert_false(kin_is_barren(kin, id));
	kin_read(kin, id, false);
	assert_true(kin_is_barren(kin, id));
	assert_false(kin_is_barren(kin, id + 4096));
	kin_free(kin);
}

static void test_trap__of(void **state)
{
	static const struct {
		const char *url;
		bool is;
	} rows[] = {
		{ "http://h/", false },
		{ "http://h/zwgk/2026/03/t20260301_1.html", false },
		{ "http://h/a/a/x.html", false },
		{ "http://h/a/a/a/x.html", true },
		{ "http://h/news/list/news/list/x", false },
		{ "http://h/news/list/news/list/news/list/", true },
		{ "http://h/x/1/2/3/4/1/2/3/4/1/2/3/4/y", true },
		{ "http://h/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25",
		  true },
		{ "http://h/cal?year=2026&month=3", false },
		{ "http://h/cal?year=2199&month=3", true },
		{ "http://h/cal?date=1788-01-01", true },
		{ "http://h/list?page=2199", false },
		{ "http://h/2029/12/", false },
		{ "http://h/2030/01/", true },
		{ "http://h/cal/2031/7/", true },
		{ "http://h/art/2031/70.html", false },
		{ "http://h/doc/9931/12/", false },
		{ "http://h/?a=1&a=2&a=3&a=4", false },
		{ "http://h/?a=1&a=2&a=3&a=4&a=5", true },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((trap_of(zb_span_str(rows[i].url), 2026) != NULL) != rows[i].is)
			fail_msg("%s", rows[i].url);
}

static void test_verdict__of(void **state)
{
	static const struct {
		long status;
		bool conditional, location;
		enum verdict_kind kind;
		const char *outcome;
	} rows[] = {
		{ 200, false, false, VERDICT_READ, "http_200" },
		{ 203, false, false, VERDICT_READ, "http_203" },
		{ 204, false, false, VERDICT_END, "no_content" },
		{ 206, false, false, VERDICT_END, "bad_response" },
		{ 301, false, true, VERDICT_REDIRECT, "http_301" },
		{ 302, false, false, VERDICT_END, "http_302" },
		{ 304, true, false, VERDICT_SAME, "unchanged" },
		{ 304, false, false, VERDICT_END, "bad_response" },
		{ 305, false, true, VERDICT_END, "http_305" },
		{ 404, false, false, VERDICT_END, "http_404" },
		{ 408, false, false, VERDICT_TRY_AGAIN, "http_408" },
		{ 412, false, false, VERDICT_END, "challenge_412" },
		{ 429, false, false, VERDICT_REFUSED, "http_429" },
		{ 500, false, false, VERDICT_TRY_AGAIN, "http_500" },
		{ 501, false, false, VERDICT_END, "http_501" },
		{ 503, false, false, VERDICT_REFUSED, "http_503" },
		{ 521, false, false, VERDICT_END, "challenge_412" },
		{ 600, false, false, VERDICT_END, "bad_response" },
		{ 0, false, false, VERDICT_END, "bad_response" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct verdict v =
			verdict_of(rows[i].status, rows[i].conditional, rows[i].location);
		if (v.kind != rows[i].kind || strcmp(v.outcome, rows[i].outcome) != 0)
			fail_msg("%ld: %s", rows[i].status, v.outcome);
	}
}

static void test_verdict__of_a_robots_txt(void **state)
{
	static const struct {
		long status;
		const char *outcome;
		bool any;
		const char *is; /* NULL: it counts, or there is none */
	} rows[] = {
		{ 200, NULL, true, NULL },
		{ 200, NULL, false, NULL },
		{ 200, "too_large", true, NULL },
		{ 200, "too_large", false, "too_large" },
		{ 200, "timeout", true, "timeout" },
		{ 200, "bad_response", true, "bad_response" },
		{ 302, NULL, true, NULL },
		{ 404, NULL, true, NULL },
		{ 404, "timeout", true, "timeout" },
		{ 429, NULL, true, "robots_denied" },
		{ 503, NULL, true, "robots_denied" },
		{ 0, "dns_failed", false, "dns_failed" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *is = verdict_robots(rows[i].status, rows[i].outcome, rows[i].any);
		if ((is == NULL) != (rows[i].is == NULL) ||
		    (is != NULL && strcmp(is, rows[i].is) != 0))
			fail_msg("row %zu: %s", i, is != NULL ? is : "it counts");
	}
}

static void test_schedule__durations(void **state)
{
	static const struct {
		const char *text;
		int64_t ms; /* 0: none */
	} rows[] = {
		{ "90s", 90000 },   { "30m", 1800000 },   { "6h", 21600000 },
		{ "1d", 86400000 }, { "2w", 1209600000 }, { "", 0 },
		{ "m", 0 },         { "5", 0 },           { "5x", 0 },
		{ "5m ", 0 },       { "-5m", 0 },         { "1234567890s", 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t ms = 0;
		int ret = schedule_duration(&ms, zb_span_str(rows[i].text));
		if ((ret == 0) != (rows[i].ms != 0) || (ret == 0 && ms != rows[i].ms))
			fail_msg("%s", rows[i].text);
	}
}

/* Hours of 2026-03-01, Beijing time, as ms. */
static int64_t at(int hour, int minute)
{
	return 1772294400000ll + (int64_t)(hour * 60 + minute) * 60000;
}

static void test_schedule__windows(void **state)
{
	static const struct {
		const char *window;
		int hour, minute;
		int opens_hour, opens_minute; /* 24 and more: the next day */
	} rows[] = {
		{ "", 3, 0, 3, 0 },
		{ "22:00-06:00", 23, 30, 23, 30 },
		{ "22:00-06:00", 5, 59, 5, 59 },
		{ "22:00-06:00", 6, 0, 22, 0 },
		{ "22:00-06:00", 12, 15, 22, 0 },
		{ "8:30-17:00", 8, 29, 8, 30 },
		{ "8:30-17:00", 17, 0, 32, 30 },
	};
	struct schedule_window w;
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(schedule_window(&w, zb_span_str(rows[i].window)), 0);
		if (schedule_opens(&w, at(rows[i].hour, rows[i].minute)) !=
		    at(rows[i].opens_hour, rows[i].opens_minute))
			fail_msg("%s at %d:%02d", rows[i].window, rows[i].hour, rows[i].minute);
	}
	assert_true(schedule_window(&w, ZB_S("22-6")) < 0);
	assert_true(schedule_window(&w, ZB_S("25:00-06:00")) < 0);
	assert_true(schedule_window(&w, ZB_S("22:00-06:60")) < 0);
}

static void test_schedule__next_run(void **state)
{
	const struct schedule_window always = { 0 };
	const int64_t hour = 3600000;
	const int64_t now = at(12, 0);
	(void)state;
	assert_int_equal(schedule_next(0, hour, &always, now), now);
	assert_int_equal(schedule_next(now - hour / 2, hour, &always, now), now + hour / 2);
	/* Asleep for a day: once, now. */
	assert_int_equal(schedule_next(now - 24 * hour, hour, &always, now), now);
	/* The clock was set back by a year: not in a year. */
	assert_int_equal(schedule_next(now + 8760 * hour, hour, &always, now), now + hour);
}

static void test_schedule__recrawl(void **state)
{
	const int64_t hour = 3600000;
	int64_t article = schedule_recrawl(SCHEDULE_ARTICLE, 0, true);
	int64_t list = schedule_recrawl(SCHEDULE_LIST, 0, true);
	(void)state;
	assert_int_equal(article, 24 * hour);
	assert_int_equal(list, hour);
	assert_int_equal(schedule_recrawl(SCHEDULE_LIST, list, true), hour / 2);
	assert_int_equal(schedule_recrawl(SCHEDULE_LIST, list, false), hour * 3 / 2);
	for (int i = 0; i < 50; i++) {
		article = schedule_recrawl(SCHEDULE_ARTICLE, article, false);
		list = schedule_recrawl(SCHEDULE_LIST, list, true);
	}
	assert_int_equal(article, 60 * 24 * hour);
	assert_int_equal(list, hour / 6);
}

static bool has_alarm(const char *const *alarms, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(alarms[i], name) == 0)
			return true;
	return false;
}

static void test_health__judges_a_run(void **state)
{
	static const struct {
		const char *alarm; /* NULL: none */
		struct health_run run;
	} rows[] = {
		{ NULL, { .documents = 20, .fresh = 10, .records = 60 } },
		{ NULL, { .documents = 20 } },
		{ "zero_yield", { .documents = 0 } },
		{ "unreachable", { .unreachable = 1 } },
		{ "no_records", { .documents = 20, .fresh = 10 } },
		{ "layout_changed",
		  { .documents = 2, .fresh = 2, .records = 1, .no_content = 18 } },
		{ "certificate", { .documents = 20, .tls_failed = 1 } },
		{ "certificate_expired",
		  { .documents = 20, .tls_failed = 1, .certificate_expired = true } },
		{ "wrong_site_code", { .documents = 20, .wrong_site = 2 } },
	};
	const char *alarms[HEALTH_ALARMS_MAX];
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct health_base base = { .runs = 10, .documents = 20, .records = 6 };
		size_t n = health_judge(alarms, &base, &rows[i].run);
		assert_int_equal(base.runs, 11);
		if (rows[i].alarm == NULL ? n != 0 : !has_alarm(alarms, n, rows[i].alarm))
			fail_msg("row %zu: %zu alarms, not %s", i, n,
			         rows[i].alarm != NULL ? rows[i].alarm : "none");
	}
	/* The first runs have nothing to be compared with. */
	struct health_base first = { 0 };
	assert_int_equal(health_judge(alarms, &first, &rows[2].run), 0);
}

static void test_header__get(void **state)
{
	struct zb_span head =
		ZB_S("HTTP/1.1 200 OK\r\nContent-Type:  text/html; charset=GBK \r\n"
	             "X-Robots-Tag: nofollow, NoIndex\r\netag:\"a\"\r\nBad line\r\n");
	(void)state;
	assert_true(zb_span_eq(header_get(head, ZB_S("content-type")),
	                       ZB_S("text/html; charset=GBK")));
	assert_true(zb_span_eq(header_media_type(ZB_S("text/html ; charset=GBK")),
	                       ZB_S("text/html")));
	assert_true(zb_span_eq(header_get(head, ZB_S("ETag")), ZB_S("\"a\"")));
	assert_int_equal(header_get(head, ZB_S("bad line")).n, 0);
	assert_int_equal(header_get(head, ZB_S("etags")).n, 0);
	assert_true(header_is_noindex(head));
	assert_false(header_is_noindex(ZB_S("X-Robots-Tag: all\r\n")));
}

static void test_key__neighbours(void **state)
{
	struct url_key a, b, c;
	unsigned char k[READY_KEY_SIZE], l[READY_KEY_SIZE];
	(void)state;
	url_key_of(&a, ZB_S("http://h/zwgk/1.html"));
	url_key_of(&b, ZB_S("http://h/zwgk/2.html?x=/y/"));
	url_key_of(&c, ZB_S("http://h/zwgk2/1.html"));
	assert_memory_equal(a.b, b.b, URL_KEY_DIR);
	assert_memory_not_equal(a.b, c.b, URL_KEY_DIR);
	assert_false(url_key_eq(&a, &b));
	/* In one folder the order is that of the numbers, however they are written. */
	static const char *const ordered[] = {
		"http://h/zwgk/",
		"http://h/zwgk/t9.html",
		"http://h/zwgk/content_10.shtml",
		"http://h/zwgk/t20260301_99.html",
		"http://h/zwgk/t20260301_100.html",
		"http://h/zwgk/t20260302_100.html",
	};
	for (size_t i = 0; i < COUNT(ordered); i++, a = b) {
		url_key_of(&b, zb_span_str(ordered[i]));
		if (i > 0)
			assert_true(zb_span_cmp(url_key_span(&a), url_key_span(&b)) < 0);
	}
	/* Byte order is: host, priority, sequence. */
	assert_true(zb_span_cmp(ready_key(k, 1, 2, UINT64_MAX), ready_key(l, 1, 3, 0)) < 0);
	assert_true(zb_span_cmp(ready_key(k, 255, 9, 9), ready_key(l, 256, 0, 0)) < 0);
	assert_true(zb_span_cmp(ready_key(k, 1, 1, 255), ready_key(l, 1, 1, 256)) < 0);
}

static void test_known__remembers_ways(void **state)
{
	struct known *known = NULL;
	struct url_key a, b;
	(void)state;
	url_key_of(&a, ZB_S("http://h/1.html"));
	url_key_of(&b, ZB_S("http://h/2.html"));
	assert_int_equal(known_new(&known), 0);
	assert_false(known_has(known, 1, &a, 9));
	known_add(known, 1, &a, 2);
	assert_true(known_has(known, 1, &a, 2));
	assert_true(known_has(known, 1, &a, 3));
	assert_false(known_has(known, 1, &a, 1)); /* a shorter way is news */
	assert_false(known_has(known, 2, &a, 2)); /* and so is another job */
	assert_false(known_has(known, 1, &b, 2));
	known_add(known, 1, &a, 0);
	assert_true(known_has(known, 1, &a, 0));
	known_remove(known, 1, &b);
	assert_true(known_has(known, 1, &a, 0));
	known_remove(known, 1, &a);
	assert_false(known_has(known, 1, &a, 9));
	known_free(known);
}

/* All of a small site, and of a large one the newest. */
static void test_known__remembers_how_many(void **state)
{
	enum { MANY = 100000, SMALL = 8000 };
	struct known *known = NULL;
	struct url_key key;
	char url[64];
	unsigned hits = 0;
	(void)state;
	assert_int_equal(known_new(&known), 0);
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < MANY; i++) {
			int n = snprintf(url, sizeof(url), "http://h/%d.html", i);
			url_key_of(&key, zb_span(url, (size_t)n));
			if (pass == 0)
				known_add(known, 1, &key, 2);
			else if (i >= MANY - SMALL)
				hits += known_has(known, 1, &key, 2);
		}
	}
	assert_in_range(hits, SMALL * 9 / 10, SMALL);
	known_free(known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kin__are_of_one_form),
		cmocka_unit_test(test_kin__are_barren_after_many_in_a_row),
		cmocka_unit_test(test_trap__of),
		cmocka_unit_test(test_verdict__of),
		cmocka_unit_test(test_verdict__of_a_robots_txt),
		cmocka_unit_test(test_schedule__durations),
		cmocka_unit_test(test_schedule__windows),
		cmocka_unit_test(test_schedule__next_run),
		cmocka_unit_test(test_schedule__recrawl),
		cmocka_unit_test(test_health__judges_a_run),
		cmocka_unit_test(test_header__get),
		cmocka_unit_test(test_key__neighbours),
		cmocka_unit_test(test_known__remembers_ways),
		cmocka_unit_test(test_known__remembers_how_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
