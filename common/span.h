/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A borrowed run of bytes: pointer and length, not terminated, never freed through the span.
 * Document text travels as spans; it is checked to be UTF-8 once, where it enters.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct zb_span {
	const char *p;
	size_t n;
};

/* A span over a string literal. */
#define ZB_S(lit) ((struct zb_span){ .p = "" lit, .n = sizeof(lit) - 1 })
/* For printf-like functions: "%.*s" with ZB_SPAN_ARGS(s). */
#define ZB_SPAN_FMT     "%.*s"
#define ZB_SPAN_ARGS(s) (int)(s).n, (s).p

static inline struct zb_span zb_span(const char *p, size_t n)
{
	return (struct zb_span){ .p = p, .n = n };
}

/* The bytes of a terminated string; NULL gives the empty span. */
static inline struct zb_span zb_span_str(const char *s)
{
	return (struct zb_span){ .p = s != NULL ? s : "", .n = s != NULL ? strlen(s) : 0 };
}

static inline bool zb_span_eq(struct zb_span a, struct zb_span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool zb_span_starts(struct zb_span s, struct zb_span head)
{
	return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

static inline bool zb_span_ends(struct zb_span s, struct zb_span tail)
{
	return s.n >= tail.n &&
	       (tail.n == 0 || memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0);
}

/* The part from `start` (clipped to the span) of at most `n` bytes. */
static inline struct zb_span zb_span_sub(struct zb_span s, size_t start, size_t n)
{
	if (start > s.n)
		start = s.n;
	if (n > s.n - start)
		n = s.n - start;
	/* Nothing is added to a null pointer, not even 0. */
	return (struct zb_span){ .p = start > 0 ? s.p + start : s.p, .n = n };
}

/* Byte order, a shorter one before a longer one it begins; negative, 0 or positive. */
int zb_span_cmp(struct zb_span a, struct zb_span b);
/* Offset of the first `needle` at or after `from`, or -1. Linear time. */
ptrdiff_t zb_span_find(struct zb_span s, struct zb_span needle, size_t from);
/* Without ASCII white space at both ends. */
struct zb_span zb_span_trim(struct zb_span s);
/* Equal when ASCII letters are folded to lower case. */
bool zb_span_eq_nocase(struct zb_span a, struct zb_span b);
