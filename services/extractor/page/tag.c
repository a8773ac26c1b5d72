/* SPDX-License-Identifier: Apache-2.0 */
#include "tag.h"

#include <stdlib.h>
#include <string.h>

struct row {
	const char *name;
	enum tag tag;
};

/* Sorted: looked up by halves. Inline elements that mean nothing to us are left out. */
static const struct row rows[] = {
	{ "a", TAG_A },
	{ "address", TAG_BLOCK },
	{ "applet", TAG_IGNORE },
	{ "article", TAG_ARTICLE },
	{ "aside", TAG_ASIDE },
	{ "audio", TAG_IGNORE },
	{ "b", TAG_STRONG },
	{ "base", TAG_BASE },
	{ "blockquote", TAG_BLOCK },
	{ "body", TAG_BODY },
	{ "br", TAG_BR },
	{ "button", TAG_BUTTON },
	{ "canvas", TAG_IGNORE },
	{ "caption", TAG_CAPTION },
	{ "center", TAG_BLOCK },
	{ "dd", TAG_DD },
	{ "details", TAG_BLOCK },
	{ "dir", TAG_UL },
	{ "div", TAG_DIV },
	{ "dl", TAG_DL },
	{ "dt", TAG_DT },
	{ "embed", TAG_IGNORE },
	{ "fieldset", TAG_BLOCK },
	{ "figcaption", TAG_BLOCK },
	{ "figure", TAG_BLOCK },
	{ "footer", TAG_FOOTER },
	{ "form", TAG_FORM },
	{ "frame", TAG_FRAME },
	{ "h1", TAG_H1 },
	{ "h2", TAG_H2 },
	{ "h3", TAG_H3 },
	{ "h4", TAG_HEADING },
	{ "h5", TAG_HEADING },
	{ "h6", TAG_HEADING },
	{ "head", TAG_HEAD },
	{ "header", TAG_HEADER },
	{ "hr", TAG_HR },
	{ "html", TAG_HTML },
	{ "iframe", TAG_IFRAME },
	{ "img", TAG_IMG },
	{ "input", TAG_IGNORE },
	{ "label", TAG_LABEL },
	{ "li", TAG_LI },
	{ "link", TAG_LINK },
	{ "main", TAG_MAIN },
	{ "map", TAG_IGNORE },
	{ "marquee", TAG_IGNORE },
	{ "menu", TAG_UL },
	{ "meta", TAG_META },
	{ "nav", TAG_NAV },
	{ "noframes", TAG_IGNORE },
	{ "noscript", TAG_NOSCRIPT },
	{ "object", TAG_IGNORE },
	{ "ol", TAG_UL },
	{ "p", TAG_P },
	{ "pre", TAG_PRE },
	{ "script", TAG_SCRIPT },
	{ "section", TAG_SECTION },
	{ "select", TAG_SELECT },
	{ "span", TAG_SPAN },
	{ "strong", TAG_STRONG },
	{ "style", TAG_STYLE },
	{ "sub", TAG_SUB },
	{ "sup", TAG_SUP },
	{ "svg", TAG_IGNORE },
	{ "table", TAG_TABLE },
	{ "tbody", TAG_TBODY },
	{ "td", TAG_TD },
	{ "template", TAG_IGNORE },
	{ "textarea", TAG_TEXTAREA },
	{ "tfoot", TAG_TBODY },
	{ "th", TAG_TH },
	{ "thead", TAG_THEAD },
	{ "time", TAG_TIME },
	{ "title", TAG_TITLE },
	{ "tr", TAG_TR },
	{ "ul", TAG_UL },
	{ "video", TAG_IGNORE },
};

static const uint8_t flags[] = {
	[TAG_ARTICLE] = TAG_IS_BLOCK,
	[TAG_ASIDE] = TAG_IS_BLOCK | TAG_IS_FRAME,
	[TAG_BODY] = TAG_IS_BLOCK,
	[TAG_BR] = TAG_IS_BLOCK,
	[TAG_BUTTON] = TAG_IS_SKIPPED,
	[TAG_CAPTION] = TAG_IS_BLOCK,
	[TAG_DD] = TAG_IS_BLOCK,
	[TAG_DIV] = TAG_IS_BLOCK,
	[TAG_DL] = TAG_IS_BLOCK,
	[TAG_DT] = TAG_IS_BLOCK,
	[TAG_FOOTER] = TAG_IS_BLOCK | TAG_IS_FRAME,
	[TAG_FORM] = TAG_IS_BLOCK,
	[TAG_H1] = TAG_IS_BLOCK,
	[TAG_H2] = TAG_IS_BLOCK,
	[TAG_H3] = TAG_IS_BLOCK,
	[TAG_HEADING] = TAG_IS_BLOCK,
	[TAG_HEAD] = TAG_IS_BLOCK,
	[TAG_HEADER] = TAG_IS_BLOCK,
	[TAG_HR] = TAG_IS_BLOCK,
	[TAG_HTML] = TAG_IS_BLOCK,
	[TAG_IFRAME] = TAG_IS_SKIPPED,
	[TAG_LI] = TAG_IS_BLOCK,
	[TAG_MAIN] = TAG_IS_BLOCK,
	[TAG_NAV] = TAG_IS_BLOCK | TAG_IS_FRAME,
	[TAG_NOSCRIPT] = TAG_IS_SKIPPED,
	[TAG_P] = TAG_IS_BLOCK,
	[TAG_PRE] = TAG_IS_BLOCK,
	[TAG_SCRIPT] = TAG_IS_SKIPPED,
	[TAG_SECTION] = TAG_IS_BLOCK,
	[TAG_SELECT] = TAG_IS_SKIPPED,
	[TAG_STYLE] = TAG_IS_SKIPPED,
	[TAG_TABLE] = TAG_IS_BLOCK,
	[TAG_TBODY] = TAG_IS_BLOCK,
	[TAG_TD] = TAG_IS_BLOCK,
	[TAG_TEXTAREA] = TAG_IS_SKIPPED,
	[TAG_TH] = TAG_IS_BLOCK,
	[TAG_THEAD] = TAG_IS_BLOCK,
	[TAG_TR] = TAG_IS_BLOCK,
	[TAG_UL] = TAG_IS_BLOCK,
	[TAG_BLOCK] = TAG_IS_BLOCK,
	[TAG_IGNORE] = TAG_IS_SKIPPED,
};

static int compare(const void *name, const void *row)
{
	return strcmp(name, ((const struct row *)row)->name);
}

enum tag tag_of(const char *name)
{
	const struct row *r =
		bsearch(name, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), compare);
	return r != NULL ? r->tag : TAG_UNKNOWN;
}

unsigned tag_flags(enum tag tag)
{
	return flags[tag];
}
