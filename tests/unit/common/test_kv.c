/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/err.h"
#include "common/kv.h"
#include "common/resident.h"

struct place {
	char path[64];
	struct zb_kv *kv;
	unsigned db;
};

static void open_kv(struct place *p, uint64_t map_size)
{
	struct zb_kv_conf conf = { .path = p->path, .map_size = map_size, .databases = 4 };
	assert_int_equal(0, zb_kv_open(&p->kv, &conf));
	assert_int_equal(0, zb_kv_db(&p->db, p->kv, "things"));
}

static int setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	snprintf(p->path, sizeof(p->path), "/tmp/zb-test-kv-XXXXXX");
	assert_non_null(mkdtemp(p->path));
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char file[96];
	zb_kv_close(p->kv);
	snprintf(file, sizeof(file), "%s/data.mdb", p->path);
	unlink(file);
	snprintf(file, sizeof(file), "%s/lock.mdb", p->path);
	unlink(file);
	rmdir(p->path);
	free(p);
	return 0;
}

static void put_all(struct place *p, const char *const *keys)
{
	struct zb_txn *txn = NULL;
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	for (; *keys != NULL; keys++)
		assert_int_equal(0, zb_txn_put(txn, p->db, zb_span_str(*keys), ZB_S("v")));
	assert_int_equal(0, zb_txn_commit(&txn));
	assert_null(txn);
}

static void test_kv__gives_back_what_was_committed_and_only_that(void **state)
{
	struct place *p = *state;
	struct zb_txn *txn = NULL;
	struct zb_span v = { 0 };
	open_kv(p, 0);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	assert_int_equal(0, zb_txn_put(txn, p->db, ZB_S("a"), ZB_S("one")));
	zb_txn_abort(&txn);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	assert_int_equal(ZB_ENOTFOUND, zb_txn_get(&v, txn, p->db, ZB_S("a")));
	assert_int_equal(0, zb_txn_add(txn, p->db, ZB_S("a"), ZB_S("two")));
	assert_int_equal(ZB_EEXISTS, zb_txn_add(txn, p->db, ZB_S("a"), ZB_S("three")));
	assert_int_equal(0, zb_txn_commit(&txn));
	zb_kv_close(p->kv);
	open_kv(p, 0);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, false));
	assert_int_equal(0, zb_txn_get(&v, txn, p->db, ZB_S("a")));
	assert_true(zb_span_eq(ZB_S("two"), v));
	zb_txn_abort(&txn);
}

static void test_kv__walks_keys_in_byte_order(void **state)
{
	static const char *const keys[] = { "b", "a1", "a", "\xff\xff", "a2", "c", NULL };
	struct place *p = *state;
	struct zb_txn *txn = NULL;
	struct zb_cursor *cur = NULL;
	struct zb_span k = { 0 };
	open_kv(p, 0);
	put_all(p, keys);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	assert_int_equal(0, zb_cursor_open(&cur, txn, p->db));
	assert_int_equal(0, zb_cursor_seek(cur, ZB_S("a1"), &k, NULL));
	assert_true(zb_span_eq(ZB_S("a1"), k));
	assert_int_equal(0, zb_cursor_next(cur, &k, NULL));
	assert_true(zb_span_eq(ZB_S("a2"), k));
	assert_int_equal(0, zb_cursor_last(cur, ZB_S("a"), &k, NULL));
	assert_true(zb_span_eq(ZB_S("a2"), k));
	assert_int_equal(0, zb_cursor_last(cur, ZB_S("\xff"), &k, NULL));
	assert_true(zb_span_eq(ZB_S("\xff\xff"), k));
	assert_int_equal(0, zb_cursor_last(cur, ZB_S(""), &k, NULL));
	assert_true(zb_span_eq(ZB_S("\xff\xff"), k));
	assert_int_equal(ZB_ENOTFOUND, zb_cursor_last(cur, ZB_S("x"), &k, NULL));
	/* Deleting while walking misses none. */
	assert_int_equal(0, zb_cursor_seek(cur, ZB_S(""), &k, NULL));
	int n = 0;
	for (int ret = 0; ret == 0; ret = zb_cursor_next(cur, &k, NULL)) {
		n++;
		assert_int_equal(0, zb_cursor_del(cur));
	}
	assert_int_equal(6, n);
	zb_cursor_close(cur);
	uint64_t left = 9;
	assert_int_equal(0, zb_txn_count(&left, txn, p->db));
	assert_int_equal(0, left);
	assert_int_equal(0, zb_txn_commit(&txn));
}

/* --- a writing transaction against what it should hold --- */

enum { MODEL_KEYS = 3000, MODEL_STEPS = 40000, MODEL_VALUE = 900 };

struct model {
	uint16_t size[MODEL_KEYS]; /* of a key's value; 0: it is not there */
};

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static struct zb_span model_key(char out[16], unsigned n)
{
	return zb_span(out, (size_t)snprintf(out, 16, "key-%05u", n));
}

static void check_value(const struct model *m, unsigned n, struct zb_span v)
{
	assert_int_equal(m->size[n], v.n);
	assert_int_equal('a' + n % 26, v.p[0]);
	assert_int_equal('a' + n % 26, v.p[v.n - 1]);
}

static void check_seek(const struct model *m, struct zb_txn *txn, unsigned db, unsigned n)
{
	char name[16];
	struct zb_span k = { 0 };
	struct zb_span v = { 0 };
	int ret = zb_txn_seek(txn, db, model_key(name, n), &k, &v);
	while (n < MODEL_KEYS && m->size[n] == 0)
		n++;
	assert_int_equal(n < MODEL_KEYS ? 0 : ZB_ENOTFOUND, ret);
	if (ret == 0) {
		assert_true(zb_span_eq(model_key(name, n), k));
		check_value(m, n, v);
	}
}

/* Runs of neighbours and jumps, as the fetcher does them. */
static void step_model(struct model *m, struct zb_txn *txn, unsigned db, uint32_t *seed)
{
	static unsigned n;
	char name[16];
	char bytes[MODEL_VALUE];
	struct zb_span v = { 0 };
	n = next_random(seed) % 4 == 0 ? next_random(seed) % MODEL_KEYS : (n + 1) % MODEL_KEYS;
	struct zb_span key = model_key(name, n);
	uint16_t size = (uint16_t)(1 + next_random(seed) % MODEL_VALUE);
	memset(bytes, 'a' + (int)(n % 26), sizeof(bytes));
	switch (next_random(seed) % 6) {
	case 0:
		assert_int_equal(0, zb_txn_put(txn, db, key, zb_span(bytes, size)));
		m->size[n] = size;
		break;
	case 1:
		assert_int_equal(m->size[n] > 0 ? ZB_EEXISTS : 0,
		                 zb_txn_add(txn, db, key, zb_span(bytes, size)));
		if (m->size[n] == 0)
			m->size[n] = size;
		break;
	case 2:
	case 3:
		assert_int_equal(m->size[n] > 0 ? 0 : ZB_ENOTFOUND, zb_txn_del(txn, db, key));
		m->size[n] = 0;
		break;
	case 4:
		check_seek(m, txn, db, n);
		break;
	default:
		assert_int_equal(m->size[n] > 0 ? 0 : ZB_ENOTFOUND,
		                 zb_txn_get(&v, txn, db, key));
		if (m->size[n] > 0)
			check_value(m, n, v);
	}
}

/* A run of entries goes by a cursor of its own, beside the transaction's. */
static void delete_run(struct model *m, struct zb_txn *txn, unsigned db, uint32_t *seed)
{
	unsigned n = next_random(seed) % MODEL_KEYS;
	unsigned most = next_random(seed) % 200;
	char name[16];
	struct zb_cursor *cur = NULL;
	struct zb_span k = { 0 };
	assert_int_equal(0, zb_cursor_open(&cur, txn, db));
	int ret = zb_cursor_seek(cur, model_key(name, n), &k, NULL);
	for (unsigned i = 0; ret == 0 && i < most; i++) {
		m->size[strtoul(k.p + 4, NULL, 10)] = 0;
		assert_int_equal(0, zb_cursor_del(cur));
		ret = zb_cursor_next(cur, &k, NULL);
	}
	zb_cursor_close(cur);
}

static void test_kv__steps_near_each_other_and_far_give_what_they_should(void **state)
{
	struct place *p = *state;
	static struct model now[2];
	static struct model kept[2];
	unsigned dbs[2];
	struct zb_txn *txn = NULL;
	uint32_t seed = 7;
	open_kv(p, 0);
	dbs[0] = p->db;
	assert_int_equal(0, zb_kv_db(&dbs[1], p->kv, "others"));
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	for (int i = 1; i <= MODEL_STEPS; i++) {
		step_model(&now[i % 2], txn, dbs[i % 2], &seed);
		if (i % 611 == 0)
			delete_run(&now[i % 2], txn, dbs[i % 2], &seed);
		if (i % 997 != 0)
			continue;
		if (next_random(&seed) % 4 == 0) {
			zb_txn_abort(&txn);
			memcpy(now, kept, sizeof(now));
		} else {
			assert_int_equal(0, zb_txn_commit(&txn));
			memcpy(kept, now, sizeof(now));
		}
		assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
		for (unsigned n = 0; n < MODEL_KEYS; n++)
			check_seek(&now[n % 2], txn, dbs[n % 2], n);
	}
	zb_txn_abort(&txn);
}

static void test_kv__a_transaction_knows_how_much_it_holds(void **state)
{
	struct place *p = *state;
	struct zb_txn *txn = NULL;
	char name[16];
	static char large[1 << 20];
	open_kv(p, 0);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	assert_int_equal(0, zb_txn_touched(txn));
	for (unsigned n = 0; n < 4096; n++)
		assert_int_equal(0, zb_txn_put(txn, p->db, model_key(name, n), ZB_S("value")));
	uint64_t small = zb_txn_touched(txn); /* 4096 entries of 24 bytes */
	assert_in_range(small, 64 << 10, 512 << 10);
	for (unsigned n = 0; n < 4096; n++)
		assert_int_equal(0, zb_txn_put(txn, p->db, model_key(name, n), ZB_S("other")));
	assert_in_range(zb_txn_touched(txn), small, small + (64 << 10)); /* the same pages */
	assert_int_equal(0,
	                 zb_txn_put(txn, p->db, ZB_S("large"), zb_span(large, sizeof(large))));
	assert_in_range(zb_txn_touched(txn), small + sizeof(large),
	                small + (sizeof(large) * 2));
	zb_txn_abort(&txn);
}

static int fill(struct place *p, int n, int size)
{
	static char value[100000];
	struct zb_txn *txn = NULL;
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	int ret = 0;
	for (int i = 0; i < n && ret == 0; i++) {
		char key[32];
		snprintf(key, sizeof(key), "%08d", i);
		ret = zb_txn_put(txn, p->db, zb_span_str(key), zb_span(value, (size_t)size));
	}
	if (ret == 0)
		return zb_txn_commit(&txn);
	zb_txn_abort(&txn);
	return ret;
}

static void test_kv__grows_to_its_ceiling_and_then_says_full(void **state)
{
	struct place *p = *state;
	open_kv(p, 256 << 20);
	int ret = fill(p, 1500, 100000);
	assert_int_equal(ZB_EFULL, ret);
	int grown = 0;
	for (ret = zb_kv_grow(p->kv); ret == 0; ret = zb_kv_grow(p->kv)) {
		grown++;
		if (fill(p, 1500, 100000) == 0)
			break;
	}
	assert_int_equal(2, grown); /* 64, 128, 256 MiB */
	assert_int_equal(ZB_EFULL, zb_kv_grow(p->kv));
	assert_int_equal(ZB_EFULL, fill(p, 4000, 100000));
	/* The failed transaction left the committed entries alone. */
	struct zb_txn *txn = NULL;
	uint64_t n = 0;
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, false));
	assert_int_equal(0, zb_txn_count(&n, txn, p->db));
	assert_int_equal(1500, n);
	zb_txn_abort(&txn);
}

static void test_kv__readers_see_a_map_grown_by_the_writer(void **state)
{
	struct place *p = *state;
	open_kv(p, 256 << 20);
	int to_child[2], to_parent[2];
	assert_int_equal(0, pipe(to_child));
	assert_int_equal(0, pipe(to_parent));
	assert_int_equal(0, fill(p, 10, 100));
	pid_t pid = fork();
	if (pid == 0) {
		struct zb_kv_conf conf = { .path = p->path, .databases = 4, .read_only = true };
		struct zb_kv *kv = NULL;
		struct zb_txn *txn = NULL;
		unsigned db = 0;
		char c = 0;
		uint64_t n = 0;
		bool ok = zb_kv_open(&kv, &conf) == 0 && zb_kv_db(&db, kv, "things") == 0 &&
		          write(to_parent[1], "r", 1) == 1 && read(to_child[0], &c, 1) == 1 &&
		          zb_txn_begin(&txn, kv, false) == 0 && zb_txn_count(&n, txn, db) == 0;
		_exit(ok && n == 1500 ? 0 : 1);
	}
	char c = 0;
	assert_int_equal(1, read(to_parent[0], &c, 1));
	while (fill(p, 1500, 100000) == ZB_EFULL)
		assert_int_equal(0, zb_kv_grow(p->kv));
	assert_int_equal(1, write(to_child[1], "g", 1));
	int status = 0;
	assert_int_equal(pid, waitpid(pid, &status, 0));
	assert_int_equal(0, status);
}

static void test_kv__clears_the_slot_of_a_reader_that_was_killed(void **state)
{
	struct place *p = *state;
	int ready[2];
	open_kv(p, 0);
	assert_int_equal(0, fill(p, 10, 100));
	assert_int_equal(0, pipe(ready));
	pid_t pid = fork();
	if (pid == 0) {
		struct zb_kv_conf conf = { .path = p->path, .databases = 4, .read_only = true };
		struct zb_kv *kv = NULL;
		struct zb_txn *txn = NULL;
		if (zb_kv_open(&kv, &conf) == 0 && zb_txn_begin(&txn, kv, false) == 0 &&
		    write(ready[1], "r", 1) == 1)
			pause();
		_exit(1);
	}
	char c = 0;
	assert_int_equal(1, read(ready[0], &c, 1));
	assert_int_equal(0, fill(p, 20, 100));
	assert_int_equal(0, fill(p, 30, 100));
	struct zb_kv_info info;
	assert_int_equal(0, zb_kv_info(&info, p->kv));
	assert_int_equal(2, info.oldest_lag);
	assert_int_equal(0, zb_kv_reader_check(p->kv));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(1, zb_kv_reader_check(p->kv));
	assert_int_equal(0, zb_kv_info(&info, p->kv));
	assert_int_equal(0, info.oldest_lag);
}

static void test_kv__lets_go_of_memory_and_keeps_its_values(void **state)
{
	struct place *p = *state;
	struct zb_txn *txn = NULL;
	struct zb_span value;
	static char large[8 << 20];
	memset(large, 'x', sizeof(large));
	open_kv(p, 64 << 20);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	assert_int_equal(0, zb_txn_put(txn, p->db, ZB_S("k"), zb_span(large, sizeof(large))));
	assert_int_equal(0, zb_txn_commit(&txn));
	zb_resident_drop_code(); /* what runs goes on running */
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, false));
	assert_int_equal(0, zb_txn_get(&value, txn, p->db, ZB_S("k")));
	assert_memory_equal(value.p, large, sizeof(large));
	uint64_t most = zb_resident_files();
	assert_true(zb_kv_trim(p->kv, 64 << 20) > 4 << 20); /* there is no need */
	assert_true(zb_kv_trim(p->kv, 4 << 20) <= 4 << 20);
	assert_true(zb_resident_files() + (1 << 20) < most);
	assert_memory_equal(value.p, large, sizeof(large));
	zb_txn_abort(&txn);
}

static void test_kv__refuses_bad_keys_and_missing_stores(void **state)
{
	static char long_key[ZB_KV_KEY_MAX + 1];
	struct place *p = *state;
	struct zb_txn *txn = NULL;
	struct zb_kv *kv = NULL;
	open_kv(p, 0);
	assert_int_equal(0, zb_txn_begin(&txn, p->kv, true));
	assert_int_equal(ZB_ETOOBIG, zb_txn_put(txn, p->db, ZB_S(""), ZB_S("v")));
	assert_int_equal(ZB_ETOOBIG, zb_txn_put(txn, p->db, zb_span(long_key, sizeof(long_key)),
	                                        ZB_S("v")));
	zb_txn_abort(&txn);
	struct zb_kv_conf conf = { .path = "/tmp/zb-no-such-store", .read_only = true };
	assert_int_equal(ZB_ENOTFOUND, zb_kv_open(&kv, &conf));
	assert_null(kv);
}

int main(void)
{
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_kv__gives_back_what_was_committed_and_only_that),
		CASE(test_kv__walks_keys_in_byte_order),
		CASE(test_kv__steps_near_each_other_and_far_give_what_they_should),
		CASE(test_kv__a_transaction_knows_how_much_it_holds),
		CASE(test_kv__grows_to_its_ceiling_and_then_says_full),
		CASE(test_kv__readers_see_a_map_grown_by_the_writer),
		CASE(test_kv__clears_the_slot_of_a_reader_that_was_killed),
		CASE(test_kv__lets_go_of_memory_and_keeps_its_values),
		CASE(test_kv__refuses_bad_keys_and_missing_stores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
