/* SPDX-License-Identifier: Apache-2.0 */
#include "page_message.h"

#include <stdio.h>

#include "common/err.h"
#include "common/utf8.h"
#include "proto/codec.h"
#include "record_message.h"

enum { TEXT_BYTES_MAX = 4096, URL_BYTES_MAX = 4096, ANCHOR_BYTES_MAX = 256 };

/* Copies into the arena; the first that finds no room is remembered, and all after it are "". */
struct copy {
	struct zb_arena *arena;
	int err;
};

/* A string field: whole characters, at most `max` bytes; the empty one is protobuf's default. */
static void put(struct copy *c, char **to, struct zb_span s, size_t max)
{
	s = zb_span_sub(s, 0, max);
	s.n = zb_utf8_check(s);
	if (s.n == 0 || c->err != 0)
		return;
	char *p = message_text(c->arena, s);
	if (p == NULL)
		c->err = ZB_ETOOBIG;
	else
		*to = p;
}

static void put_texts(struct copy *c, Zhibiao__Document *to, const struct page *page)
{
	const struct {
		char **to;
		struct zb_span from;
	} rows[] = {
		{ &to->kind, zb_span_str(page_kind_name(page->kind)) },
		{ &to->charset, zb_span_str(page->charset.name) },
		{ &to->title, page->title },
		{ &to->published, page->published },
		{ &to->publisher, page->publisher },
		{ &to->author, page->author },
		{ &to->issuer, page->notice.issuer },
		{ &to->doc_number, page->notice.doc_number },
		{ &to->issued, page->notice.issued },
		{ &to->effective, page->notice.effective },
		{ &to->validity, page->notice.validity },
		{ &to->level, page->notice.level },
		{ &to->topic, page->notice.topic },
		{ &to->canonical_url, page->canonical },
		{ &to->site_code, page->site_code },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		put(c, rows[i].to, rows[i].from, TEXT_BYTES_MAX);
}

static void *array(struct copy *c, size_t n, size_t size)
{
	void *p = c->err == 0 ? zb_arena_array(c->arena, n, size) : NULL;
	if (p == NULL)
		c->err = ZB_ETOOBIG;
	return p;
}

static void put_fields(struct copy *c, Zhibiao__Document *to, const struct page_notice *notice)
{
	size_t n = notice->n_fields;
	Zhibiao__Field *fields = n > 0 ? array(c, n, sizeof(*fields)) : NULL;
	to->fields = n > 0 ? array(c, n, sizeof(*to->fields)) : NULL;
	for (size_t i = 0; i < n && c->err == 0; i++) {
		zhibiao__field__init(&fields[i]);
		put(c, &fields[i].name, notice->fields[i].name, TEXT_BYTES_MAX);
		put(c, &fields[i].value, notice->fields[i].value, TEXT_BYTES_MAX);
		to->fields[to->n_fields++] = &fields[i];
	}
}

static void put_cells(struct copy *c, Zhibiao__Table *to, const struct page_table *table)
{
	size_t n = table->n_cells;
	Zhibiao__Cell *cells = n > 0 ? array(c, n, sizeof(*cells)) : NULL;
	to->cells = n > 0 ? array(c, n, sizeof(*to->cells)) : NULL;
	for (size_t i = 0; i < n && c->err == 0; i++) {
		const struct page_cell *from = &table->cells[i];
		zhibiao__cell__init(&cells[i]);
		cells[i].row = from->row;
		cells[i].column = from->column;
		cells[i].rows = from->rows;
		cells[i].columns = from->columns;
		cells[i].header = from->header;
		cells[i].start = from->start;
		cells[i].end = from->end;
		to->cells[to->n_cells++] = &cells[i];
	}
}

static void put_tables(struct copy *c, Zhibiao__Document *to, const struct page *page)
{
	size_t n = page->n_tables;
	Zhibiao__Table *tables = n > 0 ? array(c, n, sizeof(*tables)) : NULL;
	to->tables = n > 0 ? array(c, n, sizeof(*to->tables)) : NULL;
	for (size_t i = 0; i < n && c->err == 0; i++) {
		zhibiao__table__init(&tables[i]);
		put(c, &tables[i].caption, page->tables[i].caption, TEXT_BYTES_MAX);
		put(c, &tables[i].unit, page->tables[i].unit, TEXT_BYTES_MAX);
		put_cells(c, &tables[i], &page->tables[i]);
		to->tables[to->n_tables++] = &tables[i];
	}
}

static void put_sections(struct copy *c, Zhibiao__Document *to, const struct page *page)
{
	size_t n = page->n_parts;
	Zhibiao__Section *sections = n > 0 ? array(c, n, sizeof(*sections)) : NULL;
	to->sections = n > 0 ? array(c, n, sizeof(*to->sections)) : NULL;
	for (size_t i = 0; i < n && c->err == 0; i++) {
		zhibiao__section__init(&sections[i]);
		sections[i].start = page->parts[i].start;
		sections[i].end = page->parts[i].end;
		put(c, &sections[i].title, page->parts[i].title, TEXT_BYTES_MAX);
		put(c, &sections[i].published, page->parts[i].published, TEXT_BYTES_MAX);
		put(c, &sections[i].doc_number, page->parts[i].doc_number, TEXT_BYTES_MAX);
		to->sections[to->n_sections++] = &sections[i];
	}
}

static void put_reasons(struct copy *c, Zhibiao__Document *to, const struct page *page)
{
	size_t n = page->n_reasons;
	to->reasons = n > 0 ? array(c, n, sizeof(*to->reasons)) : NULL;
	for (size_t i = 0; i < n && c->err == 0; i++) {
		to->reasons[i] = message_text(c->arena, zb_span("", 0));
		put(c, &to->reasons[i], page->reasons[i], TEXT_BYTES_MAX);
		to->n_reasons++;
	}
}

int page_message_tables(Zhibiao__Document *to, struct zb_arena *arena, const struct page *page)
{
	struct copy c = { .arena = arena };
	put_tables(&c, to, page);
	return c.err;
}

/* The sender may be a process that a hostile file has taken over. */
static bool is_sound(const Zhibiao__Table *t, size_t text_n)
{
	enum { PLACE_MAX = 1 << 20 };
	for (size_t i = 0; i < t->n_cells; i++) {
		const Zhibiao__Cell *c = t->cells[i];
		if (c->start > c->end || c->end > text_n || c->rows < 1 || c->columns < 1 ||
		    c->row >= PLACE_MAX || c->rows > PLACE_MAX || c->column >= PLACE_MAX ||
		    c->columns > PLACE_MAX)
			return false;
	}
	return true;
}

static void read_cell(struct page_table *t, const Zhibiao__Cell *c)
{
	t->cells[t->n_cells++] = (struct page_cell){ .row = c->row,
		                                     .column = c->column,
		                                     .rows = c->rows,
		                                     .columns = c->columns,
		                                     .start = c->start,
		                                     .end = c->end,
		                                     .header = c->header };
	if (t->rows < c->row + c->rows)
		t->rows = c->row + c->rows;
	if (t->columns < c->column + c->columns)
		t->columns = c->column + c->columns;
}

int page_message_read_tables(struct page_table **tables, size_t *n, struct zb_arena *arena,
                             const Zhibiao__Document *from)
{
	*n = 0;
	*tables = zb_arena_array(arena, from->n_tables + 1, sizeof(**tables));
	if (*tables == NULL)
		return ZB_ETOOBIG;
	for (size_t i = 0; i < from->n_tables; i++) {
		const Zhibiao__Table *t = from->tables[i];
		struct page_table *to = &(*tables)[*n];
		if (!is_sound(t, from->text.len))
			continue;
		to->cells = zb_arena_array(arena, t->n_cells + 1, sizeof(*to->cells));
		if (to->cells == NULL)
			return ZB_ETOOBIG;
		for (size_t k = 0; k < t->n_cells; k++)
			read_cell(to, t->cells[k]);
		++*n;
	}
	return 0;
}

int page_message(Zhibiao__Document *to, struct zb_arena *arena, const struct page *page)
{
	struct copy c = { .arena = arena };
	put_texts(&c, to, page);
	put_fields(&c, to, &page->notice);
	put_tables(&c, to, page);
	put_sections(&c, to, page);
	put_reasons(&c, to, page);
	to->bad_bytes = page->charset.bad;
	to->sketch = zb_bytes_of(page->sketch);
	to->text = zb_bytes_of(page->text);
	return c.err;
}

int page_message_links(Zhibiao__Link ***links, size_t *n, struct zb_arena *arena,
                       const struct page *page)
{
	static const Zhibiao__Link__Kind kinds[] = {
		[PAGE_LINK] = ZHIBIAO__LINK__KIND__LINK,
		[PAGE_LINK_NEXT] = ZHIBIAO__LINK__KIND__NEXT,
		[PAGE_LINK_ATTACHMENT] = ZHIBIAO__LINK__KIND__ATTACHMENT,
		[PAGE_LINK_ITEM] = ZHIBIAO__LINK__KIND__ITEM,
		[PAGE_LINK_SITEMAP] = ZHIBIAO__LINK__KIND__SITEMAP,
		[PAGE_LINK_CANONICAL] = ZHIBIAO__LINK__KIND__CANONICAL,
		[PAGE_LINK_REFRESH] = ZHIBIAO__LINK__KIND__REFRESH,
	};
	struct copy c = { .arena = arena };
	*links = NULL;
	*n = 0;
	if (page->n_links == 0)
		return 0;
	Zhibiao__Link *items = array(&c, page->n_links, sizeof(*items));
	*links = array(&c, page->n_links, sizeof(**links));
	for (size_t i = 0; i < page->n_links && c.err == 0; i++) {
		const struct page_link *from = &page->links[i];
		Zhibiao__Link *to = &items[*n];
		if (from->url.n == 0 || from->url.n > URL_BYTES_MAX ||
		    zb_utf8_check(from->url) < from->url.n)
			continue;
		zhibiao__link__init(to);
		put(&c, &to->url, from->url, URL_BYTES_MAX);
		put(&c, &to->anchor, from->anchor, ANCHOR_BYTES_MAX);
		put(&c, &to->published, from->published, ANCHOR_BYTES_MAX);
		to->kind = kinds[from->kind];
		to->nofollow = from->nofollow;
		(*links)[(*n)++] = to;
	}
	return c.err;
}
