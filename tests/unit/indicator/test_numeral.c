/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "services/extractor/indicator/numeral.h"

struct expected {
	const char *text;
	size_t len; /* bytes read */
	int64_t mantissa;
	int exp;
	int unit_mult, decimals;
	int kind;
	bool more;
};

static void check(const struct expected *e)
{
	struct numeral n;
	size_t len = numeral_read(&n, zb_span_str(e->text), 0);
	if (len != e->len ||
	    (len > 0 &&
	     (n.mantissa != e->mantissa || n.exp != e->exp || n.unit_mult != e->unit_mult ||
	      n.decimals != e->decimals || n.kind != e->kind || n.more != e->more)))
		fail_msg("%s: len %zu value %lld e%d mult %d decimals %d kind %d more %d",
		         e->text, len, (long long)n.mantissa, n.exp, n.unit_mult, n.decimals,
		         n.kind, n.more);
}

static void test_numeral__reads_arabic_digits(void **state)
{
	static const struct expected cases[] = {
		{ "1706亿元", 7, 1706, 8, 8, 0, NUMERAL_PLAIN, false },
		{ "1.6万亿元", 9, 16, 11, 12, 1, NUMERAL_PLAIN, false },
		{ "5.3%", 3, 53, -1, 0, 1, NUMERAL_PLAIN, false },
		{ "7,000万美元", 8, 7000, 4, 4, 0, NUMERAL_PLAIN, false },
		{ "1,234,567家", 9, 1234567, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "1,23", 1, 1, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "１２．５万", 15, 125, 3, 4, 1, NUMERAL_PLAIN, false },
		{ "3.2万余个", 9, 32, 3, 4, 1, NUMERAL_PLAIN, true },
		{ "2000多家", 7, 2000, 0, 0, 0, NUMERAL_PLAIN, true },
		{ "40余万吨", 8, 40, 4, 4, 0, NUMERAL_PLAIN, true },
		{ "80万千瓦", 5, 80, 4, 4, 0, NUMERAL_PLAIN, false },
		{ "2千多人", 7, 2, 3, 3, 0, NUMERAL_PLAIN, true },
		{ "4.2个百分点", 3, 42, -1, 0, 1, NUMERAL_PLAIN, false },
		{ "100余额", 3, 100, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "1/4的企业", 3, 25, 0, 0, 0, NUMERAL_FRACTION, false },
		{ "2/3", 3, 6667, -2, 0, 2, NUMERAL_FRACTION, false },
		{ "2023/7/20", 4, 2023, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "13.28\xC2\xA0万元", 10, 1328, 2, 4, 2, NUMERAL_PLAIN, false },
		{ "20万6152亿日元", 12, 206152, 8, 8, 0, NUMERAL_PLAIN, false },
		{ "3亿5000万元", 11, 35000, 4, 4, 0, NUMERAL_PLAIN, false },
		{ "1万5千多人", 11, 15, 3, 3, 0, NUMERAL_PLAIN, true },
		{ "1亿1亿", 4, 1, 8, 8, 0, NUMERAL_PLAIN, false },
		{ "0.05", 4, 5, -2, 0, 2, NUMERAL_PLAIN, false },
		{ "abc", 0, 0, 0, 0, 0, 0, false },
		{ "", 0, 0, 0, 0, 0, 0, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i]);
}

static void test_numeral__reads_chinese_digits(void **state)
{
	static const struct expected cases[] = {
		{ "二十三家", 9, 23, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "一百零五个", 12, 105, 0, 2, 0, NUMERAL_PLAIN, false },
		{ "一千二百万", 15, 12, 6, 4, 0, NUMERAL_PLAIN, false },
		{ "三亿五千万元", 15, 35, 7, 4, 0, NUMERAL_PLAIN, false },
		{ "十几家", 6, 1, 1, 0, 0, NUMERAL_PLAIN, true },
		{ "两三家", 6, 2, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "三四百人", 9, 3, 2, 2, 0, NUMERAL_PLAIN, false },
		{ "七八成", 9, 70, 0, 0, 0, NUMERAL_TENTHS, false },
		{ "壹仟贰佰叁拾肆万伍仟元", 30, 12345, 3, 3, 0, NUMERAL_PLAIN, false },
		{ "十个", 3, 1, 1, 0, 0, NUMERAL_PLAIN, false },
		{ "十二个", 6, 12, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "二〇二三年", 12, 2023, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "三点五倍", 9, 35, -1, 0, 1, NUMERAL_PLAIN, false },
		{ "百分之三点五", 18, 35, -1, 0, 1, NUMERAL_PERCENT, false },
		{ "三分之二", 12, 6667, -2, 0, 2, NUMERAL_FRACTION, false },
		{ "四分之一", 12, 25, 0, 0, 0, NUMERAL_FRACTION, false },
		{ "七成", 6, 70, 0, 0, 0, NUMERAL_TENTHS, false },
		{ "三成半", 9, 35, 0, 0, 0, NUMERAL_TENTHS, false },
		{ "三成立", 3, 3, 0, 0, 0, NUMERAL_PLAIN, false },
		{ "贰万伍仟元", 12, 25, 3, 3, 0, NUMERAL_PLAIN, false },
		{ "二十余家", 9, 2, 1, 0, 0, NUMERAL_PLAIN, true },
		{ "数十家", 6, 1, 1, 0, 0, NUMERAL_PLAIN, true },
		{ "几百万元", 9, 1, 6, 6, 0, NUMERAL_PLAIN, true },
		{ "数家", 0, 0, 0, 0, 0, 0, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(&cases[i]);
}

static void test_numeral__records_repairs(void **state)
{
	static const struct {
		const char *text;
		int64_t mantissa;
		int exp;
		uint32_t repair, repair_end;
	} cases[] = {
		{ "201O年", 2010, 0, 3, 4 }, { "1l6亿", 116, 8, 1, 2 },
		{ "l5%", 15, 0, 0, 1 },      { "O.565亿元", 565, 5, 0, 1 },
		{ "2010年", 2010, 0, 0, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct numeral n;
		assert_true(numeral_read(&n, zb_span_str(cases[i].text), 0) > 0);
		assert_int_equal(cases[i].mantissa, n.mantissa);
		assert_int_equal(cases[i].exp, n.exp);
		assert_int_equal(cases[i].repair, n.repair);
		assert_int_equal(cases[i].repair_end, n.repair_end);
	}
}

static void test_numeral__refuses_more_digits_than_it_can_keep(void **state)
{
	struct numeral n;
	(void)state;
	assert_int_equal(30, numeral_read(&n, ZB_S("123456789012345678901234567890"), 0));
	assert_true(n.too_long);
	assert_int_equal(18, numeral_read(&n, ZB_S("000000000000000012"), 0));
	assert_false(n.too_long);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numeral__reads_arabic_digits),
		cmocka_unit_test(test_numeral__reads_chinese_digits),
		cmocka_unit_test(test_numeral__records_repairs),
		cmocka_unit_test(test_numeral__refuses_more_digits_than_it_can_keep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
