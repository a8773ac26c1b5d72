/* SPDX-License-Identifier: Apache-2.0 */
#include "kin.h"

#include <stdlib.h>

#include "common/err.h"

enum {
	PLACES = 4096, /* a power of two */
	BARREN = 200,  /* pages in a row */
	SEGMENTS = 24, /* of a path that are told apart */
};

struct place {
	uint64_t id;
	unsigned barren;
};

struct kin {
	struct place places[PLACES];
};

int kin_new(struct kin **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? 0 : ZB_ENOMEM;
}

void kin_free(struct kin *kin)
{
	free(kin);
}

/* FNV-1a; a run of digits counts as one. */
static uint64_t add_text(uint64_t h, struct zb_span s)
{
	static const uint64_t prime = 1099511628211u;
	bool digit = false;
	for (size_t i = 0; i < s.n; i++) {
		bool was = digit;
		digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (!digit || !was)
			h = (h ^ (digit ? '#' : (unsigned char)s.p[i])) * prime;
	}
	return (h ^ '/') * prime;
}

static bool is_among(const struct zb_span *items, size_t n, struct zb_span one)
{
	for (size_t i = 0; i < n; i++)
		if (zb_span_eq(items[i], one))
			return true;
	return false;
}

static struct zb_span take(struct zb_span *rest, char end)
{
	const char *at = rest->n > 0 ? memchr(rest->p, end, rest->n) : NULL;
	size_t n = at != NULL ? (size_t)(at - rest->p) : rest->n;
	struct zb_span head = zb_span_sub(*rest, 0, n);
	*rest = zb_span_sub(*rest, n + 1, rest->n);
	return head;
}

static uint64_t add_path(uint64_t h, struct zb_span path)
{
	struct zb_span met[SEGMENTS];
	size_t n = 0;
	while (path.n > 0 && n < SEGMENTS) {
		struct zb_span one = take(&path, '/');
		if (is_among(met, n, one))
			continue;
		met[n++] = one;
		h = add_text(h, one);
	}
	return h;
}

uint64_t kin_of(uint64_t job, struct zb_span url)
{
	uint64_t h = 14695981039346656037u ^ job;
	ptrdiff_t scheme = zb_span_find(url, ZB_S("://"), 0);
	struct zb_span rest = zb_span_sub(url, scheme >= 0 ? (size_t)scheme + 3 : 0, url.n);
	struct zb_span place = take(&rest, '?');
	h = add_text(h, take(&place, '/'));
	h = add_path(h, place);
	while (rest.n > 0) {
		struct zb_span parameter = take(&rest, '&');
		h = add_text(h, take(&parameter, '='));
	}
	return h;
}

void kin_read(struct kin *kin, uint64_t id, bool elsewhere)
{
	struct place *p = &kin->places[id & (PLACES - 1)];
	if (p->id != id)
		*p = (struct place){ .id = id };
	p->barren = elsewhere ? 0 : p->barren + 1;
}

bool kin_is_barren(const struct kin *kin, uint64_t id)
{
	const struct place *p = &kin->places[id & (PLACES - 1)];
	return p->id == id && p->barren >= BARREN;
}
