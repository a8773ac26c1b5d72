/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/err.h"
#include "proto/ident.h"
#include "proto/record.pb-c.h"

/* A record and what makes it itself. */
struct item {
	const Zhibiao__Record *record;
	unsigned char self[ZB_IDENT_SIZE];
	bool left; /* has no like on the other side */
};

struct items {
	struct item *at;
	size_t n;
};

static int compare_selves(const void *a, const void *b)
{
	const struct item *x = a;
	const struct item *y = b;
	return memcmp(x->self, y->self, sizeof(x->self));
}

static int compare_places(const void *a, const void *b)
{
	const struct item *x = a;
	const struct item *y = b;
	if (x->left != y->left)
		return x->left ? -1 : 1;
	return (x->record->start > y->record->start) - (x->record->start < y->record->start);
}

static bool make_items(struct items *out, struct zb_arena *arena,
                       const struct compare_side *side, bool same_text)
{
	out->n = side->n;
	out->at = zb_arena_array(arena, side->n + 1, sizeof(*out->at));
	for (size_t i = 0; out->at != NULL && i < side->n; i++) {
		Zhibiao__Record copy = *side->records[i];
		copy.document = (ProtobufCBinaryData){ 0 };
		if (!same_text)
			copy.start = copy.end = 0;
		out->at[i].record = side->records[i];
		out->at[i].left = true;
		zb_ident_record(out->at[i].self, &copy);
	}
	if (out->at != NULL && out->n > 0)
		qsort(out->at, out->n, sizeof(*out->at), compare_selves);
	return out->at != NULL;
}

static uint64_t pair_up(struct items *a, struct items *b)
{
	uint64_t same = 0;
	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		int order = compare_selves(&a->at[i], &b->at[k]);
		if (order == 0) {
			a->at[i++].left = false;
			b->at[k++].left = false;
			same++;
		} else if (order < 0) {
			i++;
		} else {
			k++;
		}
	}
	return same;
}

/* Those without their like first, by place; returns how many they are. */
static size_t sort_left(struct items *items)
{
	size_t n = 0;
	if (items->n > 0)
		qsort(items->at, items->n, sizeof(*items->at), compare_places);
	while (n < items->n && items->at[n].left)
		n++;
	return n;
}

int compare_readings(struct compare_tally *tally, struct zb_arena *arena,
                     const struct compare_side sides[2], bool same_text, compare_fn fn,
                     void *ctx)
{
	struct items before;
	struct items after;
	if (!make_items(&before, arena, &sides[0], same_text) ||
	    !make_items(&after, arena, &sides[1], same_text))
		return ZB_ENOMEM;
	tally->same += pair_up(&before, &after);
	size_t n = sort_left(&before);
	size_t m = sort_left(&after);
	for (size_t i = 0, k = 0; i < n || k < m;) {
		const Zhibiao__Record *b = i < n ? before.at[i].record : NULL;
		const Zhibiao__Record *a = k < m ? after.at[k].record : NULL;
		bool altered = same_text && a != NULL && b != NULL && a->start == b->start;
		bool lost = !altered && (a == NULL || (b != NULL && b->start < a->start));
		enum compare_kind kind = altered ? COMPARE_ALTERED
		                         : lost  ? COMPARE_LOST
		                                 : COMPARE_GAINED;
		tally->altered += altered ? 1 : 0;
		tally->lost += kind == COMPARE_LOST ? 1 : 0;
		tally->gained += kind == COMPARE_GAINED ? 1 : 0;
		if (fn != NULL)
			fn(ctx, kind, kind != COMPARE_GAINED ? b : NULL,
			   kind != COMPARE_LOST ? a : NULL);
		i += kind != COMPARE_GAINED ? 1 : 0;
		k += kind != COMPARE_LOST ? 1 : 0;
	}
	return 0;
}
