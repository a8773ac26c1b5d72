/* SPDX-License-Identifier: Apache-2.0 */
/* The companies, funds and the like that a text introduces by name: with a stock code behind it,
 * 沪硅产业(688126.SH), or by the short name it goes on with, …有限公司（以下简称“力聚热能”）. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct lexicon;

enum { COMPANIES_MAX = 24 };

struct company {
	struct zb_span name; /* in the text */
	bool listed;         /* by a stock code */
	uint16_t times;      /* named in the part of the text that was read; at most 200 */
};

struct companies {
	struct company list[COMPANIES_MAX]; /* in the order the text brings them */
	int n;
};

/* Collects the companies of the head of the text (64 KiB). */
void companies_read(struct companies *all, const struct lexicon *lexicon, struct zb_span text);
/* `name`, a part of the text, is of one as well. */
void companies_add(struct companies *all, struct zb_span name);
/* The longest of them that `text` begins with; NULL: none. */
const struct company *companies_at(const struct companies *all, struct zb_span text);
/* The name that ends at `end`: back to a mark, a word of grammar, a verb or a role (成分股). */
struct zb_span company_before(const struct lexicon *lexicon, struct zb_span text, size_t end);
/* A letter or character that a name may hold stands at text[i]: no mark, digit or space. */
bool company_is_name_char(struct zb_span text, size_t i);
/* How often the text says the name; at most 200. */
int company_times(struct zb_span text, struct zb_span name);
