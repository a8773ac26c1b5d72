/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/pdf.h"

#define NOTICE ZB_SOURCE_DIR "/tests/unit/extractor/data/notice.pdf"

static void read_file(struct zb_buf *out, const char *path)
{
	FILE *f = fopen(path, "rbe");
	assert_non_null(f);
	char *to = zb_buf_reserve(out, 65536);
	assert_non_null(to);
	out->n += fread(to, 1, 65536, f);
	fclose(f);
}

static void check_pdf(struct zb_span bytes, struct zb_span wants)
{
	struct zb_arena *arena = NULL;
	struct page page;
	const struct page_input in = { .bytes = bytes };
	assert_int_equal(zb_arena_new(&arena, 64 << 20), 0);
	assert_int_equal(pdf_page_read(&page, arena, &in), 0);
	assert_int_equal(page.kind, PAGE_PDF);
	if (wants.n > 0) {
		assert_int_equal(page.state, PAGE_FULL);
		assert_true(zb_span_find(page.text, wants, 0) >= 0);
		assert_true(zb_span_eq(page.notice.doc_number, ZB_S("石府办〔2024〕6号")));
		assert_true(zb_span_eq(page.notice.issued, ZB_S("2024-03-08")));
	} else {
		assert_int_equal(page.state, PAGE_NO_CONTENT);
	}
	zb_arena_free(arena);
}

static void test_pdf__text_in_whole_paragraphs(void **state)
{
	(void)state;
	struct zb_buf bytes;
	if (access("/usr/bin/pdftotext", X_OK) != 0)
		skip();
	zb_buf_init(&bytes, 1 << 20);
	read_file(&bytes, NOTICE);
	check_pdf(zb_buf_span(&bytes),
	          ZB_S("计划总投资28.6亿元，其中年内完成投资15亿元，比上年增长12%。"));
	zb_buf_deinit(&bytes);
}

static void test_pdf__broken_has_no_content(void **state)
{
	(void)state;
	check_pdf(ZB_S("%PDF-1.7 and nothing else"), zb_span("", 0));
	check_pdf(
		ZB_S("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>"),
		zb_span("", 0));
}

static void test_pdf__join_lines(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "一二三四五六七八\n九十甲乙丙丁戊己\n庚辛\n壬癸子丑寅卯辰巳\n午未。\n",
		  "一二三四五六七八九十甲乙丙丁戊己庚辛\n壬癸子丑寅卯辰巳午未。\n" },
		{ "一二三四五六七。\n八九十甲乙丙丁戊\n己。",
		  "一二三四五六七。\n八九十甲乙丙丁戊己。\n" },
		{ "", "" },
		{ "\n\n\n", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_buf out;
		zb_buf_init(&out, 4096);
		assert_int_equal(pdf_join_lines(&out, zb_span_str(rows[i].text)), 0);
		assert_string_equal(zb_buf_cstr(&out), rows[i].want);
		zb_buf_deinit(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pdf__text_in_whole_paragraphs),
		cmocka_unit_test(test_pdf__broken_has_no_content),
		cmocka_unit_test(test_pdf__join_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
