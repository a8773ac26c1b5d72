/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/hash.h"
#include "common/log.h"
#include "common/span.h"
#include "common/utf8.h"
#include "common/zip.h"

static void test_utf8__scrubs_by_maximal_subparts(void **state)
{
	/* RFC 3629 and the replacement practice of the WHATWG decoder. */
	static const struct {
		const char *in;
		const char *out;
		int bad;
	} cases[] = {
		{ "产值 5.3%", "产值 5.3%", 0 },
		{ "", "", 0 },
		{ "a\x80z", "a\uFFFDz", 1 },
		{ "\xC0\xAF", "\uFFFD\uFFFD", 2 },
		{ "\xE4\xBA", "\uFFFD", 1 },
		{ "\xE4\xBA(", "\uFFFD(", 1 },
		{ "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", 3 },
		{ "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", 4 },
		{ "\xF0\x9F\x98\x80\xF0\x9F", "\U0001F600\uFFFD", 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zb_buf out;
		zb_buf_init(&out, 1000);
		assert_int_equal(cases[i].bad, zb_utf8_scrub(&out, zb_span_str(cases[i].in)));
		assert_string_equal(cases[i].out, zb_buf_cstr(&out));
		assert_int_equal(out.n, zb_utf8_check(zb_buf_span(&out)));
		zb_buf_deinit(&out);
	}
}

static void test_utf8__knows_the_columns_of_chinese_text(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} cases[] = {
		{ "abc", 3 },      { "集成电路", 8 }, { "（%）", 5 }, { "e\u0301", 1 },
		{ "５．３％", 8 }, { "“3+6”", 5 },    { "\t", 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(cases[i].width, zb_utf8_width(zb_span_str(cases[i].text)));
	size_t used = 0;
	struct zb_span clipped = zb_utf8_clip(ZB_S("集成电路"), 5, &used);
	assert_true(zb_span_eq(ZB_S("集成"), clipped));
	assert_int_equal(4, used);
}

static void test_utf8__tames_what_commands_a_terminal(void **state)
{
	static const struct {
		const char *in;
		const char *kept;
		const char *out;
	} cases[] = {
		{ "\033[31m红\033[0m", "", " [31m红 [0m" },
		{ "一\n二\t三", "", "一 二 三" },
		{ "一\n二\t三\r", "\n\t", "一\n二\t三 " },
		{ "\xC2\x9B"
		  "2J",
		  "", " 2J" },
		/* NOLINTNEXTLINE(misc-misleading-bidirectional): what is tested */
		{ "\xE2\x80\xAE倒\xE2\x81\xA6", "", " 倒 " },
		{ "\x9B"
		  "2J\x7F",
		  "", " 2J " },
		{ "产值：３％", "", "产值：３％" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zb_buf out;
		zb_buf_init(&out, 1000);
		zb_utf8_tame(&out, zb_span_str(cases[i].in), cases[i].kept);
		assert_string_equal(cases[i].out, zb_buf_cstr(&out));
		zb_buf_deinit(&out);
	}
}

static void test_buf__stops_at_its_ceiling_and_stays_failed(void **state)
{
	struct zb_buf b;
	(void)state;
	zb_buf_init(&b, 10);
	assert_int_equal(0, zb_buf_addf(&b, "%d-%s", 12, "abc"));
	assert_int_equal(ZB_ETOOBIG, zb_buf_add_str(&b, "12345"));
	assert_int_equal(ZB_ETOOBIG, zb_buf_add_char(&b, 'x'));
	assert_int_equal(6, b.n);
	zb_buf_reset(&b);
	assert_int_equal(0, zb_buf_add_str(&b, "0123456789"));
	assert_string_equal("0123456789", zb_buf_cstr(&b));
	zb_buf_deinit(&b);
	assert_string_equal("", zb_buf_cstr(&b));
	zb_buf_deinit(&b);
}

static void test_buf__reads_a_whole_file(void **state)
{
	char path[] = "/tmp/zb-buf-XXXXXX";
	struct zb_buf b;
	(void)state;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(5, write(fd, "a\0b\nc", 5));
	assert_int_equal(0, close(fd));
	zb_buf_init(&b, 1 << 20);
	assert_int_equal(0, zb_buf_add_file(&b, path));
	assert_true(zb_span_eq(zb_buf_span(&b), zb_span("a\0b\nc", 5)));
	assert_int_equal(0, unlink(path));
	assert_int_equal(-ENOENT, zb_buf_add_file(&b, path));
	assert_int_equal(-EISDIR, zb_buf_add_file(&b, "/"));
	assert_int_equal(5, b.n);
	zb_buf_deinit(&b);
	zb_buf_init(&b, 4);
	assert_int_equal(ZB_ETOOBIG, zb_buf_add_file(&b, "/proc/self/cmdline"));
	zb_buf_deinit(&b);
}

static void test_arena__gives_zeroed_memory_up_to_its_ceiling(void **state)
{
	struct zb_arena *a = NULL;
	(void)state;
	assert_int_equal(0, zb_arena_new(&a, 1 << 20));
	for (int round = 0; round < 3; round++) {
		for (size_t n = 1; n < 5000; n = n * 3 + 1) {
			unsigned char *p = zb_arena_alloc(a, n);
			assert_non_null(p);
			assert_int_equal(0, (uintptr_t)p % 16);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(0, p[i]);
			memset(p, 0xAA, n);
		}
		assert_non_null(zb_arena_alloc(a, 300000));
		assert_null(zb_arena_alloc(a, 1 << 20));
		assert_null(zb_arena_array(a, SIZE_MAX / 2, 3));
		struct zb_span s = zb_arena_dup(a, ZB_S("产值"));
		assert_int_equal(0, s.p[s.n]);
		zb_arena_reset(a);
		assert_int_equal(0, zb_arena_used(a));
	}
	zb_arena_free(a);
}

static void test_span__finds_trims_and_orders(void **state)
{
	(void)state;
	assert_int_equal(3, zb_span_find(ZB_S("abcabc"), ZB_S("ab"), 1));
	assert_int_equal(-1, zb_span_find(ZB_S("abc"), ZB_S("abcd"), 0));
	assert_int_equal(-1, zb_span_find(ZB_S("abc"), ZB_S("a"), 4));
	assert_int_equal(2, zb_span_find(ZB_S("abc"), ZB_S(""), 2));
	assert_true(zb_span_eq(ZB_S("x y"), zb_span_trim(ZB_S(" \t\r\nx y\n "))));
	assert_true(zb_span_cmp(ZB_S("a"), ZB_S("ab")) < 0);
	assert_true(zb_span_cmp(ZB_S("b"), ZB_S("ab")) > 0);
	assert_true(zb_span_eq_nocase(ZB_S("GB2312"), ZB_S("gb2312")));
	assert_true(zb_span_ends(ZB_S("总产值"), ZB_S("产值")));
}

static void test_log__escapes_what_could_forge_a_line(void **state)
{
	(void)state;
	assert_string_equal("\"上海 \\\"a\\\" \\x0ab\"", ZB_LOG_TEXT(ZB_S("上海 \"a\" \nb")));
	assert_string_equal("\"\\xffx\"", ZB_LOG_TEXT(ZB_S("\xffx")));
	char text[2000];
	memset(text, 'a', sizeof(text));
	struct zb_log_text t = zb_log_text(zb_span(text, sizeof(text)));
	assert_true(strlen(t.s) < sizeof(t.s));
	assert_non_null(strstr(t.s, "...\""));
}

static void test_hash__agrees_with_fips_180(void **state)
{
	unsigned char sum[ZB_SHA256_SIZE], back[ZB_SHA256_SIZE];
	char hex[2 * ZB_SHA256_SIZE + 1];
	(void)state;
	zb_sha256(sum, ZB_S("abc"));
	assert_string_equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	                    zb_hex(hex, sum, sizeof(sum)));
	assert_int_equal(0, zb_unhex(back, sizeof(back), zb_span_str(hex)));
	assert_memory_equal(sum, back, sizeof(sum));
	assert_int_equal(ZB_EMALFORMED, zb_unhex(back, 2, ZB_S("12g4")));
	assert_int_equal(ZB_EMALFORMED, zb_unhex(back, 2, ZB_S("123")));
	const struct zb_span one[] = { ZB_S("ab"), ZB_S("c") },
			     two[] = { ZB_S("a"), ZB_S("bc") };
	zb_sha256_parts(sum, one, 2);
	zb_sha256_parts(back, two, 2);
	assert_memory_not_equal(sum, back, sizeof(sum));
}

static void test_zip__returns_the_bytes_and_refuses_bombs(void **state)
{
	struct zb_buf packed, plain, small;
	static char zeros[1 << 20];
	struct zb_zipper *zipper = NULL;
	(void)state;
	zb_buf_init(&packed, 2 << 20);
	zb_buf_init(&plain, sizeof(zeros));
	zb_buf_init(&small, 1000);
	assert_int_equal(0, zb_zipper_new(&zipper));
	assert_int_equal(0, zb_zip(&packed, zipper, zb_span(zeros, sizeof(zeros)), 3));
	zb_zipper_free(zipper);
	assert_true(packed.n < 1000);
	assert_int_equal(0, zb_unzip(&plain, zb_buf_span(&packed)));
	assert_true(zb_span_eq(zb_span(zeros, sizeof(zeros)), zb_buf_span(&plain)));
	assert_int_equal(ZB_ETOOBIG, zb_unzip(&small, zb_buf_span(&packed)));
	zb_buf_reset(&plain);
	assert_int_equal(ZB_EMALFORMED, zb_unzip(&plain, ZB_S("no zstd frame")));
	assert_int_equal(ZB_EMALFORMED, zb_unzip(&plain, zb_span(packed.p, packed.n - 3)));
	zb_buf_deinit(&packed);
	zb_buf_deinit(&plain);
	zb_buf_deinit(&small);
}

static void test_clock__writes_rfc3339(void **state)
{
	char out[32];
	(void)state;
	assert_string_equal("2020-10-27T01:02:03Z",
	                    zb_clock_rfc3339(out, sizeof(out), 1603760523999));
}

static void test_err__has_a_text_for_every_code(void **state)
{
	(void)state;
	for (int e = ZB_EMALFORMED; e <= ZB_ESTOPPED; e++)
		assert_string_not_equal("unknown error", zb_strerror(e));
	assert_string_equal("No such file or directory", zb_strerror(-2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8__scrubs_by_maximal_subparts),
		cmocka_unit_test(test_utf8__knows_the_columns_of_chinese_text),
		cmocka_unit_test(test_utf8__tames_what_commands_a_terminal),
		cmocka_unit_test(test_buf__stops_at_its_ceiling_and_stays_failed),
		cmocka_unit_test(test_buf__reads_a_whole_file),
		cmocka_unit_test(test_arena__gives_zeroed_memory_up_to_its_ceiling),
		cmocka_unit_test(test_span__finds_trims_and_orders),
		cmocka_unit_test(test_log__escapes_what_could_forge_a_line),
		cmocka_unit_test(test_hash__agrees_with_fips_180),
		cmocka_unit_test(test_zip__returns_the_bytes_and_refuses_bombs),
		cmocka_unit_test(test_clock__writes_rfc3339),
		cmocka_unit_test(test_err__has_a_text_for_every_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
