/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a header, a stub or a caption says of the figures of its column, row or table: a name, a
 * unit, a time, a region, an industry. Spans point into the given text.
 */
#pragma once

#include "document.h"
#include "quantity.h"

struct table_label {
	struct zb_span name; /* without brackets, marks and words of growth */
	char unit[UNIT_MAX]; /* empty: none said */
	uint8_t unit_kind;
	int16_t exp;      /* of the scale word in the unit: 亿元 is 8 */
	bool grows;       /* 同比增长, 增速 */
	bool chained;     /* 环比 */
	bool shares;      /* 比重, 占比 */
	bool is_unit;     /* 计量单位: the cells below are units */
	bool is_sub;      /* 其中：a part of the row above */
	bool only_time;   /* the name is nothing but a time */
	struct when when; /* kind WHEN_NONE: none said */
	const struct lex_entry *region, *industry;
};

/* `year` is that which a month without one means; 0: the document's own. */
void table_label_read(struct table_label *l, const struct document *doc, struct zb_span text,
                      int16_t year);
/* A lower header or a second stub takes from the one above what it does not say itself. */
void table_label_under(struct table_label *l, const struct table_label *above);
/* 亿元, 万人, %, 元/吨, 单位：亿元: a unit and nothing more, into *l. */
bool table_label_unit(struct table_label *l, const struct lexicon *lexicon, struct zb_span s);
/* A region, an industry or a time tells which, not what. */
bool table_label_is_dimension(const struct table_label *l);
