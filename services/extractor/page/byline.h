/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words around an article that say who published, wrote and edited it: 来源：人民日报 作者：张三
 * (记者 李四) 责任编辑：王五. Spans point into the given text.
 */
#pragma once

#include "common/span.h"

struct byline {
	struct zb_span source;
	struct zb_span author;   /* 作者, 撰文 */
	struct zb_span reporter; /* 记者, 通讯员 */
	struct zb_span editor;   /* 编辑, 责编 */
};

/* Fills what is still empty of *out from one line. */
void byline_read(struct byline *out, struct zb_span line);
/* Names alone on a line, or in brackets beside a date: 张三, [ 李四 ]; empty for none. */
struct zb_span byline_alone(struct zb_span line);
/* Names in brackets at the end of an article: （张三 李四）, （张三 上海报道）; empty for none. */
struct zb_span byline_signed(struct zb_span line);
