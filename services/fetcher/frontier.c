/* SPDX-License-Identifier: Apache-2.0 */
#include "frontier.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/err.h"
#include "common/hash.h"
#include "frontier_priv.h"
#include "proto/codec.h"

enum {
	HEAVY_CHANGES = 200000,
	HEAVY_BODIES = 2 << 20,   /* many at once are no cheaper a byte */
	HEAVY_TOUCHED = 24 << 20, /* changed pages are held in memory */
	ARENA_MAX = 256 << 20,
	ARENA_HEAVY = 12 << 20,
	MESSAGE_MAX = 64 << 20,
	GATHER_COMMITS = 4, /* times as long as the last commit took */
};

/* Room a batch may need at most, kept free in the map so that no put of a batch fails for it. */
static const uint64_t headroom = 256ull << 20;

/* How much of the file stays mapped: little of a small one, a share of what is more. */
static const uint64_t resident_least = 3ull << 20;
static const uint64_t resident_most = 160ull << 20;
static const uint64_t file_small = 48ull << 20;
static const uint64_t fault_bytes = 64ull << 10; /* mapped around a page that is touched */
enum {
	RESIDENT_SHARE = 2,
	STEPS_A_TRIM = 4, /* at least */
};

static const char *const db_names[DB_COUNT] = {
	[DB_META] = "meta",   [DB_TASK] = "task",     [DB_READY] = "ready",
	[DB_LATER] = "later", [DB_PARCEL] = "parcel", [DB_BYTES] = "bytes",
	[DB_PAGE] = "page",   [DB_JOB] = "job",       [DB_HOST] = "host",
	[DB_NAME] = "name",   [DB_ROBOTS] = "robots", [DB_SOURCE] = "source",
	[DB_DUE] = "due",
};

/* --- messages --- */

int frontier_decode(void *out, struct frontier *f, struct zb_span val,
                    const ProtobufCMessageDescriptor *type)
{
	return frontier_fail(f, zb_decode_trusted(out, f->arena, type, val));
}

int frontier_get_message(void *out, struct frontier *f, enum frontier_db db, struct zb_span key,
                         const ProtobufCMessageDescriptor *type)
{
	struct zb_span val;
	int ret = frontier_get(&val, f, db, key);
	return ret == 0 ? frontier_decode(out, f, val, type) : ret;
}

int frontier_put_message(struct frontier *f, enum frontier_db db, struct zb_span key,
                         const ProtobufCMessage *message)
{
	zb_buf_reset(&f->scratch);
	int ret = frontier_fail(f, zb_encode(&f->scratch, message));
	return ret < 0 ? ret : frontier_put(f, db, key, zb_buf_span(&f->scratch));
}

char *frontier_text(struct frontier *f, struct zb_span s)
{
	static char none[1];
	char *copy = zb_arena_alloc(f->arena, s.n + 1);
	if (copy == NULL)
		return none;
	if (s.n > 0)
		memcpy(copy, s.p, s.n);
	return copy;
}

static int load_meta(struct frontier *f);

/* --- batches --- */

static int make_room(struct frontier *f)
{
	struct zb_kv_info info;
	int ret = zb_kv_info(&info, f->kv);
	if (ret < 0)
		return ret;
	while (info.map_size - info.used < headroom && info.map_size < info.map_max) {
		if ((ret = zb_kv_grow(f->kv)) < 0 || (ret = zb_kv_info(&info, f->kv)) < 0)
			return ret == ZB_EFULL ? 0 : ret;
	}
	f->used = info.used;
	return 0;
}

int frontier_begin(struct frontier *f)
{
	if (f->err < 0 || f->txn != NULL)
		return f->err;
	int ret = make_room(f);
	if (ret == 0)
		ret = zb_txn_begin(&f->txn, f->kv, true);
	return frontier_fail(f, ret);
}

int frontier_fail(struct frontier *f, int ret)
{
	if (ret < 0 && f->err == 0 && ret != ZB_ENOTFOUND && ret != ZB_EEXISTS)
		f->err = ret;
	return ret;
}

/* The page cache has what the map held: memory is worth more than the way to it. Looked after
 * the sooner the less room there is: a step may map more than one stretch. */
static void trim_when_due(struct frontier *f)
{
	if (++f->steps < f->trim_at)
		return;
	uint64_t keep = resident_least;
	if (f->used > file_small)
		keep += (f->used - file_small) / RESIDENT_SHARE;
	if (keep > resident_most)
		keep = resident_most;
	uint64_t now = zb_kv_trim(f->kv, keep);
	uint64_t room = now < keep ? (keep - now) / fault_bytes / 2 : 0;
	f->trim_at = f->steps + (room > STEPS_A_TRIM ? room : STEPS_A_TRIM);
}

int frontier_put(struct frontier *f, enum frontier_db db, struct zb_span key,
                 struct zb_span val)
{
	int ret = frontier_begin(f);
	if (ret < 0)
		return ret;
	trim_when_due(f);
	f->changes++;
	f->bodies += db == DB_BYTES ? val.n : 0;
	return frontier_fail(f, zb_txn_put(f->txn, f->db[db], key, val));
}

int frontier_del(struct frontier *f, enum frontier_db db, struct zb_span key)
{
	int ret = frontier_begin(f);
	if (ret < 0)
		return ret;
	trim_when_due(f);
	f->changes++;
	return frontier_fail(f, zb_txn_del(f->txn, f->db[db], key));
}

int frontier_get(struct zb_span *val, struct frontier *f, enum frontier_db db,
                 struct zb_span key)
{
	int ret = frontier_begin(f);
	if (ret < 0)
		return ret;
	trim_when_due(f);
	return frontier_fail(f, zb_txn_get(val, f->txn, f->db[db], key));
}

int frontier_seek(struct zb_span *key, struct zb_span *val, struct frontier *f,
                  enum frontier_db db, struct zb_span at)
{
	int ret = frontier_begin(f);
	if (ret < 0)
		return ret;
	trim_when_due(f);
	return frontier_fail(f, zb_txn_seek(f->txn, f->db[db], at, key, val));
}

bool frontier_is_dirty(const struct frontier *f)
{
	return f->txn != NULL && (f->changes > 0 || f->err < 0);
}

bool frontier_is_heavy(const struct frontier *f)
{
	return f->changes >= HEAVY_CHANGES ||
	       (f->txn != NULL && zb_txn_touched(f->txn) >= HEAVY_TOUCHED) ||
	       f->bodies >= HEAVY_BODIES || zb_arena_used(f->arena) >= ARENA_HEAVY;
}

int64_t frontier_gather_ms(const struct frontier *f)
{
	int64_t ms = f->commit_ns * GATHER_COMMITS / 1000000;
	return ms < FRONTIER_GATHER_MAX_MS ? ms : FRONTIER_GATHER_MAX_MS;
}

static void end_batch(struct frontier *f)
{
	f->changes = 0;
	f->bodies = 0;
	f->err = 0;
	zb_arena_reset(f->arena);
}

void frontier_abort(struct frontier *f)
{
	bool changed = f->changes > 0;
	zb_txn_abort(&f->txn);
	end_batch(f);
	if (changed)
		load_meta(f);
}

int frontier_commit(struct frontier *f)
{
	if (f->txn == NULL && f->err == 0)
		return 0;
	if (f->changes == 0 && f->err == 0) {
		frontier_abort(f); /* it only read */
		return 0;
	}
	if (f->before_commit != NULL && f->err == 0)
		f->before_commit(f->before_commit_ctx);
	frontier_put_message(f, DB_META, ZB_S("meta"), &f->meta.base);
	int ret = f->err;
	int64_t began = zb_clock_mono_ns();
	if (ret == 0)
		ret = zb_txn_commit(&f->txn);
	f->commit_ns = zb_clock_mono_ns() - began;
	zb_txn_abort(&f->txn);
	end_batch(f);
	f->commits += ret == 0;
	if (ret < 0)
		load_meta(f);
	return ret;
}

/* --- life --- */

static int load_meta(struct frontier *f)
{
	Zhibiao__FrontierMeta *m = NULL;
	zhibiao__frontier_meta__init(&f->meta);
	int ret = frontier_get_message(&m, f, DB_META, ZB_S("meta"),
	                               &zhibiao__frontier_meta__descriptor);
	if (ret == 0 && m->schema != FRONTIER_SCHEMA)
		ret = ZB_EVERSION;
	if (ret == 0) {
		f->meta = *m;
	} else if (ret == ZB_ENOTFOUND) {
		f->meta.schema = FRONTIER_SCHEMA;
		f->meta.next_seq = f->meta.next_lease = f->meta.next_job = 1;
		f->meta.next_host = 1;
		ret = 0;
	}
	zb_txn_abort(&f->txn);
	end_batch(f);
	return ret;
}

static int open_databases(struct frontier *f)
{
	for (int i = 0; i < DB_COUNT; i++) {
		int ret = zb_kv_db(&f->db[i], f->kv, db_names[i]);
		if (ret < 0)
			return ret;
	}
	return 0;
}

int frontier_open(struct frontier **out, const char *path, uint64_t map_size)
{
	*out = NULL;
	struct frontier *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return ZB_ENOMEM;
	zb_buf_init(&f->scratch, MESSAGE_MAX);
	struct zb_kv_conf conf = {
		.path = path, .map_size = map_size, .databases = DB_COUNT, .random_access = true
	};
	int ret;
	if ((ret = zb_arena_new(&f->arena, ARENA_MAX)) < 0 ||
	    (ret = zb_kv_open(&f->kv, &conf)) < 0 || (ret = open_databases(f)) < 0 ||
	    (ret = load_meta(f)) < 0) {
		frontier_close(f);
		return ret;
	}
	*out = f;
	return 0;
}

void frontier_close(struct frontier *f)
{
	if (f == NULL)
		return;
	zb_txn_abort(&f->txn);
	zb_kv_close(f->kv);
	zb_arena_free(f->arena);
	zb_buf_deinit(&f->scratch);
	free(f);
}

int frontier_stats(struct frontier_stats *out, struct frontier *f)
{
	*out = (struct frontier_stats){ .commits = f->commits };
	const struct {
		enum frontier_db db;
		uint64_t *n;
	} counts[] = {
		{ DB_TASK, &out->tasks },     { DB_PAGE, &out->pages },
		{ DB_READY, &out->ready },    { DB_LATER, &out->later },
		{ DB_PARCEL, &out->parcels }, { DB_HOST, &out->hosts },
	};
	int ret = frontier_begin(f);
	for (size_t i = 0; ret == 0 && i < sizeof(counts) / sizeof(counts[0]); i++)
		ret = zb_txn_count(counts[i].n, f->txn, f->db[counts[i].db]);
	struct zb_kv_info info;
	if (ret == 0 && (ret = zb_kv_info(&info, f->kv)) == 0)
		out->file_bytes = info.used;
	return ret;
}

/* --- hosts --- */

static struct zb_span hashed(unsigned char out[ZB_SHA256_SIZE], struct zb_span name)
{
	zb_sha256(out, name);
	return zb_span((char *)out, ZB_SHA256_SIZE);
}

static struct zb_span host_key(unsigned char out[4], uint32_t id)
{
	key_put_u32(out, id);
	return zb_span((char *)out, 4);
}

int frontier_host_find(uint32_t *id, struct frontier *f, struct zb_span name)
{
	unsigned char key[ZB_SHA256_SIZE];
	struct zb_span val;
	int ret = frontier_get(&val, f, DB_NAME, hashed(key, name));
	if (ret == 0)
		*id = val.n == 4 ? key_u32(val.p) : 0;
	return ret;
}

int frontier_host_id(uint32_t *id, struct frontier *f, struct zb_span name)
{
	int ret = frontier_host_find(id, f, name);
	if (ret != ZB_ENOTFOUND)
		return ret;
	unsigned char key[ZB_SHA256_SIZE];
	unsigned char val[4];
	Zhibiao__Host host;
	zhibiao__host__init(&host);
	*id = f->meta.next_host++;
	host.id = *id;
	host.name = frontier_text(f, name);
	ret = frontier_put(f, DB_NAME, hashed(key, name), host_key(val, *id));
	return ret < 0 ? ret : frontier_host_put(f, &host);
}

int frontier_host_get(Zhibiao__Host **out, struct frontier *f, uint32_t id)
{
	unsigned char key[4];
	return frontier_get_message(out, f, DB_HOST, host_key(key, id),
	                            &zhibiao__host__descriptor);
}

int frontier_host_put(struct frontier *f, const Zhibiao__Host *host)
{
	unsigned char key[4];
	return frontier_put_message(f, DB_HOST, host_key(key, host->id), &host->base);
}

/* --- single records --- */

int frontier_page_get(Zhibiao__Page **out, struct frontier *f, const struct url_key *key)
{
	return frontier_get_message(out, f, DB_PAGE, url_key_span(key),
	                            &zhibiao__page__descriptor);
}

int frontier_page_put(struct frontier *f, const struct url_key *key, const Zhibiao__Page *page)
{
	return frontier_put_message(f, DB_PAGE, url_key_span(key), &page->base);
}

int frontier_robots_get(Zhibiao__RobotsFile **out, struct frontier *f, struct zb_span origin)
{
	unsigned char key[ZB_SHA256_SIZE];
	return frontier_get_message(out, f, DB_ROBOTS, hashed(key, origin),
	                            &zhibiao__robots_file__descriptor);
}

int frontier_robots_put(struct frontier *f, const Zhibiao__RobotsFile *file)
{
	unsigned char key[ZB_SHA256_SIZE];
	return frontier_put_message(f, DB_ROBOTS, hashed(key, zb_span_str(file->origin)),
	                            &file->base);
}

int frontier_source_get(Zhibiao__SourceState **out, struct frontier *f, struct zb_span name)
{
	unsigned char key[ZB_SHA256_SIZE];
	return frontier_get_message(out, f, DB_SOURCE, hashed(key, name),
	                            &zhibiao__source_state__descriptor);
}

int frontier_source_put(struct frontier *f, const Zhibiao__SourceState *state)
{
	unsigned char key[ZB_SHA256_SIZE];
	return frontier_put_message(f, DB_SOURCE, hashed(key, zb_span_str(state->name)),
	                            &state->base);
}
