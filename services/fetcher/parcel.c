/* SPDX-License-Identifier: Apache-2.0 */
#include "parcel.h"

#include "common/buf.h"
#include "common/err.h"
#include "frontier_priv.h"

static struct zb_span lease_key(unsigned char out[8], uint64_t lease)
{
	key_put_u64(out, lease);
	return zb_span((char *)out, 8);
}

int parcel_put(struct frontier *f, uint64_t lease, const Zhibiao__Parcel *parcel)
{
	unsigned char k[8];
	return frontier_put_message(f, DB_PARCEL, lease_key(k, lease), &parcel->base);
}

int parcel_add(uint64_t *lease, struct frontier *f, const struct ticket *t,
               const Zhibiao__Parcel *parcel, struct zb_span bytes)
{
	unsigned char k[8];
	int ret = task_unqueue(f, t);
	if (ret < 0)
		return ret;
	*lease = f->meta.next_lease++;
	ret = parcel_put(f, *lease, parcel);
	return ret < 0 ? ret : frontier_put(f, DB_BYTES, lease_key(k, *lease), bytes);
}

int parcel_renew(uint64_t *lease, struct frontier *f, uint64_t old,
                 const Zhibiao__Parcel *parcel, struct zb_span more)
{
	unsigned char k[8];
	struct zb_span had;
	struct zb_buf all;
	int ret = parcel_bytes(&had, f, old);
	if (ret < 0)
		return ret;
	zb_buf_init(&all, had.n + more.n + 1);
	zb_buf_add_span(&all, had); /* the map moves under the next put */
	zb_buf_add_span(&all, more);
	ret = all.err;
	*lease = f->meta.next_lease++;
	if (ret == 0)
		ret = parcel_put(f, *lease, parcel);
	if (ret == 0)
		ret = frontier_put(f, DB_BYTES, lease_key(k, *lease), zb_buf_span(&all));
	if (ret == 0)
		ret = parcel_del(f, old);
	zb_buf_deinit(&all);
	return ret;
}

int parcel_get(Zhibiao__Parcel **out, struct frontier *f, uint64_t lease)
{
	unsigned char k[8];
	return frontier_get_message(out, f, DB_PARCEL, lease_key(k, lease),
	                            &zhibiao__parcel__descriptor);
}

int parcel_bytes(struct zb_span *out, struct frontier *f, uint64_t lease)
{
	unsigned char k[8];
	return frontier_get(out, f, DB_BYTES, lease_key(k, lease));
}

int parcel_del(struct frontier *f, uint64_t lease)
{
	unsigned char k[8];
	int ret = frontier_del(f, DB_PARCEL, lease_key(k, lease));
	return ret < 0 ? ret : frontier_del(f, DB_BYTES, lease_key(k, lease));
}

int parcel_each(struct frontier *f, parcel_fn fn, void *ctx)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	int ret = frontier_begin(f);
	if (ret == 0)
		ret = zb_cursor_open(&cur, f->txn, f->db[DB_PARCEL]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span("", 0), &key, &val);
	for (; ret == 0; ret = zb_cursor_next(cur, &key, &val)) {
		Zhibiao__Parcel *parcel = NULL;
		ret = frontier_decode(&parcel, f, val, &zhibiao__parcel__descriptor);
		if (ret < 0 || key.n != 8)
			break;
		fn(ctx, key_u64(key.p), parcel);
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : frontier_fail(f, ret);
}
