/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/err.h"
#include "proto/record.pb-c.h"
#include "sample.h"
#include "services/store/base.h"
#include "services/store/match.h"
#include "services/store/query.h"
#include "services/store/verify.h"
#include "services/store/view.h"

enum { MIB = 1 << 20 };

static const struct sample samples[] = {
	{ .url = "http://a.example/1",
	  .text = "全区有企业20家。",
	  .region = "上海市闵行区",
	  .period = "2023",
	  .title = "闵行" },
	{ .url = "http://a.example/2",
	  .text = "全市有企业800家,工厂90家。",
	  .region = "上海市",
	  .period = "2024-03",
	  .title = "上海" },
	{ .url = "http://a.example/3",
	  .text = "全市有企业70家。",
	  .region = "江苏省苏州市",
	  .title = "苏州" },
};

static int setup(void **state)
{
	static struct sample_store s;
	s = (struct sample_store){ 0 };
	assert_non_null(sample_folder(s.folder));
	sample_store_open(&s, 64 * MIB);
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		sample_store_put(&s, &samples[i]);
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	struct sample_store *s = *state;
	sample_store_close(s);
	sample_folder_remove(s->folder);
	return 0;
}

/* The quotes of the hits, one behind the other. */
struct quotes {
	char text[4096];
};

static int add_quote(void *ctx, const struct query_hit *hit)
{
	struct quotes *q = ctx;
	size_t n = strlen(q->text);
	snprintf(q->text + n, sizeof(q->text) - n, "%s ", hit->record->quote);
	assert_true(hit->document->text.len == 0);
	return 0;
}

static const char *ask(struct sample_store *s, const struct match *m)
{
	static struct quotes q;
	q = (struct quotes){ 0 };
	assert_int_equal(query_run(s->base, m, add_quote, &q), 0);
	return q.text;
}

static void test_query__filters(void **state)
{
	const struct {
		struct match m;
		const char *period;
		const char *quotes;
	} rows[] = {
		{ { .since = 0 }, NULL, "20家 800家 90家 70家 " },
		{ { .region = ZB_S("上海市") }, NULL, "20家 800家 90家 " },
		{ { .region = ZB_S("上海") }, NULL, "20家 800家 90家 " },
		{ { .region = ZB_S("闵行") }, NULL, "20家 " },
		{ { .region = ZB_S("苏州市") }, NULL, "70家 " },
		{ { .region = ZB_S("=上海市") }, NULL, "800家 90家 " },
		{ { .region = ZB_S("行区") }, NULL, "" },
		{ { .indicator = ZB_S("企业") }, NULL, "20家 800家 90家 70家 " },
		{ { .indicator = ZB_S("=企业") }, NULL, "" },
		{ { .industry = ZB_S("集成电路") }, NULL, "20家 800家 90家 70家 " },
		{ { .industry = ZB_S("农业") }, NULL, "" },
		{ { .since = 0 }, "2024", "800家 90家 " },
		{ { .since = 0 }, "2023..2024-01", "20家 " },
		{ { .since = 0 }, "..2023-06-30", "20家 " },
		{ { .since = 0 }, "2024-04..", "" },
		{ { .status = ZB_S("actual") }, NULL, "20家 800家 90家 70家 " },
		{ { .status = ZB_S("target") }, NULL, "" },
		{ { .measure = ZB_S("growth") }, NULL, "" },
		{ { .text = ZB_S("苏州") }, NULL, "70家 " },
		{ { .since = 4 }, NULL, "90家 70家 " },
		{ { .document = ZB_S("example/2") }, NULL, "800家 90家 " },
		{ { .as_of = 4 }, NULL, "20家 800家 " },
		{ { .nothing = true }, NULL, "" },
	};
	struct sample_store *s = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct match m = rows[i].m;
		if (rows[i].period != NULL)
			assert_int_equal(match_period(&m.period, zb_span_str(rows[i].period)),
			                 0);
		assert_string_equal(ask(s, &m), rows[i].quotes);
	}
}

static void test_query__leaves_out_what_is_gone(void **state)
{
	struct sample_store *s = *state;
	struct sample changed = samples[0];
	changed.text = "全区有企业25家。";
	sample_store_put(s, &changed);
	struct match m = { .region = ZB_S("闵行") };
	assert_string_equal(ask(s, &m), "25家 ");
	m.history = true;
	assert_string_equal(ask(s, &m), "20家 25家 ");
	sample_store_put(s, &samples[0]);
	m.history = false;
	assert_string_equal(ask(s, &m), "20家 ");
	const struct match before = { .region = ZB_S("闵行"), .as_of = 7 };
	assert_string_equal(ask(s, &before), "20家 ");
	const struct match all = { .since = 0 };
	assert_string_equal(ask(s, &all), "20家 800家 90家 70家 ");
}

static void test_match__periods(void **state)
{
	struct key_days days;
	(void)state;
	assert_int_equal(match_period(&days, ZB_S("2024-02")), 0);
	assert_string_equal(days.first, "2024-02-01");
	assert_string_equal(days.last, "2024-02-29");
	static const char *const wrong[] = { "",        "..",         "24",     "2024..x",
		                             "2024-13", "2024-02-30", "2024/02" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(match_period(&days, zb_span_str(wrong[i])), ZB_EMALFORMED);
	assert_int_equal(match_period(&days, ZB_S("2024..2023")), ZB_EINVAL);
}

static void test_view__finds_by_the_head_of_an_id(void **state)
{
	struct sample_store *s = *state;
	struct zb_txn *txn = NULL;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	unsigned char id[KEY_ID_SIZE];
	char hex[2 * KEY_ID_SIZE + 1];
	assert_int_equal(zb_txn_begin(&txn, s->base->kv, false), 0);
	assert_int_equal(zb_cursor_open(&cur, txn, s->base->db[KEY_RECORDS]), 0);
	assert_int_equal(zb_cursor_seek(cur, ZB_S(""), &key, NULL), 0);
	for (size_t i = 0; i < KEY_ID_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", (unsigned char)key.p[i]);
	for (size_t n = 9; n <= 2 * KEY_ID_SIZE; n++) {
		assert_int_equal(view_find(id, s->base, txn, KEY_RECORDS, zb_span(hex, n)), 1);
		assert_memory_equal(id, key.p, sizeof(id));
	}
	assert_int_equal(view_find(id, s->base, txn, KEY_RECORDS, ZB_S("xyz")), ZB_EMALFORMED);
	assert_int_equal(view_find(id, s->base, txn, KEY_RECORDS, ZB_S("")), ZB_EMALFORMED);
	zb_cursor_close(cur);
	zb_txn_abort(&txn);
}

static void test_verify__finds_no_fault_in_what_was_stored(void **state)
{
	struct sample_store *s = *state;
	struct verify_tally tally;
	const struct verify_calls calls = { .fault = NULL };
	struct sample copy = samples[1];
	copy.url = "http://b.example/copy";
	sample_store_put(s, &copy);
	copy.text = "换了一篇,企业1家。";
	sample_store_put(s, &copy);
	sample_store_put(s, &samples[1]);
	struct sample again = samples[2];
	again.rules = "r2";
	again.region = "江苏省";
	sample_store_put(s, &again);
	assert_int_equal(verify_run(&tally, s->base, &calls), 0);
	assert_int_equal(tally.faults, 0);
	assert_int_equal(tally.documents, 5);
}

/* Takes or changes one entry, as a failing disk or another program might. */
static void spoil(struct sample_store *s, enum key_db db, bool take)
{
	struct zb_txn *txn = NULL;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	char copy[65536];
	char name[ZB_KV_KEY_MAX];
	assert_int_equal(zb_txn_begin(&txn, s->base->kv, true), 0);
	assert_int_equal(zb_cursor_open(&cur, txn, s->base->db[db]), 0);
	assert_int_equal(zb_cursor_seek(cur, ZB_S(""), &key, &val), 0);
	memcpy(name, key.p, key.n);
	memcpy(copy, val.p, val.n);
	zb_cursor_close(cur);
	struct zb_span at = zb_span(name, key.n);
	if (take) {
		assert_int_equal(zb_txn_del(txn, s->base->db[db], at), 0);
	} else {
		copy[val.n - 1] ^= 1;
		assert_int_equal(zb_txn_put(txn, s->base->db[db], at, zb_span(copy, val.n)), 0);
	}
	assert_int_equal(zb_txn_commit(&txn), 0);
}

static void test_verify__finds_what_was_spoiled(void **state)
{
	static const struct {
		enum key_db db;
		bool take;
	} rows[] = {
		{ KEY_DOCUMENTS, true },    { KEY_VERSIONS, true },
		{ KEY_VERSIONS, false },    { KEY_BODIES, true },
		{ KEY_BODIES, false },      { KEY_RECORDS, true },
		{ KEY_BY_DOCUMENT, true },  { KEY_BY_DOCUMENT, false },
		{ KEY_BY_INDICATOR, true }, { KEY_BY_INDICATOR, false },
		{ KEY_BY_INDUSTRY, true },  { KEY_BY_REGION, true },
		{ KEY_BY_PERIOD, true },    { KEY_TEXTS, true },
		{ KEY_BY_TEXT, true },      { KEY_FACTS, true },
		{ KEY_CHANGES, true },
	};
	struct sample_store *s = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct verify_tally tally;
		const struct verify_calls calls = { .fault = NULL };
		spoil(s, rows[i].db, rows[i].take);
		assert_int_equal(verify_run(&tally, s->base, &calls), 0);
		assert_true(tally.faults > 0);
		teardown(state);
		setup(state);
	}
}

static void test_base__refuses_another_schema_and_leaves_it_alone(void **state)
{
	struct sample_store *s = *state;
	struct zb_txn *txn = NULL;
	struct base *other = NULL;
	struct zb_diag diag = { 0 };
	const struct base_conf conf = { .path = s->folder, .now_ms = 1 };
	const struct base_conf reading = { .path = s->folder, .read_only = true };
	assert_int_equal(zb_txn_begin(&txn, s->base->kv, true), 0);
	assert_int_equal(
		zb_txn_put(txn, s->base->db[KEY_META], ZB_S("schema"), ZB_S("\x08\x07")), 0);
	assert_int_equal(zb_txn_commit(&txn), 0);
	sample_store_close(s);
	assert_int_equal(base_open(&other, &conf, &diag), ZB_EVERSION);
	assert_non_null(strstr(diag.message, "schema 7"));
	assert_int_equal(base_open(&other, &reading, NULL), ZB_EVERSION);
	assert_null(other);
}

static void test_base__says_that_there_is_no_store(void **state)
{
	struct base *base = NULL;
	struct zb_diag diag = { 0 };
	const struct base_conf conf = { .path = "/nonexistent/store", .read_only = true };
	(void)state;
	assert_int_equal(base_open(&base, &conf, &diag), ZB_ENOTFOUND);
	assert_non_null(strstr(diag.message, "no store yet"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(query__filters),
		TEST(query__leaves_out_what_is_gone),
		TEST(match__periods),
		TEST(view__finds_by_the_head_of_an_id),
		TEST(verify__finds_no_fault_in_what_was_stored),
		TEST(verify__finds_what_was_spoiled),
		TEST(base__refuses_another_schema_and_leaves_it_alone),
		TEST(base__says_that_there_is_no_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
