/* SPDX-License-Identifier: Apache-2.0 */
/* HTML element names as small numbers, and what each means for layout and for an article. */
#pragma once

#include <stdint.h>

enum tag {
	TAG_UNKNOWN,
	TAG_TEXT, /* no element: a run of characters */
	TAG_A,
	TAG_ARTICLE,
	TAG_ASIDE,
	TAG_BASE,
	TAG_BODY,
	TAG_BR,
	TAG_BUTTON,
	TAG_CAPTION,
	TAG_DD,
	TAG_DIV,
	TAG_DL,
	TAG_DT,
	TAG_FOOTER,
	TAG_FORM,
	TAG_FRAME,
	TAG_H1,
	TAG_H2,
	TAG_H3,
	TAG_HEADING, /* h4 to h6 */
	TAG_HEAD,
	TAG_HEADER,
	TAG_HR,
	TAG_HTML,
	TAG_IFRAME,
	TAG_IMG,
	TAG_LABEL,
	TAG_LI,
	TAG_LINK,
	TAG_MAIN,
	TAG_META,
	TAG_NAV,
	TAG_NOSCRIPT,
	TAG_P,
	TAG_PRE,
	TAG_SCRIPT,
	TAG_SECTION,
	TAG_SELECT,
	TAG_SPAN,
	TAG_STRONG, /* b, strong: a heading of pages that have no better */
	TAG_STYLE,
	TAG_SUB,
	TAG_SUP,
	TAG_TABLE,
	TAG_TBODY, /* tbody, thead, tfoot */
	TAG_TD,
	TAG_TEXTAREA,
	TAG_TH,
	TAG_THEAD,
	TAG_TIME,
	TAG_TITLE,
	TAG_TR,
	TAG_UL,     /* ul, ol, menu, dir */
	TAG_BLOCK,  /* any other that begins a line */
	TAG_IGNORE, /* any other whose content is no text: svg, object, template ... */
};

enum {
	TAG_IS_BLOCK = 1,   /* begins and ends a line */
	TAG_IS_SKIPPED = 2, /* content is not text of the page */
	TAG_IS_FRAME = 4,   /* by its nature not the article: nav, footer, aside */
};

/* `name` in lower case, as the parser gives it. */
enum tag tag_of(const char *name);
/* TAG_IS_ flags. */
unsigned tag_flags(enum tag tag);
