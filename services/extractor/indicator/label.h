/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the header of a column, the stub of a row or a caption says of the figures it governs: the
 * quantity, its unit, the time, the region, the industry, and how a change is counted. Labels
 * that stand above or beside each other are put together: 规模以上工业 over 增加值（亿元）.
 */
#pragma once

#include <stdbool.h>

#include "document.h"

struct label {
	struct name name;    /* the words that are left; empty where it names no quantity */
	char unit[UNIT_MAX]; /* empty: none said */
	uint8_t unit_kind;
	int16_t exp;   /* of the scale word in the unit: 亿元 is 8 */
	bool quantity; /* the name ends with a head of the lexicon */
	bool grows, shares;
	uint8_t basis; /* of a change; BASIS_NONE where the label does not say */
	struct when when;
	const struct lex_entry *region, *industry;
};

/* Reads the text of one cell. `time` resolves months without a year. */
void label_read(struct label *out, const struct document *doc, const struct when_context *time,
                struct zb_span text);
/* `inner` stands below or beside `label`, which becomes what both say. */
void label_join(struct label *label, const struct label *inner);
/* The quantity that the two names make: 住宅 of 投资额 is 住宅投资额. */
void label_compose(struct name *out, const struct label *outer, const struct label *inner);
/* It says which (a region, an industry, a time), not what. */
bool label_is_dimension(const struct label *l);
/* 2023, 2024: a year and nothing else. */
bool label_is_year(struct zb_span text);
