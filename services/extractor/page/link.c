/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/err.h"
#include "href.h"
#include "pager.h"

static bool names_a_file(struct zb_span name)
{
	static const char *const endings[] = { "pdf", "doc", "docx", "xls", "xlsx",
		                               "rtf", "ppt", "pptx", "wps", "et",
		                               "ofd", "zip", "rar",  "7z",  "csv",
		                               "rtf", "odt", "ods",  "txt" };
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
	return meta_has_word(dom_attr(a, "rel"), ZB_S("next")) || pager_says_next(anchor);
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

/* What a reader clicks on: the text, else what stands for it. */
static struct zb_span words_of(struct zb_arena *arena, struct dom_node *a)
{
	struct zb_span words = dom_text(arena, a, ANCHOR_BYTES);
	if (words.n == 0)
		words = zb_span_trim(dom_attr(a, "title"));
	for (struct dom_node *n = a->first; words.n == 0 && n != NULL; n = dom_next(a, n))
		if (n->tag == TAG_IMG)
			words = zb_span_trim(dom_attr(n, "alt"));
	return zb_span_sub(words, 0, ANCHOR_BYTES);
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
		l.anchor = words_of(arena, n);
		l.nofollow =
			meta->nofollow || meta_has_word(dom_attr(n, "rel"), ZB_S("nofollow"));
		l.kind = link_is_attachment(href, l.anchor) ? PAGE_LINK_ATTACHMENT
		         : is_next(n, l.anchor)             ? PAGE_LINK_NEXT
		                                            : PAGE_LINK;
		add(page, seen, &l);
	}
}

static struct zb_span base_of(struct zb_arena *arena, const struct meta *meta,
                              struct zb_span url)
{
	struct zb_span own = { 0 };
	if (meta->base.n > 0)
		own = href_resolve(arena, url, meta->base);
	return own.n > 0 ? own : url;
}

int link_collect(struct page *page, struct zb_arena *arena, const struct dom *dom,
                 const struct link_head *head)
{
	const struct {
		struct zb_span href;
		enum page_link_kind kind;
	} heads[] = {
		{ head->meta->canonical, PAGE_LINK_CANONICAL },
		{ refresh_target(head->meta->refresh), PAGE_LINK_REFRESH },
		{ head->meta->next, PAGE_LINK_NEXT },
		{ pager_of_script(arena, head->html), PAGE_LINK_NEXT },
	};
	enum { HEADS = sizeof(heads) / sizeof(heads[0]) };
	size_t n = count_links(dom) + HEADS;
	struct seen seen = { .mask = 1 };
	while (seen.mask < 2 * n)
		seen.mask = seen.mask * 2 + 1;
	seen.slots = zb_arena_array(arena, seen.mask + 1, sizeof(*seen.slots));
	page->links = zb_arena_array(arena, n, sizeof(*page->links));
	if (seen.slots == NULL || page->links == NULL)
		return ZB_ENOMEM;
	struct zb_span base = base_of(arena, head->meta, head->url);
	for (size_t i = 0; i < HEADS; i++) {
		struct page_link l = { .href = heads[i].href,
			               .url = href_resolve(arena, base, heads[i].href),
			               .kind = heads[i].kind,
			               .nofollow = heads[i].kind == PAGE_LINK_NEXT &&
			                           head->meta->nofollow };
		if (heads[i].href.n == 0)
			continue;
		if (l.kind == PAGE_LINK_CANONICAL)
			page->canonical = l.url.n > 0 ? l.url : l.href;
		add(page, &seen, &l);
	}
	read_anchors(page, arena, dom, head->meta, &seen, base);
	return 0;
}

/* --- the article's next page --- */

/* Titles of other articles: links of some length. Lists have many, articles a few. */
static size_t count_titles(const struct dom_node *article, struct dom_node *first)
{
	enum { TITLE_BYTES = 18 };
	size_t n = 0;
	struct dom_node *at = first;
	while (at != NULL) {
		size_t bytes = 0;
		bool pruned = (at->flags & NODE_PRUNED) != 0;
		for (struct dom_node *t = at->first; at->tag == TAG_A && !pruned && t != NULL;
		     t = dom_next(at, t))
			bytes += t->tag == TAG_TEXT ? zb_span_trim(t->text).n : 0;
		n += bytes >= TITLE_BYTES &&
		     !link_is_attachment(dom_attr(at, "href"), ZB_S(""));
		at = pruned || at->tag == TAG_A ? dom_after(article, at)
		                                : dom_next(article, at);
	}
	return n;
}

static bool is_article(const struct page *page, struct dom_node *article)
{
	enum { TITLES = 3, UNITS_A_TITLE = 600 };
	return page->state == PAGE_FULL && article != NULL && article->good > 0 &&
	       article->link_units * 3 < article->units &&
	       count_titles(article, article->first) <= TITLES + article->units / UNITS_A_TITLE;
}

void link_find_next(struct page *page, struct dom_node *article, struct zb_span url)
{
	struct page_link *numbered = NULL;
	struct page_link *next = NULL;
	for (size_t i = 0; i < page->n_links && next == NULL; i++) {
		struct page_link *l = &page->links[i];
		bool says = l->kind == PAGE_LINK_NEXT;
		bool number =
			l->kind == PAGE_LINK && numbered == NULL && pager_is_number(l->anchor);
		if (l->nofollow || (!says && !number) || !pager_follows(url, l->url))
			continue;
		*(says ? &next : &numbered) = l;
	}
	next = next != NULL ? next : numbered;
	if (next == NULL || !is_article(page, article))
		return;
	next->kind = PAGE_LINK_NEXT;
	page->next = next->url;
}
