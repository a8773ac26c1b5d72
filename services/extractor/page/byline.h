/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words around an article that say who published, wrote and edited it: 来源：人民日报 作者：张三
 * (记者 李四) 责任编辑：王五. Spans point into the given text.
 */
#pragma once

#include <stddef.h>

#include "common/span.h"

struct zb_arena;

enum { BYLINE_REPORTERS_MAX = 4 };

struct byline {
	struct zb_span source;
	struct zb_span author; /* 作者, 撰文 */
	/* 记者, 通讯员, 实习生: all that one line and those right below it name. */
	struct zb_span reporters[BYLINE_REPORTERS_MAX];
	size_t n_reporters;
	const char *reporters_end; /* where the next line would begin */
	struct zb_span editor;     /* 编辑, 责编 */
};

/* Fills what is still empty of *out from one line. */
void byline_read(struct byline *out, struct zb_span line);
/* The reporters joined by blanks, in the arena where there are several; empty for none. */
struct zb_span byline_reporters(const struct byline *by, struct zb_arena *arena);
/* Names alone on a line, or in brackets beside a date: 张三, [ 李四 ]; empty for none. */
struct zb_span byline_alone(struct zb_span line);
/* Names in brackets at the end of an article: （张三 李四）, （张三 上海报道）; empty for none. */
struct zb_span byline_signed(struct zb_span line);
