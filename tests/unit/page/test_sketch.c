/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/sketch.h"

#define FIRST                                                                                                                \
	"今年上半年，全区集成电路产业实现产值二百一十八亿元，同比增长百分之十。其中，" \
	"设计业营业收入达到九十六亿元，占全产业的四成；封测业完成产值五十二亿元。"
#define SECOND                                                                                                                        \
	"管委会负责人表示，到明年，新区集成电路产业规模力争突破六百亿元，并新增专精特新企业" \
	"五百家，培育千亿级产业集群三个以上。"
#define THIRD "记者在现场看到，二期厂房已经封顶，首批设备预计九月进场，年底前具备试生产条件。"
#define OTHER                                                                                                                         \
	"远洋造船厂建造的第三艘集装箱船提前四十五天交付船东，合同总金额约为一亿五千万美元，" \
	"是目前世界上装箱量最大的船型之一。"

static const struct row {
	const char *text, *other;
	int at_least, at_most; /* bytes that agree */
} rows[] = {
	{ FIRST SECOND THIRD, FIRST SECOND THIRD, 64, 64 },
	{ FIRST SECOND THIRD, "本报讯 " FIRST SECOND THIRD "（完）", 54, 64 },
	{ FIRST SECOND THIRD, "　" FIRST "\n" SECOND "\n\n" THIRD, 64, 64 },
	{ FIRST SECOND THIRD, SECOND THIRD FIRST, 54, 64 },
	{ FIRST SECOND THIRD, FIRST SECOND "今年春天，岸边的柳树绿得比往年早。", 36, 60 },
	{ FIRST SECOND THIRD, OTHER, 0, 8 },
};

static int agreeing(struct zb_span a, struct zb_span b)
{
	int n = 0;
	for (size_t i = 0; i < a.n && i < b.n; i++)
		n += a.p[i] == b.p[i];
	return n;
}

static void test_sketch__agrees_as_the_texts_do(void **state)
{
	struct zb_arena *arena = NULL;
	(void)state;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct zb_span a = sketch_of(arena, zb_span_str(rows[i].text));
		struct zb_span b = sketch_of(arena, zb_span_str(rows[i].other));
		print_message("%zu: %d\n", i, agreeing(a, b));
		assert_int_equal(a.n, SKETCH_SIZE);
		assert_in_range(agreeing(a, b), rows[i].at_least, rows[i].at_most);
	}
	zb_arena_free(arena);
}

static void test_sketch__short_texts_have_none(void **state)
{
	struct zb_arena *arena = NULL;
	(void)state;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	assert_int_equal(sketch_of(arena, ZB_S("太短")).n, 0);
	assert_int_equal(sketch_of(arena, ZB_S("")).n, 0);
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sketch__agrees_as_the_texts_do),
		cmocka_unit_test(test_sketch__short_texts_have_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
