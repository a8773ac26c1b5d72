/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/pager.h"

#define A "http://a.cn/x/"

static void test_pager__which_address_follows_which(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
		bool want;
	} rows[] = {
		{ A "t1.html", A "t1_2.html", true },
		{ A "t1.html", A "t1_1.html", true },
		{ A "t1_1.html", A "t1_2.html", true },
		{ A "t1_2.shtml", A "t1_3.shtml", true },
		{ A "t1-9.htm", A "t1-10.htm", true },
		{ A "index.html", A "index_2.html", true },
		{ A, A "index_1.shtml", true },
		{ A "t1", A "t1_2", true },
		{ A "v.asp?id=7", A "v.asp?id=7&page=2", true },
		{ A "v.asp?id=7&page=2", A "v.asp?id=7&page=3", true },
		{ A "v.asp?id=7", A "v.asp?page=2&id=7", true },
		{ A "v", A "v?page=2", true },
		{ A "v", A "v?PageNo=2", true },
		{ A "2023/t1.html", A "2023/t1/2.html", true },
		{ A "post/", A "post/2/", true },
		{ A "post", A "post/2", true },
		{ A "post/2/", A "post/3/", true },
		{ A "t1.html", A "t1_3.html", false },
		{ A "t1_2.html", A "t1_2.html", false },
		{ A "t1_3.html", A "t1_2.html", false },
		{ A "t1.html", A "t2_2.html", false },
		{ A "t1.html", "http://b.cn/x/t1_2.html", false },
		{ A "t1.html", A "t1_all.html", false },
		{ A "t1.html", A "t1_20230102.html", false },
		{ A "1", A "2", false }, /* ids */
		{ A "v?id=1", A "v?id=2", false },
		{ A "v?p=1", A "v?p=2", false },
		{ A "v?id=7&page=2", A "v?id=8&page=3", false },
		{ "", A "t1_2.html", false },
		{ A "t1.html", "", false },
		{ "", "", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s -> %s\n", rows[i].from, rows[i].to);
		assert_int_equal(
			pager_follows(zb_span_str(rows[i].from), zb_span_str(rows[i].to)),
			rows[i].want);
	}
}

static void test_pager__words(void **state)
{
	(void)state;
	static const struct {
		const char *words;
		bool next, number;
	} rows[] = {
		{ "下一页", true, false },    { "[下一页]", true, false },
		{ "下一页 >>", true, false }, { "【下页】", true, false },
		{ "余下全文", true, false },  { "next page", true, false },
		{ "下一篇", false, false },   { "下一页说明", false, false },
		{ "2", false, true },         { "[2]", false, true },
		{ "（12）", false, true },    { "第3页", false, true },
		{ "2023", false, false },     { "第三页", false, false },
		{ "", false, false },         { "[]", false, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s\n", rows[i].words);
		assert_int_equal(pager_says_next(zb_span_str(rows[i].words)), rows[i].next);
		assert_int_equal(pager_is_number(zb_span_str(rows[i].words)), rows[i].number);
	}
}

static void test_pager__scripts(void **state)
{
	(void)state;
	static const struct {
		const char *html, *want;
	} rows[] = {
		{ "<script>createPageHTML(3, 0, \"t7\", \"html\");</script>", "t7_1.html" },
		{ "createPageHTML(3,1,'t7','shtml')", "t7_2.shtml" },
		{ "createPageHTML('pages', 3, 1, 't7', 'shtml', 40)", "t7_2.shtml" },
		{ "function createPageHTML(_n, _c, _p, _e){} createPageHTML(2,0,'i','html')",
		  "i_1.html" },
		{ "createPageHTML(3,2,'t7','shtml')", "" },
		{ "createPageHTML(1,0,'t7','shtml')", "" },
		{ "createPageHTML(", "" },
		{ "createPageHTML(9999,0,'t7','shtml')", "" },
		{ "", "" },
	};
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_span next = pager_of_script(arena, zb_span_str(rows[i].html));
		print_message("%s\n", rows[i].html);
		assert_true(zb_span_eq(next, zb_span_str(rows[i].want)));
	}
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pager__which_address_follows_which),
		cmocka_unit_test(test_pager__words),
		cmocka_unit_test(test_pager__scripts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
