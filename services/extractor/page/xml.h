/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markup token by token, for feeds and sitemaps as they are found: unescaped ampersands, HTML
 * entities, elements that are never closed, two root elements. There is no such thing as an error
 * here; what is not markup is text. Nothing is allocated, nothing recursive.
 */
#pragma once

#include <stdbool.h>

#include "common/buf.h"
#include "common/span.h"

enum xml_type { XML_START, XML_END, XML_EMPTY /* <x/> */, XML_TEXT, XML_CDATA };

struct xml_token {
	enum xml_type type;
	struct zb_span name; /* without its prefix */
	struct zb_span full; /* with it: content:encoded */
	struct zb_span rest; /* the attributes of a tag, the bytes of a text */
};

struct xml {
	struct zb_span s;
	size_t at;
};

/* False at the end. Comments, declarations and instructions are passed over. */
bool xml_next(struct xml *x, struct xml_token *out);
/* An attribute's raw value; empty where there is none. */
struct zb_span xml_attr(const struct xml_token *t, struct zb_span name);
/* Adds text with its entities resolved; unknown ones stay as they are. */
int xml_unescape(struct zb_buf *out, struct zb_span raw);
/* How often `open` stands in `s`, at most `max`: room for the elements that begin so. */
size_t xml_count(struct zb_span s, struct zb_span open, size_t max);
