/* SPDX-License-Identifier: Apache-2.0 */
#include "due.h"

#include "common/err.h"
#include "common/hash.h"
#include "frontier_priv.h"

enum { SOURCE_HASH = 8, DUE_KEY_SIZE = SOURCE_HASH + 8 + URL_KEY_SIZE };

static struct zb_span due_key(unsigned char out[DUE_KEY_SIZE], struct zb_span source,
                              int64_t due_ms, const struct url_key *key)
{
	unsigned char sha[ZB_SHA256_SIZE];
	zb_sha256(sha, source);
	memcpy(out, sha, SOURCE_HASH);
	unsigned char *p = key_put_u64(out + SOURCE_HASH, (uint64_t)due_ms);
	memcpy(p, key->b, sizeof(key->b));
	return zb_span((char *)out, DUE_KEY_SIZE);
}

int due_move(struct frontier *f, struct zb_span source, const struct url_key *key,
             int64_t old_ms, int64_t new_ms)
{
	unsigned char k[DUE_KEY_SIZE];
	int ret = 0;
	if (old_ms > 0)
		ret = frontier_del(f, DB_DUE, due_key(k, source, old_ms, key));
	if (ret < 0 && ret != ZB_ENOTFOUND)
		return ret;
	return new_ms > 0 ? frontier_put(f, DB_DUE, due_key(k, source, new_ms, key), ZB_S(""))
	                  : 0;
}

int due_list(struct url_key *out, struct frontier *f, struct zb_span source, int64_t now_ms,
             unsigned max)
{
	static const struct url_key first;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	unsigned char k[DUE_KEY_SIZE];
	struct zb_span at = due_key(k, source, 0, &first);
	unsigned n = 0;
	int ret = frontier_begin(f);
	if (ret == 0)
		ret = zb_cursor_open(&cur, f->txn, f->db[DB_DUE]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, at, &key, NULL);
	for (; ret == 0 && n < max; ret = zb_cursor_next(cur, &key, NULL)) {
		if (key.n != DUE_KEY_SIZE || memcmp(key.p, k, SOURCE_HASH) != 0 ||
		    (int64_t)key_u64(key.p + SOURCE_HASH) > now_ms)
			break;
		url_key_from(&out[n++], zb_span_sub(key, SOURCE_HASH + 8, URL_KEY_SIZE));
	}
	zb_cursor_close(cur);
	return ret < 0 && ret != ZB_ENOTFOUND ? frontier_fail(f, ret) : (int)n;
}
