/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/near.h"

#include <stdbool.h>
#include <string.h>

#include "common/err.h"
#include "services/store/commit.h"

enum { CANDIDATES_MAX = 1024 }; /* of one band; heads only, so buckets stay short */

struct nearest {
	int distance;
	unsigned char cluster[KEY_ID_SIZE];
};

static void look_in_band(struct nearest *best, struct commit *c, unsigned band,
                         uint64_t simhash)
{
	struct zb_cursor *cur = NULL;
	struct key head = key_near(band, simhash, zb_span("", 0));
	struct zb_span prefix = zb_span(head.p, KEY_NEAR_HEAD);
	struct zb_span key;
	struct zb_span val;
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_NEAR]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, prefix, &key, &val);
	for (int i = 0; ret == 0 && zb_span_starts(key, prefix) && i < CANDIDATES_MAX; i++) {
		uint64_t other = key_tail_64(zb_span_sub(key, 0, KEY_NEAR_HEAD + 8));
		int distance = __builtin_popcountll(other ^ simhash);
		if (distance < best->distance && val.n == KEY_ID_SIZE) {
			best->distance = distance;
			memcpy(best->cluster, val.p, KEY_ID_SIZE);
		}
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	if (ret != 0 && ret != ZB_ENOTFOUND && c->err == 0)
		c->err = ret;
}

void near_join(unsigned char cluster[KEY_ID_SIZE], struct commit *c, uint64_t simhash,
               struct zb_span document)
{
	struct nearest best = { .distance = NEAR_DISTANCE + 1 };
	for (unsigned band = 0; band < KEY_NEAR_BANDS && c->err == 0; band++)
		look_in_band(&best, c, band, simhash);
	bool first = best.distance > NEAR_DISTANCE;
	memcpy(cluster, first ? document.p : (const char *)best.cluster, KEY_ID_SIZE);
	for (unsigned band = 0; first && band < KEY_NEAR_BANDS; band++) {
		struct key key = key_near(band, simhash, document);
		commit_put(c, KEY_NEAR, key_span(&key), document);
	}
	struct key member = key_pair(zb_span((const char *)cluster, KEY_ID_SIZE), document);
	commit_put(c, KEY_CLUSTERS, key_span(&member), zb_span("", 0));
}
