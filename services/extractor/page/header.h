/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels and values of a notice's header, read line by line: 【字号】云府发〔2023〕8号 as well as
 * 发 文 字 号：云府发〔2023〕8号, the value behind the label, in the next cell or in the next line.
 */
#pragma once

#include "page.h"
#include "words.h"

enum { HEADER_FIELDS_MAX = 40 };

enum header_slot {
	HEADER_ISSUER,
	HEADER_NUMBER,
	HEADER_WRITTEN,   /* 成文日期 */
	HEADER_PUBLISHED, /* 公布日期 */
	HEADER_EFFECTIVE,
	HEADER_VALIDITY,
	HEADER_LEVEL,
	HEADER_TOPIC,
	HEADER_INDEX,
	HEADER_TITLE,
	HEADER_OTHER,
	HEADER_SLOTS,
};

struct header_label {
	struct zb_span word;
	enum header_slot slot;
};

/* A value; its spans point into the lines read. */
struct header {
	struct zb_span values[HEADER_SLOTS];
	struct page_field fields[HEADER_FIELDS_MAX];
	size_t n_fields;
	unsigned seen;      /* bits of slots, empty values too */
	struct words words; /* that labels begin with */
};

struct header header_new(void);
/* Adds the labels of a line; how many. *open gets one whose value may stand in the next line. */
int header_read_line(struct header *h, struct zb_span line, const struct header_label **open);
/* Adds those of the first `lines` lines. */
void header_read_lines(struct header *h, struct zb_span text, int lines);
/* Whether it is a header: `least` labels, of which one no ordinary page has. */
bool header_is_one(const struct header *h, int least);
/* Into the notice's fields, in the arena. 0 or ZB_ENOMEM. */
int header_take(struct page_notice *n, struct zb_arena *arena, const struct header *h);
