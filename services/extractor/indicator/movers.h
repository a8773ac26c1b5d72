/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of what rose or fell most: 本周涨幅较大的产品：甲醇，8.8%；醋酸(华东)，3.1%。 */
#pragma once

#include "document.h"

struct movers {
	const char *name; /* of the quantity that moved; NULL: the sentence is no such list */
	int colon;        /* the token that the list stands behind */
	bool fall;
};

struct movers movers_of(const struct sentence *s);
/* Names a percentage of the list and makes it a growth; one in brackets is how strong a product is.
 * Nothing is done for other figures. */
void movers_name(const struct movers *m, const struct document *doc, const struct sentence *s,
                 struct quantity *q);
