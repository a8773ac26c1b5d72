/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/err.h"
#include "proto/outcome.h"
#include "sample.h"
#include "services/store/base.h"
#include "services/store/batch.h"
#include "services/store/verify.h"

enum { MIB = 1 << 20 };

static int setup(void **state)
{
	static struct sample_store p;
	p = (struct sample_store){ 0 };
	assert_non_null(sample_folder(p.folder));
	sample_store_open(&p, 64 * MIB);
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	struct sample_store *p = *state;
	sample_store_close(p);
	sample_folder_remove(p->folder);
	return 0;
}

static uint64_t count(struct sample_store *p, enum key_db db)
{
	struct zb_txn *txn = NULL;
	uint64_t n = 0;
	assert_int_equal(zb_txn_begin(&txn, p->base->kv, false), 0);
	assert_int_equal(zb_txn_count(&n, txn, p->base->db[db]), 0);
	zb_txn_abort(&txn);
	return n;
}

static void test_batch__the_same_document_adds_nothing(void **state)
{
	struct sample_store *p = *state;
	const struct sample s = { .url = "http://a.example/1", .text = "全区有企业20家。" };
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
	uint64_t changes = count(p, KEY_CHANGES);
	assert_int_equal(changes, 2);
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_UNCHANGED);
	assert_int_equal(count(p, KEY_CHANGES), changes);
	assert_int_equal(count(p, KEY_RECORDS), 1);
}

static void test_batch__twice_in_one_commit(void **state)
{
	struct sample_store *p = *state;
	const struct sample s = { .url = "http://a.example/1", .text = "全区有企业20家。" };
	const char *why = NULL;
	assert_int_equal(sample_store_add(p, &s, &why), 0);
	assert_int_equal(sample_store_add(p, &s, &why), 0);
	assert_int_equal(batch_commit(p->batch, 1), 0);
	assert_string_equal(batch_entry(p->batch, 0)->outcome, ZB_OUTCOME_STORED);
	assert_string_equal(batch_entry(p->batch, 1)->outcome, ZB_OUTCOME_UNCHANGED);
	batch_clear(p->batch);
	assert_int_equal(count(p, KEY_DOCUMENTS), 1);
}

static void test_batch__a_changed_page_is_a_version_and_its_old_records_go(void **state)
{
	struct sample_store *p = *state;
	struct sample s = { .url = "http://a.example/1", .text = "全区有企业20家。" };
	sample_store_put(p, &s);
	s.text = "全区有企业21家,工厂8家。";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
	assert_int_equal(count(p, KEY_VERSIONS), 2);
	assert_int_equal(count(p, KEY_RECORDS), 3);
	assert_int_equal(count(p, KEY_GONE), 1);
}

static void test_batch__going_back_brings_the_records_back(void **state)
{
	struct sample_store *p = *state;
	struct sample s = { .url = "http://a.example/1", .text = "全区有企业20家。" };
	struct sample t = { .url = "http://a.example/1", .text = "全区有企业21家。" };
	sample_store_put(p, &s);
	sample_store_put(p, &t);
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
	assert_int_equal(count(p, KEY_DOCUMENTS), 2);
	assert_int_equal(count(p, KEY_VERSIONS), 3);
	assert_int_equal(count(p, KEY_GONE), 1);
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_UNCHANGED);
}

static void test_batch__other_bytes_with_the_same_text_are_unchanged(void **state)
{
	struct sample_store *p = *state;
	struct sample s = { .url = "http://a.example/1", .text = "企业20家。", .body = "a" };
	sample_store_put(p, &s);
	s.body = "b";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_UNCHANGED);
	s.title = "另一个标题";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
}

static void test_batch__a_copy_is_kept_without_records(void **state)
{
	struct sample_store *p = *state;
	struct sample s = { .url = "http://a.example/1", .text = "企业20家。" };
	sample_store_put(p, &s);
	s.url = "http://b.example/1";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_DUPLICATE);
	assert_int_equal(count(p, KEY_DOCUMENTS), 2);
	assert_int_equal(count(p, KEY_RECORDS), 1);
	assert_int_equal(count(p, KEY_BODIES), 1);
	/* While the copy stands, the first address may move on and the records stay. */
	s.url = "http://a.example/1";
	s.text = "企业30家。";
	sample_store_put(p, &s);
	assert_int_equal(count(p, KEY_GONE), 0);
	s.url = "http://b.example/1";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_DUPLICATE);
	assert_int_equal(count(p, KEY_GONE), 1);
}

static void test_batch__other_rules_bring_and_take_records(void **state)
{
	struct sample_store *p = *state;
	struct sample s = { .url = "http://a.example/1", .text = "企业20家,工厂8家。" };
	sample_store_put(p, &s);
	s.rules = "r2";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_UNCHANGED);
	s.rules = "r3";
	s.region = "上海市";
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
	assert_int_equal(count(p, KEY_DOCUMENTS), 1);
	assert_int_equal(count(p, KEY_RECORDS), 4);
	assert_int_equal(count(p, KEY_GONE), 2);
	s.rules = "r4";
	s.region = NULL;
	sample_store_put(p, &s);
	assert_int_equal(count(p, KEY_RECORDS), 4);
	assert_int_equal(count(p, KEY_GONE), 2);
}

static void test_batch__near_copies_share_a_cluster(void **state)
{
	static const struct {
		const char *sketch;
		size_t repeat;
		size_t clusters; /* afterwards */
	} rows[] = {
		{ "aaabbbcccdddeeefffggghhhiiiijjjjkkkkllllmmmmnnnnooooppppqqqqrrrr", 20, 1 },
		{ "aaabbbcccdddeeefffggghhhiiiijjjjkkXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", 20, 1 },
		{ "XaaXbbcXcddXXeeXffgXghXhiiiijjjjkkkkllllmmmmnnnnooooppppqqqqhhhh", 20, 2 },
		{ "XXXXXXXXXXXXeeefffXXXXXXiiiijjjjkkkkllllmmmmnnnnooooppppqqqqrrrr", 20, 2 },
		{ "aaabbbcccdddeeefffggghhhiiiijjjjkXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", 20, 3 },
		{ "0123456789012345678901234567890123456789012345678901234567890123", 20, 4 },
		{ "aaabbbcccdddeeefffggghhhiiiijjjjkkkkllllmmmmnnnnooooppppqqqqrrrr", 1, 4 },
		{ "too few bytes", 20, 4 },
		{ "", 20, 4 },
	};
	struct sample_store *p = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char url[64];
		char text[64];
		snprintf(url, sizeof(url), "http://a.example/%zu", i);
		snprintf(text, sizeof(text), "第%zu号园区已有企业20家。", i);
		const struct sample s = { .url = url,
			                  .text = text,
			                  .sketch = zb_span_str(rows[i].sketch),
			                  .repeat = rows[i].repeat };
		assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
		assert_int_equal(count(p, KEY_SKETCHES), rows[i].clusters * KEY_SKETCH_BANDS);
	}
	assert_int_equal(count(p, KEY_CLUSTERS), 6);
}

static void test_batch__refuses_what_is_no_result(void **state)
{
	struct sample_store *p = *state;
	struct entry *e = NULL;
	const char *why = NULL;
	assert_int_equal(batch_add(&e, p->batch, ZB_S("\xFF\xFF"), ZB_S(""), &why),
	                 ZB_EMALFORMED);
	assert_string_equal(why, "no Result");
	assert_int_equal(batch_add(&e, p->batch, ZB_S(""), ZB_S(""), &why), ZB_EMALFORMED);
	assert_string_equal(why, "document");
	struct sample s = { .url = "", .text = "企业20家。" };
	assert_int_equal(sample_store_add(p, &s, &why), ZB_EMALFORMED);
	assert_string_equal(why, "document.url");
	s.url = "http://a.example/\xFF";
	assert_int_equal(sample_store_add(p, &s, &why), ZB_EMALFORMED);
	s.url = "http://a.example/1";
	s.period = "2024-13";
	assert_int_equal(sample_store_add(p, &s, &why), ZB_EMALFORMED);
	assert_string_equal(why, "record.period");
	assert_int_equal(batch_count(p->batch), 0);
}

/* As many empty records as decode into some 60 MiB, under ticket 9: however many are sent, the
 * next good Result finds room. */
static void test_batch__refused_results_leave_no_memory_taken(void **state)
{
	enum { RECORDS = 160000 };
	struct sample_store *p = *state;
	struct entry *e = NULL;
	const char *why = NULL;
	struct zb_buf payload;
	zb_buf_init(&payload, MIB);
	zb_buf_add(&payload, "\x08\x09\x12\x00", 4);
	for (int i = 0; i < RECORDS; i++)
		zb_buf_add(&payload, "\x1A\x00", 2);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(batch_add(&e, p->batch, zb_buf_span(&payload), ZB_S(""), &why),
		                 ZB_EMALFORMED);
		assert_string_equal(why, "document.id");
		assert_int_equal(batch_refused_ticket(p->batch), 9);
	}
	zb_buf_deinit(&payload);
	const struct sample s = { .url = "http://a.example/1", .text = "企业20家。" };
	assert_string_equal(sample_store_put(p, &s), ZB_OUTCOME_STORED);
}

/* Where it cannot be read at all, its sender still learns which one it was. */
static void test_batch__an_unreadable_result_is_answered_by_its_ticket(void **state)
{
	struct sample_store *p = *state;
	struct entry *e = NULL;
	const char *why = NULL;
	assert_int_equal(batch_add(&e, p->batch, ZB_S("\x08\x96\x01\xFF"), ZB_S(""), &why),
	                 ZB_EMALFORMED);
	assert_string_equal(why, "no Result");
	assert_int_equal(batch_refused_ticket(p->batch), 150);
}

static void test_batch__a_small_map_grows_to_its_ceiling_and_no_further(void **state)
{
	struct sample_store *p = *state;
	sample_store_close(p);
	sample_store_open(p, 2 * MIB);
	char url[64];
	int ret = 0;
	uint64_t stored = 0;
	for (unsigned i = 0; i < 4096 && ret == 0; i++) {
		snprintf(url, sizeof(url), "http://a.example/%u", i);
		struct sample s = { .url = url, .text = "企业20家。", .repeat = 20 };
		s.body = url; /* differs, so that each has a body of its own */
		s.title = url;
		const char *why = NULL;
		assert_int_equal(sample_store_add(p, &s, &why), 0);
		ret = batch_commit(p->batch, 1);
		if (ret == 0) {
			stored++;
			batch_clear(p->batch);
		}
	}
	assert_int_equal(ret, ZB_EFULL);
	assert_true(stored > 10);
	assert_int_equal(batch_count(p->batch), 1);
	assert_int_equal(count(p, KEY_DOCUMENTS), stored);
	/* Room is made, the batch goes on by itself. */
	zb_kv_set_map_max(p->base->kv, 16 * MIB);
	assert_int_equal(batch_commit(p->batch, 1), 0);
	assert_int_equal(count(p, KEY_DOCUMENTS), stored + 1);
}

/* In a child, whose file sizes are limited: the disk is full for it alone. */
static int fill_disk(struct sample_store *p)
{
	struct rlimit limit = { .rlim_cur = 512 << 10, .rlim_max = RLIM_INFINITY };
	char url[64];
	int ret = 0;
	signal(SIGXFSZ, SIG_IGN);
	sample_store_open(p, 64 * MIB);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (unsigned i = 0; i < 4096 && ret == 0; i++) {
		snprintf(url, sizeof(url), "http://a.example/%u", i);
		struct sample s = { .url = url, .text = "企业20家。", .title = url };
		const char *why = NULL;
		if (sample_store_add(p, &s, &why) != 0)
			return 1;
		ret = batch_commit(p->batch, 1);
		if (ret == 0)
			batch_clear(p->batch);
	}
	if (ret != ZB_EFULL)
		return 2;
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	return batch_commit(p->batch, 1) == 0 ? 0 : 3;
}

static void test_batch__a_full_disk_loses_nothing(void **state)
{
	struct sample_store *p = *state;
	int status = 0;
	sample_store_close(p);
	pid_t pid = fork();
	if (pid == 0)
		_exit(fill_disk(p));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	sample_store_open(p, 64 * MIB);
	assert_true(count(p, KEY_DOCUMENTS) > 10);
	assert_int_equal(count(p, KEY_DOCUMENTS),
	                 count(p, KEY_RECORDS) + count(p, KEY_DOCUMENTS) - 1);
}

/* Commits documents one by one and says on `fd` which are durable, until it is killed. */
static void write_until_killed(struct sample_store *p, int fd)
{
	char url[64];
	sample_store_open(p, 64 * MIB);
	for (uint32_t i = 0;; i++) {
		snprintf(url, sizeof(url), "http://a.example/%u", i);
		char text[64];
		snprintf(text, sizeof(text), "第%u号,企业%u家。", i, i);
		struct sample s = { .url = url, .text = text };
		const char *why = NULL;
		if (sample_store_add(p, &s, &why) != 0 || batch_commit(p->batch, 1) != 0)
			_exit(1);
		batch_clear(p->batch);
		if (write(fd, &i, sizeof(i)) != (ssize_t)sizeof(i))
			_exit(2);
	}
}

static void test_batch__nothing_acknowledged_is_lost_by_a_kill(void **state)
{
	struct sample_store *p = *state;
	int fds[2];
	int status = 0;
	uint32_t last = 0;
	uint64_t acked = 0;
	sample_store_close(p);
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		write_until_killed(p, fds[1]);
	}
	close(fds[1]);
	while (acked < 40 && read(fds[0], &last, sizeof(last)) == (ssize_t)sizeof(last))
		acked++;
	kill(pid, SIGKILL);
	while (read(fds[0], &last, sizeof(last)) == (ssize_t)sizeof(last))
		acked++;
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	sample_store_open(p, 64 * MIB);
	uint64_t kept = count(p, KEY_DOCUMENTS);
	assert_true(kept == acked || kept == acked + 1);
	assert_int_equal(count(p, KEY_RECORDS), kept);
}

static uint64_t live_records(struct sample_store *p)
{
	return count(p, KEY_RECORDS) - count(p, KEY_GONE);
}

static void expect_sound(struct sample_store *p)
{
	struct verify_tally tally;
	const struct verify_calls calls = { .fault = NULL };
	assert_int_equal(verify_run(&tally, p->base, &calls), 0);
	assert_int_equal(tally.faults, 0);
}

/* A page that becomes part of another's article takes its own records along, and is a document of
 * its own again once the article no longer has it. */
static void test_batch__parts_of_an_article(void **state)
{
	struct sample_store *p = *state;
	const struct sample part = { .url = "http://a.example/1_2",
		                     .text = "全市有企业30家。" };
	const struct sample other = { .url = "http://a.example/1_2",
		                      .text = "全市有企业31家。" };
	const struct sample whole = { .url = "http://a.example/1",
		                      .text = "全区有企业20家。全市有企业30家。",
		                      .body = "first",
		                      .part = "http://a.example/1_2" };
	const struct sample alone = { .url = "http://a.example/1", .text = "全区有企业21家。" };
	const struct {
		const struct sample *put;
		const char *outcome;
		uint64_t live;
	} steps[] = {
		{ &part, ZB_OUTCOME_STORED, 1 },     { &whole, ZB_OUTCOME_STORED, 2 },
		{ &whole, ZB_OUTCOME_UNCHANGED, 2 }, { &part, ZB_OUTCOME_JOINED, 2 },
		{ &other, ZB_OUTCOME_JOINED, 2 },    { &alone, ZB_OUTCOME_STORED, 1 },
		{ &other, ZB_OUTCOME_STORED, 2 },    { &part, ZB_OUTCOME_STORED, 2 },
		{ &whole, ZB_OUTCOME_STORED, 2 },    { &part, ZB_OUTCOME_JOINED, 2 },
	};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		print_message("step %zu\n", i);
		assert_string_equal(sample_store_put(p, steps[i].put), steps[i].outcome);
		assert_int_equal(live_records(p), steps[i].live);
		expect_sound(p);
	}
	assert_int_equal(count(p, KEY_BODIES), 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_batch__##name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(parts_of_an_article),
		TEST(the_same_document_adds_nothing),
		TEST(twice_in_one_commit),
		TEST(a_changed_page_is_a_version_and_its_old_records_go),
		TEST(going_back_brings_the_records_back),
		TEST(other_bytes_with_the_same_text_are_unchanged),
		TEST(a_copy_is_kept_without_records),
		TEST(other_rules_bring_and_take_records),
		TEST(near_copies_share_a_cluster),
		TEST(refuses_what_is_no_result),
		TEST(refused_results_leave_no_memory_taken),
		TEST(an_unreadable_result_is_answered_by_its_ticket),
		TEST(a_small_map_grows_to_its_ceiling_and_no_further),
		TEST(a_full_disk_loses_nothing),
		TEST(nothing_acknowledged_is_lost_by_a_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
