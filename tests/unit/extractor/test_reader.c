/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "services/extractor/reader.h"

enum { MEMORY_MAX = 64 << 20 };

/* Put up in January, written in December: its year is that of the writing. */
static const char notice[] =
	"<html><head><title>青禾市数据中心行动方案</title>"
	"<meta name=\"PubDate\" content=\"2023-01-03\"></head><body>"
	"<table><tr><td>发文机关：</td><td>青禾市人民政府</td><td>成文日期：</td>"
	"<td>2022年12月28日</td></tr><tr><td>发文字号：</td><td>青政发〔2022〕41号</td>"
	"<td>发布日期：</td><td>2023年1月3日</td></tr></table>"
	"<div class=\"content\"><p>　　今年，全市软件业务收入达到126亿元，同比增长8.4%，规模居全省第三位。</p>"
	"<p>　　各区要抓好落实，完善配套政策，营造良好环境。</p></div></body></html>";

static void expect_year(const char *year, const char *published)
{
	struct reader *r = NULL;
	struct reading out;
	struct zb_diag diag = { 0 };
	Zhibiao__Lease lease;
	zhibiao__lease__init(&lease);
	char url[] = "http://q.example/1.html";
	char type[] = "text/html; charset=utf-8";
	lease.url = url;
	lease.content_type = type;
	assert_int_equal(reader_open(&r, ZB_SOURCE_DIR "/config", MEMORY_MAX, &diag), 0);
	assert_int_equal(reader_read_dated(&out, r, &lease, zb_span_str(notice), published), 0);
	bool found = false;
	for (size_t i = 0; i < out.n_records; i++) {
		if (out.records[i]->period == NULL)
			continue;
		assert_string_equal(out.records[i]->period->end, year);
		found = true;
	}
	assert_true(found);
	if (published[0] == '\0')
		assert_string_equal(out.document.published, "2023-01-03");
	reader_close(r);
}

static void test_reader__year_of_a_notice(void **state)
{
	(void)state;
	expect_year("2022", "");
	/* What the caller says holds. */
	expect_year("2024", "2024-06-01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reader__year_of_a_notice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
