/* SPDX-License-Identifier: Apache-2.0 */
/* Against what a growth or a change is measured. */
#pragma once

#include "sentence.h"

/* The time that token `i` says is what something is compared with: 比上年, 较一季度末. */
bool basis_is_base(const struct sentence *s, int i);
/* 主要系2022年新开的门店…；净利润A: the time of a cause holds for nothing else. */
bool basis_is_cause(const struct sentence *s, int i);
/* The words of its own clause say what a growth is against: 同比, 环比. */
bool basis_is_said(const struct sentence *s, const struct quantity *q);
/* The basis of a quantity whose time is known; nothing is done for other measures.
 * `month_on_month`: that is what the text tells growth against, where nothing else is said. */
void basis_assign(const struct sentence *s, struct quantity *q, bool month_on_month);
