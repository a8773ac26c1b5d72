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
	{ "主办：青禾市人民政府 网站标识码：3399000012", FURNITURE_FOOT, "" },
	{ "关于我们", FURNITURE_FOOT, "" },
	{ "江潮在线版权与免责声明：", FURNITURE_TAIL, "" },
	{ "公司发布免责声明后，股价一度下跌。", FURNITURE_NONE, "" },
	{ "《新港开工》已有12件评论", FURNITURE_TAIL, "" },
	{ "网上的条评论", FURNITURE_NONE, "" },
	{ "阅读数（318）", FURNITURE_LINE, "" },
	{ "阅读量是衡量公共图书馆服务的一项指标，今年首次列入考核", FURNITURE_NONE, "" },
	{ "- THE END -", FURNITURE_LINE, "" },
	{ "© 江潮图片社", FURNITURE_LINE, "" },
	{ "下载青禾在线应用程序，随时看新闻", FURNITURE_NONE, "" },
	{ "下载青禾在线应用程序随时看新闻", FURNITURE_LINE, "" },
	{ "点击下载：相关数据表", FURNITURE_NONE, "" },
	{ "【本文中文版权归江潮网所有。未经授权，不得转载】", FURNITURE_LINE, "" },
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
