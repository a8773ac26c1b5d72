/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "services/extractor/indicator/lexicon.h"
#include "services/extractor/indicator/period.h"

static struct lexicon *lexicon;

static int setup(void **state)
{
	struct zb_diag diag = { 0 };
	(void)state;
	return lexicon_open(&lexicon, ZB_SOURCE_DIR "/config", &diag);
}

static int teardown(void **state)
{
	(void)state;
	lexicon_close(lexicon);
	return 0;
}

struct expected {
	const char *text;
	const char *read; /* the part that is the expression */
	int kind;
	const char *start, *end;
};

static void check(const struct expected *e, struct day published)
{
	struct when_context ctx = { .published = published };
	struct when w = { 0 };
	char start[12], end[12];
	size_t n = when_read(&w, lexicon, zb_span_str(e->text), 0, &ctx);
	day_text(start, w.start);
	day_text(end, w.end);
	bool dated = w.kind == WHEN_RANGE || w.kind == WHEN_ASOF;
	if (n != strlen(e->read) || (n > 0 && w.kind != e->kind) ||
	    (dated && (strcmp(start, e->start) != 0 || strcmp(end, e->end) != 0)))
		fail_msg("%s: read %.*s kind %d %s~%s", e->text, (int)n, e->text, w.kind, start,
		         end);
}

static void test_period__resolves_against_the_publication(void **state)
{
	static const struct expected cases[] = {
		{ "今年1-9月产值", "今年1-9月", WHEN_RANGE, "2020-01", "2020-09" },
		{ "今年1—9月", "今年1—9月", WHEN_RANGE, "2020-01", "2020-09" },
		{ "1至8月", "1至8月", WHEN_RANGE, "2020-01", "2020-08" },
		{ "9月份", "9月份", WHEN_RANGE, "2020-09", "2020-09" },
		{ "去年产业规模", "去年", WHEN_RANGE, "2019", "2019" },
		{ "前年", "前年", WHEN_RANGE, "2018", "2018" },
		{ "明年6月", "明年6月", WHEN_RANGE, "2021-06", "2021-06" },
		{ "上半年", "上半年", WHEN_RANGE, "2020-01", "2020-06" },
		{ "前三季度", "前三季度", WHEN_RANGE, "2020-01", "2020-09" },
		{ "三季度", "三季度", WHEN_RANGE, "2020-07", "2020-09" },
		{ "第一季度", "第一季度", WHEN_RANGE, "2020-01", "2020-03" },
		{ "2019年", "2019年", WHEN_RANGE, "2019", "2019" },
		{ "2019年末", "2019年末", WHEN_ASOF, "", "2019" },
		{ "2019年10月", "2019年10月", WHEN_RANGE, "2019-10", "2019-10" },
		{ "2016-2020年", "2016-2020年", WHEN_RANGE, "2016", "2020" },
		{ "2016年至2020年", "2016年至2020年", WHEN_RANGE, "2016", "2020" },
		{ "二〇一九年", "二〇一九年", WHEN_RANGE, "2019", "2019" },
		{ "截至9月底", "截至9月底", WHEN_ASOF, "", "2020-09" },
		{ "截至2020年6月末", "截至2020年6月末", WHEN_ASOF, "", "2020-06" },
		{ "到2025年", "到2025年", WHEN_ASOF, "", "2025" },
		{ "到2025年底", "到2025年底", WHEN_ASOF, "", "2025" },
		{ "“十四五”期间", "“十四五”期间", WHEN_RANGE, "2021", "2025" },
		{ "“十二五”末", "“十二五”末", WHEN_ASOF, "", "2015" },
		{ "十三五时期", "十三五时期", WHEN_RANGE, "2016", "2020" },
		{ "10月20日", "10月20日", WHEN_RANGE, "2020-10-20", "2020-10-20" },
		{ "20日", "20日", WHEN_RANGE, "2020-10-20", "2020-10-20" },
		{ "昨日", "昨日", WHEN_RANGE, "2020-10-26", "2020-10-26" },
		{ "上月", "上月", WHEN_RANGE, "2020-09", "2020-09" },
		{ "201O年", "201O年", WHEN_RANGE, "2010", "2010" },
		{ "2020一季报", "2020一季报", WHEN_RANGE, "2020-01", "2020-03" },
		{ "目前", "目前", WHEN_NOW, "", "" },
		{ "17年无新药", "17年", WHEN_DURATION, "", "" },
		{ "六个月", "六个月", WHEN_DURATION, "", "" },
		{ "十五个", "", WHEN_NONE, "", "" },
		{ "1706亿元", "", WHEN_NONE, "", "" },
		{ "全年目标任务", "", WHEN_NONE, "", "" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i], (struct day){ 2020, 10, 27 });
}

static void test_period__says_nothing_without_a_date_to_count_from(void **state)
{
	static const struct expected cases[] = {
		{ "去年", "去年", WHEN_NONE, "", "" },
		{ "上半年", "上半年", WHEN_NONE, "", "" },
		{ "9月", "9月", WHEN_NONE, "", "" },
		{ "2019年", "2019年", WHEN_RANGE, "2019", "2019" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i], (struct day){ 0 });
}

static void test_period__puts_a_late_quarter_into_the_year_before(void **state)
{
	static const struct expected cases[] = {
		{ "四季度", "四季度", WHEN_RANGE, "2022-10", "2022-12" },
		{ "12月", "12月", WHEN_RANGE, "2022-12", "2022-12" },
		{ "1月", "1月", WHEN_RANGE, "2023-01", "2023-01" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i], (struct day){ 2023, 2, 10 });
}

static void test_period__reads_days_in_every_spelling(void **state)
{
	static const char *const texts[] = { "2023-07-05 15:52", "2023/7/5", "2023.07.05",
		                             "2023年7月5日", "23-07-05" };
	struct day d;
	char text[12];
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(day_read(&d, zb_span_str(texts[i])) > 0);
		assert_string_equal("2023-07-05", day_text(text, d));
	}
	assert_int_equal(0, day_read(&d, ZB_S("2023-13-05")));
	assert_int_equal(0, day_read(&d, ZB_S("1.5万")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_period__resolves_against_the_publication),
		cmocka_unit_test(test_period__says_nothing_without_a_date_to_count_from),
		cmocka_unit_test(test_period__puts_a_late_quarter_into_the_year_before),
		cmocka_unit_test(test_period__reads_days_in_every_spelling),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
