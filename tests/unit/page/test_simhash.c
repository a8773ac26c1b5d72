/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "services/extractor/page/simhash.h"

#define PROSE                                                                                                                                                             \
	"今年上半年，全区集成电路产业实现产值二百一十八亿元，同比增长百分之十。其中，设计业营业收入达到九十六亿元，" \
	"占全产业的四成；封测业完成产值五十二亿元。管委会负责人表示，到明年，新区集成电路产业规模力争突破六百亿元，" \
	"并新增专精特新企业五百家，培育千亿级产业集群三个以上。"

static void test_simhash__reprint_is_near(void **state)
{
	(void)state;
	uint64_t a = simhash_of(ZB_S(PROSE));
	uint64_t b = simhash_of(ZB_S("本报讯 " PROSE "（完）"));
	uint64_t c = simhash_of(ZB_S(
		"远洋造船厂建造的第三艘集装箱船提前四十五天交付船东，合同总金额约为一亿五千万"
		"美元，是目前世界上装箱量最大的船型之一。"));
	assert_int_not_equal(a, 0);
	assert_in_range(simhash_distance(a, b), 0, 8);
	assert_in_range(simhash_distance(a, c), 16, 64);
}

static void test_simhash__blanks_and_marks_do_not_count(void **state)
{
	(void)state;
	assert_true(simhash_of(ZB_S("一二三四五六七八九十甲乙丙丁")) ==
	            simhash_of(ZB_S(" 一二三，四五六\n七八九十　甲乙丙丁。")));
	assert_true(simhash_of(ZB_S("太短")) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simhash__reprint_is_near),
		cmocka_unit_test(test_simhash__blanks_and_marks_do_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
