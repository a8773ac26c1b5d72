/* SPDX-License-Identifier: Apache-2.0 */
/* robots.txt by RFC 9309 and, where it is silent, as Google's published parser reads it. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "services/fetcher/guard.h"
#include "services/fetcher/robots.h"
#include "services/fetcher/site.h"
#include "services/fetcher/url.h"

struct expected {
	const char *file, *agent, *url;
	bool allowed;
	unsigned line;
};

static void check_all(const struct expected *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct expected *e = &cases[i];
		struct robots *r = NULL;
		struct robots_verdict v;
		assert_int_equal(0,
		                 robots_new(&r, zb_span_str(e->file), zb_span_str(e->agent)));
		robots_check(&v, r, zb_span_str(e->url));
		if (v.allowed != e->allowed || v.line != e->line)
			fail_msg("case %zu, %s: allowed %d by line %u", i, e->url, v.allowed,
			         v.line);
		robots_free(r);
	}
}

static void test_robots__picks_the_group_that_names_the_agent(void **state)
{
	static const char file[] =
		"User-agent: *\nDisallow: /all/\n\nUser-agent: other\nUser-agent: "
		"ZhiBiao\nDisallow: /own/\n\nUser-agent: zhibiao/2\nAllow: /own/open\n";
	static const struct expected cases[] = {
		{ file, "zhibiao/0.1 (+https://example.cn)", "http://h/own/x", false, 6 },
		{ file, "zhibiao", "http://h/all/x", true, 0 },
		{ file, "zhibiao", "http://h/own/open", true, 9 },
		{ file, "another", "http://h/all/x", false, 2 },
		{ file, "another", "http://h/own/x", true, 0 },
		{ "", "zhibiao", "http://h/", true, 0 },
		{ "Disallow: /\n", "zhibiao", "http://h/", true, 0 },
		{ "User-agent: zhibiao\n\nUser-agent: *\nDisallow: /\n", "zhibiao", "http://h/",
		  false, 4 },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_robots__lets_the_longest_match_decide(void **state)
{
	static const char file[] =
		"user-agent: *\nallow: /p\ndisallow: /\nallow: /page\ndisallow: "
		"/*.htm\nallow: /$\nallow: /x/*/y$\ndisallow: /x/\nallow: "
		"/same\ndisallow: /same\ndisallow:\n";
	static const struct expected cases[] = {
		{ file, "z", "http://h/page", true, 4 },
		{ file, "z", "http://h/page.htm", false, 5 },
		{ file, "z", "http://h/page.html", false, 5 },
		{ file, "z", "http://h/", true, 6 },
		{ file, "z", "http://h", true, 6 },
		{ file, "z", "http://h/q", false, 3 },
		{ file, "z", "http://h/x/a/b/y", true, 7 },
		{ file, "z", "http://h/x/a/b/yy", false, 8 },
		{ file, "z", "http://h/same", true, 9 },
		{ "user-agent: *\ndisallow: /a*b*c$\n", "z", "http://h/aXbYc", false, 2 },
		{ "user-agent: *\ndisallow: /a*b*c$\n", "z", "http://h/aXbYcd", true, 0 },
		{ "user-agent: *\nallow: /d/index.html\ndisallow: /\n", "z", "http://h/d/",
		  true, 2 },
		{ "user-agent: *\ndisallow: /政\n", "z", "http://h/%E6%94%BF", false, 2 },
		{ "user-agent: *\ndisallow: /%e6%94%bf\n", "z", "http://h/%E6%94%BF", false,
		  2 },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_robots__reads_files_as_they_are_met(void **state)
{
	static const struct expected cases[] = {
		{ "\xEF\xBB\xBFUser-agent: *\nDisallow: /\n", "z", "http://h/", false, 2 },
		{ "User-agent: *\rDisallow: /a\r\nDisallow: /b\n", "z", "http://h/b", false,
		  3 },
		{ "user agent : * # all\n disalow /a\n", "z", "http://h/a", false, 2 },
		{ "USERAGENT:*\nDISALLOW:/a", "z", "http://h/a", false, 2 },
		{ "user-agent: *\nnonsense\nfoo: bar\ndisallow: /a\n", "z", "http://h/a", false,
		  4 },
		{ "user-agent: *\ndisallow: /a\r\r\ndisallow: /b\n", "z", "http://h/b", false,
		  4 },
		{ "\xEF\xBBuser-agent: *\ndisallow: /a\n", "z", "http://h/a", false, 2 },
		{ "\xEF\x11\xBFuser-agent: *\ndisallow: /a\n", "z", "http://h/a", true, 0 },
		{ "user-agent: *\ndisallow /a b\n", "z", "http://h/a", true, 0 },
		{ "user-agent: a\nuser-agent: z\nsitemap: http://h/s.xml\ndisallow: /a\n", "z",
		  "http://h/a", false, 4 },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

/* RFC 9309, 2.2.2 and 2.2.3: the same octets, however either side escapes them. Google's parser
 * compares the escapes as they stand; where the two differ the RFC's examples decide. */
static void test_robots__compares_what_escapes_stand_for(void **state)
{
	static const char plain[] = "user-agent: *\ndisallow: /foo/bar/baz\n";
	static const char escaped[] = "user-agent: *\ndisallow: /foo/bar/%62%61%7A\n";
	static const char raw[] = "user-agent: *\ndisallow: /foo/bar/\xE3\x83\x84\n";
	static const char lower[] = "user-agent: *\ndisallow: /foo/%e3%83%84\n";
	static const char slash[] = "user-agent: *\ndisallow: /a%2Fb\n";
	static const char star[] = "user-agent: *\ndisallow: /file-with-a-%2A.html\n";
	static const char dollar[] = "user-agent: *\ndisallow: /foo-%24\n";
	static const char query[] = "user-agent: *\ndisallow: /foo/bar?baz=https://foo.bar\n";
	static const struct expected cases[] = {
		{ plain, "z", "http://h/foo/bar/%62%61%7A", false, 2 },
		{ escaped, "z", "http://h/foo/bar/baz", false, 2 },
		{ escaped, "z", "http://h/foo/bar/%62%61%7A", false, 2 },
		{ raw, "z", "http://h/foo/bar/%E3%83%84", false, 2 },
		{ raw, "z", "http://h/foo/bar/%e3%83%84", false, 2 },
		{ raw, "z", "http://h/foo/bar/\xE3\x83\x84", false, 2 },
		{ lower, "z", "http://h/foo/%E3%83%84", false, 2 },
		{ lower, "z", "http://h/foo/%e3%83%84", false, 2 },
		{ slash, "z", "http://h/a%2fb", false, 2 },
		{ slash, "z", "http://h/a/b", true, 0 },
		{ star, "z", "http://h/file-with-a-*.html", false, 2 },
		{ star, "z", "http://h/file-with-a-b.html", true, 0 },
		{ dollar, "z", "http://h/foo-$", false, 2 },
		{ query, "z", "http://h/foo/bar?baz=https%3A%2F%2Ffoo.bar", false, 2 },
		{ query, "z", "http://h/foo/bar?baz=https://foo.bar", false, 2 },
		{ "user-agent: *\ndisallow: /%\n", "z", "http://h/*", true, 0 },
		{ "user-agent: *\ndisallow: /%\n", "z", "http://h/%7E", false, 2 },
		{ "user-agent: *\ndisallow: *A*\n", "z", "http://h/x*", true, 0 },
		{ "user-agent: *\ndisallow: *A*\n", "z", "http://h/x*A", false, 2 },
		{ "user-agent: *\ndisallow: /*A$\n", "z", "http://h/x*", true, 0 },
		{ "user-agent: *\ndisallow: /\n", "z", "http://h/robots.txt", true, 0 },
		{ "user-agent: *\ndisallow: /\n", "z", "http://h/robots%2Etxt", true, 0 },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_robots__takes_the_path_of_what_is_asked(void **state)
{
	static const char file[] =
		"user-agent: *\ndisallow: /$\ndisallow: /a\ndisallow: /?a\ndisallow: /b/c\n";
	static const struct expected cases[] = {
		{ file, "z", "", false, 2 },
		{ file, "z", "http://h", false, 2 },
		{ file, "z", "http://h#a/b", false, 2 },
		{ file, "z", "h/a", false, 3 },
		{ file, "z", "/a#b", false, 3 },
		{ file, "z", "h?a", false, 4 },
		{ file, "z", "//a/b/c", false, 5 },
		{ file, "z", "h/b/c://d", false, 5 },
		{ file, "z", "h/x://a", true, 0 },
		{ file, "z", "h/x//a", true, 0 },
		{ file, "z", "http://h//a", true, 0 },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_robots__knows_agents_by_their_token(void **state)
{
	static const char file[] =
		"user-agent: *\ndisallow: /\nuser-agent: Foo Bar\nallow: /x\ndisallow: /\n";
	static const char digits[] =
		"user-agent: *\ndisallow: /\nuser-agent: bot360\nallow: /\n";
	static const struct expected cases[] = {
		{ file, "Foo", "http://h/x", true, 4 },
		{ file, "FOO/2.1", "http://h/x", true, 4 },
		{ file, "foo (+http://f)", "http://h/x", true, 4 },
		{ file, "Foo Bar", "http://h/x", false, 2 },
		{ file, "Foo*", "http://h/x", false, 2 },
		{ file, "FooBar", "http://h/x", false, 2 },
		{ file, "", "http://h/x", false, 2 },
		{ digits, "bot", "http://h/x", true, 4 },
		{ digits, "bot360", "http://h/x", false, 2 },
		{ "user-agent: *\x0B x\ndisallow: /\n", "z", "http://h/x", false, 2 },
		{ "user-agent: *x\ndisallow: /\n", "z", "http://h/x", true, 0 },
		{ "user-agent:\ndisallow: /\n", "", "http://h/x", true, 0 },
		{ "user-agent: z\ndisallow:\n", "z", "http://h/x", true, 2 },
		{ "user-agent: z\ndisallow:\ndisallow: /x\n", "z", "http://h/x", false, 3 },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

/* 2083 * 8 bytes of a line count, the last of them as its end; 500 KiB of a file. */
static void test_robots__reads_so_much_and_no_more(void **state)
{
	enum { LINE = 2083 * 8 - 1, HEAD = 13 + 10, BEFORE = 512000 };
	static char file[ROBOTS_SIZE_MAX + 200];
	static char url[LINE + 100];
	(void)state;
	memcpy(file, "user-agent: *\ndisallow: ", HEAD + 1);
	memset(file + HEAD + 1, 'a', LINE);
	file[HEAD + 1] = '/';
	memcpy(url, "http://h/", 9);
	memset(url + 9, 'a', LINE - 10 - 1);
	struct expected one = { file, "z", url, false, 2 };
	check_all(&one, 1);
	url[9 + LINE - 10 - 2] = '\0';
	one.allowed = true;
	one.line = 0;
	check_all(&one, 1);
	memset(file, '#', sizeof(file) - 1);
	memcpy(file, "user-agent: *\n", 14);
	memcpy(file + BEFORE - 14, "\ndisallow: /in\ndisallow: /out\n", 31);
	one = (struct expected){ file, "z", "http://h/in", false, 3 };
	check_all(&one, 1);
	one = (struct expected){ file, "z", "http://h/out", true, 0 };
	check_all(&one, 1);
}

static void test_robots__collects_delay_and_sitemaps(void **state)
{
	static const char file[] =
		"sitemap: http://h/1.xml\nuser-agent: *\ncrawl-delay: "
		"5\nuser-agent: z\ncrawl-delay: 2.5\nSitemap: http://h/2.xml\n";
	struct robots *r = NULL;
	(void)state;
	assert_int_equal(0, robots_new(&r, zb_span_str(file), ZB_S("z")));
	assert_int_equal(2500, robots_delay_ms(r));
	assert_true(zb_span_eq(ZB_S("http://h/1.xml"), robots_sitemap(r, 0)));
	assert_true(zb_span_eq(ZB_S("http://h/2.xml"), robots_sitemap(r, 1)));
	assert_int_equal(0, robots_sitemap(r, 2).n);
	robots_free(r);
}

static void test_robots__stars_cost_no_more_than_the_path(void **state)
{
	static char file[20000];
	static char url[8000];
	(void)state;
	snprintf(file, sizeof(file), "user-agent: *\ndisallow: /");
	size_t n = strlen(file);
	for (int i = 0; i < 8000; i++)
		file[n + (size_t)i] = "a*"[i % 2];
	strncat(file, "b$\n", 4);
	memset(url, 'a', sizeof(url) - 1);
	memcpy(url, "http://h/", 9);
	const struct expected one = { file, "z", url, true, 0 };
	check_all(&one, 1);
}

static void test_guard__lets_only_public_addresses_through(void **state)
{
	static const struct {
		const char *address;
		bool allowed;
	} cases[] = {
		{ "8.8.8.8", true },
		{ "127.0.0.1", false },
		{ "10.1.2.3", false },
		{ "172.16.0.1", false },
		{ "172.32.0.1", true },
		{ "192.168.1.1", false },
		{ "169.254.169.254", false },
		{ "100.64.0.1", false },
		{ "0.0.0.0", false },
		{ "224.0.0.1", false },
		{ "255.255.255.255", false },
		{ "198.18.0.1", false },
		{ "::1", false },
		{ "::", false },
		{ "fe80::1", false },
		{ "fc00::1", false },
		{ "ff02::1", false },
		{ "2001:db8::1", false },
		{ "::ffff:127.0.0.1", false },
		{ "64:ff9b::10.0.0.1", false },
		{ "2002:7f00:1::", false },
		{ "2001::1", false },
		{ "::127.0.0.1", false },
		{ "64:ff9b:1::a00:1", false },
		{ "64:ff9b::8.8.8.8", true },
		{ "2400:3200::1", true },
		{ "::ffff:8.8.8.8", true },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
		struct sockaddr_in v4 = { .sin_family = AF_INET };
		bool is_v6 = strchr(cases[i].address, ':') != NULL;
		assert_int_equal(1, is_v6 ? inet_pton(AF_INET6, cases[i].address, &v6.sin6_addr)
		                          : inet_pton(AF_INET, cases[i].address, &v4.sin_addr));
		bool got =
			guard_allows(is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4);
		if (got != cases[i].allowed)
			fail_msg("%s: %d", cases[i].address, got);
	}
}

/* Names that need no resolving: behind a proxy nobody else would look. */
static void test_guard__knows_private_names_in_every_spelling(void **state)
{
	static const struct {
		const char *url;
		bool allowed;
	} cases[] = {
		{ "http://127.0.0.1/", false },
		{ "http://2130706433/", false },
		{ "http://0x7f.1/", false },
		{ "http://017700000001/", false },
		{ "http://0/", false },
		{ "http://127.1./", false },
		{ "http://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/", false },
		{ "http://169.254.169.254/latest/", false },
		{ "http://[::1]/", false },
		{ "http://[::ffff:10.0.0.1]/", false },
		{ "http://[fe80::1]/", false },
		{ "http://LocalHost/", false },
		{ "http://localhost./", false },
		{ "http://a.localhost/", false },
		{ "http://notlocalhost/", true },
		{ "http://8.8.8.8/", true },
		{ "http://[2400:3200::1]/", true },
		{ "http://127.0.0.1.example.cn/", true },
	};
	struct url url;
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(0, url_parse(&url, zb_span_str(cases[i].url), NULL, NULL));
		if (guard_allows_name(url.host) != cases[i].allowed)
			fail_msg("%s", cases[i].url);
	}
}

static void test_site__is_the_registrable_domain(void **state)
{
	static const char *const cases[][2] = {
		{ "www.shanghai.gov.cn", "shanghai.gov.cn" },
		{ "news.example.com.cn", "example.com.cn" },
		{ "example.cn", "example.cn" },
		{ "gov.cn", "gov.cn" },
		{ "127.0.0.1", "127.0.0.1" },
		{ "[::1]", "[::1]" },
		{ "localhost", "localhost" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(zb_span_eq(zb_span_str(cases[i][1]),
		                       site_of(zb_span_str(cases[i][0]))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_robots__picks_the_group_that_names_the_agent),
		cmocka_unit_test(test_robots__lets_the_longest_match_decide),
		cmocka_unit_test(test_robots__reads_files_as_they_are_met),
		cmocka_unit_test(test_robots__compares_what_escapes_stand_for),
		cmocka_unit_test(test_robots__takes_the_path_of_what_is_asked),
		cmocka_unit_test(test_robots__knows_agents_by_their_token),
		cmocka_unit_test(test_robots__reads_so_much_and_no_more),
		cmocka_unit_test(test_robots__collects_delay_and_sitemaps),
		cmocka_unit_test(test_robots__stars_cost_no_more_than_the_path),
		cmocka_unit_test(test_guard__lets_only_public_addresses_through),
		cmocka_unit_test(test_guard__knows_private_names_in_every_spelling),
		cmocka_unit_test(test_site__is_the_registrable_domain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
