/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "services/zhibiao/options.h"

struct own {
	int64_t depth;
	bool dry_run;
	const char *format;
	const char *region;
	struct option_list allow;
};

static const char *const formats[] = { "table", "jsonl", NULL };

static const struct option_row rows[] = {
	OPTION_INT(struct own, depth, 'n', "N", 0, 10, 3, "steps"),
	OPTION_FLAG(struct own, dry_run, 0, "only say so"),
	OPTION_ENUM(struct own, format, 'f', formats, "table", "how"),
	OPTION_STR(struct own, region, 0, "NAME", NULL, "where"),
	OPTION_LIST(struct own, allow, 'a', "RE", "which"),
	OPTION_END,
};

static struct own got;
static struct options common;
static int calls;

static int run(const struct options *o, const void *own)
{
	got = *(const struct own *)own;
	common = *o;
	calls++;
	return EXIT_SOME;
}

static const struct command command = {
	.name = "try",
	.operands = "FILE",
	.args_max = 2,
	.summary = "tries",
	.options = rows,
	.size = sizeof(struct own),
	.run = run,
};

/* Words separated by blanks, as the command line would be. */
static int call(const char *line)
{
	static char words[256];
	static char *argv[32];
	char *save = NULL;
	int n = 0;
	strncpy(words, line, sizeof(words) - 1);
	for (char *w = strtok_r(words, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	argv[n] = NULL;
	calls = 0;
	return command_main(&command, n, argv);
}

static void test_options__defaults_and_values(void **state)
{
	(void)state;
	unsetenv("ZHIBIAO_DATA");
	assert_int_equal(call("try"), EXIT_SOME);
	assert_int_equal(got.depth, 3);
	assert_false(got.dry_run);
	assert_string_equal(got.format, "table");
	assert_null(got.region);
	assert_string_equal(common.data, "./data");
	assert_null(common.conf_path);

	assert_int_equal(
		call("try one -n 7 --dry-run --format=jsonl -a x --allow y two -d D -c /dev/null"),
		EXIT_SOME);
	assert_int_equal(got.depth, 7);
	assert_true(got.dry_run);
	assert_string_equal(got.format, "jsonl");
	assert_int_equal(got.allow.n, 2);
	assert_string_equal(got.allow.items[1], "y");
	assert_int_equal(common.n_args, 2);
	assert_string_equal(common.args[0], "one");
	assert_string_equal(common.args[1], "two");
	assert_string_equal(common.data, "D");
	assert_string_equal(common.conf_path, "/dev/null");
}

static void test_options__data_from_environment(void **state)
{
	(void)state;
	setenv("ZHIBIAO_DATA", "E", 1);
	assert_int_equal(call("try"), EXIT_SOME);
	assert_string_equal(common.data, "E");
	assert_int_equal(call("try -d D"), EXIT_SOME);
	assert_string_equal(common.data, "D");
	unsetenv("ZHIBIAO_DATA");
}

static void test_options__dashes(void **state)
{
	(void)state;
	assert_int_equal(call("try - -- -n"), EXIT_SOME);
	assert_int_equal(common.n_args, 2);
	assert_string_equal(common.args[0], "-");
	assert_string_equal(common.args[1], "-n");
}

static void test_options__wrong_usage(void **state)
{
	static const char *const lines[] = {
		"try -n 11",         "try -n x",   "try -n", "try --depth=", "try --dry-run=1",
		"try --format json", "try --nope", "try -z", "try a b c",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(call(lines[i]), EXIT_USAGE);
		assert_int_equal(calls, 0);
	}
}

static void test_options__help_and_version_do_not_run(void **state)
{
	(void)state;
	assert_int_equal(call("try --help"), EXIT_DONE);
	assert_int_equal(call("try --version"), EXIT_DONE);
	assert_int_equal(calls, 0);
}

static void test_options__nearest(void **state)
{
	static const char *const names[] = { "crawl", "jobs", "check-config", "query", NULL };
	static const struct {
		const char *word;
		const char *near;
	} cases[] = {
		{ "crwal", "crawl" },  { "job", "jobs" }, { "check", "check-config" },
		{ "querry", "query" }, { "xyz", NULL },   { "", NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *near = options_nearest(cases[i].word, names);
		if (cases[i].near == NULL)
			assert_null(near);
		else
			assert_string_equal(near, cases[i].near);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options__defaults_and_values),
		cmocka_unit_test(test_options__data_from_environment),
		cmocka_unit_test(test_options__dashes),
		cmocka_unit_test(test_options__wrong_usage),
		cmocka_unit_test(test_options__help_and_version_do_not_run),
		cmocka_unit_test(test_options__nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
