/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/span.h"
#include "proto/record.pb-c.h"
#include "services/zhibiao/marked.h"
#include "services/zhibiao/sdmx.h"
#include "services/zhibiao/table.h"

/* protobuf-c does not write through it */
static char *text_of(const char *s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s };
	return u.out;
}

static void test_sdmx__time(void **state)
{
	static const struct {
		const char *start, *end, *status, *freq, *period, *collect;
	} rows[] = {
		{ "2019", "2019", "actual", "A", "2019", "" },
		{ "2020-01", "2020-09", "actual", "M", "2020-01-01/P9M", "" },
		{ "2020-09", "2020-09", "actual", "M", "2020-09", "" },
		{ "2020-07", "2020-09", "actual", "Q", "2020-Q3", "" },
		{ "2020-01", "2020-06", "actual", "S", "2020-S1", "" },
		{ "2020-07", "2020-12", "actual", "S", "2020-S2", "" },
		{ "2020-01", "2020-12", "actual", "A", "2020", "" },
		{ "2021", "2025", "target", "A5", "2021-01-01/P5Y", "" },
		{ "2023", "2025", "target", "A3", "2023-01-01/P3Y", "" },
		{ "2016", "2019", "actual", "_Z", "2016-01-01/P4Y", "" },
		{ "2020-10", "2021-03", "actual", "_Z", "2020-10-01/P6M", "" },
		{ "", "2025", "target", "A", "2025", "" },
		{ "", "2019", "actual", "A", "2019-12-31", "E" },
		{ "", "2020-02", "actual", "M", "2020-02-29", "E" },
		{ "", "2020-09-15", "actual", "D", "2020-09-15", "E" },
		{ "2020-02-28", "2020-03-01", "actual", "_Z", "2020-02-28/P3D", "" },
		{ "2026", "", "target", "A", "2026", "" },
		{ "2026", "2023-08-15", "target", "D", "2026-01-01", "" },
		{ NULL, NULL, "actual", "_U", "2024-03-05", "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		Zhibiao__Record r;
		Zhibiao__Period p;
		struct sdmx_time t;
		zhibiao__record__init(&r);
		zhibiao__period__init(&p);
		r.status = text_of(rows[i].status);
		if (rows[i].end != NULL) {
			p.start = text_of(rows[i].start);
			p.end = text_of(rows[i].end);
			r.period = &p;
		}
		sdmx_time(&t, &r, "2024-03-05T09:00:00+08:00");
		assert_string_equal(t.freq, rows[i].freq);
		assert_string_equal(t.period, rows[i].period);
		assert_string_equal(t.collect, rows[i].collect);
	}
}

static void test_sdmx__units(void **state)
{
	static const struct {
		const char *unit, *id;
		bool counts;
	} rows[] = {
		{ "CNY", "CNY", false },
		{ "%", "PT", false },
		{ "pp", "PD", false },
		{ "1", "IX", false },
		{ "家", "NUMBER", true },
		{ "CNY/km2", "CNY_KM2", false },
		{ "CNY/人", "CNY_PERSON", false },
		{ "台/万人", "NUMBER_10K_PERSON", true },
		{ "bit/s", "BIT_S", false },
		{ "tce", "T_SCE", false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char id[SDMX_ID_MAX];
		bool counts = false;
		sdmx_unit(id, rows[i].unit, &counts);
		assert_string_equal(id, rows[i].id);
		assert_int_equal(counts, rows[i].counts);
	}
}

static void test_sdmx__transformations(void **state)
{
	static const struct {
		const char *measure, *basis, *id;
		unsigned years;
	} rows[] = {
		{ "level", "", "N", 0 },
		{ "share", "", "N", 0 },
		{ "growth", "yoy", "G1Y", 0 },
		{ "growth", "prev", "G2", 0 },
		{ "growth", "since", "GR", 0 },
		{ "growth", "annual_avg", "GC5Y", 5 },
		{ "growth", "annual_avg", "GR", 0 },
		{ "change", "yoy", "D1Y", 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char id[16];
		Zhibiao__Record r;
		const struct sdmx_time time = { .years = rows[i].years };
		zhibiao__record__init(&r);
		r.measure = text_of(rows[i].measure);
		r.basis = text_of(rows[i].basis);
		sdmx_transformation(id, &r, &time);
		assert_string_equal(id, rows[i].id);
	}
}

static void read_back(FILE *f, char *out, size_t size)
{
	rewind(f);
	size_t n = fread(out, 1, size - 1, f);
	out[n] = '\0';
	fclose(f);
}

static void test_table__lines_up_wide_characters(void **state)
{
	static const struct table_column columns[] = { { .title = "name" },
		                                       { .title = "n", .right = true },
		                                       { .title = "unit" } };
	static const char *const cells[][3] = { { "集成电路", "5", "家" },
		                                { "AI", "1200", "个\x1b[1m" } };
	struct table *t = NULL;
	char out[512];
	FILE *f = tmpfile();
	(void)state;
	assert_non_null(f);
	assert_int_equal(table_new(&t, f, columns, 3), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct zb_span row[] = { zb_span_str(cells[i][0]),
			                       zb_span_str(cells[i][1]),
			                       zb_span_str(cells[i][2]) };
		assert_int_equal(table_row(t, row), 0);
	}
	assert_int_equal(table_end(t), 0);
	table_free(t);
	read_back(f, out, sizeof(out));
	assert_string_equal(out, "name         n  unit\n"
	                         "集成电路     5  家\n"
	                         "AI        1200  个 [1m\n");
}

static void test_marked__marks_and_cleans(void **state)
{
	static const char text[] = "产值100亿元,增长5%。\x1b[2J";
	struct marked_span spans[] = { { 22, 24 }, { 6, 15 }, { 8, 12 }, { 90, 99 } };
	char out[512];
	FILE *f = tmpfile();
	(void)state;
	assert_non_null(f);
	assert_int_equal(marked_print(f, zb_span_str(text), spans, 4, false), 0);
	read_back(f, out, sizeof(out));
	assert_string_equal(out, "产值[[100亿元]],增长[[5%]]。 [2J\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sdmx__time),
		cmocka_unit_test(test_sdmx__units),
		cmocka_unit_test(test_sdmx__transformations),
		cmocka_unit_test(test_table__lines_up_wide_characters),
		cmocka_unit_test(test_marked__marks_and_cleans),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
