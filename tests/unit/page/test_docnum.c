/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/docnum.h"

static const struct {
	const char *text;
	const char *want;
} rows[] = {
	{ "沪府办发〔2023〕8号", "沪府办发〔2023〕8号" },
	{ "（沪松府[2011]77号）", "沪松府〔2011〕77号" },
	{ "国发（2015）第28号", "国发〔2015〕28号" },
	{ "石府规【2021】3 号", "石府规〔2021〕3号" },
	{ "沪府办发﹝２０２３﹞８号", "沪府办发〔2023〕8号" },
	{ "青财企〔二〇二一〕15号", "青财企〔2021〕15号" },
	{ "青财企﹙2021﹚15号", "青财企〔2021〕15号" },
	{ "青财企<2021>15号", "青财企〔2021〕15号" },
	{ "2023年第5号公告", NULL },
	{ "〔2023〕8号", NULL },
	{ "沪府〔1823〕8号", NULL },
	{ "沪府〔2023〕号", NULL },
	{ "沪府〔2023", NULL },
};

static void test_docnum__normalised(void **state)
{
	(void)state;
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct docnum d;
		print_message("%s\n", rows[i].text);
		bool has = docnum_find(&d, zb_span_str(rows[i].text), 0);
		assert_int_equal(has, rows[i].want != NULL);
		if (has)
			assert_string_equal(docnum_print(arena, &d).p, rows[i].want);
	}
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_docnum__normalised) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
