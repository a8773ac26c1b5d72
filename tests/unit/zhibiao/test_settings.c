/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/err.h"
#include "proto/settings.h"

static const char *const shipped = ZB_SOURCE_DIR "/config/zhibiao.yaml";

static void compare_value(const struct zb_conf_row *row, const void *a, const void *b)
{
	switch (row->type) {
	case ZB_CONF_TYPE_BOOL:
		if (*(const bool *)a != *(const bool *)b)
			fail_msg("%s differs from its default", row->key);
		return;
	case ZB_CONF_TYPE_STR:
		if (strcmp(*(char *const *)a, *(char *const *)b) != 0)
			fail_msg("%s: '%s', default '%s'", row->key, *(char *const *)a,
			         *(char *const *)b);
		return;
	case ZB_CONF_TYPE_STRLIST:
		assert_int_equal(((const struct zb_conf_strings *)a)->n,
		                 ((const struct zb_conf_strings *)b)->n);
		return;
	default:
		if (*(const int64_t *)a != *(const int64_t *)b)
			fail_msg("%s: %lld, default %lld", row->key,
			         (long long)*(const int64_t *)a,
			         (long long)*(const int64_t *)b);
	}
}

/* The maps of a file lie one level deep. */
static void compare(const struct zb_conf_row *rows, const void *a, const void *b)
{
	for (const struct zb_conf_row *r = rows; r->type != ZB_CONF_TYPE_END; r++) {
		const char *x = (const char *)a + r->offset, *y = (const char *)b + r->offset;
		if (r->type != ZB_CONF_TYPE_MAP) {
			compare_value(r, x, y);
			continue;
		}
		for (const struct zb_conf_row *in = r->rows; in->type != ZB_CONF_TYPE_END; in++)
			compare_value(in, x + in->offset, y + in->offset);
	}
}

static void test_settings__shipped_file_holds_the_defaults(void **state)
{
	struct zb_settings file, defaults;
	struct zb_diag diag = { 0 };
	char text[1024];
	(void)state;
	if (zb_settings_load(&file, shipped, &diag) != 0)
		fail_msg("%s", zb_diag_text(&diag, text, sizeof(text)));
	assert_int_equal(zb_settings_load(&defaults, NULL, NULL), 0);
	compare(zb_settings_rows(), &file, &defaults);
	zb_settings_deinit(&file);
	zb_settings_deinit(&defaults);
}

static bool has_key(const char *text, const char *key, const char *indent)
{
	char line[128];
	snprintf(line, sizeof(line), "\n%s%s:", indent, key);
	return strstr(text, line) != NULL;
}

static void test_settings__shipped_file_names_every_key(void **state)
{
	static char text[65536];
	(void)state;
	FILE *f = fopen(shipped, "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	for (const struct zb_conf_row *r = zb_settings_rows(); r->type != ZB_CONF_TYPE_END;
	     r++) {
		if (!has_key(text, r->key, ""))
			fail_msg("%s is missing", r->key);
		for (const struct zb_conf_row *in = r->rows;
		     in != NULL && in->type != ZB_CONF_TYPE_END; in++)
			if (!has_key(text, in->key, "  "))
				fail_msg("%s.%s is missing", r->key, in->key);
	}
}

static void test_settings__faults_name_line_and_key(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *key;
	} cases[] = {
		{ "fetcher:\n  host_delay: 5\n", 2, "host_delay" },
		{ "fetcher:\n  host_delay_ms: -1\n", 2, "host_delay_ms" },
		{ "store:\n  map_size: 7X\n", 2, "map_size" },
		{ "\nnonsense: 1\n", 2, "nonsense" },
		{ "extractor:\n  processes: many\n", 2, "processes" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zb_settings settings;
		struct zb_diag diag = { 0 };
		char path[] = "/tmp/zb-test-settings-XXXXXX";
		int fd = mkstemp(path);
		assert_true(fd >= 0);
		assert_int_equal(write(fd, cases[i].text, strlen(cases[i].text)),
		                 strlen(cases[i].text));
		close(fd);
		assert_int_equal(zb_settings_load(&settings, path, &diag), ZB_ECONFIG);
		unlink(path);
		assert_string_equal(diag.file, path);
		assert_int_equal(diag.line, cases[i].line);
		if (strstr(diag.message, cases[i].key) == NULL)
			fail_msg("'%s' does not name %s", diag.message, cases[i].key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings__shipped_file_holds_the_defaults),
		cmocka_unit_test(test_settings__shipped_file_names_every_key),
		cmocka_unit_test(test_settings__faults_name_line_and_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
