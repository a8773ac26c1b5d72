/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a section of a report or plan looks: back on what was done (发展回顾, 工作基础), or ahead to
 * what is to be done (主要目标, 重点任务). Told by its heading, which may stand at the head of a line of
 * text.
 */
#pragma once

#include <stdbool.h>

#include "common/span.h"

enum outlook { OUTLOOK_NONE, OUTLOOK_BACK, OUTLOOK_AHEAD };

/* # …, 1、…, 二、…, （三）…, 第一章…: the line is marked as a heading, or begins with one. */
bool section_has_mark(struct zb_span line);
/* The outlook that the heading at the head of `line` tells; OUTLOOK_NONE: it tells none. */
enum outlook section_outlook(struct zb_span line);
