/* SPDX-License-Identifier: Apache-2.0 */
/* Words that are a time by themselves. Private to the period files. */
#pragma once

#include "period_cursor.h"

/* 目前, 本月, 年底, 同期 …: fills *w and moves on, or false. */
bool read_fixed(struct when *w, struct cursor *c, const struct when_context *ctx);
/* 周二, 上周五, 本周: likewise. */
bool read_week(struct when *w, struct cursor *c, const struct when_context *ctx);
