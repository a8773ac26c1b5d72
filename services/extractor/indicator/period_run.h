/* SPDX-License-Identifier: Apache-2.0 */
/* Spans counted from the day of publication. Private to the period files. */
#pragma once

#include "period_cursor.h"

/* 未来五年, 近三年, 最近90天, 过去18个月, 五年来: fills *w and moves on, or false. */
bool read_run_of_years(struct when *w, struct cursor *c, const struct when_context *ctx);
