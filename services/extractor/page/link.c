/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "href.h"

static bool names_a_file(struct zb_span name)
{
	static const char *const endings[] = { "pdf",  "doc", "docx", "xls", "xlsx", "ppt",
		                               "pptx", "wps", "et",   "ofd", "zip",  "rar",
		                               "7z",   "csv", "rtf",  "odt", "ods",  "txt" };
	char ending[8];
	href_extension(ending, name);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(ending, endings[i]) == 0)
			return true;
	return false;
}

/* By the address; where a program hands the file out, by its last parameter or by the words. */
bool link_is_attachment(struct zb_span url, struct zb_span anchor)
{
	ptrdiff_t query = zb_span_find(url, ZB_S("?"), 0);
	return names_a_file(url) || names_a_file(anchor) ||
	       (query >= 0 && names_a_file(zb_span_sub(url, (size_t)query + 1, url.n)));
}

static bool is_next(const struct dom_node *a, struct zb_span anchor)
{
	static const struct zb_span words[] = {
		{ "下一页", 9 },    { "下页", 6 },      { "后一页", 9 },
		{ "[下一页]", 11 }, { "下一页>", 10 },  { "下一页>>", 11 },
		{ "下一页»", 11 },  { "下一页 >", 11 }, { "余下全文", 12 },
	};
	if (zb_span_eq_nocase(dom_attr(a, "rel"), ZB_S("next")))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_eq(anchor, words[i]))
			return true;
	return false;
}

/* Open addressing over the links found so far: a page links to one address again and again. */
struct seen {
	uint32_t *slots; /* index + 1 */
	size_t mask;
};

static uint64_t hash(struct zb_span s)
{
	uint64_t h = 0xCBF29CE484222325u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001B3u;
	return h;
}

/* The link to that address; NULL for a new one, which is noted as the next. */
static struct page_link *find_or_note(struct seen *seen, struct page *page, struct zb_span key)
{
	size_t at = hash(key) & seen->mask;
	for (; seen->slots[at] != 0; at = (at + 1) & seen->mask) {
		struct page_link *l = &page->links[seen->slots[at] - 1];
		if (zb_span_eq(l->url.n > 0 ? l->url : l->href, key))
			return l;
	}
	seen->slots[at] = (uint32_t)page->n_links + 1;
	return NULL;
}

static void add(struct page *page, struct seen *seen, const struct page_link *link)
{
	struct zb_span key = link->url.n > 0 ? link->url : link->href;
	if (key.n == 0)
		return;
	struct page_link *old = find_or_note(seen, page, key);
	if (old == NULL)
		page->links[page->n_links++] = *link;
	else if (old->kind == PAGE_LINK)
		old->kind = link->kind; /* "2" and "next page" lead to one address */
}

static bool leads_somewhere(struct zb_span href)
{
	static const struct zb_span heads[] = {
		{ "#", 1 },    { "javascript:", 11 }, { "mailto:", 7 },
		{ "tel:", 4 }, { "data:", 5 },        { "about:", 6 },
	};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (zb_span_eq_nocase(zb_span_sub(href, 0, heads[i].n), heads[i]))
			return false;
	return href.n > 0;
}

/* "5; url=next.html" */
static struct zb_span refresh_target(struct zb_span content)
{
	for (size_t i = 0; i + 4 <= content.n; i++)
		if (zb_span_eq_nocase(zb_span_sub(content, i, 4), ZB_S("url="))) {
			struct zb_span s = zb_span_trim(zb_span_sub(content, i + 4, content.n));
			if (s.n >= 2 && (s.p[0] == '\'' || s.p[0] == '"'))
				s = zb_span_sub(s, 1, s.n - 2);
			return s;
		}
	return (struct zb_span){ 0 };
}

static size_t count_links(const struct dom *dom)
{
	size_t n = 0;
	for (struct dom_node *at = dom->root; at != NULL; at = dom_next(dom->root, at))
		n += at->tag == TAG_A || at->tag == TAG_FRAME;
	return n < LINKS_MAX ? n : LINKS_MAX;
}

static void read_anchors(struct page *page, struct zb_arena *arena, const struct dom *dom,
                         const struct meta *meta, struct seen *seen, struct zb_span base)
{
	size_t left = count_links(dom);
	for (struct dom_node *n = dom->root; n != NULL && left > 0;
	     n = dom_next(dom->root, n)) {
		if (n->tag != TAG_A && n->tag != TAG_FRAME)
			continue;
		left--;
		struct zb_span href =
			zb_span_trim(dom_attr(n, n->tag == TAG_A ? "href" : "src"));
		if (!leads_somewhere(href))
			continue;
		struct page_link l = { .href = href, .url = href_resolve(arena, base, href) };
		l.anchor = dom_text(arena, n, ANCHOR_BYTES);
		if (l.anchor.n == 0)
			l.anchor = zb_span_trim(dom_attr(n, "title"));
		l.nofollow = meta->nofollow ||
		             zb_span_find(dom_attr(n, "rel"), ZB_S("nofollow"), 0) >= 0;
		l.kind = link_is_attachment(href, l.anchor) ? PAGE_LINK_ATTACHMENT
		         : is_next(n, l.anchor)             ? PAGE_LINK_NEXT
		                                            : PAGE_LINK;
		add(page, seen, &l);
	}
}

int link_collect(struct page *page, struct zb_arena *arena, const struct dom *dom,
                 const struct meta *meta, struct zb_span url)
{
	enum { EXTRA = 2 };
	size_t n = count_links(dom) + EXTRA;
	struct seen seen = { .mask = 1 };
	while (seen.mask < 2 * n)
		seen.mask = seen.mask * 2 + 1;
	seen.slots = zb_arena_array(arena, seen.mask + 1, sizeof(*seen.slots));
	page->links = zb_arena_array(arena, n, sizeof(*page->links));
	if (seen.slots == NULL || page->links == NULL)
		return ZB_ENOMEM;
	struct zb_span base = url;
	if (meta->base.n > 0) {
		struct zb_span own = href_resolve(arena, url, meta->base);
		base = own.n > 0 ? own : url;
	}
	struct page_link canonical = { .href = meta->canonical,
		                       .url = href_resolve(arena, base, meta->canonical),
		                       .kind = PAGE_LINK_CANONICAL };
	struct zb_span target = refresh_target(meta->refresh);
	struct page_link refresh = { .href = target,
		                     .url = href_resolve(arena, base, target),
		                     .kind = PAGE_LINK_REFRESH };
	if (meta->canonical.n > 0) {
		page->canonical = canonical.url.n > 0 ? canonical.url : canonical.href;
		add(page, &seen, &canonical);
	}
	if (target.n > 0)
		add(page, &seen, &refresh);
	read_anchors(page, arena, dom, meta, &seen, base);
	return 0;
}
