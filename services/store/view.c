/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/view.h"

#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/hash.h"
#include "common/zip.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"

/* Field numbers of Document. */
enum { FIELD_TEXT = 24, FIELD_TABLES = 28 };

int view_document(struct Zhibiao__Document **out, struct zb_arena *arena,
                  const struct base *base, struct zb_txn *txn, struct zb_span id)
{
	struct zb_span val;
	int ret = base_get(&val, base, txn, KEY_DOCUMENTS, id);
	return ret < 0 ? ret
	               : zb_decode_trusted(out, arena, &zhibiao__document__descriptor, val);
}

int view_head(struct Zhibiao__Document **out, struct zb_arena *arena, const struct base *base,
              struct zb_txn *txn, struct zb_span id)
{
	struct zb_span val;
	int ret = base_get(&val, base, txn, KEY_DOCUMENTS, id);
	return ret < 0 ? ret
	               : zb_decode_without(out, arena, &zhibiao__document__descriptor, val,
	                                   1ull << FIELD_TEXT | 1ull << FIELD_TABLES);
}

int view_record(struct Zhibiao__Record **out, struct zb_arena *arena, const struct base *base,
                struct zb_txn *txn, struct zb_span id)
{
	struct zb_span val;
	int ret = base_get(&val, base, txn, KEY_RECORDS, id);
	return ret < 0 ? ret : zb_decode_trusted(out, arena, &zhibiao__record__descriptor, val);
}

int view_newest(unsigned char id[KEY_ID_SIZE], const struct base *base, struct zb_txn *txn,
                struct zb_span url)
{
	struct zb_cursor *cur = NULL;
	struct zb_span val = { 0 };
	struct key head = key_term_head(url);
	int ret = zb_cursor_open(&cur, txn, base->db[KEY_VERSIONS]);
	if (ret == 0)
		ret = zb_cursor_last(cur, key_span(&head), NULL, &val);
	if (ret == 0 && val.n != KEY_ID_SIZE)
		ret = ZB_EMALFORMED;
	if (ret == 0)
		memcpy(id, val.p, KEY_ID_SIZE);
	zb_cursor_close(cur);
	return ret;
}

bool view_is_gone(const struct base *base, struct zb_txn *txn, struct zb_span record)
{
	return base_get(NULL, base, txn, KEY_GONE, record) == 0;
}

uint64_t view_gone_seq(const struct base *base, struct zb_txn *txn, struct zb_span record)
{
	struct zb_span val = { 0 };
	return base_get(&val, base, txn, KEY_GONE, record) == 0 ? key_tail_64(val) : 0;
}

int view_body(struct zb_buf *out, struct zb_span *headers, struct zb_arena *arena,
              const struct base *base, struct zb_txn *txn, struct zb_span sha256)
{
	struct zb_span val;
	Zhibiao__Body *body = NULL;
	int ret = base_get(&val, base, txn, KEY_BODIES, sha256);
	if (ret == 0)
		ret = zb_decode_trusted(&body, arena, &zhibiao__body__descriptor, val);
	if (body == NULL)
		return ret;
	if (headers != NULL)
		*headers = zb_bytes_span(body->headers);
	size_t before = out->n;
	ret = zb_unzip(out, zb_bytes_span(body->data));
	return ret == 0 && out->n - before != body->size ? ZB_EMALFORMED : ret;
}

/* An odd last digit stands for the sixteen bytes it may begin. */
static int read_prefix(unsigned char *bytes, struct zb_span prefix)
{
	char even[2 * KEY_ID_SIZE + 1];
	if (prefix.n == 0 || prefix.n > 2 * (size_t)KEY_ID_SIZE)
		return ZB_EMALFORMED;
	memcpy(even, prefix.p, prefix.n);
	even[prefix.n] = '0';
	return zb_unhex(bytes, (prefix.n + 1) / 2, zb_span(even, (prefix.n + 1) / 2 * 2));
}

static bool has_prefix(struct zb_span key, const unsigned char *bytes, size_t digits)
{
	if (key.n != KEY_ID_SIZE || memcmp(key.p, bytes, digits / 2) != 0)
		return false;
	return digits % 2 == 0 ||
	       ((unsigned char)key.p[digits / 2] & 0xF0) == bytes[digits / 2];
}

int view_find(unsigned char id[KEY_ID_SIZE], const struct base *base, struct zb_txn *txn,
              enum key_db db, struct zb_span prefix)
{
	unsigned char bytes[KEY_ID_SIZE] = { 0 };
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	int found = 0;
	int ret = read_prefix(bytes, prefix);
	if (ret < 0)
		return ret;
	if ((ret = zb_cursor_open(&cur, txn, base->db[db])) < 0)
		return ret;
	ret = zb_cursor_seek(cur, zb_span((const char *)bytes, (prefix.n + 1) / 2), &key, NULL);
	while (ret == 0 && found < 2 && has_prefix(key, bytes, prefix.n)) {
		if (found++ == 0)
			memcpy(id, key.p, KEY_ID_SIZE);
		ret = zb_cursor_next(cur, &key, NULL);
	}
	zb_cursor_close(cur);
	return ret < 0 && ret != ZB_ENOTFOUND ? ret : found;
}

static int read_time(int64_t *at_ms, const struct base *base, struct zb_txn *txn, uint64_t seq)
{
	enum { ROOM = 64 << 10 };
	struct zb_arena *arena = NULL;
	struct zb_span val;
	Zhibiao__Change *change = NULL;
	struct key key = key_seq(seq);
	int ret = zb_arena_new(&arena, ROOM);
	if (ret == 0 && (ret = base_get(&val, base, txn, KEY_CHANGES, key_span(&key))) == 0 &&
	    (ret = zb_decode_trusted(&change, arena, &zhibiao__change__descriptor, val)) == 0)
		*at_ms = change->at_ms;
	zb_arena_free(arena);
	return ret;
}

/* Changes are in the order of time, so that halving finds the last one in time. */
int view_seq_at(uint64_t *seq, const struct base *base, struct zb_txn *txn, int64_t at_ms)
{
	uint64_t low = 0;
	uint64_t high = 0;
	int ret = base_last_seq(&high, base, txn);
	while (ret == 0 && low < high) {
		uint64_t middle = low + (high - low + 1) / 2;
		int64_t time = 0;
		ret = read_time(&time, base, txn, middle);
		if (time <= at_ms)
			low = middle;
		else
			high = middle - 1;
	}
	*seq = low;
	return ret;
}
