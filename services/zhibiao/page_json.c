/* SPDX-License-Identifier: Apache-2.0 */
#include "page_json.h"

#include <stdio.h>

#include "common/hash.h"
#include "common/json.h"
#include "services/extractor/page/sketch.h"

static void put(struct zb_json *j, const char *name, struct zb_span value)
{
	zb_json_key(j, name);
	zb_json_str_or_null(j, value);
}

static void put_some(struct zb_json *j, const char *name, struct zb_span value)
{
	if (value.n > 0)
		put(j, name, value);
}

static void put_int(struct zb_json *j, const char *name, int64_t n)
{
	zb_json_key(j, name);
	zb_json_int(j, n);
}

static void put_notice(struct zb_json *j, const struct page_notice *n)
{
	put(j, "issuer", n->issuer);
	put(j, "doc_number", n->doc_number);
	put(j, "issued", n->issued);
	put(j, "effective", n->effective);
	put(j, "validity", n->validity);
	put(j, "level", n->level);
	put(j, "topic", n->topic);
	put(j, "index", n->index);
	zb_json_key(j, "fields");
	zb_json_array(j);
	for (size_t i = 0; i < n->n_fields; i++) {
		zb_json_object(j);
		put(j, "name", n->fields[i].name);
		put(j, "value", n->fields[i].value);
		zb_json_end(j);
	}
	zb_json_end(j);
}

static void put_cell(struct zb_json *j, const struct page_cell *c, struct zb_span text)
{
	zb_json_object(j);
	put_int(j, "row", c->row);
	put_int(j, "column", c->column);
	if (c->rows > 1)
		put_int(j, "rows", c->rows);
	if (c->columns > 1)
		put_int(j, "columns", c->columns);
	if (c->header) {
		zb_json_key(j, "header");
		zb_json_bool(j, true);
	}
	put_int(j, "start", c->start);
	put_int(j, "end", c->end);
	zb_json_key(j, "text");
	zb_json_str(j, zb_span_sub(text, c->start, c->end - c->start));
	zb_json_end(j);
}

static void put_tables(struct zb_json *j, const struct page *page)
{
	zb_json_key(j, "tables");
	zb_json_array(j);
	for (size_t i = 0; i < page->n_tables; i++) {
		const struct page_table *t = &page->tables[i];
		zb_json_object(j);
		put(j, "caption", t->caption);
		put(j, "unit", t->unit);
		put_int(j, "rows", t->rows);
		put_int(j, "columns", t->columns);
		zb_json_key(j, "cells");
		zb_json_array(j);
		for (size_t k = 0; k < t->n_cells; k++)
			put_cell(j, &t->cells[k], page->text);
		zb_json_end(j);
		zb_json_end(j);
	}
	zb_json_end(j);
}

static void put_links(struct zb_json *j, const struct page *page)
{
	zb_json_key(j, "links");
	zb_json_array(j);
	for (size_t i = 0; i < page->n_links; i++) {
		const struct page_link *l = &page->links[i];
		zb_json_object(j);
		put(j, "url", l->url.n > 0 ? l->url : l->href);
		put_some(j, "anchor", l->anchor);
		put_some(j, "published", l->published);
		zb_json_key(j, "kind");
		zb_json_str(j, zb_span_str(page_link_name(l->kind)));
		if (l->nofollow) {
			zb_json_key(j, "nofollow");
			zb_json_bool(j, true);
		}
		zb_json_end(j);
	}
	zb_json_end(j);
}

static void put_items(struct zb_json *j, const struct page *page)
{
	zb_json_key(j, "items");
	zb_json_array(j);
	for (size_t i = 0; i < page->n_items; i++) {
		const struct page_item *it = &page->items[i];
		zb_json_object(j);
		put(j, "title", it->title);
		put(j, "link", it->link);
		put(j, "date", it->published);
		put(j, "author", it->author);
		put(j, "summary", it->summary);
		put(j, "content", it->content);
		put_some(j, "id", it->id);
		zb_json_end(j);
	}
	zb_json_end(j);
}

static void put_parts(struct zb_json *j, const struct page *page)
{
	zb_json_key(j, "parts");
	zb_json_array(j);
	for (size_t i = 0; i < page->n_parts; i++) {
		const struct page_part *p = &page->parts[i];
		zb_json_object(j);
		put(j, "title", p->title);
		put(j, "published", p->published);
		put(j, "doc_number", p->doc_number);
		put_int(j, "start", p->start);
		put_int(j, "end", p->end);
		zb_json_end(j);
	}
	zb_json_end(j);
}

static void put_reasons(struct zb_json *j, const struct page *page)
{
	zb_json_key(j, "reasons");
	zb_json_array(j);
	for (size_t i = 0; i < page->n_reasons; i++)
		zb_json_str(j, page->reasons[i]);
	zb_json_end(j);
}

static void put_sketch(struct zb_json *j, struct zb_span sketch)
{
	char text[2 * SKETCH_SIZE + 1];
	size_t n = sketch.n <= SKETCH_SIZE ? sketch.n : SKETCH_SIZE;
	zb_hex(text, (const unsigned char *)sketch.p, n);
	put(j, "sketch", zb_span(text, 2 * n));
}

int page_json(struct zb_buf *out, const struct page *page)
{
	struct zb_json j;
	zb_json_init(&j, out);
	zb_json_object(&j);
	put(&j, "kind", zb_span_str(page_kind_name(page->kind)));
	put(&j, "state", zb_span_str(page_state_name(page->state)));
	put(&j, "title", page->title);
	put(&j, "published", page->published);
	put(&j, "published_from", zb_span_str(page_origin_name(page->published_from)));
	put(&j, "publisher", page->publisher);
	put(&j, "author", page->author);
	put(&j, "editor", page->editor);
	put(&j, "site_name", page->site_name);
	put(&j, "site_code", page->site_code);
	put(&j, "column", page->column);
	put(&j, "canonical", page->canonical);
	put_some(&j, "next", page->next);
	put_notice(&j, &page->notice);
	put(&j, "text", page->text);
	put_sketch(&j, page->sketch);
	put_parts(&j, page);
	put_tables(&j, page);
	put_links(&j, page);
	put_items(&j, page);
	put_reasons(&j, page);
	put(&j, "charset", zb_span_str(page->charset.name));
	put(&j, "charset_from", zb_span_str(charset_how_name(page->charset.how)));
	put_int(&j, "bad_bytes", page->charset.bad);
	zb_json_end(&j);
	return out->err;
}
