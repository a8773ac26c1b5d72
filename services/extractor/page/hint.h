/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the people who built a page say of an element by its class and id: words such as
 * `article-body`, `relateNews`, `footer`. Hints weigh, they never decide alone.
 */
#pragma once

#include <stdint.h>

#include "common/span.h"

enum {
	HINT_ARTICLE = 1,  /* this very element holds an article's text */
	HINT_TEXT = 2,     /* something to do with content */
	HINT_FRAME = 4,    /* navigation, head and foot of the site */
	HINT_ASIDE = 8,    /* related, hot, recommended */
	HINT_COMMENT = 16, /* what readers wrote */
	HINT_WIDGET = 32,  /* share, print, vote, QR code, advert */
	HINT_TITLE = 64,
	HINT_INFO = 128, /* the line with source, date and author */
	HINT_AUTHOR = 256,
	HINT_SOURCE = 512,
	HINT_NOT_TEXT = HINT_FRAME | HINT_ASIDE | HINT_COMMENT | HINT_WIDGET,
};

/* HINT_ flags of a class or id value; the value's first 128 bytes count. */
unsigned hint_of(struct zb_span value);
