/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "services/store/gauge.h"

static void test_gauge__counts_the_last_minute(void **state)
{
	static const struct {
		int64_t at_s;
		size_t documents;
		uint64_t minute;
	} cases[] = {
		{ 1000, 5, 5 },   { 1000, 3, 8 },   { 1030, 10, 18 }, { 1059, 1, 19 },
		{ 1060, 0, 11 },  { 1089, 2, 13 },  { 1090, 0, 3 },   { 1200, 0, 0 },
		{ 900000, 7, 7 }, { 900059, 0, 7 }, { 900060, 0, 0 },
	};
	struct gauge g;
	(void)state;
	gauge_init(&g, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t now = cases[i].at_s * 1000000000;
		gauge_commit(&g, now, 1000, cases[i].documents);
		assert_int_equal(cases[i].minute, gauge_last_minute(&g, now));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gauge__counts_the_last_minute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
