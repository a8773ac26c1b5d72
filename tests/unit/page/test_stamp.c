/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/stamp.h"

struct row {
	const char *text;
	const char *want; /* NULL: no date */
};

static const struct row found[] = {
	{ "发布时间：2024年03月29日 15:07:43来源", "2024-03-29T15:07:43+08:00" },
	{ "2024-03-29", "2024-03-29" },
	{ "2024/3/9 8:05", "2024-03-09T08:05:00+08:00" },
	{ "【公布日期】2020.05.11•", "2020-05-11" },
	{ "２０２４年３月２９日", "2024-03-29" },
	{ "2024-03-29T15:07:00+08:00", "2024-03-29T15:07:00+08:00" },
	{ "2024-03-29T23:30:00Z", "2024-03-30T07:30:00+08:00" },
	{ "2024-03-01T03:00:00+09:00", "2024-03-01T02:00:00+08:00" },
	{ "2024-12-31T20:00:00-05:00", "2025-01-01T09:00:00+08:00" },
	{ "二〇二四年三月二十九日", "2024-03-29" },
	{ "二○二三年十月十日", "2023-10-10" },
	{ "9/17/2004 5:54:13 AM", "2004-09-17T05:54:13+08:00" },
	{ "2024年3月29日 下午3:07", "2024-03-29T15:07:00+08:00" },
	{ "2024年3月29日15时07分", "2024-03-29T15:07:00+08:00" },
	{ "9/17/2004 12:05:13 AM", "2004-09-17T00:05:13+08:00" },
	{ "17/9/2004 5:54 pm", "2004-09-17T17:54:00+08:00" },
	{ "2024年3月29日（星期五）15:07", "2024-03-29T15:07:00+08:00" },
	{ "2024-03-29 星期五 15:07", "2024-03-29T15:07:00+08:00" },
	{ "2024年3月9号", "2024-03-09" },
	{ "中華民國113年3月29日", "2024-03-29" },
	{ "Posted on March 29, 2024", "2024-03-29" },
	{ "Sep. 5, 2024 8:05 AM", "2024-09-05T08:05:00+08:00" },
	{ "发布时间：19-09-30 22:46", "2019-09-30T22:46:00+08:00" },
	{ "19-09-30", NULL },
	{ "021-19-09-30 22:46", NULL },
	{ "Monday 29, 2024", NULL },
	{ "2024-02-30", NULL },
	{ "2024-13-01", NULL },
	{ "2024-03/29", NULL },
	{ "2024年3月", NULL },
	{ "12024-03-29", NULL },
	{ "1-2-3", NULL },
	{ "", NULL },
};

static const struct row mails[] = {
	{ "Fri, 29 Mar 2024 07:07:00 GMT", "2024-03-29T15:07:00+08:00" },
	{ "29 March 2024 15:07 +0800", "2024-03-29T15:07:00+08:00" },
	{ "Thu, 09 Sep 21 15:21:00 GMT", "2021-09-09T23:21:00+08:00" },
	{ "2024-05-06 10:00:00", "2024-05-06T10:00:00+08:00" },
	{ "Sun, 01 Sep 2024 20:00:00 EDT", "2024-09-02T08:00:00+08:00" },
	{ "Sunday, September 1, 2024 08:00 AM CST", "2024-09-01T08:00:00+08:00" },
	{ "yesterday", NULL },
};

static const struct row urls[] = {
	{ "http://a.cn/202403/t20240329_1.html", "2024-03-29" },
	{ "http://a.cn/2024/03/29/x.html", "2024-03-29" },
	{ "http://a.cn/2024-03/29/content_1.htm", "2024-03-29" },
	{ "http://a.cn/n/202403/29/c1.html", "2024-03-29" },
	{ "http://a.cn/20241399.html", NULL },
	{ "http://a.cn/1234567890123.html", NULL },
};

typedef bool (*read_fn)(struct stamp *out, struct zb_span s);

static bool find(struct stamp *out, struct zb_span s)
{
	return stamp_find(out, s, 0);
}

static void check(const struct row *rows, size_t n, read_fn read)
{
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < n; i++) {
		struct stamp t;
		bool has = read(&t, zb_span_str(rows[i].text));
		print_message("%s\n", rows[i].text);
		assert_int_equal(has, rows[i].want != NULL);
		if (has)
			assert_string_equal(stamp_print(arena, &t).p, rows[i].want);
	}
	zb_arena_free(arena);
}

static void test_stamp__find(void **state)
{
	(void)state;
	check(found, sizeof(found) / sizeof(found[0]), find);
}

static void test_stamp__mail(void **state)
{
	(void)state;
	check(mails, sizeof(mails) / sizeof(mails[0]), stamp_of_mail);
}

static void test_stamp__url(void **state)
{
	(void)state;
	check(urls, sizeof(urls) / sizeof(urls[0]), stamp_in_url);
}

static void test_stamp__epoch(void **state)
{
	struct zb_arena *arena = NULL;
	struct stamp t;
	(void)state;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	assert_true(stamp_of_epoch(&t, 0));
	assert_true(zb_span_eq(stamp_print(arena, &t), ZB_S("1970-01-01T08:00:00+08:00")));
	assert_true(stamp_of_epoch(&t, 1709222399));
	assert_true(zb_span_eq(stamp_print(arena, &t), ZB_S("2024-02-29T23:59:59+08:00")));
	assert_false(stamp_of_epoch(&t, INT64_MAX - (int64_t)1000000));
	assert_false(stamp_of_epoch(&t, -100000));
	zb_arena_free(arena);
}

static void test_stamp__digits(void **state)
{
	static const struct row rows[] = {
		{ "20240329", "2024-03-29" },
		{ "20240329150743", "2024-03-29T15:07:43+08:00" },
		{ "1711696063", "2024-03-29T15:07:43+08:00" },
		{ "1711696063000", "2024-03-29T15:07:43+08:00" },
		{ "20241399", NULL },
		{ "2024", NULL },
		{ "2024032x", NULL },
		{ "999999999999999999999", NULL },
	};
	struct zb_arena *arena = NULL;
	(void)state;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct stamp t;
		bool is_date = stamp_of_digits(&t, zb_span_str(rows[i].text));
		assert_int_equal(is_date, rows[i].want != NULL);
		if (is_date)
			assert_true(
				zb_span_eq(stamp_print(arena, &t), zb_span_str(rows[i].want)));
	}
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stamp__find),   cmocka_unit_test(test_stamp__mail),
		cmocka_unit_test(test_stamp__url),    cmocka_unit_test(test_stamp__epoch),
		cmocka_unit_test(test_stamp__digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
