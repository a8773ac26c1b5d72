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

/* Rows by newline, cells by tab, the first row a header. */
static void read_grid(struct found *f, const char *text, const char *caption, const char *unit)
{
	struct indicator_cell cells[CELLS_MAX];
	size_t n = 0;
	uint32_t row = 0, column = 0, start = 0;
	for (uint32_t i = 0; n < CELLS_MAX; i++) {
		if (text[i] != '\t' && text[i] != '\n' && text[i] != '\0')
			continue;
		cells[n++] = (struct indicator_cell){ .row = row,
			                              .column = column,
			                              .start = start,
			                              .end = i,
			                              .header = row == 0 };
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
		cmocka_unit_test(test_table__leaves_figures_without_a_unit_out),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
