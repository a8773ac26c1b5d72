/* SPDX-License-Identifier: Apache-2.0 */
#include "meta.h"

#include <stddef.h>
#include <strings.h>

#include "common/arena.h"

struct row {
	const char *name;
	size_t offset;
};

#define TO(n, f)                                                                               \
	{                                                                                      \
		n, offsetof(struct meta, f)                                                    \
	}

/* name or property of a meta element, case folded; of two for one slot the upper wins. */
static const struct row rows[] = {
	TO("ArticleTitle", title),
	TO("PubDate", published),
	TO("ContentSource", publisher),
	TO("ColumnName", column),
	TO("SiteName", site_name),
	TO("SiteIDCode", site_code),
	TO("author", author),
	TO("Author", author),
	TO("og:title", og_title),
	TO("twitter:title", og_title),
	TO("article:published_time", og_published),
	TO("og:release_date", og_published),
	TO("og:published_time", og_published),
	TO("publishdate", og_published),
	TO("publish_time", og_published),
	TO("pubtime", og_published),
	TO("weibo: article:create_at", og_published),
	TO("datePublished", og_published),
	TO("DC.date.issued", og_published),
	TO("apub:time", og_published),
	TO("article:author", og_author),
	TO("og:author", og_author),
	TO("mediaid", og_author),
	TO("og:site_name", og_site),
	TO("og:url", address),
	TO("source", source),
	TO("article:modified_time", modified),
	TO("dateUpdate", modified),
	TO("dateModified", modified),
	TO("og:updated_time", modified),
	TO("Last-Modified", modified),
};

static void set(struct meta *out, size_t offset, struct zb_span value)
{
	struct zb_span *at = (struct zb_span *)((char *)out + offset);
	value = zb_span_trim(value);
	if (at->n == 0)
		*at = value;
}

bool meta_has_word(struct zb_span list, struct zb_span word)
{
	for (size_t i = 0; i < list.n;) {
		size_t end = i;
		while (end < list.n && strchr(" \t\r\n,", list.p[end]) == NULL)
			end++;
		if (zb_span_eq_nocase(zb_span_sub(list, i, end - i), word))
			return true;
		i = end + 1;
	}
	return false;
}

static void read_meta(struct meta *out, const struct dom_node *n)
{
	struct zb_span content = dom_attr(n, "content");
	struct zb_span name = dom_attr(n, "name");
	struct zb_span http = dom_attr(n, "http-equiv");
	if (name.n == 0)
		name = dom_attr(n, "property");
	if (name.n == 0)
		name = dom_attr(n, "itemprop");
	if (zb_span_eq_nocase(http, ZB_S("refresh")))
		out->refresh = content;
	if (zb_span_eq_nocase(name, ZB_S("robots")) &&
	    (meta_has_word(content, ZB_S("nofollow")) || meta_has_word(content, ZB_S("none"))))
		out->nofollow = true;
	for (size_t i = 0; name.n > 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (zb_span_eq_nocase(zb_span_trim(name), zb_span_str(rows[i].name)))
			set(out, rows[i].offset, content);
}

static void read_element(struct meta *out, const struct dom_node *n)
{
	if (n->tag == TAG_META)
		read_meta(out, n);
	else if (n->tag == TAG_TIME && out->time.n == 0)
		out->time = dom_attr(n, "datetime");
	else if (n->tag == TAG_BASE && out->base.n == 0)
		out->base = zb_span_trim(dom_attr(n, "href"));
	else if (n->tag == TAG_LINK && zb_span_eq_nocase(dom_attr(n, "rel"), ZB_S("canonical")))
		out->canonical = zb_span_trim(dom_attr(n, "href"));
	else if (n->tag == TAG_LINK && zb_span_eq_nocase(dom_attr(n, "rel"), ZB_S("next")))
		out->next = zb_span_trim(dom_attr(n, "href"));
}

/* --- JSON-LD: the first string under a key, however deep; no more of JSON is needed --- */

static struct zb_span json_string(struct zb_span s, struct zb_span key)
{
	for (ptrdiff_t at = 0; (at = zb_span_find(s, key, (size_t)at)) >= 0; at++) {
		size_t i = (size_t)at + key.n;
		while (i < s.n && s.p[i] != '\0' && strchr(" \t\r\n:[{", s.p[i]) != NULL)
			i++;
		if (i >= s.n || s.p[i] != '"')
			continue;
		size_t end = ++i;
		while (end < s.n && s.p[end] != '"' && s.p[end] != '\n')
			end += s.p[end] == '\\' ? 2 : 1;
		return zb_span_sub(s, i, end - i);
	}
	return (struct zb_span){ 0 };
}

/* "author": {"@type": "Person", "name": "X"} as well as "author": "X". */
static struct zb_span json_name(struct zb_span s, struct zb_span key)
{
	struct zb_span value = json_string(s, key);
	if (value.n == 0 || (value.p[0] != '@' && !zb_span_eq(value, ZB_S("name"))))
		return value;
	size_t at = (size_t)(value.p - s.p);
	return json_string(zb_span_sub(s, at > 0 ? at - 1 : 0, 400), ZB_S("\"name\""));
}

static void read_json(struct meta *out, struct zb_span s)
{
	set(out, offsetof(struct meta, ld_title), json_string(s, ZB_S("\"headline\"")));
	set(out, offsetof(struct meta, ld_title), json_string(s, ZB_S("\"title\"")));
	set(out, offsetof(struct meta, ld_published),
	    json_string(s, ZB_S("\"datePublished\"")));
	set(out, offsetof(struct meta, ld_published), json_string(s, ZB_S("\"pubDate\"")));
	set(out, offsetof(struct meta, ld_author), json_name(s, ZB_S("\"author\"")));
	set(out, offsetof(struct meta, ld_publisher), json_name(s, ZB_S("\"publisher\"")));
	/* Escapes are rare in these; a value with one is left to the page's text. */
	struct zb_span *values[] = { &out->ld_title, &out->ld_author, &out->ld_publisher };
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (values[i]->n > 0 && memchr(values[i]->p, '\\', values[i]->n) != NULL)
			*values[i] = (struct zb_span){ 0 };
}

void meta_read(struct meta *out, const struct dom *dom)
{
	*out = (struct meta){ 0 };
	for (const struct dom_list *l = dom->metas; l != NULL; l = l->next)
		read_element(out, l->node);
	for (const struct dom_list *l = dom->scripts; l != NULL; l = l->next)
		if (l->node->first != NULL)
			read_json(out, l->node->first->text);
}

/* --- scripts --- */

/* "key" = "value", 'key': 1581517074, whichever quotes and joints a script uses. */
static struct zb_span script_value(struct zb_span s, size_t at)
{
	enum { JOINT_MAX = 8, VALUE_BYTES = 40 };
	bool joint = false;
	size_t i = at;
	for (; i < s.n && i < at + JOINT_MAX; i++) {
		if (s.p[i] == '=' || s.p[i] == ':')
			joint = true;
		else if (s.p[i] == '\0' || strchr(" \t\"'", s.p[i]) == NULL)
			break;
	}
	return joint ? zb_span_sub(s, i, VALUE_BYTES) : (struct zb_span){ 0 };
}

/* Seconds or milliseconds since 1970, ten or thirteen digits. */
static bool is_epoch(int64_t *seconds, struct zb_span s)
{
	enum { SECONDS_DIGITS = 10, MILLIS_DIGITS = 13 };
	int64_t value = 0;
	size_t n = 0;
	for (; n < s.n && n <= MILLIS_DIGITS && s.p[n] >= '0' && s.p[n] <= '9'; n++)
		value = value * 10 + (s.p[n] - '0');
	*seconds = n == MILLIS_DIGITS ? value / 1000 : value;
	return n == SECONDS_DIGITS || n == MILLIS_DIGITS;
}

bool meta_script_date(struct stamp *out, struct zb_span markup)
{
	enum { SCAN_BYTES = 1 << 20 };
	static const struct zb_span keys[] = {
		{ "publish_time", 12 }, { "publishTime", 11 }, { "publishDate", 11 },
		{ "publish_date", 12 }, { "pubDate", 7 },      { "pubtime", 7 },
		{ "var ct", 6 },
	};
	struct zb_span s = zb_span_sub(markup, 0, SCAN_BYTES);
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		for (ptrdiff_t at = 0; (at = zb_span_find(s, keys[k], (size_t)at)) >= 0; at++) {
			int64_t seconds = 0;
			struct zb_span value = script_value(s, (size_t)at + keys[k].n);
			if (stamp_find(out, value, 0) && out->start == 0)
				return true;
			if (is_epoch(&seconds, value) && stamp_of_epoch(out, seconds))
				return true;
		}
	return false;
}
