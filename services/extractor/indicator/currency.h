/* SPDX-License-Identifier: Apache-2.0 */
/* Whose 元 it is: 4.2万亿元(新台币，下同). */
#pragma once

#include "document.h"

/* Gives an amount in bare 元 the currency that a bracket behind it, or before it in the text, tells. */
void currency_settle(struct document *doc, const struct sentence *s, struct quantity *q);
