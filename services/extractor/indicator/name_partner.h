/* SPDX-License-Identifier: Apache-2.0 */
/* Names of trade with someone: 对“一带一路”沿线国家进出口. */
#pragma once

#include "bind.h"
#include "document.h"

/* 对 stands before token `i`: the other side of the figure, a part of its name. */
bool name_is_towards(const struct sentence *s, int i);
/* 对RCEP（…协定）成员国出口机电产品: whom it is traded with stays in the name *out, without what a bracket
 * explains; goods behind the trade are the industry. False: the phrase is of no such trade. */
bool name_partner(const struct document *doc, const struct sentence *s, struct quantity *q,
                  struct phrase p, struct name *out);
