/* SPDX-License-Identifier: Apache-2.0 */
#include "hint.h"

#include <stdbool.h>
#include <stdlib.h>

enum { VALUE_BYTES = 128, WORD_BYTES = 24 };

struct row {
	const char *word;
	uint16_t hints;
};

/* Sorted. Words of one run of letters, or of two neighbours written together. */
static const struct row rows[] = {
	{ "ad", HINT_WIDGET },
	{ "ads", HINT_WIDGET },
	{ "adv", HINT_WIDGET },
	{ "advert", HINT_WIDGET },
	{ "arti", HINT_TEXT },
	{ "artibody", HINT_ARTICLE },
	{ "article", HINT_TEXT },
	{ "articlebody", HINT_ARTICLE },
	{ "articlecon", HINT_ARTICLE },
	{ "articlecontent", HINT_ARTICLE },
	{ "articlesource", HINT_INFO | HINT_SOURCE },
	{ "articletext", HINT_ARTICLE },
	{ "articletitle", HINT_TITLE },
	{ "articletxt", HINT_ARTICLE },
	{ "aside", HINT_ASIDE },
	{ "author", HINT_INFO | HINT_AUTHOR },
	{ "authorname", HINT_INFO | HINT_AUTHOR },
	{ "banner", HINT_FRAME },
	{ "bdshare", HINT_WIDGET },
	{ "blogbody", HINT_ARTICLE },
	{ "blogcontent", HINT_ARTICLE },
	{ "bodycontent", HINT_ARTICLE },
	{ "bodytext", HINT_ARTICLE },
	{ "bottom", HINT_FRAME },
	{ "breadcrumb", HINT_FRAME },
	{ "breadcrumbs", HINT_FRAME },
	{ "byline", HINT_INFO },
	{ "comment", HINT_COMMENT },
	{ "comments", HINT_COMMENT },
	{ "content", HINT_TEXT },
	{ "contentbody", HINT_ARTICLE },
	{ "contents", HINT_TEXT },
	{ "contenttext", HINT_ARTICLE },
	{ "contenttxt", HINT_ARTICLE },
	{ "context", HINT_TEXT },
	{ "copyright", HINT_FRAME },
	{ "crumb", HINT_FRAME },
	{ "crumbs", HINT_FRAME },
	{ "date", HINT_INFO },
	{ "dianzan", HINT_WIDGET },
	{ "disclaimer", HINT_WIDGET },
	{ "download", HINT_TEXT },
	{ "endtext", HINT_ARTICLE },
	{ "entry", HINT_TEXT },
	{ "entrycontent", HINT_ARTICLE },
	{ "erweima", HINT_WIDGET },
	{ "feedback", HINT_COMMENT },
	{ "foot", HINT_FRAME },
	{ "footer", HINT_FRAME },
	{ "friendlink", HINT_FRAME },
	{ "friendlinks", HINT_FRAME },
	{ "gg", HINT_WIDGET },
	{ "guanggao", HINT_WIDGET },
	{ "guess", HINT_ASIDE },
	{ "headline", HINT_TITLE },
	{ "hot", HINT_ASIDE },
	{ "hotnews", HINT_ASIDE },
	{ "info", HINT_INFO },
	{ "jiathis", HINT_WIDGET },
	{ "jsname", HINT_INFO | HINT_SOURCE },
	{ "laiyuan", HINT_INFO | HINT_SOURCE },
	{ "leaveword", HINT_COMMENT },
	{ "liuyan", HINT_COMMENT },
	{ "location", HINT_FRAME },
	{ "login", HINT_FRAME },
	{ "logo", HINT_FRAME },
	{ "mainbody", HINT_ARTICLE },
	{ "maincontent", HINT_TEXT },
	{ "menu", HINT_FRAME },
	{ "mianbao", HINT_FRAME },
	{ "nav", HINT_FRAME },
	{ "navbar", HINT_FRAME },
	{ "navi", HINT_FRAME },
	{ "navigation", HINT_FRAME },
	{ "newsbody", HINT_ARTICLE },
	{ "newscon", HINT_ARTICLE },
	{ "newscontent", HINT_ARTICLE },
	{ "newssource", HINT_INFO | HINT_SOURCE },
	{ "newstext", HINT_ARTICLE },
	{ "newstitle", HINT_TITLE },
	{ "newstxt", HINT_ARTICLE },
	{ "pagebar", HINT_FRAME },
	{ "pager", HINT_FRAME },
	{ "pagescontent", HINT_ARTICLE },
	{ "pagination", HINT_FRAME },
	{ "pinglun", HINT_COMMENT },
	{ "position", HINT_FRAME },
	{ "post", HINT_TEXT },
	{ "postbody", HINT_ARTICLE },
	{ "postcontent", HINT_ARTICLE },
	{ "print", HINT_WIDGET },
	{ "pubtime", HINT_INFO },
	{ "qrcode", HINT_WIDGET },
	{ "rank", HINT_ASIDE },
	{ "ranking", HINT_ASIDE },
	{ "recommend", HINT_ASIDE },
	{ "relate", HINT_ASIDE },
	{ "related", HINT_ASIDE },
	{ "relatednews", HINT_ASIDE },
	{ "relatenews", HINT_ASIDE },
	{ "relation", HINT_ASIDE },
	{ "relative", HINT_ASIDE },
	{ "reply", HINT_COMMENT },
	{ "richtext", HINT_ARTICLE },
	{ "search", HINT_FRAME },
	{ "share", HINT_WIDGET },
	{ "shares", HINT_WIDGET },
	{ "side", HINT_ASIDE },
	{ "sidebar", HINT_ASIDE },
	{ "social", HINT_WIDGET },
	{ "source", HINT_INFO | HINT_SOURCE },
	{ "sponsor", HINT_WIDGET },
	{ "story", HINT_TEXT },
	{ "storycontent", HINT_ARTICLE },
	{ "text", HINT_TEXT },
	{ "textcon", HINT_ARTICLE },
	{ "textcontent", HINT_ARTICLE },
	{ "time", HINT_INFO },
	{ "tit", HINT_TITLE },
	{ "title", HINT_TITLE },
	{ "toolbar", HINT_WIDGET },
	{ "toolbox", HINT_WIDGET },
	{ "topbar", HINT_FRAME },
	{ "topnav", HINT_FRAME },
	{ "trseditor", HINT_ARTICLE },
	{ "trsueditor", HINT_ARTICLE },
	{ "txtcon", HINT_ARTICLE },
	{ "txtcontent", HINT_ARTICLE },
	{ "ucapcontent", HINT_ARTICLE },
	{ "viewcontent", HINT_ARTICLE },
	{ "vote", HINT_WIDGET },
	{ "vsbcontent", HINT_ARTICLE },
	{ "weizhi", HINT_FRAME },
	{ "wparticlecontent", HINT_ARTICLE },
	{ "writer", HINT_INFO | HINT_AUTHOR },
	{ "xgwz", HINT_ASIDE },
	{ "xgxw", HINT_ASIDE },
	{ "xgyd", HINT_ASIDE },
	{ "xiangguan", HINT_ASIDE },
	{ "zoom", HINT_TEXT },
	{ "zuozhe", HINT_INFO | HINT_AUTHOR },
};

static int compare(const void *word, const void *row)
{
	return strcmp(word, ((const struct row *)row)->word);
}

static unsigned look_up(const char *word)
{
	const struct row *r =
		bsearch(word, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), compare);
	return r != NULL ? r->hints : 0;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* A letter that goes on with the word: none behind a change from small to capital. */
static bool goes_on(char before, char c)
{
	return is_lower(c) || (is_upper(c) && !is_lower(before));
}

/* The word at *at into `word`, lower case; its length. */
static size_t next_word(char word[WORD_BYTES], struct zb_span value, size_t *at)
{
	size_t i = *at;
	while (i < value.n && !is_lower(value.p[i]) && !is_upper(value.p[i]))
		i++;
	size_t n = 0;
	char before = 'A';
	while (i < value.n && goes_on(before, value.p[i])) {
		before = value.p[i++];
		if (n < WORD_BYTES - 1)
			word[n++] = (char)(before | 0x20);
	}
	word[n] = '\0';
	*at = i;
	return n;
}

unsigned hint_of(struct zb_span value)
{
	char words[2][WORD_BYTES] = { "", "" };
	size_t lengths[2] = { 0, 0 };
	unsigned hints = 0;
	size_t at = 0;
	value = zb_span_sub(value, 0, VALUE_BYTES);
	for (int turn = 0;; turn = !turn) {
		lengths[turn] = next_word(words[turn], value, &at);
		if (lengths[turn] == 0)
			return hints;
		hints |= look_up(words[turn]);
		char pair[2 * WORD_BYTES];
		memcpy(pair, words[!turn], lengths[!turn]);
		memcpy(pair + lengths[!turn], words[turn], lengths[turn] + 1);
		if (lengths[!turn] > 0)
			hints |= look_up(pair);
	}
}
