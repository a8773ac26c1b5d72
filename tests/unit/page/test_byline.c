/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/byline.h"

struct row {
	const char *line;
	const char *source, *author, *reporter, *editor;
};

static const struct row rows[] = {
	{ "2024-03-29 15:07 来源：江潮日报 作者：沈知远 字号：大 中 小", "江潮日报", "沈知远",
	  "", "" },
	{ "来源：21世纪经济报道 2005-01-14", "21世纪经济报道", "", "", "" },
	{ "（记者 张文远 王小川）", "", "", "张文远 王小川", "" },
	{ "□ 本报记者 葛灵", "", "", "葛灵", "" },
	{ "责任编辑：陆一鸣", "", "", "", "陆一鸣" },
	{ "【编辑:刘欢】", "", "", "", "刘欢" },
	{ "作者： size=\"20\"", "", "", "", "" },
	{ "他告诉记者，今年产量增长", "", "", "", "" },
	{ "来源：-新华网", "新华网", "", "", "" },
	{ "江潮新闻记者 段彦清 廖小艳", "", "", "段彦清 廖小艳", "" },
	{ "江潮晚报讯（记者 何远舟 通讯员 邱海宁）", "", "", "何远舟 邱海宁", "" },
	{ "采写：青禾见习记者 林子清", "", "", "林子清", "" },
	{ "【文/江潮网专栏作者 王文远】", "", "", "王文远", "" },
	{ "图为码头。江潮社记者 何远舟 摄", "", "", "", "" },
	{ "江潮社江城3月5日电 记者何远舟报道", "", "", "何远舟", "" },
	{ "来源：青禾市工业和信息化局", "青禾市工业和信息化局", "", "", "" },
	{ "文：林子清 图：何远舟", "", "", "林子清", "" },
	{ "全文：共三章", "", "", "", "" },
	{ "作者　张文远", "", "张文远", "", "" },
	{ "作者 认为价格还会上涨", "", "", "", "" },
	{ "記者陳遠舟／青禾報導", "", "", "陳遠舟", "" },
	{ "来源：青禾发布 编辑：陆一鸣", "青禾发布", "", "", "陆一鸣" },
	{ "来源：江潮网发布时间：2024-03-29", "江潮网", "", "", "" },
	{ "来源：江潮日报举报", "江潮日报", "", "", "" },
	{ "来源于：东门街道办事处", "东门街道办事处", "", "", "" },
	{ "发表于2024-05-30 16:20| 318次阅读| 来源青禾交警| 作者秦晓蓉", "青禾交警", "秦晓蓉",
	  "", "" },
	{ "来源：青禾观察作者：责任编辑：秦晓蓉", "青禾观察", "", "", "秦晓蓉" },
	{ "作者︱秦晓蓉", "", "", "秦晓蓉", "" },
	{ "作者：张 远：青禾物资学院", "", "张 远", "", "" },
};

static void test_byline__labels(void **state)
{
	struct zb_arena *arena = NULL;
	(void)state;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct byline b = { .source = { 0 } };
		byline_read(&b, zb_span_str(rows[i].line));
		print_message("%s\n", rows[i].line);
		assert_true(zb_span_eq(b.source, zb_span_str(rows[i].source)));
		assert_true(zb_span_eq(b.author, zb_span_str(rows[i].author)));
		assert_true(
			zb_span_eq(byline_reporters(&b, arena), zb_span_str(rows[i].reporter)));
		assert_true(zb_span_eq(b.editor, zb_span_str(rows[i].editor)));
	}
	zb_arena_free(arena);
}

static void test_byline__without_label(void **state)
{
	(void)state;
	assert_true(zb_span_eq(byline_alone(ZB_S(" 胡安平 ")), ZB_S("胡安平")));
	assert_true(
		zb_span_eq(byline_alone(ZB_S("2004年7月16日 [ 黄宇 ] 来源")), ZB_S("黄宇")));
	assert_true(zb_span_eq(byline_alone(ZB_S("□ 胡安平 何远舟")), ZB_S("胡安平 何远舟")));
	assert_true(zb_span_eq(byline_alone(ZB_S("胡安平/文")), ZB_S("胡安平")));
	assert_int_equal(byline_alone(ZB_S("区县")).n, 0);
	assert_int_equal(byline_alone(ZB_S("关注")).n, 0);
	assert_int_equal(byline_alone(ZB_S("金融界")).n, 0);
	assert_true(
		zb_span_eq(byline_signed(ZB_S("都已完成。（姚峰 上海报道）")), ZB_S("姚峰")));
	assert_true(
		zb_span_eq(byline_signed(ZB_S("（常书香 马丹阳 ）")), ZB_S("常书香 马丹阳")));
	assert_int_equal(byline_signed(ZB_S("增长5%（按可比价格计算）")).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_byline__labels),
		cmocka_unit_test(test_byline__without_label),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
