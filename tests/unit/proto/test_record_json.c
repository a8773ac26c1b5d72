/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/record.pb-c.h"
#include "proto/record_json.h"

static void test_decimal__is_plain_text(void **state)
{
	static const struct {
		int64_t mantissa;
		int32_t exponent;
		const char *text;
	} rows[] = {
		{ 16, 11, "1600000000000" },
		{ 53, -1, "5.3" },
		{ -530, -2, "-5.3" },
		{ 6667, -2, "66.67" },
		{ 5, -3, "0.005" },
		{ -1, -1, "-0.1" },
		{ 0, 5, "0" },
		{ 0, -5, "0" },
		{ 100, 0, "100" },
		{ INT64_MIN, 0, "-9223372036854775808" },
		{ 1, 41, "NaN" },
		{ 1, -41, "NaN" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(zb_decimal_text(rows[i].mantissa, rows[i].exponent).s,
		                    rows[i].text);
}

static void test_decimal__agrees_up_to_rounding(void **state)
{
	static const struct {
		struct zb_decimal a, b;
		bool agrees;
	} rows[] = {
		{ { 37, 11, 11 }, { 37053, 8, 8 }, true }, /* 3.7万亿, 37053亿 */
		{ { 37, 11, 11 }, { 375, 10, 8 }, true },  /* the edge */
		{ { 37, 11, 11 }, { 37501, 8, 8 }, false },
		{ { 53, -1, -1 }, { 53, -1, -1 }, true },
		{ { 53, -1, -1 }, { 54, -1, -1 }, false },
		{ { 20, 0, 0 }, { 21, 0, 0 }, false },
		{ { 1, 40, 40 }, { 1, -40, -40 }, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(zb_decimal_agrees(rows[i].a, rows[i].b), rows[i].agrees);
		assert_int_equal(zb_decimal_agrees(rows[i].b, rows[i].a), rows[i].agrees);
	}
}

static void test_record_json__prints_every_slot(void **state)
{
	unsigned char id[2] = { 0xAB, 0x01 };
	char quote[] = "1.6万亿元";
	char say[] = "他说\"好\"\n";
	char cny[] = "CNY";
	char year[] = "2025";
	Zhibiao__Decimal value;
	Zhibiao__Period period;
	Zhibiao__Record r;
	struct zb_buf out;
	(void)state;
	zhibiao__decimal__init(&value);
	zhibiao__period__init(&period);
	zhibiao__record__init(&r);
	value.mantissa = 16;
	value.exponent = 11;
	period.end = year;
	r.id = (ProtobufCBinaryData){ .len = sizeof(id), .data = id };
	r.quote = quote;
	r.sentence = say;
	r.unit = cny;
	r.value = &value;
	r.period = &period;
	r.unit_mult = 12;
	r.decimals = 1;
	zb_buf_init(&out, 4096);
	const struct zb_record_home home = { .document = ZB_S("a.txt"), .title = ZB_S("") };
	assert_int_equal(zb_record_json(&out, &r, &home), 0);
	assert_string_equal(
		zb_buf_cstr(&out),
		"{\"id\":\"ab01\",\"quote\":\"1.6万亿元\",\"start\":0,\"end\":0,\"indicator\":null,"
		"\"measure\":null,\"value\":\"1600000000000\",\"high\":null,\"unit\":\"CNY\","
		"\"op\":null,\"basis\":null,\"of\":null,\"industry\":null,\"region\":null,"
		"\"org\":null,\"period\":{\"start\":null,\"end\":\"2025\"},\"status\":null,"
		"\"sentence\":\"他说\\\"好\\\"\\n\",\"unit_mult\":12,\"decimals\":1,"
		"\"repairs\":null,\"region_code\":null,\"industry_code\":null,"
		"\"indicator_code\":null,\"document\":\"a.txt\",\"title\":null,"
		"\"published\":null}");
	zb_buf_deinit(&out);
}

static void test_record_home__is_the_section_around_it(void **state)
{
	static const struct {
		uint32_t start;
		const char *title, *published;
	} rows[] = {
		{ 0, "第一条", "2024-01-02" }, { 9, "第一条", "2024-01-02" },
		{ 10, "汇编", "2024-05-06" }, /* between the sections */
		{ 12, "汇编", "2024-03-04" }, /* a section without a title */
		{ 30, "汇编", "2024-05-06" },
	};
	char whole[] = "汇编", first[] = "第一条", none[] = "", url[] = "a.txt";
	char dates[3][11] = { "2024-05-06", "2024-01-02", "2024-03-04" };
	Zhibiao__Section sections[2];
	Zhibiao__Section *in_order[2] = { &sections[0], &sections[1] };
	Zhibiao__Document d;
	Zhibiao__Record r;
	(void)state;
	zhibiao__section__init(&sections[0]);
	zhibiao__section__init(&sections[1]);
	zhibiao__document__init(&d);
	zhibiao__record__init(&r);
	sections[0].end = 10;
	sections[0].title = first;
	sections[0].published = dates[1];
	sections[1].start = 11;
	sections[1].end = 20;
	sections[1].title = none;
	sections[1].published = dates[2];
	d.url = url;
	d.title = whole;
	d.published = dates[0];
	d.sections = in_order;
	d.n_sections = 2;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r.start = rows[i].start;
		struct zb_record_home home = zb_record_home_of(&d, &r);
		assert_true(zb_span_eq(home.title, zb_span_str(rows[i].title)));
		assert_true(zb_span_eq(home.published, zb_span_str(rows[i].published)));
		assert_true(zb_span_eq(home.document, ZB_S("a.txt")));
	}
}

static void test_codec__refuses_bad_text_and_hostile_sizes(void **state)
{
	struct zb_arena *arena = NULL;
	Zhibiao__Record *r = NULL;
	(void)state;
	assert_int_equal(zb_arena_new(&arena, 4096), 0);
	assert_int_equal(
		zb_decode(&r, arena, &zhibiao__record__descriptor, ZB_S("\x2a\x01\xFF")),
		ZB_EMALFORMED);
	assert_null(r);
	assert_int_equal(zb_decode(&r, arena, &zhibiao__record__descriptor,
	                           ZB_S("\x2a\x05"
	                                "a")),
	                 ZB_EMALFORMED);
	assert_int_equal(zb_decode(&r, arena, &zhibiao__record__descriptor,
	                           ZB_S("\x2a\x01"
	                                "a")),
	                 0);
	assert_string_equal(r->quote, "a");
	/* Thousands of empty repairs: two bytes each here, many more in memory. */
	struct zb_buf many;
	zb_buf_init(&many, 65536);
	for (int i = 0; i < 4096; i++)
		zb_buf_add(&many, "\xb2\x01\x00", 3);
	assert_int_equal(zb_decode(&r, arena, &zhibiao__record__descriptor, zb_buf_span(&many)),
	                 ZB_ETOOBIG);
	zb_buf_deinit(&many);
	zb_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decimal__is_plain_text),
		cmocka_unit_test(test_decimal__agrees_up_to_rounding),
		cmocka_unit_test(test_record_json__prints_every_slot),
		cmocka_unit_test(test_record_home__is_the_section_around_it),
		cmocka_unit_test(test_codec__refuses_bad_text_and_hostile_sizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
