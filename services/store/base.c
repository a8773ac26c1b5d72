/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/base.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"

enum { META_MAX = 4096 };

static const struct zb_span schema_key = { .p = "schema", .n = 6 };

static int read_schema(uint32_t *schema, struct base *base)
{
	struct zb_arena *arena = NULL;
	struct zb_txn *txn = NULL;
	struct zb_span val;
	Zhibiao__Meta *meta = NULL;
	int ret = zb_arena_new(&arena, META_MAX);
	if (ret == 0 && (ret = zb_txn_begin(&txn, base->kv, false)) == 0 &&
	    (ret = base_get(&val, base, txn, KEY_META, schema_key)) == 0 &&
	    (ret = zb_decode(&meta, arena, &zhibiao__meta__descriptor, val)) == 0)
		*schema = meta->schema;
	zb_txn_abort(&txn);
	zb_arena_free(arena);
	return ret;
}

static int write_schema(struct base *base, int64_t now_ms)
{
	char program[] = "zhibiao " ZB_VERSION;
	Zhibiao__Meta meta;
	zhibiao__meta__init(&meta);
	meta.schema = KEY_SCHEMA;
	meta.created_by = program;
	meta.created_ms = now_ms;
	struct zb_buf buf;
	zb_buf_init(&buf, META_MAX);
	struct zb_txn *txn = NULL;
	int ret = zb_encode(&buf, &meta.base);
	if (ret == 0 && (ret = zb_txn_begin(&txn, base->kv, true)) == 0 &&
	    (ret = zb_txn_add(txn, base->db[KEY_META], schema_key, zb_buf_span(&buf))) == 0)
		ret = zb_txn_commit(&txn);
	zb_txn_abort(&txn);
	zb_buf_deinit(&buf);
	return ret;
}

/* The schema is looked at before any other database is opened: opening makes what is missing. */
static int check_schema(struct base *base, const struct base_conf *conf, struct zb_diag *diag)
{
	uint32_t schema = 0;
	int ret = zb_kv_db(&base->db[KEY_META], base->kv, key_db_name(KEY_META));
	if (ret == 0)
		ret = read_schema(&schema, base);
	if (ret == ZB_ENOTFOUND && !conf->read_only)
		return write_schema(base, conf->now_ms);
	if (ret == 0 && schema != KEY_SCHEMA) {
		zb_diag_set(diag, conf->path, 0,
		            "the store has schema %u and this program reads schema %u; "
		            "use the zhibiao it was made with, or another data folder",
		            schema, KEY_SCHEMA);
		return ZB_EVERSION;
	}
	return ret;
}

static int open_databases(struct base *base)
{
	for (int i = 0; i < KEY_DB_COUNT; i++) {
		int ret = zb_kv_db(&base->db[i], base->kv, key_db_name((enum key_db)i));
		if (ret < 0)
			return ret;
	}
	return 0;
}

static void explain(int ret, const struct base_conf *conf, struct zb_diag *diag)
{
	if (ret == ZB_ENOTFOUND)
		zb_diag_set(diag, conf->path, 0,
		            "there is no store yet; `zhibiao run` and `zhibiao crawl` make one "
		            "(-d names the data folder)");
	else if (ret == ZB_EVERSION)
		zb_diag_set(diag, conf->path, 0,
		            "not an LMDB file of data version 1; move it away, or give another "
		            "data folder with -d");
	else if (ret == ZB_EBUSY && !conf->read_only)
		zb_diag_set(diag, conf->path, 0,
		            "another process writes to it; stop that one, or give another data "
		            "folder with -d");
	else if (ret == ZB_EBUSY)
		zb_diag_set(
			diag, conf->path, 0,
			"all reader slots are taken; those of readers that died are cleared "
			"within 30 s");
	else
		zb_diag_set(diag, conf->path, 0, "cannot open the store: %s", zb_strerror(ret));
}

int base_open(struct base **out, const struct base_conf *conf, struct zb_diag *diag)
{
	*out = NULL;
	struct base *base = calloc(1, sizeof(*base));
	if (base == NULL)
		return ZB_ENOMEM;
	const struct zb_kv_conf kv = {
		.path = conf->path,
		.map_size = conf->map_size,
		.databases = KEY_DB_COUNT,
		.read_only = conf->read_only,
		.random_access = true,
	};
	int ret = 0;
	if ((ret = zb_kv_open(&base->kv, &kv)) < 0 ||
	    (ret = check_schema(base, conf, diag)) < 0 || (ret = open_databases(base)) < 0) {
		explain(ret, conf, diag);
		base_close(base);
		return ret;
	}
	*out = base;
	return 0;
}

void base_close(struct base *base)
{
	if (base == NULL)
		return;
	zb_kv_close(base->kv);
	free(base);
}

int base_last_seq(uint64_t *seq, const struct base *base, struct zb_txn *txn)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	*seq = 0;
	int ret = zb_cursor_open(&cur, txn, base->db[KEY_CHANGES]);
	if (ret < 0)
		return ret;
	ret = zb_cursor_last(cur, zb_span("", 0), &key, NULL);
	if (ret == 0)
		*seq = key_tail_64(key);
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : ret;
}
