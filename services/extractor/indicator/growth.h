/* SPDX-License-Identifier: Apache-2.0 */
/* Words near a percentage that make it a rate of growth though no verb in front of it does. */
#pragma once

#include "sentence.h"

/* 超过20%的增长, 10%左右的涨幅, 7.1%的GDP增速: the word of change that stands behind; NULL: none. */
const struct tok *growth_behind(const struct sentence *s, const struct quantity *q);
/* 环比0.2%, 同比为-4.4%: nothing stands between what it is compared with and the figure. */
bool growth_by_basis(const struct sentence *s, const struct quantity *q);
/* CPI回升至3.2%: `noun` is an index of prices, whose percentages are those of the rise. */
bool growth_of_prices(const struct sentence *s, const struct tok *noun);
