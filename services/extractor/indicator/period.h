/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions of time in Chinese news and notices, read at one place and resolved against the
 * document's date: 今年1-9月, 上半年, 截至9月底, 到2025年, “十四五”期间, 近三年, 7月20日 …
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct lexicon;

/* A day, month or year: m or d is 0 where the text is no finer. y 0: unknown. */
struct day {
	int16_t y;
	int8_t m, d;
};

enum when_kind {
	WHEN_NONE,
	WHEN_RANGE,    /* a span of time, inclusive */
	WHEN_ASOF,     /* up to or at a date: no start */
	WHEN_SAME,     /* the same span of another year: for comparison only */
	WHEN_NOW,      /* 目前, 现在: no date is said */
	WHEN_DURATION, /* 17年, 六个月: how long, not when */
};

struct when {
	struct day start, end; /* start.y 0 for WHEN_ASOF */
	uint32_t from, to;     /* bytes of the text */
	uint8_t kind;
	bool has_year;  /* the text names the year, or a plan */
	bool relative;  /* 去年, 今年: counted from the publication */
	bool comparing; /* behind 比 or 较: a base, not the time of the figure */
	bool repaired;  /* 201O年 */
	bool plan;      /* a five-year or other plan */
	bool vague;     /* 近年来, 巅峰时期: some time, kind WHEN_NONE */
	bool lately;    /* 日前, 本次: the same, and said of its clause only */
	bool ahead;     /* 未来五年: from now on */
	bool single_day;
	bool deadline; /* 到2025年, 2025年前: a date to do something by */
	int8_t months; /* length of the span where it is months of one year; else 0 */
};

struct when_context {
	struct day published; /* y 0: unknown */
	int16_t year;         /* the year last named in the text; 0: none */
	struct when last;     /* the expression last read, for 同期 and 当月 */
	struct when plan;     /* the five-year plan last named; kind WHEN_NONE: none */
};

/* Can one begin here? Cheap, and never wrong about a no. */
bool when_may_begin(struct zb_span text, size_t at);
/* The longest expression at text[at]: its bytes, or 0. Expressions that need a date the context
 * does not have are read with kind WHEN_NONE. */
size_t when_read(struct when *out, const struct lexicon *lexicon, struct zb_span text,
                 size_t at, const struct when_context *ctx);
/* Surely later: 2024-05 is no later than 2024. */
bool day_is_after(struct day a, struct day b);
/* A span that ends then is past by the day of publication: 下半年 in August is not. */
bool day_is_over(struct day end, struct day published);
/* "2020", "2020-09", "2020-09-30" into out (11 bytes); "" for an unknown day. */
const char *day_text(char out[12], struct day day);
/* The day that begins `text` as YYYY-MM-DD (also YYYY/MM/DD, YYYY.MM.DD, YYYY年M月D日, YY-MM-DD);
 * returns the bytes read, 0: none. */
size_t day_read(struct day *out, struct zb_span text);
