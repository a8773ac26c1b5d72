/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/href.h"

#define BASE "http://a.cn/b/c/d?q"

/* RFC 3986, 5.4, and what pages hold besides. */
static const struct {
	const char *href;
	const char *want;
} rows[] = {
	{ "g", "http://a.cn/b/c/g" },
	{ "./g", "http://a.cn/b/c/g" },
	{ "g/", "http://a.cn/b/c/g/" },
	{ "/g", "http://a.cn/g" },
	{ "//g.cn", "http://g.cn/" },
	{ "?y", "http://a.cn/b/c/d?y" },
	{ "g?y", "http://a.cn/b/c/g?y" },
	{ "g#s", "http://a.cn/b/c/g" },
	{ "", "http://a.cn/b/c/d?q" },
	{ ".", "http://a.cn/b/c/" },
	{ "..", "http://a.cn/b/" },
	{ "../g", "http://a.cn/b/g" },
	{ "../../../g", "http://a.cn/g" },
	{ "/./g", "http://a.cn/g" },
	{ "g/./h", "http://a.cn/b/c/g/h" },
	{ "g/../h", "http://a.cn/b/c/h" },
	{ "https://x.cn", "https://x.cn/" },
	{ " g\n.html ", "http://a.cn/b/c/g.html" },
	{ "a b", "http://a.cn/b/c/a%20b" },
	{ "\\g\\h", "http://a.cn/g/h" },
	{ "http:g", "http://a.cn/b/c/g" },
	{ "javascript:void(0)", "" },
	{ "mailto:a@b.cn", "" },
	{ "ftp://a.cn/", "" },
};

static void test_href__resolve(void **state)
{
	(void)state;
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_span have =
			href_resolve(arena, ZB_S(BASE), zb_span_str(rows[i].href));
		print_message("'%s' -> '%.*s'\n", rows[i].href, ZB_SPAN_ARGS(have));
		assert_true(zb_span_eq(have, zb_span_str(rows[i].want)));
	}
	assert_int_equal(href_resolve(arena, zb_span("", 0), ZB_S("g")).n, 0);
	zb_arena_free(arena);
}

static void test_href__extension(void **state)
{
	(void)state;
	char out[8];
	href_extension(out, ZB_S("http://a.cn/x/y.PDF?v=1.2#z"));
	assert_string_equal(out, "pdf");
	href_extension(out, ZB_S("http://a.cn/x.y/z"));
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_href__resolve),
		cmocka_unit_test(test_href__extension),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
