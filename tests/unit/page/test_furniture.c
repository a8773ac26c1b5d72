/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "services/extractor/page/furniture.h"

static const struct row {
	const char *line;
	enum furniture verdict;
	const char *keep;
} rows[] = {
	{ "您当前的位置：首页 > 要闻", FURNITURE_LINE, "" },
	{ "【字体：大 中 小】", FURNITURE_HEAD, "" },
	{ "相关新闻：青禾新港开工", FURNITURE_TAIL, "" },
	{ "上一页下一页尾页", FURNITURE_LINE, "" },
	{ "» 返回顶部", FURNITURE_LINE, "" },
	{ "感谢关注", FURNITURE_NONE, "" },
	{ "（完）。扫描二维码看更多", FURNITURE_LINE, "" },
	{ "今年以来全市工业生产继续回升。扫描二维码看更多", FURNITURE_LINE,
	  "今年以来全市工业生产继续回升。" },
	{ "今年以来全市工业生产继续回升。", FURNITURE_NONE, "" },
	{ "", FURNITURE_NONE, "" },
};

static void test_furniture__lines(void **state)
{
	struct furniture_words words;
	(void)state;
	furniture_init(&words);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t keep = 1;
		struct zb_span line = zb_span_str(rows[i].line);
		print_message("%s\n", rows[i].line);
		assert_int_equal(furniture_of(&keep, &words, line), rows[i].verdict);
		assert_true(zb_span_eq(zb_span_sub(line, 0, keep), zb_span_str(rows[i].keep)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_furniture__lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
