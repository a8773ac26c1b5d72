/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

#include "article.h"
#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/hash.h"
#include "indicator/indicator.h"
#include "page/page.h"
#include "page_message.h"
#include "proto/codec.h"
#include "proto/ident.h"
#include "proto/outcome.h"
#include "record_message.h"

enum { RECORDS_MAX = 200000, NUMERALS_MAX = 4000000 };

struct reader {
	struct zb_arena *arena;
	struct indicator *indicator;
	char *rules_dir;
	Zhibiao__Record **records;
	size_t n_records, cap_records;
	bool keep_numerals;
	struct numeral_entry *numerals;
	size_t n_numerals, cap_numerals;
	/* of the reading under way */
	struct reading *out;
	uint32_t shift; /* where the part being read begins in the text */
	int err;
};

int reader_open(struct reader **out, const char *rules_dir, uint64_t memory_max,
                struct zb_diag *diag)
{
	*out = NULL;
	struct reader *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return ZB_ENOMEM;
	r->rules_dir = strdup(rules_dir);
	int ret = r->rules_dir != NULL ? 0 : ZB_ENOMEM;
	if (ret < 0 || (ret = zb_arena_new(&r->arena, (size_t)memory_max)) < 0 ||
	    (ret = indicator_open(&r->indicator, rules_dir, diag)) < 0) {
		reader_close(r);
		return ret;
	}
	*out = r;
	return 0;
}

void reader_close(struct reader *reader)
{
	if (reader == NULL)
		return;
	indicator_close(reader->indicator);
	zb_arena_free(reader->arena);
	free(reader->records);
	free(reader->numerals);
	free(reader->rules_dir);
	free(reader);
}

int reader_reload(struct reader *reader, struct zb_diag *diag)
{
	struct indicator *fresh = NULL;
	int ret = indicator_open(&fresh, reader->rules_dir, diag);
	if (ret < 0)
		return ret;
	indicator_close(reader->indicator);
	reader->indicator = fresh;
	return 0;
}

const char *reader_rules(const struct reader *reader)
{
	return indicator_rules(reader->indicator);
}

static ProtobufCBinaryData keep_bytes(struct reader *r, const void *p, size_t n)
{
	unsigned char *to = zb_arena_alloc(r->arena, n);
	if (to == NULL) {
		r->err = ZB_ETOOBIG;
		return (ProtobufCBinaryData){ 0 };
	}
	memcpy(to, p, n);
	return (ProtobufCBinaryData){ .len = n, .data = to };
}

static void begin_document(struct reader *r, const Zhibiao__Lease *lease)
{
	Zhibiao__Document *d = &r->out->document;
	zhibiao__document__init(d);
	d->url = lease->url;
	d->final_url = lease->final_url;
	d->fetched_ms = lease->fetched_ms;
	d->http_status = lease->http_status;
	d->content_type = lease->content_type;
	d->source = lease->source;
	d->parent = lease->parent;
	d->parent_url = lease->parent_url;
	d->default_region = lease->region;
	d->default_publisher = lease->publisher;
	d->rules = message_text(r->arena, zb_span_str(indicator_rules(r->indicator)));
}

static void on_record(void *ctx, const struct record *record)
{
	struct reader *r = ctx;
	Zhibiao__Document *d = &r->out->document;
	if (r->err == 0)
		r->err = zb_vec_grow(&r->records, &r->cap_records, r->n_records + 1,
		                     sizeof(Zhibiao__Record *), RECORDS_MAX);
	if (r->err != 0)
		return;
	struct record own = *record;
	own.start += r->shift;
	own.end += r->shift;
	if (own.repair_end > 0) {
		own.repair += r->shift;
		own.repair_end += r->shift;
	}
	Zhibiao__Record *m = record_message(r->arena, &own, zb_bytes_span(d->text), d->id);
	if (m == NULL)
		r->err = ZB_ETOOBIG;
	else
		r->records[r->n_records++] = m;
}

static void on_numeral(void *ctx, const struct numeral_entry *entry)
{
	struct reader *r = ctx;
	r->out->document.numerals++;
	if (!r->keep_numerals || r->err != 0)
		return;
	r->err = zb_vec_grow(&r->numerals, &r->cap_numerals, r->n_numerals + 1,
	                     sizeof(*r->numerals), NUMERALS_MAX);
	if (r->err != 0)
		return;
	struct numeral_entry own = *entry;
	own.start += r->shift;
	own.end += r->shift;
	r->numerals[r->n_numerals++] = own;
}

void reader_keep_numerals(struct reader *reader, bool keep)
{
	reader->keep_numerals = keep;
}

/* The page's tables as the indicator half takes them. */
static const struct indicator_table *tables_of(struct reader *r, const struct page *page)
{
	if (page->n_tables == 0)
		return NULL;
	struct indicator_table *to = zb_arena_array(r->arena, page->n_tables, sizeof(*to));
	for (size_t i = 0; to != NULL && i < page->n_tables; i++) {
		const struct page_table *from = &page->tables[i];
		struct indicator_cell *cells =
			zb_arena_array(r->arena, from->n_cells + 1, sizeof(*cells));
		if (cells == NULL)
			return NULL;
		for (size_t k = 0; k < from->n_cells; k++)
			cells[k] = (struct indicator_cell){ .row = from->cells[k].row,
				                            .column = from->cells[k].column,
				                            .rows = from->cells[k].rows,
				                            .columns = from->cells[k].columns,
				                            .start = from->cells[k].start,
				                            .end = from->cells[k].end,
				                            .header = from->cells[k].header };
		to[i] = (struct indicator_table){ .caption = from->caption,
			                          .unit = from->unit,
			                          .cells = cells,
			                          .n_cells = from->n_cells };
	}
	return to;
}

/* Tables that stand in a part, their cells counted from its beginning. */
static size_t tables_in(struct indicator_table *to, struct zb_arena *arena,
                        const struct indicator_input *whole, const struct page_part *part)
{
	size_t n = 0;
	for (size_t i = 0; i < whole->n_tables; i++) {
		const struct indicator_table *t = &whole->tables[i];
		bool inside = t->n_cells > 0 && t->cells[0].start >= part->start &&
		              t->cells[t->n_cells - 1].end <= part->end;
		struct indicator_cell *cells =
			inside ? zb_arena_array(arena, t->n_cells, sizeof(*cells)) : NULL;
		if (cells == NULL)
			continue;
		for (size_t k = 0; k < t->n_cells; k++) {
			cells[k] = t->cells[k];
			cells[k].start -= part->start;
			cells[k].end -= part->start;
		}
		to[n] = *t;
		to[n++].cells = cells;
	}
	return n;
}

/* Each part of a page that glues documents together is read as a document of its own. */
static void read_parts(struct reader *r, const struct indicator_input *whole,
                       const struct page *page)
{
	struct indicator_table *tables =
		zb_arena_array(r->arena, whole->n_tables + 1, sizeof(*tables));
	if (tables == NULL)
		r->err = ZB_ENOMEM;
	for (size_t i = 0; i < page->n_parts && r->err == 0; i++) {
		const struct page_part *p = &page->parts[i];
		struct indicator_input in = *whole;
		in.text = zb_span_sub(whole->text, p->start, p->end - p->start);
		if (p->title.n > 0)
			in.title = p->title;
		in.published = p->published; /* the whole's is that of one part only */
		in.tables = tables;
		in.n_tables = tables_in(tables, r->arena, whole, p);
		r->shift = p->start;
		indicator_read(r->indicator, &in, on_record, on_numeral, r);
	}
	r->shift = 0;
}

/* 今年 in a notice is the year it was written in, though the site put it up in the next. */
static struct zb_span own_date(const Zhibiao__Document *d, const struct page *page)
{
	enum { DAY_BYTES = 10 };
	struct zb_span published = zb_span_str(d->published);
	struct zb_span issued = page->notice.issued;
	bool earlier = issued.n == DAY_BYTES && published.n >= DAY_BYTES &&
	               memcmp(issued.p, published.p, DAY_BYTES) < 0;
	return earlier ? issued : published;
}

static void read_records(struct reader *r, const Zhibiao__Lease *lease, const struct page *page,
                         bool dated)
{
	const Zhibiao__Document *d = &r->out->document;
	struct indicator_input in = {
		.text = zb_bytes_span(d->text),
		.title = zb_span_str(d->title),
		.published = dated ? zb_span_str(d->published) : own_date(d, page),
		.publisher = zb_span_str(d->publisher),
		.region = zb_span_str(lease->region),
		.tables = tables_of(r, page),
	};
	in.n_tables = in.tables != NULL ? page->n_tables : 0;
	if (page->n_parts > 1)
		read_parts(r, &in, page);
	else
		indicator_read(r->indicator, &in, on_record, on_numeral, r);
	r->out->numerals = r->numerals;
	r->out->n_numerals = r->n_numerals;
	r->out->records = r->records;
	r->out->n_records = r->n_records;
	r->out->document.records = (uint32_t)r->n_records;
}

static bool moves_on(const struct page *page)
{
	for (size_t i = 0; i < page->n_links; i++)
		if (page->links[i].kind == PAGE_LINK_REFRESH)
			return true;
	return false;
}

/* NULL where the page is worth storing. */
static const char *outcome_of(const struct page *page)
{
	if (page->kind >= PAGE_PDF && page->state != PAGE_FULL)
		return ZB_OUTCOME_UNSUPPORTED;
	if (page->state == PAGE_NO_CONTENT && moves_on(page))
		return ZB_OUTCOME_REDIRECTED;
	if (page->state == PAGE_NO_CONTENT && page->n_links > 0)
		return ZB_OUTCOME_LISTED;
	return page_state_name(page->state);
}

/* The further pages as the document has them: as they were fetched, and where they begin. */
static void keep_parts(struct reader *r, const Zhibiao__Lease *lease, const uint32_t *starts)
{
	Zhibiao__Document *d = &r->out->document;
	size_t n = lease->n_parts;
	if (n == 0)
		return;
	Zhibiao__Part *parts = zb_arena_array(r->arena, n, sizeof(*parts));
	d->parts = zb_arena_array(r->arena, n, sizeof(*d->parts));
	if (parts == NULL || d->parts == NULL) {
		r->err = ZB_ETOOBIG;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		parts[i] = *lease->parts[i];
		parts[i].start = starts[i];
		d->parts[i] = &parts[i];
	}
	d->n_parts = n;
}

static void sign(struct reader *r, struct zb_span body, struct zb_span text)
{
	Zhibiao__Document *d = &r->out->document;
	unsigned char sum[ZB_SHA256_SIZE];
	unsigned char id[ZB_IDENT_SIZE];
	zb_sha256(sum, body);
	d->body_sha256 = keep_bytes(r, sum, sizeof(sum));
	d->body_size = body.n;
	zb_sha256(sum, text);
	d->text_sha256 = keep_bytes(r, sum, sizeof(sum));
	if (r->err != 0)
		return;
	zb_ident_document(id, zb_span_str(d->url), zb_bytes_span(d->body_sha256),
	                  zb_bytes_span(d->text_sha256));
	d->id = keep_bytes(r, id, sizeof(id));
}

static void read_article(struct article *article, struct reader *r, const Zhibiao__Lease *lease,
                         struct zb_span body)
{
	Zhibiao__Document *d = &r->out->document;
	const struct page *page = &article->page;
	r->err = article_read(article, r->arena, lease, body);
	if (r->err == 0 && article->next.n > 0)
		r->out->next = message_text(r->arena, article->next);
	if (r->err != 0 || r->out->next != NULL)
		return;
	r->err = page_message(d, r->arena, page);
	if (r->err == 0)
		r->err = page_message_links(&r->out->links, &r->out->n_links, r->arena, page);
	if (r->err != 0)
		return;
	if (d->publisher[0] == '\0')
		d->publisher = lease->publisher;
	if (d->published[0] == '\0')
		d->published = lease->parent_published;
	r->out->kind = zb_span_str(d->kind);
	r->out->outcome = outcome_of(page);
	if (page->kind >= PAGE_PDF && page->state != PAGE_FULL && d->n_reasons > 0)
		r->out->detail = d->reasons[d->n_reasons - 1];
	sign(r, article->body, page->text);
	keep_parts(r, lease, article->starts);
}

int reader_read(struct reading *out, struct reader *reader, const Zhibiao__Lease *lease,
                struct zb_span body)
{
	return reader_read_dated(out, reader, lease, body, "");
}

int reader_read_dated(struct reading *out, struct reader *reader, const Zhibiao__Lease *lease,
                      struct zb_span body, const char *published)
{
	*out = (struct reading){ .outcome = NULL };
	zb_arena_reset(reader->arena);
	reader->n_records = 0;
	reader->n_numerals = 0;
	reader->err = 0;
	reader->out = out;
	begin_document(reader, lease);
	struct article article;
	read_article(&article, reader, lease, body);
	if (published[0] != '\0')
		out->document.published = message_text(reader->arena, zb_span_str(published));
	if (reader->err == 0 && out->next == NULL)
		read_records(reader, lease, &article.page, published[0] != '\0');
	if (reader->err == ZB_ETOOBIG || reader->err == ZB_ENOMEM) {
		out->outcome = ZB_OUTCOME_TOO_LARGE;
		return 0;
	}
	return reader->err;
}
