/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/join.h"

static void test_join__texts(void **state)
{
	(void)state;
	static const struct {
		const char *first, *second, *want;
		uint32_t start;
	} rows[] = {
		{ "第一页完。", "第二页。", "第一页完。\n第二页。", 16 },
		{ "一、概况", "二、问题", "一、概况\n二、问题", 13 },
		{ "今年以来各地各部门紧紧围绕年度目标任务扎实推进各项工作，全年产值",
		  "达到120亿元。",
		  "今年以来各地各部门紧紧围绕年度目标任务扎实推进各项工作，全年产值达到120亿元。",
		  96 },
		{ "第一页。", "", "第一页。", 12 },
		{ "", "第二页。", "第二页。", 0 },
	};
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct page page = { .text = zb_span_str(rows[i].first) };
		struct page more = { .text = zb_span_str(rows[i].second) };
		uint32_t start = 0;
		print_message("%s + %s\n", rows[i].first, rows[i].second);
		assert_int_equal(page_join(&page, arena, &more, 1, &start), 0);
		assert_true(zb_span_eq(page.text, zb_span_str(rows[i].want)));
		assert_int_equal(start, rows[i].start);
	}
	zb_arena_free(arena);
}

/* Cells count from the beginning of the whole text; links of all pages are the article's. */
static void test_join__tables_links_and_names(void **state)
{
	(void)state;
	struct page_cell cell = { .rows = 1, .columns = 1, .start = 0, .end = 3 };
	struct page_table table = { .cells = &cell, .n_cells = 1, .rows = 1, .columns = 1 };
	struct page_link links[] = { { .href = ZB_S("a.pdf"), .kind = PAGE_LINK_ATTACHMENT },
		                     { .href = ZB_S("2.html"), .kind = PAGE_LINK_CANONICAL } };
	struct page page = { .text = ZB_S("前言。"),
		             .title = ZB_S("题"),
		             .next = ZB_S("2.html") };
	struct page more = { .text = ZB_S("表"),
		             .title = ZB_S("题二"),
		             .author = ZB_S("王小川"),
		             .tables = &table,
		             .n_tables = 1,
		             .links = links,
		             .n_links = 2 };
	struct zb_arena *arena = NULL;
	uint32_t start = 0;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	assert_int_equal(page_join(&page, arena, &more, 1, &start), 0);
	assert_int_equal(page.n_tables, 1);
	assert_int_equal(page.tables[0].cells[0].start, start);
	assert_int_equal(page.tables[0].cells[0].end, page.text.n);
	assert_int_equal(page.n_links, 1);
	assert_true(zb_span_eq(page.title, ZB_S("题")));
	assert_true(zb_span_eq(page.author, ZB_S("王小川")));
	assert_int_equal(page.next.n, 0);
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_join__texts),
		cmocka_unit_test(test_join__tables_links_and_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
