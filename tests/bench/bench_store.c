/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store's batch path beside a bare LMDB put of the same values with the same syncs, in one
 * run: bench_store [DOCUMENTS [GROUP [FOLDER]]]. The store's side includes decoding, checking,
 * hashing and compressing what an extractor sends; the bare side puts documents, bodies, records
 * and changes as the store wrote them. FOLDER, where given, keeps the store.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/kv.h"
#include "services/store/base.h"
#include "services/store/batch.h"
#include "tests/unit/store/sample.h"

enum { ROOM = 4 << 20, PAGE = 20000, RECORDS = 8 };

struct figures {
	double seconds;
	double adding; /* of these, before the commits */
	uint64_t syncs;
	uint64_t slowest_us;
};

static void die(const char *what, int err)
{
	fprintf(stderr, "bench_store: %s: %d\n", what, err);
	exit(EXIT_FAILURE);
}

static void write_text(char *out, size_t size, unsigned number)
{
	size_t n = (size_t)snprintf(out, size, "第%u期通报。", number);
	for (unsigned i = 0; i < RECORDS; i++)
		n += (size_t)snprintf(out + n, size - n,
		                      "第%u园区围绕集成电路和生物医药布局重大项目,配套逐步完善,"
		                      "创新平台加快建设,各项指标好于上年,已有企业%u家。\n",
		                      i + 1, (number * 7 + i * 131) % 9000 + 10);
}

/* A page of about PAGE bytes that compresses as pages do. */
static void write_page(char *out, size_t size, const char *text, unsigned number)
{
	size_t n = (size_t)snprintf(out, size, "<html><body><p>%s</p>", text);
	for (unsigned i = 0; n < PAGE && n < size; i++)
		n += (size_t)snprintf(out + n, size - n,
		                      "<li><a href=\"/list/%u/%u.html\">第%u条要闻</a></li>\n",
		                      number % 97, i, number + i);
}

static void make_result(struct zb_buf *payload, struct zb_buf *body, unsigned number)
{
	static char text[8192];
	static char page[PAGE + 4096];
	char url[64];
	static const char *const regions[] = { "上海市闵行区", "上海市嘉定区", "江苏省苏州市",
		                               "浙江省杭州市" };
	char year[8];
	char org[32];
	uint64_t sketch[8]; /* unlike any other document's */
	for (uint64_t i = 0; i < 8; i++)
		sketch[i] = (8 * number + i + 1) * 0x9E3779B97F4A7C15u;
	snprintf(url, sizeof(url), "http://a.example/%u.html", number);
	snprintf(org, sizeof(org), "第%u号园区", number); /* as many facts as in real pages */
	snprintf(year, sizeof(year), "%u", 2016 + number % 9);
	write_text(text, sizeof(text), number);
	write_page(page, sizeof(page), text, number);
	const struct sample s = { .url = url,
		                  .text = text,
		                  .body = page,
		                  .title = "园区发展情况通报",
		                  .region = regions[number % 4],
		                  .org = org,
		                  .sketch = zb_span((const char *)sketch, sizeof(sketch)),
		                  .period = year };
	zb_buf_reset(payload);
	zb_buf_reset(body);
	sample_result(payload, body, &s);
}

static void commit(struct batch *batch, struct figures *f)
{
	int64_t begun = zb_clock_mono_ns();
	int ret = batch_commit(batch, 1);
	if (ret < 0)
		die("commit", ret);
	uint64_t us = (uint64_t)(zb_clock_mono_ns() - begun) / 1000;
	if (us > f->slowest_us)
		f->slowest_us = us;
	f->syncs++;
	batch_clear(batch);
}

static void run_store(struct figures *f, const char *folder, unsigned documents, size_t group)
{
	const struct base_conf conf = { .path = folder, .now_ms = 1 };
	const struct batch_conf limits = { .entries_max = group,
		                           .bytes_max = 1 << 30,
		                           .zstd_level = 3 };
	struct base *base = NULL;
	struct batch *batch = NULL;
	struct zb_buf payload;
	struct zb_buf body;
	struct zb_diag diag = { 0 };
	zb_buf_init(&payload, ROOM);
	zb_buf_init(&body, ROOM);
	int ret = base_open(&base, &conf, &diag);
	if (ret == 0)
		ret = batch_new(&batch, base, &limits);
	if (ret < 0)
		die("open", ret);
	int64_t spent = 0;
	for (unsigned i = 0; i < documents; i++) {
		struct entry *e = NULL;
		const char *why = NULL;
		make_result(&payload, &body, i); /* not counted */
		int64_t begun = zb_clock_mono_ns();
		ret = batch_add(&e, batch, zb_buf_span(&payload), zb_buf_span(&body), &why);
		if (ret < 0)
			die(why, ret);
		f->adding += (double)(zb_clock_mono_ns() - begun) / 1e9;
		if (batch_count(batch) == group || i + 1 == documents)
			commit(batch, f);
		spent += zb_clock_mono_ns() - begun;
	}
	f->seconds = (double)spent / 1e9;
	batch_free(batch);
	base_close(base);
	zb_buf_deinit(&payload);
	zb_buf_deinit(&body);
}

/* The values of one database as (key, value) pairs in memory, in the order of their keys. */
struct pair {
	struct zb_span key;
	struct zb_span val;
};

static struct pair *load(struct base *base, struct zb_txn *txn, enum key_db db, size_t *n)
{
	struct zb_cursor *cur = NULL;
	uint64_t count = 0;
	zb_txn_count(&count, txn, base->db[db]);
	struct pair *pairs = calloc(count + 1, sizeof(*pairs));
	if (pairs == NULL || zb_cursor_open(&cur, txn, base->db[db]) != 0)
		die("load", 0);
	*n = 0;
	int ret = zb_cursor_seek(cur, zb_span("", 0), &pairs[0].key, &pairs[0].val);
	while (ret == 0 && ++*n <= count)
		ret = zb_cursor_next(cur, &pairs[*n].key, &pairs[*n].val);
	zb_cursor_close(cur);
	return pairs;
}

/* Ids are digests: stepping through them by a number prime to their count brings them in about
 * the order in which they would come. */
static size_t scattered(size_t i, size_t n)
{
	return (size_t)(((uint64_t)i * 1000003u) % n);
}

static void run_bare(struct figures *f, const char *from, const char *folder,
                     unsigned documents, size_t group)
{
	static const enum key_db dbs[] = { KEY_DOCUMENTS, KEY_BODIES, KEY_RECORDS,
		                           KEY_CHANGES };
	enum { DBS = sizeof(dbs) / sizeof(dbs[0]) };
	const struct base_conf conf = { .path = from, .read_only = true };
	const struct zb_kv_conf bare = { .path = folder, .databases = DBS };
	struct base *base = NULL;
	struct zb_kv *kv = NULL;
	struct zb_txn *reading = NULL;
	unsigned db[DBS];
	struct pair *pairs[DBS];
	size_t n[DBS];
	int ret = base_open(&base, &conf, NULL);
	if (ret == 0)
		ret = zb_kv_open(&kv, &bare);
	while (ret == 0)
		ret = zb_kv_grow(kv); /* to its ceiling: no transaction is done twice */
	if (zb_txn_begin(&reading, base->kv, false) != 0)
		die("open bare", ret);
	for (size_t d = 0; d < DBS; d++) {
		zb_kv_db(&db[d], kv, key_db_name(dbs[d]));
		pairs[d] = load(base, reading, dbs[d], &n[d]);
	}
	int64_t begun = zb_clock_mono_ns();
	for (size_t done = 0; done < documents; done += group) {
		struct zb_txn *txn = NULL;
		size_t end = done + group < documents ? done + group : documents;
		if ((ret = zb_txn_begin(&txn, kv, true)) < 0)
			die("bare begin", ret);
		for (size_t d = 0; d < DBS; d++)
			for (size_t i = n[d] * done / documents; i < n[d] * end / documents;
			     i++) {
				const struct pair *p =
					&pairs[d]
					      [dbs[d] == KEY_CHANGES ? i : scattered(i, n[d])];
				if ((ret = zb_txn_put(txn, db[d], p->key, p->val)) < 0)
					die("bare put", ret);
			}
		if ((ret = zb_txn_commit(&txn)) < 0)
			die("bare commit", ret);
		f->syncs++;
	}
	f->seconds = (double)(zb_clock_mono_ns() - begun) / 1e9;
	zb_txn_abort(&reading);
	for (size_t d = 0; d < DBS; d++)
		free(pairs[d]);
	zb_kv_close(kv);
	base_close(base);
}

int main(int argc, char **argv)
{
	unsigned documents = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 3000;
	size_t group = argc > 2 ? strtoul(argv[2], NULL, 10) : 64;
	char made[64];
	char other[64];
	const char *folder = argc > 3 ? argv[3] : sample_folder(made);
	struct figures store = { 0 };
	struct figures bare = { 0 };
	if (documents == 0 || group == 0 || folder == NULL || sample_folder(other) == NULL)
		die("usage: bench_store [DOCUMENTS [GROUP [FOLDER]]]", 0);
	run_store(&store, folder, documents, group);
	run_bare(&bare, folder, other, documents, group);
	printf("store      %8.0f documents/s  %6.1f documents/sync  slowest commit %" PRIu64
	       " ms  %.0f%% before the commit\n",
	       documents / store.seconds, (double)documents / (double)store.syncs,
	       store.slowest_us / 1000, 100 * store.adding / store.seconds);
	printf("bare LMDB  %8.0f documents/s  %6.1f documents/sync\n", documents / bare.seconds,
	       (double)documents / (double)bare.syncs);
	printf("ratio      %8.2f\n", bare.seconds / store.seconds);
	sample_folder_remove(other);
	if (argc <= 3)
		sample_folder_remove(folder);
	return EXIT_SUCCESS;
}
