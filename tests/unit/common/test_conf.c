/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/conf.h"
#include "common/err.h"

struct item {
	char *name;
	int64_t every;
	struct zb_conf_strings tags;
	char *even;
	int64_t line;
};

struct inner {
	uint64_t size;
	bool on;
};

struct outer {
	int64_t count;
	char *title;
	int kind;
	struct inner inner;
	struct zb_conf_strings words;
	struct zb_conf_list items;
};

static const char *const kinds[] = { "page", "list", "feed", NULL };

static const struct zb_conf_row inner_rows[] = {
	ZB_CONF_SIZE(struct inner, size, 1, 1 << 30, 4096),
	ZB_CONF_BOOL(struct inner, on, true),
	ZB_CONF_END,
};

static bool is_even(char why[ZB_CONF_WHY], const char *text)
{
	snprintf(why, ZB_CONF_WHY, "%zu letters", strlen(text));
	return strlen(text) % 2 == 0;
}

static const struct zb_conf_row item_rows[] = {
	{ .key = "name",
	  .type = ZB_CONF_TYPE_STR,
	  .offset = offsetof(struct item, name),
	  .max = 20,
	  .required = true },
	ZB_CONF_INT(struct item, every, 1, 60, 7),
	ZB_CONF_STRLIST(struct item, tags, 3),
	{ .key = "even",
	  .type = ZB_CONF_TYPE_STR,
	  .offset = offsetof(struct item, even),
	  .max = 9,
	  .check = is_even },
	{ .type = ZB_CONF_TYPE_LINE, .offset = offsetof(struct item, line) },
	ZB_CONF_END,
};

static const struct zb_conf_row rows[] = {
	ZB_CONF_INT(struct outer, count, -5, 10, 3),
	ZB_CONF_STR(struct outer, title, 12, "none"),
	ZB_CONF_ENUM(struct outer, kind, kinds, 1),
	ZB_CONF_MAP(struct outer, inner, inner_rows),
	ZB_CONF_STRLIST(struct outer, words, 2),
	ZB_CONF_LIST(struct outer, items, item_rows, struct item, 2),
	ZB_CONF_END,
};

static int load(struct outer *out, const char *yaml, struct zb_diag *diag)
{
	char path[] = "/tmp/zb-test-conf-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal((ssize_t)strlen(yaml), write(fd, yaml, strlen(yaml)));
	close(fd);
	*diag = (struct zb_diag){ .all = diag->all };
	memset(out, 0, sizeof(*out));
	int ret = zb_conf_load(out, rows, path, diag);
	unlink(path);
	return ret;
}

static void test_conf__keeps_defaults_for_what_is_not_said(void **state)
{
	struct outer o;
	struct zb_diag diag = { 0 };
	(void)state;
	assert_int_equal(0, load(&o, "inner:\n  size: 16M\n", &diag));
	assert_int_equal(3, o.count);
	assert_string_equal("none", o.title);
	assert_int_equal(1, o.kind);
	assert_int_equal(16 << 20, o.inner.size);
	assert_true(o.inner.on);
	zb_conf_deinit(&o, rows);
	assert_int_equal(0, load(&o, "# nothing but a comment\n", &diag));
	assert_int_equal(4096, o.inner.size);
	zb_conf_deinit(&o, rows);
}

static void test_conf__reads_every_kind(void **state)
{
	struct outer o;
	struct zb_diag diag = { 0 };
	(void)state;
	int ret = load(
		&o,
		"count: -5\ntitle: 上海\nkind: feed\ninner: {size: 2K, on: no}\n"
		"words: [a, b]\nitems:\n  - name: one\n  - {name: two, every: 60, tags: [x]}\n",
		&diag);
	assert_int_equal(0, ret);
	assert_int_equal(-5, o.count);
	assert_string_equal("上海", o.title);
	assert_int_equal(2, o.kind);
	assert_int_equal(2048, o.inner.size);
	assert_false(o.inner.on);
	assert_int_equal(2, o.words.n);
	assert_string_equal("b", o.words.items[1]);
	assert_int_equal(2, o.items.n);
	const struct item *items = o.items.items;
	assert_string_equal("one", items[0].name);
	assert_int_equal(7, items[0].every);
	assert_int_equal(60, items[1].every);
	assert_string_equal("x", items[1].tags.items[0]);
	assert_int_equal(7, items[0].line);
	assert_int_equal(8, items[1].line);
	zb_conf_deinit(&o, rows);
}

static void test_conf__names_line_and_key_of_a_fault(void **state)
{
	static const struct {
		const char *yaml;
		unsigned line;
		const char *message;
	} cases[] = {
		{ "count: 1\ncuont: 2\n", 2, "cuont: unknown key" },
		{ "count: 11\n", 1, "count: 11 is out of range (-5 to 10)" },
		{ "count: 1x\n", 1, "count: must be a whole number" },
		{ "count: 99999999999999999999\n", 1, "count: must be a whole number" },
		{ "inner:\n  size: 1Q\n", 2, "size: must be a number of bytes" },
		{ "inner:\n  size: 0\n", 2, "size: 0 is out of range" },
		{ "inner:\n\n  on: maybe\n", 3, "on: must be true or false" },
		{ "inner: 3\n", 1, "inner: keys and values expected here" },
		{ "title: far longer than twelve\n", 1, "title: longer than 12 bytes" },
		{ "kind: book\n", 1, "kind: must be one of: page list feed" },
		{ "words: a\n", 1, "words: must be a list" },
		{ "words: [a, b, c]\n", 1, "words: too many entries" },
		{ "words: [[a]]\n", 1, "words: entries must be single values" },
		{ "items:\n  - every: 3\n", 2, "name: is missing" },
		{ "items:\n  - name: x\n    colour: red\n", 3, "items.colour: unknown key" },
		{ "items:\n  - name: x\n    even: abc\n", 3, "items.even: 3 letters" },
		{ "count: 1\ncount: 2\n", 2, "count: given twice" },
		{ "count: [1]\n", 1, "count: must be a single value" },
		{ "a: b: c\n", 1, "mapping values are not allowed" },
		{ "- 1\n", 1, "keys and values expected here" },
		{ "count: *nowhere\n", 1, "found undefined alias" },
		{ "title: \"a\\r\\nb\"\n", 1, "title: has a control character" },
		{ "words: [x, \"a\\0b\"]\n", 1, "words: has a control character" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outer o;
		struct zb_diag diag = { 0 };
		int ret = load(&o, cases[i].yaml, &diag);
		if (ret != ZB_ECONFIG || diag.line != cases[i].line ||
		    strstr(diag.message, cases[i].message) == NULL)
			fail_msg("%s: ret %d line %u '%s'", cases[i].yaml, ret, diag.line,
			         diag.message);
	}
}

static void test_conf__lists_all_faults_in_the_order_of_lines(void **state)
{
	static const struct {
		unsigned line;
		const char *message;
	} wanted[] = {
		{ 2, "inner.szie: unknown key" },
		{ 3, "inner.on: must be true or false" },
		{ 4, "foo: unknown key" },
		{ 6, "items.name: is missing" },
		{ 7, "items.every: 99 is out of range (1 to 60)" },
		{ 7, "items.tags: must be a list" },
		{ 8, "count: must be a whole number" },
	};
	const size_t n = sizeof(wanted) / sizeof(wanted[0]);
	struct outer o;
	struct zb_diags all = { .n = 0 };
	struct zb_diag diag = { .all = &all };
	(void)state;
	int ret = load(&o,
	               "inner:\n  szie: 1\n  on: maybe\nfoo: 1\nitems:\n  - every: 9\n"
	               "  - {name: x, every: 99, tags: 3}\ncount: x\n",
	               &diag);
	assert_int_equal(ZB_ECONFIG, ret);
	assert_int_equal(2, diag.line);
	assert_int_equal(n, all.n);
	assert_int_equal(n, all.found);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(wanted[i].line, all.items[i].line);
		assert_string_equal(wanted[i].message, all.items[i].message);
	}
}

static void test_conf__tells_as_many_faults_as_it_keeps(void **state)
{
	char yaml[1024] = "";
	struct outer o;
	struct zb_diags all = { .n = 0 };
	struct zb_diag diag = { .all = &all };
	(void)state;
	for (size_t i = 0, n = 0; i < ZB_DIAGS_MAX + 5; i++)
		n += (size_t)snprintf(yaml + n, sizeof(yaml) - n, "key%zu: 1\n", i);
	assert_int_equal(ZB_ECONFIG, load(&o, yaml, &diag));
	assert_int_equal(ZB_DIAGS_MAX, all.n);
	assert_int_equal(ZB_DIAGS_MAX + 5, all.found);
	assert_int_equal(ZB_DIAGS_MAX, all.items[ZB_DIAGS_MAX - 1].line);
}

/* Time grows with the square of the depth in libyaml: a minute for this one. */
static void test_conf__gives_up_on_depth(void **state)
{
	enum { DEEP = 100000 };
	struct outer o;
	struct zb_diag diag = { 0 };
	char *yaml = calloc(1, DEEP + 32);
	(void)state;
	assert_non_null(yaml);
	memcpy(yaml, "count: 1\nwords: ", 16);
	memset(yaml + 16, '[', DEEP);
	assert_int_equal(ZB_ECONFIG, load(&o, yaml, &diag));
	assert_int_equal(2, diag.line);
	assert_string_equal("is nested more than 32 deep", diag.message);
	free(yaml);
}

static void test_conf__does_not_wait_for_a_pipe(void **state)
{
	char path[] = "/tmp/zb-test-conf-XXXXXX";
	struct outer o = { 0 };
	struct zb_diag diag = { 0 };
	(void)state;
	close(mkstemp(path));
	unlink(path);
	assert_int_equal(0, mkfifo(path, 0600));
	assert_int_equal(ZB_ECONFIG, zb_conf_load(&o, rows, path, &diag));
	unlink(path);
}

static void test_conf__names_the_missing_file(void **state)
{
	struct outer o = { 0 };
	struct zb_diag diag = { 0 };
	(void)state;
	assert_int_equal(ZB_ENOTFOUND, zb_conf_load(&o, rows, "/nowhere/x.yaml", &diag));
	assert_string_equal("/nowhere/x.yaml", diag.file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conf__keeps_defaults_for_what_is_not_said),
		cmocka_unit_test(test_conf__reads_every_kind),
		cmocka_unit_test(test_conf__names_line_and_key_of_a_fault),
		cmocka_unit_test(test_conf__lists_all_faults_in_the_order_of_lines),
		cmocka_unit_test(test_conf__tells_as_many_faults_as_it_keeps),
		cmocka_unit_test(test_conf__gives_up_on_depth),
		cmocka_unit_test(test_conf__does_not_wait_for_a_pipe),
		cmocka_unit_test(test_conf__names_the_missing_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
