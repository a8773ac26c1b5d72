/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/near.h"

#include <stdbool.h>
#include <string.h>

#include "common/err.h"
#include "services/store/commit.h"

enum { CANDIDATES_MAX = 1024 }; /* of one band; heads only, so ranges stay short */

struct nearest {
	int agreeing;
	unsigned char cluster[KEY_ID_SIZE];
};

static int agreeing(struct zb_span a, struct zb_span b)
{
	int n = 0;
	for (size_t i = 0; i < a.n && i < b.n; i++)
		n += a.p[i] == b.p[i];
	return n;
}

static void look_in_band(struct nearest *best, struct commit *c, unsigned band,
                         struct zb_span sketch)
{
	struct zb_cursor *cur = NULL;
	struct key head = key_sketch(band, sketch, zb_span("", 0));
	struct zb_span prefix = key_span(&head);
	struct zb_span key;
	struct zb_span val;
	int ret = zb_cursor_open(&cur, c->txn, c->base->db[KEY_SKETCHES]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, prefix, &key, &val);
	for (int i = 0; ret == 0 && zb_span_starts(key, prefix) && i < CANDIDATES_MAX; i++) {
		int n = agreeing(val, sketch);
		if (n > best->agreeing && key.n == KEY_SKETCH_HEAD + KEY_ID_SIZE) {
			best->agreeing = n;
			memcpy(best->cluster, key.p + KEY_SKETCH_HEAD, KEY_ID_SIZE);
		}
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	if (ret != 0 && ret != ZB_ENOTFOUND && c->err == 0)
		c->err = ret;
}

void near_join(unsigned char cluster[KEY_ID_SIZE], struct commit *c, struct zb_span sketch,
               struct zb_span document)
{
	struct nearest best = { .agreeing = NEAR_AGREEING - 1 };
	for (unsigned band = 0; band < KEY_SKETCH_BANDS && c->err == 0; band++)
		look_in_band(&best, c, band, sketch);
	bool first = best.agreeing < NEAR_AGREEING;
	memcpy(cluster, first ? document.p : (const char *)best.cluster, KEY_ID_SIZE);
	for (unsigned band = 0; first && band < KEY_SKETCH_BANDS; band++) {
		struct key key = key_sketch(band, sketch, document);
		commit_put(c, KEY_SKETCHES, key_span(&key), sketch);
	}
	struct key member = key_pair(zb_span((const char *)cluster, KEY_ID_SIZE), document);
	commit_put(c, KEY_CLUSTERS, key_span(&member), zb_span("", 0));
}
