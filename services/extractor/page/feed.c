/* SPDX-License-Identifier: Apache-2.0 */
#include "feed.h"

#include <stddef.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "href.h"
#include "html.h"
#include "stamp.h"
#include "xml.h"

enum { VALUE_MAX = 16 << 20, DEPTH_MAX = 64 };

enum slot {
	SLOT_TITLE,
	SLOT_LINK,
	SLOT_DATE,
	SLOT_LATER, /* a date that counts where there is no other */
	SLOT_AUTHOR,
	SLOT_CREATOR, /* where the author is but a mail address */
	SLOT_SUMMARY,
	SLOT_CONTENT,
	SLOT_ID,
	SLOTS,
	SLOT_NONE = SLOTS,
};

struct field {
	struct zb_span name; /* full, with prefix */
	enum slot slot;
};

static const struct field fields[] = {
	{ { "title", 5 }, SLOT_TITLE },
	{ { "link", 4 }, SLOT_LINK },
	{ { "pubDate", 7 }, SLOT_DATE },
	{ { "pubdate", 7 }, SLOT_DATE },
	{ { "published", 9 }, SLOT_DATE },
	{ { "issued", 6 }, SLOT_DATE },
	{ { "dc:date", 7 }, SLOT_DATE },
	{ { "date", 4 }, SLOT_DATE },
	{ { "updated", 7 }, SLOT_LATER },
	{ { "modified", 8 }, SLOT_LATER },
	{ { "lastBuildDate", 13 }, SLOT_LATER },
	{ { "author", 6 }, SLOT_AUTHOR },
	{ { "dc:creator", 10 }, SLOT_CREATOR },
	{ { "description", 11 }, SLOT_SUMMARY },
	{ { "summary", 7 }, SLOT_SUMMARY },
	{ { "content:encoded", 15 }, SLOT_CONTENT },
	{ { "content", 7 }, SLOT_CONTENT },
	{ { "guid", 4 }, SLOT_ID },
	{ { "id", 2 }, SLOT_ID },
};

/* What has been read of the channel or of the item under way. */
struct entry {
	struct zb_buf values[SLOTS];
	bool has_link; /* of Atom: an alternate link was seen */
};

struct feed {
	struct page *page;
	struct zb_arena *arena;
	struct zb_span url;    /* what addresses are relative to */
	struct zb_span prefix; /* of the items' names, with its colon; mostly empty */
	bool atom;
	struct entry channel, item;
	struct entry *now;
	enum slot slot;      /* that text goes to */
	struct zb_span open; /* the element that opened it */
	int nested;          /* elements open below it */
	bool escaped;        /* its text is markup: xhtml content */
	struct zb_buf text;
	size_t items_max;
	int err;
};

/* --- entries --- */

static void init_entry(struct entry *e)
{
	*e = (struct entry){ 0 };
	for (int i = 0; i < SLOTS; i++)
		zb_buf_init(&e->values[i], VALUE_MAX);
}

static void deinit_entry(struct entry *e)
{
	for (int i = 0; i < SLOTS; i++)
		zb_buf_deinit(&e->values[i]);
}

static void reset_entry(struct entry *e)
{
	for (int i = 0; i < SLOTS; i++)
		zb_buf_reset(&e->values[i]);
	e->has_link = false;
}

static struct zb_span value(const struct entry *e, enum slot slot)
{
	return zb_span_trim(zb_buf_span(&e->values[slot]));
}

static struct zb_span keep(struct feed *f, struct zb_span s)
{
	if (s.n == 0)
		return (struct zb_span){ 0 };
	struct zb_span kept = zb_arena_dup(f->arena, s);
	if (kept.p == NULL)
		f->err = ZB_ENOMEM;
	return kept;
}

/* Escaped markup, plain text, or text with stray markup: all come out as plain text. */
static struct zb_span plain(struct feed *f, struct zb_span s)
{
	struct zb_span out = { 0 };
	if (s.n == 0)
		return out;
	if (memchr(s.p, '<', s.n) == NULL && memchr(s.p, '&', s.n) == NULL)
		return keep(f, s);
	int ret = html_to_text(&out, f->arena, s);
	if (ret < 0)
		f->err = ret;
	return out;
}

static struct zb_span date_of(struct feed *f, const struct entry *e)
{
	struct stamp t;
	struct zb_span s = value(e, SLOT_DATE);
	if (s.n == 0)
		s = value(e, SLOT_LATER);
	bool iso = s.n >= 10 && s.p[4] == '-';
	bool found = s.n > 0 && (stamp_of_digits(&t, s) ||
	                         (iso ? stamp_find(&t, s, 0) : stamp_of_mail(&t, s)));
	return found ? stamp_print(f->arena, &t) : (struct zb_span){ 0 };
}

/* RSS wants a mail address there: of "news@q.example (张三)" and "张三 <a@q.example>" the name. */
static struct zb_span author_of(struct zb_span s)
{
	if (s.n == 0 || memchr(s.p, '@', s.n) == NULL)
		return s;
	const char *open = memchr(s.p, '(', s.n);
	const char *less = memchr(s.p, '<', s.n);
	if (open != NULL) {
		size_t from = (size_t)(open - s.p) + 1;
		struct zb_span name = zb_span_sub(s, from, s.n - from);
		const char *close = name.n > 0 ? memchr(name.p, ')', name.n) : NULL;
		return close != NULL
		               ? zb_span_trim(zb_span_sub(name, 0, (size_t)(close - name.p)))
		               : name;
	}
	return less != NULL ? zb_span_trim(zb_span_sub(s, 0, (size_t)(less - s.p)))
	                    : (struct zb_span){ 0 };
}

static bool is_address(struct zb_span s)
{
	return zb_span_starts(s, ZB_S("http://")) || zb_span_starts(s, ZB_S("https://"));
}

static struct zb_span link_of(struct feed *f, const struct entry *e)
{
	struct zb_span s = value(e, SLOT_LINK);
	if (s.n == 0 && is_address(value(e, SLOT_ID)))
		s = value(e, SLOT_ID);
	if (s.n == 0)
		return s;
	struct zb_span url = href_resolve(f->arena, f->url, s);
	return url.n > 0 ? url : keep(f, s);
}

/* --- items --- */

static void add_line(struct zb_buf *to, struct zb_span s)
{
	if (s.n == 0)
		return;
	zb_buf_add_span(to, s);
	zb_buf_add_char(to, '\n');
}

static void add_part(struct feed *f, const struct page_item *it)
{
	struct zb_span body = it->content.n > 0 ? it->content : it->summary;
	size_t start = f->text.n;
	add_line(&f->text, it->title);
	add_line(&f->text, body);
	if (f->text.err != 0) {
		f->err = f->text.err;
		return;
	}
	if (f->text.n == start)
		return;
	f->page->parts[f->page->n_parts++] =
		(struct page_part){ .title = it->title,
		                    .published = it->published,
		                    .start = (uint32_t)start,
		                    .end = (uint32_t)f->text.n - 1 };
}

static void add_link(struct feed *f, const struct page_item *it)
{
	if (it->link.n == 0)
		return;
	f->page->links[f->page->n_links++] =
		(struct page_link){ .href = it->link,
		                    .url = is_address(it->link) ? it->link
		                                                : (struct zb_span){ 0 },
		                    .anchor = it->title,
		                    .published = it->published,
		                    .kind = PAGE_LINK_ITEM };
}

static void end_item(struct feed *f)
{
	struct page *page = f->page;
	if (f->now != &f->item)
		return;
	f->now = &f->channel;
	f->slot = SLOT_NONE;
	if (page->n_items == f->items_max)
		return;
	struct page_item *it = &page->items[page->n_items++];
	it->title = plain(f, value(&f->item, SLOT_TITLE));
	it->link = link_of(f, &f->item);
	it->published = date_of(f, &f->item);
	it->author = plain(f, author_of(value(&f->item, SLOT_AUTHOR)));
	if (it->author.n == 0)
		it->author = plain(f, value(&f->item, SLOT_CREATOR));
	it->summary = plain(f, value(&f->item, SLOT_SUMMARY));
	it->content = plain(f, value(&f->item, SLOT_CONTENT));
	it->id = keep(f, value(&f->item, SLOT_ID));
	add_link(f, it);
	add_part(f, it);
}

/* --- tokens --- */

static bool is_item(struct zb_span name)
{
	return zb_span_eq(name, ZB_S("item")) || zb_span_eq(name, ZB_S("entry"));
}

/* An element's name without the prefix that the items have as well. */
static struct zb_span own_name(const struct feed *f, const struct xml_token *t)
{
	size_t n = f->prefix.n;
	return n > 0 && zb_span_starts(t->full, f->prefix)
	               ? zb_span_sub(t->full, n, t->full.n - n)
	               : t->full;
}

/* xml:base of the feed or an entry. */
static void take_base(struct feed *f, const struct xml_token *t)
{
	struct zb_span base = xml_attr(t, ZB_S("xml:base"));
	struct zb_span url = base.n > 0 ? href_resolve(f->arena, f->url, base) : base;
	if (url.n > 0)
		f->url = url;
}

static enum slot slot_of(struct zb_span full)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (zb_span_eq(full, fields[i].name))
			return fields[i].slot;
	return SLOT_NONE;
}

/* Atom: <link rel="alternate" href="...">; enclosures and self links are others. */
static void take_atom_link(struct feed *f, const struct xml_token *t)
{
	struct zb_span href = xml_attr(t, ZB_S("href"));
	struct zb_span rel = xml_attr(t, ZB_S("rel"));
	bool alternate = rel.n == 0 || zb_span_eq(rel, ZB_S("alternate"));
	struct zb_buf *to = &f->now->values[SLOT_LINK];
	if (href.n == 0 || !alternate || f->now->has_link)
		return;
	zb_buf_reset(to);
	xml_unescape(to, href);
	f->now->has_link = true;
}

/* Several authors of one entry stand side by side. */
static bool goes_on(const struct feed *f, enum slot slot)
{
	return f->now->values[slot].n == 0 || (f->atom && slot == SLOT_AUTHOR);
}

static void open_field(struct feed *f, const struct xml_token *t)
{
	enum slot slot = slot_of(own_name(f, t));
	if (slot == SLOT_LINK)
		take_atom_link(f, t);
	if (slot == SLOT_NONE || t->type == XML_EMPTY || !goes_on(f, slot))
		return;
	if (f->now->values[slot].n > 0)
		zb_buf_add_char(&f->now->values[slot], ' ');
	f->slot = slot;
	f->open = t->full;
	f->nested = 0;
	f->escaped = zb_span_eq(xml_attr(t, ZB_S("type")), ZB_S("xhtml"));
}

static void end_line(struct zb_buf *to)
{
	if (to->n > 0 && to->p[to->n - 1] != '\n')
		zb_buf_add_char(to, '\n');
}

static void on_start(struct feed *f, const struct xml_token *t)
{
	if (is_item(t->name) && t->type == XML_START) {
		end_item(f); /* of one that was never closed */
		f->prefix = zb_span_sub(t->full, 0, t->full.n - t->name.n);
		f->atom = zb_span_eq(t->name, ZB_S("entry"));
		reset_entry(&f->item);
		f->now = &f->item;
		f->slot = SLOT_NONE;
		return;
	}
	if (zb_span_eq(t->name, ZB_S("feed")))
		take_base(f, t);
	/* Markup stands in summaries only: elsewhere a field was never closed. */
	bool is_text = f->slot == SLOT_SUMMARY || f->slot == SLOT_CONTENT;
	if (f->slot == SLOT_NONE || (!is_text && slot_of(own_name(f, t)) != SLOT_NONE)) {
		f->slot = SLOT_NONE;
		open_field(f, t);
		return;
	}
	/* Inside a field: markup of its own, or the name of an author. */
	if (zb_span_eq(t->full, f->open) && t->type == XML_START)
		f->nested++;
	if (f->slot == SLOT_AUTHOR && !zb_span_eq(t->name, ZB_S("name")))
		f->escaped = true; /* uri, email: not the name */
	else if (f->slot == SLOT_AUTHOR)
		f->escaped = false;
	else
		end_line(&f->now->values[f->slot]);
}

static void on_end(struct feed *f, const struct xml_token *t)
{
	if (f->slot != SLOT_NONE && zb_span_eq(t->full, f->open)) {
		if (f->nested == 0)
			f->slot = SLOT_NONE;
		else
			f->nested--;
	} else if (is_item(t->name)) {
		end_item(f);
	}
}

static void on_text(struct feed *f, const struct xml_token *t)
{
	if (f->slot == SLOT_NONE || (f->slot == SLOT_AUTHOR && f->escaped))
		return;
	struct zb_buf *to = &f->now->values[f->slot];
	if (t->type == XML_CDATA)
		zb_buf_add_span(to, t->rest);
	else
		xml_unescape(to, t->rest);
}

/* At most so many items: an element's name may have any prefix. */
static size_t count_items(struct zb_span text)
{
	static const struct zb_span opens[] = {
		{ "<item", 5 }, { ":item", 5 }, { "<entry", 6 }, { ":entry", 6 }
	};
	size_t n = 0;
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++)
		n += xml_count(text, opens[i], FEED_ITEMS_MAX);
	return n;
}

static int allocate(struct feed *f, size_t n)
{
	struct page *page = f->page;
	f->items_max = n < FEED_ITEMS_MAX ? n : FEED_ITEMS_MAX;
	page->items = zb_arena_array(f->arena, f->items_max + 1, sizeof(*page->items));
	page->links = zb_arena_array(f->arena, f->items_max + 1, sizeof(*page->links));
	page->parts = zb_arena_array(f->arena, f->items_max + 1, sizeof(*page->parts));
	return page->items != NULL && page->links != NULL && page->parts != NULL ? 0
	                                                                         : ZB_ENOMEM;
}

static void take_channel(struct feed *f)
{
	struct page *page = f->page;
	page->title = plain(f, value(&f->channel, SLOT_TITLE));
	page->publisher = page->title;
	page->author = plain(f, author_of(value(&f->channel, SLOT_AUTHOR)));
	page->published = date_of(f, &f->channel);
	if (page->published.n > 0)
		page->published_from = PAGE_ORIGIN_FRONT;
	while (f->text.n > 0 && f->text.p[f->text.n - 1] == '\n')
		f->text.n--;
	page->text = keep(f, zb_buf_span(&f->text));
	if (page->n_parts < 2)
		page->n_parts = 0;
}

int feed_read(struct page *page, struct zb_arena *arena, struct zb_span text,
              struct zb_span url)
{
	struct feed f = { .page = page, .arena = arena, .url = url, .slot = SLOT_NONE };
	struct xml x = { .s = text };
	struct xml_token t;
	zb_buf_init(&f.text, VALUE_MAX);
	init_entry(&f.channel);
	init_entry(&f.item);
	f.now = &f.channel;
	f.err = allocate(&f, count_items(text));
	while (f.err == 0 && xml_next(&x, &t)) {
		if (t.type == XML_START || t.type == XML_EMPTY)
			on_start(&f, &t);
		else if (t.type == XML_END)
			on_end(&f, &t);
		else
			on_text(&f, &t);
	}
	if (f.err == 0)
		end_item(&f);
	if (f.err == 0)
		take_channel(&f);
	deinit_entry(&f.channel);
	deinit_entry(&f.item);
	zb_buf_deinit(&f.text);
	return f.err;
}
