/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/arena.h"
#include "services/extractor/page/charset.h"

struct row {
	struct zb_span bytes;
	const char *type; /* the HTTP header */
	const char *name;
	enum charset_how how;
	unsigned bad;
	struct zb_span text;
};

static const struct row rows[] = {
	{ { "abc", 3 }, "", "utf-8", CHARSET_ASCII, 0, { "abc", 3 } },
	{ { "\xEF\xBB\xBF中", 6 }, "", "utf-8", CHARSET_BOM, 0, { "中", 3 } },
	{ { "\xFF\xFE\x2D\x4E", 4 }, "", "utf-16le", CHARSET_BOM, 0, { "中", 3 } },
	{ { "\xFE\xFF\x4E\x2D", 4 }, "", "utf-16be", CHARSET_BOM, 0, { "中", 3 } },
	/* declared as GB2312, with a character of GBK and one of four bytes */
	{ { "<meta charset=gb2312>\xE9\x46\xD6\xD0\x82\x31\xA3\x34", 29 },
	  "",
	  "gb18030",
	  CHARSET_DECLARED,
	  0,
	  { "<meta charset=gb2312>镕中㫰", 30 } },
	{ { "\xD6\xD0\xB9\xFA\xBE\xAD\xBC\xC3", 8 },
	  "text/html; charset=GBK",
	  "gb18030",
	  CHARSET_HEADER,
	  0,
	  { "中国经济", 12 } },
	/* the header lies, the bytes do not */
	{ { "中国经济中国经济", 24 },
	  "text/html; charset=gbk",
	  "utf-8",
	  CHARSET_BYTES,
	  0,
	  { "中国经济中国经济", 24 } },
	{ { "\xD6\xD0\xB9\xFA\xBE\xAD\xBC\xC3\xD6\xD0\xB9\xFA", 12 },
	  "text/html; charset=utf-8",
	  "gb18030",
	  CHARSET_GUESSED,
	  0,
	  { "中国经济中国", 18 } },
	/* a western default of the server says nothing */
	{ { "\xD6\xD0\xB9\xFA\xBE\xAD\xBC\xC3\xD6\xD0\xB9\xFA", 12 },
	  "text/html; charset=ISO-8859-1",
	  "gb18030",
	  CHARSET_GUESSED,
	  0,
	  { "中国经济中国", 18 } },
	/* cut in the middle of a character */
	{ { "中国经济\xE4\xB8", 14 },
	  "",
	  "utf-8",
	  CHARSET_BYTES,
	  1,
	  { "中国经济\xEF\xBF\xBD", 15 } },
	{ { "<meta charset=gbk>\xD6\xD0\xB9\xFA\xBE", 23 },
	  "",
	  "gb18030",
	  CHARSET_DECLARED,
	  1,
	  { "<meta charset=gbk>中国\xEF\xBF\xBD", 27 } },
	/* damage is counted, what surrounds it kept */
	{ { "中国经济中国经济\xFF中国", 31 },
	  "",
	  "utf-8",
	  CHARSET_BYTES,
	  1,
	  { "中国经济中国经济\xEF\xBF\xBD中国", 33 } },
};

static void test_charset__decode(void **state)
{
	(void)state;
	struct zb_arena *arena = NULL;
	assert_int_equal(zb_arena_new(&arena, 1 << 20), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct charset c;
		assert_int_equal(charset_decode(&c, arena, rows[i].bytes,
		                                zb_span_str(rows[i].type), true),
		                 0);
		print_message("row %zu: %s %s %u\n", i, c.name, charset_how_name(c.how), c.bad);
		assert_string_equal(c.name, rows[i].name);
		assert_int_equal(c.how, rows[i].how);
		assert_int_equal(c.bad, rows[i].bad);
		assert_true(zb_span_eq(c.text, rows[i].text));
	}
	zb_arena_free(arena);
}

static void test_charset__plain_text_keeps_its_mark(void **state)
{
	(void)state;
	struct charset c;
	struct zb_span bytes = ZB_S("\xEF\xBB\xBF中");
	assert_int_equal(charset_decode(&c, NULL, bytes, zb_span("", 0), false), 0);
	assert_true(zb_span_eq(c.text, bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_charset__decode),
		cmocka_unit_test(test_charset__plain_text_keeps_its_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
