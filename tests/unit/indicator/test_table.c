/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "services/extractor/indicator/indicator.h"

enum { CELLS_MAX = 64, RECORDS_MAX = 32 };

struct found {
	char line[RECORDS_MAX][256];
	size_t n;
};

static struct indicator *x;

static int setup(void **state)
{
	struct zb_diag diag = { 0 };
	(void)state;
	return indicator_open(&x, ZB_SOURCE_DIR "/config", &diag);
}

static int teardown(void **state)
{
	(void)state;
	indicator_close(x);
	return 0;
}

static void keep(void *ctx, const struct record *r)
{
	struct found *f = ctx;
	if (f->n < RECORDS_MAX)
		snprintf(f->line[f->n++], sizeof(f->line[0]),
		         ZB_SPAN_FMT "|" ZB_SPAN_FMT "|%lld e%d|%s|%s|%s~%s|" ZB_SPAN_FMT,
		         ZB_SPAN_ARGS(r->quote), ZB_SPAN_ARGS(r->indicator),
		         (long long)r->value, r->value_exp, r->unit, r->measure,
		         r->period_start, r->period_end, ZB_SPAN_ARGS(r->region));
}

static struct indicator_cell *above(struct indicator_cell *cells, size_t n, uint32_t row,
                                    uint32_t column)
{
	for (size_t i = n; i-- > 0;)
		if (cells[i].column == column && cells[i].row <= row)
			return &cells[i];
	fail_msg("nothing above column %u", column);
	return NULL;
}

/* Rows by newline, cells by tab; "<" is covered by the cell before it, "^" by the one above. */
static void read_grid(struct found *f, const char *text, const char *caption, const char *unit)
{
	struct indicator_cell cells[CELLS_MAX];
	size_t n = 0;
	uint32_t row = 0, column = 0, start = 0;
	for (uint32_t i = 0; n < CELLS_MAX; i++) {
		if (text[i] != '\t' && text[i] != '\n' && text[i] != '\0')
			continue;
		if (text[start] == '<')
			cells[n - 1].columns++;
		else if (text[start] == '^')
			above(cells, n, row - 1, column)->rows++;
		else
			cells[n++] = (struct indicator_cell){ .row = row,
				                              .column = column,
				                              .rows = 1,
				                              .columns = 1,
				                              .start = start,
				                              .end = i };
		start = i + 1;
		column = text[i] == '\n' ? 0 : column + 1;
		row += text[i] == '\n';
		if (text[i] == '\0')
			break;
	}
	struct indicator_table table = { .caption = zb_span_str(caption),
		                         .unit = zb_span_str(unit),
		                         .cells = cells,
		                         .n_cells = n };
	struct indicator_input in = { .text = zb_span_str(text),
		                      .published = ZB_S("2024-10-25"),
		                      .title = ZB_S("浙江省主要经济指标"),
		                      .tables = &table,
		                      .n_tables = 1 };
	f->n = 0;
	indicator_read(x, &in, keep, NULL, f);
}

static void expect(const struct found *f, const char *const *lines)
{
	size_t n = 0;
	for (; lines[n] != NULL; n++) {
		if (n >= f->n || strcmp(f->line[n], lines[n]) != 0)
			fail_msg("line %zu: wanted %s, got %s", n, lines[n],
			         n < f->n ? f->line[n] : "nothing");
	}
	assert_int_equal(n, f->n);
}

static void test_table__names_cells_by_row_and_column(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"3862.5|地区生产总值|38625 e7|CNY|level|2024-01~2024-09|浙江省",
		"5.8|地区生产总值|58 e-1|%|growth|2024-01~2024-09|浙江省",
		"210.7|用电量|2107 e7|kWh|level|2024-01~2024-09|浙江省",
		"-6.6|用电量|-66 e-1|%|growth|2024-01~2024-09|浙江省",
		NULL,
	};
	(void)state;
	read_grid(
		&f,
		"指标\t1-9月\t同比增长（%）\n地区生产总值\t3862.5\t5.8\n用电量（亿千瓦时）\t210.7\t-6.6",
		"2024年1-9月主要指标", "亿元");
	expect(&f, lines);
}

static void test_table__takes_regions_from_stubs(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"120|出口额|120 e8|CNY|level|2023~2023|浙江省杭州市",
		"80.5|出口额|805 e7|CNY|level|2023~2023|浙江省宁波市",
		NULL,
	};
	(void)state;
	read_grid(&f, "地区\t出口额（亿元）\n杭州市\t120\n宁波市\t80.5", "2023年各市出口", "");
	expect(&f, lines);
}

static void test_table__header_of_two_rows_and_a_column_of_units(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"42.1|发电量|421 e7|kWh|level|2023-12~2023-12|浙江省",
		"8.0|发电量|80 e-1|%|growth|2023-12~2023-12|浙江省",
		"488.6|发电量|4886 e7|kWh|level|2023-01~2023-12|浙江省",
		"5.2|发电量|52 e-1|%|growth|2023-01~2023-12|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f,
	          "指标\t计量单位\t12月\t<\t1—12月\t<\n"
	          "^\t^\t绝对量\t同比增长（%）\t绝对量\t同比增长（%）\n"
	          "发电量\t亿千瓦时\t42.1\t8.0\t488.6\t5.2",
	          "2023年12月份主要产品产量", "");
	expect(&f, lines);
}

static void test_table__unit_of_the_caption(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"213.7|一般公共预算收入|2137 e7|CNY|level|2022~2022|浙江省",
		"6.8|一般公共预算收入|68 e-1|%|growth|2022~2022|浙江省",
		"7.1|非税收入|71 e7|CNY|level|2022~2022|浙江省",
		"1.2|非税收入|12 e-1|%|growth|2022~2022|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f, "项目\t执行数\t增长\n一般公共预算收入\t213.7\t6.8\n非 税　收入\t7.1\t1.2",
	          "2022年收支情况（单位：亿元、%）", "");
	expect(&f, lines);
}

static void test_table__parts_of_the_row_above(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"5540|房屋施工面积|5540 e4|m2|level|2024-01~2024-09|浙江省",
		"-12.5|房屋施工面积|-125 e-1|%|growth|2024-01~2024-09|浙江省",
		"3844|房屋施工面积|3844 e4|m2|level|2024-01~2024-09|浙江省",
		"-12.9|房屋施工面积|-129 e-1|%|growth|2024-01~2024-09|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f,
	          "指标\t绝对量\t比上年同期增长（%）\n房屋施工面积（万平方米）\t5540\t-12.5\n"
	          "其中：住宅\t3844\t-12.9",
	          "2024年1-9月房地产市场情况", "");
	expect(&f, lines);
}

static void test_table__stubs_that_span_rows(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"-0.38|投资|-38 e-2|%|growth|2023-11~2023-11|浙江省",
		"-0.77|投资|-77 e-2|%|growth|2023-12~2023-12|浙江省",
		"0.58|投资|58 e-2|%|growth|2024-01~2024-01|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f,
	          "年度\t月份\t投资环比增速（%）\n2023年\t11月\t-0.38\n^\t12月\t-0.77\n"
	          "2024年\t1月\t0.58",
	          "", "");
	expect(&f, lines);
}

static void test_table__years_at_the_head_of_columns(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"3862|地区生产总值|3862 e8|CNY|level|2022~2022|浙江省",
		"4012|地区生产总值|4012 e8|CNY|level|2023~2023|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f, "指标（亿元）\t2022\t2023\n地区生产总值\t3862\t4012", "", "亿元");
	expect(&f, lines);
}

static void test_table__divides_the_first_row_again(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"120|社会消费品零售总额|120 e8|CNY|level|2024-09~2024-09|浙江省",
		"990|社会消费品零售总额|990 e8|CNY|level|2024-01~2024-09|浙江省",
		"210|网上零售额|210 e8|CNY|level|2024-01~2024-09|浙江省",
		"80|城镇社会消费品零售总额|80 e8|CNY|level|2024-09~2024-09|浙江省",
		"650|城镇社会消费品零售总额|650 e8|CNY|level|2024-01~2024-09|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f,
	          "指 标\t9月（亿元）\t1—9月（亿元）\n社会消费品零售总额\t120\t990\n"
	          "其中：网上零售额\t-\t210\n按地区分\t\t\n城　镇\t80\t650",
	          "2024年9月社会消费品零售总额主要数据", "");
	expect(&f, lines);
}

static void test_table__blank_headers_belong_to_their_left(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"310|投资额|310 e8|CNY|level|2024-01~2024-06|浙江省",
		"200|投资额|200 e8|CNY|level|2024-01~2024-06|浙江省",
		"-1.5|投资额|-15 e-1|%|growth|2024-01~2024-06|浙江省",
		NULL,
	};
	(void)state;
	read_grid(&f,
	          "地 区\t投资额\t\t同比增长\n^\t（亿元）\t住 宅\t（%）\n合计\t310\t200\t-1.5",
	          "2024年1—6月各地投资情况", "");
	expect(&f, lines);
}

static void test_table__units_in_a_column(void **state)
{
	struct found f;
	static const char *const lines[] = {
		"31.5|粮食产量|315 e3|t|level|2022~2022|浙江省",
		"33|粮食产量|33 e4|t|level|2023~2023|浙江省",
		"7200|医院床位数|7200 e0|张|level|2022~2022|浙江省",
		"7350|医院床位数|7350 e0|张|level|2023~2023|浙江省",
		"2100|水泥价格|2100 e0|CNY/t|level|2022~2022|浙江省",
		"1980|水泥价格|1980 e0|CNY/t|level|2023~2023|浙江省",
		NULL,
	};
	(void)state;
	read_grid(
		&f,
		"指标\t单位\t2022\t2023\n粮食产量\t万吨\t31.5\t33\n医院床位数\t张\t7200\t7350\n"
		"水泥价格\t元/吨\t2100\t1980",
		"", "");
	expect(&f, lines);
}

static void test_table__leaves_figures_without_a_unit_out(void **state)
{
	struct found f;
	static const char *const none[] = { NULL };
	(void)state;
	read_grid(&f, "序号\t编号\n甲\t12345\n乙\t67890", "", "");
	expect(&f, none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table__names_cells_by_row_and_column),
		cmocka_unit_test(test_table__takes_regions_from_stubs),
		cmocka_unit_test(test_table__header_of_two_rows_and_a_column_of_units),
		cmocka_unit_test(test_table__unit_of_the_caption),
		cmocka_unit_test(test_table__parts_of_the_row_above),
		cmocka_unit_test(test_table__stubs_that_span_rows),
		cmocka_unit_test(test_table__years_at_the_head_of_columns),
		cmocka_unit_test(test_table__divides_the_first_row_again),
		cmocka_unit_test(test_table__blank_headers_belong_to_their_left),
		cmocka_unit_test(test_table__units_in_a_column),
		cmocka_unit_test(test_table__leaves_figures_without_a_unit_out),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
