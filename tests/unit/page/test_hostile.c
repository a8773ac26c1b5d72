/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <time.h>

#include "common/arena.h"
#include "common/buf.h"
#include "services/extractor/page/page.h"

/* Pages made to hurt: each must be read within its time and give the text that stands in it. */

struct row {
	const char *name;
	const char *head, *unit, *tail; /* head, the unit again and again, tail */
	size_t times;
	const char *wants; /* must be in the text; NULL: nothing is asked */
};

#define SENTENCE "<p>全区集成电路产业实现产值218.6亿元，同比增长10.3%。</p>"
#define WORDS    "实现产值218.6亿元"

static const struct row rows[] = {
	{ "deep", "<html><body>", "<div>", SENTENCE, 20000, WORDS },
	{ "deep spans", "<html><body>", "<span><b>", SENTENCE, 20000, WORDS },
	{ "deep lists", "<html><body>", "<ul><li>", SENTENCE, 1000000, WORDS },
	{ "end tags without start", SENTENCE, "</b></i></div>", SENTENCE, 100000, WORDS },
	{ "deep and unmatched", "<html><body>" SENTENCE, "<font><b></i></u>", "", 20000, NULL },
	{ "attributes", "<html><body><p ", "a b=c d ", ">x</p>" SENTENCE, 100000, WORDS },
	{ "one attribute", "<html><body><p class=\"", "noise ", "\">x</p>" SENTENCE, 200000,
	  WORDS },
	{ "nested tables", "<html><body>", "<table><tr><td>", SENTENCE, 5000, WORDS },
	{ "many tables", "<html><body>" SENTENCE, "<table><tr><td>1<td>2<tr><td>3<td>4</table>",
	  "", 20000, WORDS },
	{ "colspans", "<html><body>" SENTENCE "<table>",
	  "<tr><td colspan=1000 rowspan=1000>1<td>2", "</table>", 5000, WORDS },
	{ "links", "<html><body>" SENTENCE, "<a href=x>链接</a>", "", 50000, NULL },
	{ "one line", "<html><body><p>", "产值，", "</p>", 500000, NULL },
	{ "brackets", SENTENCE, "<", "", 500000, NULL },
	{ "ampersands", SENTENCE, "&", "", 500000, NULL },
	{ "comments", SENTENCE, "<!--", "", 100000, NULL },
	{ "dates", "<html><body><p>", "2024-01-", "</p>", 100000, NULL },
	{ "labels", "<html><body>", "<p>字号：作者：来源：索引号：</p>", "", 20000, NULL },
	{ "brackets of numbers", "<html><body><p>", "沪〔2023〕", "</p>", 50000, NULL },
	{ "feed items", "<rss><channel>", "<item><title>甲", "", 50000, NULL },
	{ "feed nesting", "<rss><channel><item><description>", "<description>", "", 100000,
	  NULL },
};

static void make(struct zb_buf *out, const struct row *r)
{
	zb_buf_add_str(out, r->head);
	for (size_t i = 0; i < r->times; i++)
		zb_buf_add_str(out, r->unit);
	zb_buf_add_str(out, r->tail);
	assert_int_equal(out->err, 0);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void test_hostile__bounded(void **state)
{
	(void)state;
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, (size_t)1 << 30), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_buf bytes;
		struct page page;
		zb_buf_init(&bytes, 64 << 20);
		make(&bytes, &rows[i]);
		const struct page_input in = { .bytes = zb_buf_span(&bytes) };
		double start = seconds();
		zb_arena_reset(arena);
		int ret = page_read(&page, arena, &in);
		double took = seconds() - start;
		print_message("%s: %zu bytes, %.3f s, %zu bytes of arena\n", rows[i].name,
		              bytes.n, took, zb_arena_used(arena));
		assert_int_equal(ret, 0);
		assert_true(took < 20.0); /* sanitizers slow it tenfold */
		if (rows[i].wants != NULL)
			assert_true(zb_span_find(page.text, zb_span_str(rows[i].wants), 0) >=
			            0);
		zb_buf_deinit(&bytes);
	}
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_hostile__bounded) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
