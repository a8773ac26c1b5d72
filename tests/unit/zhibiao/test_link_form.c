/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/zhibiao/link_form.h"

static void test_link_form__patterns(void **state)
{
	(void)state;
	static const struct {
		const char *url, *pattern;
		bool numbered;
	} rows[] = {
		{ "http://a.cn/2024/t12.html", "^http://a\\.cn/[0-9]+/t[0-9]+\\.html$", true },
		{ "http://a.cn/news/", "^http://a\\.cn/news/$", false },
		{ "http://a.cn/0a1b2c3d4e5f/", "^http://a\\.cn/[0-9A-Za-z]+/$", true },
		{ "http://a.cn/q?id=7", "^http://a\\.cn/q\\?id=[0-9]+$", true },
		/* An escape is a byte and no number; what stands behind it may be one. */
		{ "http://a.cn/n%1B/", "^http://a\\.cn/n%1B/$", false },
		{ "http://a.cn/%E4%BD%A0/3", "^http://a\\.cn/%E4%BD%A0/[0-9]+$", true },
		{ "http://a.cn/n%1B12/", "^http://a\\.cn/n%1B[0-9]+/$", true },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_arena *arena = NULL;
		struct link_form form;
		struct page_link link = { .url = zb_span_str(rows[i].url),
			                  .anchor = ZB_S("要闻"),
			                  .kind = PAGE_LINK };
		const struct page page = { .links = &link, .n_links = 1 };
		assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
		assert_int_equal(link_forms(&form, 1, 1, &page, zb_span("", 0), arena), 1);
		assert_string_equal(form.pattern, rows[i].pattern);
		assert_int_equal(form.numbered, rows[i].numbered);
		zb_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_form__patterns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
