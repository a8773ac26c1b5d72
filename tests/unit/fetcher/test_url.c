/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as the URL Standard reads them; the cases are ours, the rules its sections 3 and 4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/err.h"
#include "services/fetcher/url.h"

struct expected {
	const char *text, *base, *href; /* href NULL: none */
};

static void check(const struct expected *e)
{
	struct url base, url;
	const char *why = NULL;
	if (e->base != NULL)
		assert_int_equal(0, url_parse(&base, zb_span_str(e->base), NULL, NULL));
	int ret = url_parse(&url, zb_span_str(e->text), e->base != NULL ? &base : NULL, &why);
	const char *got = ret == 0 ? url.href : NULL;
	bool same =
		got == NULL ? e->href == NULL : e->href != NULL && strcmp(got, e->href) == 0;
	if (!same)
		fail_msg("%s (base %s): wanted %s, got %s (%s)", e->text,
		         e->base != NULL ? e->base : "none", e->href != NULL ? e->href : "none",
		         got != NULL ? got : "none", why);
}

static void check_all(const struct expected *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(&cases[i]);
}

static void test_url__writes_one_form_for_one_page(void **state)
{
	static const struct expected cases[] = {
		{ "HTTP://WWW.Example.GOV.cn:80/a/../b/./c.html#top", NULL,
		  "http://www.example.gov.cn/b/c.html" },
		{ "https://example.cn:443", NULL, "https://example.cn/" },
		{ "https://example.cn:8443/", NULL, "https://example.cn:8443/" },
		{ "  http://example.cn/\n a\tb ", NULL, "http://example.cn/%20ab" },
		{ "http:\\\\example.cn\\a\\b", NULL, "http://example.cn/a/b" },
		{ "http:///example.cn//a", NULL, "http://example.cn//a" },
		{ "http://example.cn/%7Ea/%2e%2E/b", NULL, "http://example.cn/b" },
		{ "http://example.cn/政策?文=号#章", NULL,
		  "http://example.cn/%E6%94%BF%E7%AD%96?%E6%96%87=%E5%8F%B7" },
		{ "http://example.cn/?", NULL, "http://example.cn/?" },
		{ "http://example.cn?q='<>\"", NULL, "http://example.cn/?q=%27%3C%3E%22" },
		{ "http://u:p@w@example.cn/", NULL, "http://u:p%40w@example.cn/" },
		{ "http://@example.cn/", NULL, "http://example.cn/" },
		{ "http://example.cn/a b{c}|^`", NULL,
		  "http://example.cn/a%20b%7Bc%7D|%5E%60" },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_url__reads_hosts_in_every_spelling(void **state)
{
	static const struct expected cases[] = {
		{ "http://xn--pokxncvks/", NULL, "http://xn--pokxncvks/" },
		{ "http://XN--/", NULL, "http://xn--/" },
		{ "http://\xE1\xBA\x9E.cn/", NULL, "http://xn--zca.cn/" },
		{ "http://\xE1\x82\xA0.cn/", NULL, "http://xn--rkj.cn/" },
		{ "http://a\xE2\x81\xAB\xE1\xA0\x8E.cn/", NULL, "http://a.cn/" },
		{ "http://中国政府.cn/", NULL, "http://xn--fiqs8sirgfmh.cn/" },
		{ "http://ＥＸＡＭＰＬＥ。ｃｎ/", NULL, "http://example.cn/" },
		{ "http://ex%41mple.cn/", NULL, "http://example.cn/" },
		{ "http://2130706433/", NULL, "http://127.0.0.1/" },
		{ "http://0x7f.1/", NULL, "http://127.0.0.1/" },
		{ "http://010.0.0.1/", NULL, "http://8.0.0.1/" },
		{ "http://1.2.3.4./", NULL, "http://1.2.3.4/" },
		{ "http://256.0.0.1/", NULL, NULL },
		{ "http://1.2.3.4.5/", NULL, NULL },
		{ "http://[2001:0DB8:0:0:1:0:0:1]/", NULL, "http://[2001:db8::1:0:0:1]/" },
		{ "http://[::ffff:1.2.3.4]/", NULL, "http://[::ffff:102:304]/" },
		{ "http://[::1", NULL, NULL },
		{ "http://[1:2:3]/", NULL, NULL },
		{ "http://a b/", NULL, NULL },
		{ "http://a<b/", NULL, NULL },
		{ "http://", NULL, NULL },
		{ "http://example.cn:99999/", NULL, NULL },
		{ "http://example.cn:8x/", NULL, NULL },
		{ "http://example.cn:/", NULL, "http://example.cn/" },
		{ "http://a..b/", NULL, "http://a..b/" },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_url__follows_the_base(void **state)
{
	static const char base[] = "https://example.cn/zwgk/2024/list.html?p=1";
	static const struct expected cases[] = {
		{ "t1.html", base, "https://example.cn/zwgk/2024/t1.html" },
		{ "../2023/", base, "https://example.cn/zwgk/2023/" },
		{ "../../../../x", base, "https://example.cn/x" },
		{ "/x", base, "https://example.cn/x" },
		{ "//other.cn/x", base, "https://other.cn/x" },
		{ "\\\\other.cn\\x", base, "https://other.cn/x" },
		{ "?p=2", base, "https://example.cn/zwgk/2024/list.html?p=2" },
		{ "#a", base, "https://example.cn/zwgk/2024/list.html?p=1" },
		{ "", base, "https://example.cn/zwgk/2024/list.html?p=1" },
		{ "https:t2.html", base, "https://example.cn/zwgk/2024/t2.html" },
		{ "http:t2.html", base, "http://t2.html/" },
		{ "mailto:a@example.cn", base, NULL },
		{ "javascript:void(0)", base, NULL },
		{ "t1.html", NULL, NULL },
	};
	(void)state;
	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_url__keys_fold_what_servers_do_not_tell_apart(void **state)
{
	static const char *const drop[] = { "jsessionid", "utm_source", "sid=", NULL };
	static const char *const cases[][2] = {
		{ "http://u@example.cn/%7ea%2fb", "http://example.cn/~a%2Fb" },
		{ "http://example.cn/a?", "http://example.cn/a" },
		{ "http://example.cn/a?utm_source=x&id=3&JSESSIONID=9",
		  "http://example.cn/a?id=3" },
		{ "http://example.cn/a?utm_source=x", "http://example.cn/a" },
		{ "http://example.cn/a;jsessionid=0A1B2C?id=3", "http://example.cn/a?id=3" },
		{ "http://example.cn/a;v=1", "http://example.cn/a;v=1" },
		{ "http://example.cn/a?sid=12", "http://example.cn/a?sid=12" },
		{ "http://example.cn/a?sid=economy-and-industry-2024",
		  "http://example.cn/a?sid=economy-and-industry-2024" },
		{ "http://example.cn/a?sid=0f1e2d3c4b5a69788796a5b4&id=3",
		  "http://example.cn/a?id=3" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url url;
		char key[URL_MAX + 1];
		size_t n = 0;
		assert_int_equal(0, url_parse(&url, zb_span_str(cases[i][0]), NULL, NULL));
		assert_int_equal(0, url_key(key, &n, &url, drop));
		assert_string_equal(cases[i][1], key);
		assert_int_equal(strlen(key), n);
	}
}

static void test_url__refuses_what_is_too_long(void **state)
{
	static char text[URL_MAX + 100];
	struct url url;
	const char *why = NULL;
	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "http://a/", 9);
	assert_int_equal(ZB_ETOOBIG, url_parse(&url, zb_span_str(text), NULL, &why));
	assert_string_equal("too long", why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url__writes_one_form_for_one_page),
		cmocka_unit_test(test_url__reads_hosts_in_every_spelling),
		cmocka_unit_test(test_url__follows_the_base),
		cmocka_unit_test(test_url__keys_fold_what_servers_do_not_tell_apart),
		cmocka_unit_test(test_url__refuses_what_is_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
