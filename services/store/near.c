/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/near.h"

#include <stdbool.h>
#include <string.h>

#include "common/err.h"
#include "common/utf8.h"
#include "services/store/commit.h"

enum {
	RUN = 3,
	LANE_MAX = 255,
	CANDIDATES_MAX = 1024, /* of one band; heads only, so buckets stay short */
};

/* How often each bit was set: eight words of eight byte-wide lanes, emptied before one is full. */
struct votes {
	uint64_t lanes[8];
	unsigned added;
	uint32_t set[64];
	uint32_t n;
};

static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdULL;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 33;
}

/* Bit i of `byte` as the lowest bit of byte i. */
static uint64_t spread(unsigned byte)
{
	uint64_t v = (byte & 0x7F) * 0x0002040810204081ULL | (uint64_t)(byte & 0x80) << 49;
	return v & 0x0101010101010101ULL;
}

static void empty_lanes(struct votes *v)
{
	for (unsigned word = 0; word < 8; word++) {
		for (unsigned lane = 0; lane < 8; lane++)
			v->set[8 * word + lane] +=
				(uint32_t)(v->lanes[word] >> (8 * lane) & 0xFF);
		v->lanes[word] = 0;
	}
	v->added = 0;
}

static void vote(struct votes *v, uint64_t hash)
{
	for (unsigned word = 0; word < 8; word++)
		v->lanes[word] += spread((unsigned)(hash >> (8 * word) & 0xFF));
	v->n++;
	if (++v->added == LANE_MAX)
		empty_lanes(v);
}

static bool is_space(uint32_t cp)
{
	return cp <= ' ' || cp == 0xA0 || cp == 0x3000;
}

uint64_t near_simhash(struct zb_span text)
{
	struct votes v = { 0 };
	uint64_t run[RUN] = { 0 };
	unsigned characters = 0;
	while (text.n > 0) {
		uint32_t cp = 0;
		int n = zb_utf8_next(&cp, text);
		text = zb_span_sub(text, n > 0 ? (size_t)n : 1, text.n);
		if (n <= 0 || is_space(cp))
			continue;
		memmove(run, run + 1, sizeof(run) - sizeof(run[0]));
		run[RUN - 1] = cp;
		if (++characters >= RUN)
			vote(&v, mix(run[0] << 42 ^ run[1] << 21 ^ run[2]));
	}
	if (characters < NEAR_CHARACTERS_MIN)
		return 0;
	empty_lanes(&v);
	uint64_t hash = 0;
	for (unsigned bit = 0; bit < 64; bit++)
		if (2 * v.set[bit] > v.n)
			hash |= 1ULL << bit;
	return hash != 0 ? hash : 1;
}

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
