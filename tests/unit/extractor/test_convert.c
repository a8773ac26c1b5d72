/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "services/extractor/convert.h"
#include "services/extractor/page/office.h"
#include "services/extractor/page/paper.h"

#define DATA ZB_SOURCE_DIR "/tests/unit/extractor/data/"

static void read_file(struct zb_buf *out, const char *name)
{
	char path[256];
	snprintf(path, sizeof(path), "%s%s", DATA, name);
	FILE *f = fopen(path, "rbe");
	assert_non_null(f);
	char *to = zb_buf_reserve(out, 65536);
	assert_non_null(to);
	out->n += fread(to, 1, 65536, f);
	fclose(f);
}

/* The words of the cell at a place of the first table. */
static struct zb_span cell_at(const struct page *page, uint32_t row, uint32_t column)
{
	for (size_t i = 0; page->n_tables > 0 && i < page->tables[0].n_cells; i++) {
		const struct page_cell *c = &page->tables[0].cells[i];
		if (c->row == row && c->column == column)
			return zb_span_sub(page->text, c->start, c->end - c->start);
	}
	return zb_span("", 0);
}

static void test_convert__files(void **state)
{
	(void)state;
	static const struct {
		const char *file, *program;
		enum page_kind kind;
		const char *says; /* somewhere in the text */
		struct {
			uint32_t row, column;
			const char *words;
		} cells[3];
		const char *unit;
	} rows[] = {
		{ "notice.pdf",
		  "/usr/bin/pdftotext",
		  PAGE_PDF,
		  "计划总投资28.6亿元，其中年内完成投资15亿元，比上年增长12%。",
		  { { 0, 0, NULL } },
		  NULL },
		{ "table.pdf",
		  "/usr/bin/pdftotext",
		  PAGE_PDF,
		  "渠系水利用系数继续提高，各项工作有序推进。\n",
		  { { 0, 1, "2020年" }, { 2, 0, "西干渠灌区" }, { 3, 3, "2.0" } },
		  "万立方米" },
		{ "notice.doc",
		  "/usr/bin/antiword",
		  PAGE_OLE,
		  "全县年度农业用水计划为3.6亿立方米，比上年减少4.5%",
		  { { 0, 1, "计划（万立方米）" }, { 1, 0, "东干渠" }, { 2, 1, "8600" } },
		  NULL },
		{ "table.xls",
		  "/usr/bin/xls2csv",
		  PAGE_OLE,
		  "数据由县水利局提供。",
		  { { 2, 0, "灌区" }, { 3, 1, "11800.5" }, { 5, 0, "合计, 全县" } },
		  "万立方米" },
		{ "formats.xls",
		  NULL,
		  PAGE_OLE,
		  "备注\t😀😀😀",
		  { { 1, 1, "2021-03-05" }, { 1, 2, "8.5%" }, { 2, 3, "0.3" } },
		  NULL },
		{ "notice.rtf",
		  NULL,
		  PAGE_OFFICE,
		  "自2024年7月1日起执行，有效期两年。",
		  { { 0, 2, "标准（元）" }, { 1, 2, "485.00" }, { 2, 0, "散货装卸" } },
		  NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_arena *arena = NULL;
		struct zb_buf bytes;
		struct page page;
		if (rows[i].program != NULL && access(rows[i].program, X_OK) != 0)
			continue;
		print_message("%s\n", rows[i].file);
		zb_buf_init(&bytes, 1 << 20);
		read_file(&bytes, rows[i].file);
		const struct page_input in = { .bytes = zb_buf_span(&bytes) };
		assert_int_equal(zb_arena_new(&arena, 64 << 20), 0);
		assert_int_equal(convert_page_read(&page, arena, &in), 0);
		assert_int_equal(page.kind, rows[i].kind);
		assert_int_equal(page.state, PAGE_FULL);
		assert_true(zb_span_find(page.text, zb_span_str(rows[i].says), 0) >= 0);
		for (size_t k = 0; k < 3 && rows[i].cells[k].words != NULL; k++)
			assert_true(zb_span_eq(
				cell_at(&page, rows[i].cells[k].row, rows[i].cells[k].column),
				zb_span_str(rows[i].cells[k].words)));
		if (rows[i].unit != NULL)
			assert_true(zb_span_eq(page.tables[0].unit, zb_span_str(rows[i].unit)));
		zb_arena_free(arena);
		zb_buf_deinit(&bytes);
	}
}

static void test_convert__broken_has_no_content_and_a_reason(void **state)
{
	(void)state;
	static const struct zb_span rows[] = {
		{ "%PDF-1.7 and nothing else", 25 },
		{ "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>",
		  73 },
		{ "PK\x03\x04 and nothing else", 21 },
		{ "{\\rtf1{\\*\\x{{{\\pict\\bin999999999 x", 32 },
		{ "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing else", 25 },
		{ "\xD0\xCF\x11\xE0 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 29 },
		{ "\xD0\xCF\x11\xE0 W\0o\0r\0k\0b\0o\0o\0k\0", 21 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_arena *arena = NULL;
		struct page page;
		const struct page_input in = { .bytes = rows[i] };
		print_message("row %zu\n", i);
		assert_int_equal(zb_arena_new(&arena, 64 << 20), 0);
		assert_int_equal(convert_page_read(&page, arena, &in), 0);
		assert_int_equal(page.state, PAGE_NO_CONTENT);
		zb_arena_free(arena);
	}
}

static void add_times(struct zb_buf *out, const char *unit, size_t times)
{
	for (size_t i = 0; i < times; i++)
		zb_buf_add_str(out, unit);
}

/* However long a run of characters: none is lost or split, and what has no room is an error. */
static void test_office__rtf_runs(void **state)
{
	(void)state;
	static const struct {
		const char *head, *unit, *tail;
		size_t times; /* of the unit */
		const char *says, *behind;
		int ret;
	} rows[] = {
		{ "", "\\'b2\\'fa", "\\par 1.5", 4096, "产", "\n1.5", 0 },
		{ "", "\\'b2\\'fa", "\\par 1.5", 4097, "产", "\n1.5", 0 },
		{ "", "\\'b2\\'fa", "\\par 1.5", 50000, "产", "\n1.5", 0 },
		{ "", "\xB2\xFA", "\\par 1.5", 50000, "产", "\n1.5", 0 },
		/* Second bytes in ASCII, and four bytes a character. */
		{ "", "\\'81@", "\\par 1.5", 50000, "丂", "\n1.5", 0 },
		{ "", "\\'825\\'8f3", "\\par 1.5", 50000, "龦", "\n1.5", 0 },
		{ "\\trowd\\intbl ", "\\'b2\\'fa", "\\cell\\row\\pard 1.5", 300000, "产",
		  "\n1.5", 0 },
		{ "\\trowd\\intbl ", "\\'b2\\'fa", "\\cell\\row\\pard 1.5", 400000, "产", "",
		  ZB_ETOOBIG },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_arena *arena = NULL;
		struct office office;
		struct zb_buf rtf;
		struct zb_buf want;
		print_message("row %zu\n", i);
		zb_buf_init(&rtf, 8 << 20);
		zb_buf_init(&want, 8 << 20);
		zb_buf_add_str(&rtf, "{\\rtf1\\ansi\\ansicpg936 ");
		zb_buf_add_str(&rtf, rows[i].head);
		add_times(&rtf, rows[i].unit, rows[i].times);
		add_times(&want, rows[i].says, rows[i].times);
		zb_buf_add_str(&rtf, rows[i].tail);
		zb_buf_add_str(&want, rows[i].behind);
		zb_buf_add_char(&rtf, '}');
		office_init(&office);
		assert_int_equal(zb_arena_new(&arena, 16 << 20), 0);
		assert_int_equal(office_unpack(&office, arena, zb_buf_span(&rtf)), rows[i].ret);
		if (rows[i].ret == 0)
			assert_true(zb_span_eq(zb_buf_span(&office.text), zb_buf_span(&want)));
		office_deinit(&office);
		zb_arena_free(arena);
		zb_buf_deinit(&want);
		zb_buf_deinit(&rtf);
	}
}

static void test_office__csv(void **state)
{
	(void)state;
	struct zb_arena *arena = NULL;
	struct office office;
	office_init(&office);
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	assert_int_equal(
		office_csv(&office, arena,
	                   ZB_S("\"区\",\"产值\"\n\"甲\"\"区\"\"\",\"1\n2\"\n\f\"注\"\n")),
		0);
	assert_string_equal(zb_buf_cstr(&office.text), "区\t产值\n甲\"区\"\t1 2\n注\n");
	assert_int_equal(office.n_tables, 1);
	assert_int_equal(office.tables[0].n_cells, 4);
	office_deinit(&office);
	zb_arena_free(arena);
}

static void test_paper__join_lines(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "一二三四五六七八\n九十甲乙丙丁戊己\n庚辛\n壬癸子丑寅卯辰巳\n午未。\n",
		  "一二三四五六七八九十甲乙丙丁戊己庚辛\n壬癸子丑寅卯辰巳午未。\n" },
		{ "一二三四五六七。\n八九十甲乙丙丁戊\n己。",
		  "一二三四五六七。\n八九十甲乙丙丁戊己。\n" },
		{ "一二   三四 5  6。", "一二三四 5 6。\n" },
		{ "", "" },
		{ "\n\n\n", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_buf out;
		zb_buf_init(&out, 4096);
		assert_int_equal(paper_join_lines(&out, zb_span_str(rows[i].text)), 0);
		assert_string_equal(zb_buf_cstr(&out), rows[i].want);
		zb_buf_deinit(&out);
	}
}

/* Columns of words with blanks between are tables where they hold figures. */
static void test_paper__tables(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
		size_t tables;
	} rows[] = {
		{ "地区    产值    增速\n甲区    12.5    3.1\n乙区    8.4     2.2\n",
		  "地区\t产值\t增速\n甲区\t12.5\t3.1\n乙区\t8.4\t2.2\n", 1 },
		/* A heading over two columns, a blank line, an empty place. */
		{ "            两年产值\n地区    上年      今年\n甲区    12.5      3.1\n\n乙区              2.2\n丙区    "
		  "8.4       9.9\n",
		  "两年产值\n地区\t上年\t今年\n甲区\t12.5\t3.1\n乙区\t\t2.2\n丙区\t8.4\t9.9\n",
		  1 },
		{ "一、  总体要求\n二、  主要任务\n三、  组织领导和保障措施\n",
		  "一、总体要求\n二、主要任务\n三、组织领导和保障措施\n", 0 },
		{ "甲区  1\n乙区这一年  2\n", "甲区 1\n乙区这一年 2\n",
		  0 }, /* two lines are no table */
		{ "", "", 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_arena *arena = NULL;
		struct office office;
		print_message("row %zu\n", i);
		office_init(&office);
		assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
		assert_int_equal(paper_read(&office, arena, zb_span_str(rows[i].text)), 0);
		assert_string_equal(zb_buf_cstr(&office.text), rows[i].want);
		assert_int_equal(office.n_tables, rows[i].tables);
		office_deinit(&office);
		zb_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_convert__files),
		cmocka_unit_test(test_convert__broken_has_no_content_and_a_reason),
		cmocka_unit_test(test_office__rtf_runs),
		cmocka_unit_test(test_office__csv),
		cmocka_unit_test(test_paper__join_lines),
		cmocka_unit_test(test_paper__tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
