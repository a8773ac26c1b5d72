/* SPDX-License-Identifier: Apache-2.0 */
#include "convert.h"

#include <stdio.h>

#include "child.h"
#include "common/arena.h"
#include "common/err.h"
#include "page/charset.h"
#include "page/office.h"
#include "page/paper.h"
#include "page_message.h"
#include "proto/codec.h"

enum { OUTPUT_MAX = 64 << 20, ARENA_MAX = 1 << 30 };

/* --- what a child writes made an office --- */

typedef int (*parse_fn)(struct office *out, struct zb_arena *arena, struct zb_span written);

/* The child's half of what we read ourselves: text and tables as a message. */
static int unpack(struct zb_buf *out, struct zb_span input)
{
	struct zb_arena *arena = NULL;
	struct office office;
	Zhibiao__Document d;
	zhibiao__document__init(&d);
	office_init(&office);
	int ret = zb_arena_new(&arena, ARENA_MAX);
	if (ret == 0)
		ret = office_unpack(&office, arena, input);
	const struct page page = { .tables = office.tables, .n_tables = office.n_tables };
	if (ret == 0)
		ret = page_message_tables(&d, arena, &page);
	d.text = zb_bytes_of(zb_buf_span(&office.text));
	return ret == 0 ? zb_encode(out, &d.base) : ret; /* the process ends here */
}

static int parse_unpacked(struct office *out, struct zb_arena *arena, struct zb_span written)
{
	Zhibiao__Document *d = NULL;
	int ret = zb_decode(&d, arena, &zhibiao__document__descriptor, written);
	if (ret == 0)
		ret = zb_buf_add_span(&out->text, zb_bytes_span(d->text));
	return ret == 0 ? page_message_read_tables(&out->tables, &out->n_tables, arena, d)
	                : ret;
}

static int parse_raw(struct office *out, struct zb_arena *arena, struct zb_span written)
{
	(void)arena;
	return paper_join_lines(&out->text, written);
}

/* --- programs --- */

struct converter {
	const char *name; /* as people know it */
	const char *argv[10];
	child_fn work;
	parse_fn parse;
};

static const struct converter pdf_layout = {
	.name = "pdftotext",
	.argv = { "/usr/bin/pdftotext", "-q", "-layout", "-enc", "UTF-8", "-nopgbrk", "-",
	          "-" },
	.parse = paper_read,
};
/* Without tables the order of reading is surer than the layout. */
static const struct converter pdf_text = {
	.name = "pdftotext",
	.argv = { "/usr/bin/pdftotext", "-q", "-enc", "UTF-8", "-nopgbrk", "-", "-" },
	.parse = parse_raw,
};
static const struct converter word = {
	.name = "antiword",
	.argv = { "/usr/bin/antiword", "-m", "UTF-8.txt", "-x", "db", "/dev/fd/0" },
	.parse = office_docbook,
};
static const struct converter excel = {
	.name = "xls2csv",
	.argv = { "/usr/bin/xls2csv", "-d", "utf-8", "-q", "3", "-c", ",", "/dev/fd/0" },
	.parse = office_csv,
};
static const struct converter own = {
	.name = "docx, xlsx, rtf and xls",
	.work = unpack,
	.parse = parse_unpacked,
};

/* The streams of an OLE2 file by their names, UTF-16. */
static const struct converter *converter_of_ole(struct zb_span bytes)
{
	static const struct {
		struct zb_span stream;
		const struct converter *by;
	} rows[] = {
		{ { "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 24 }, &word },
		{ { "W\0o\0r\0k\0b\0o\0o\0k\0", 16 }, &own },
		{ { "B\0o\0o\0k\0\0\0", 10 }, &excel },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (zb_span_find(bytes, rows[i].stream, 0) >= 0)
			return rows[i].by;
	return NULL;
}

static const struct converter *converter_of(const struct page_input *in, enum page_kind kind)
{
	return kind == PAGE_PDF      ? &pdf_layout
	       : kind == PAGE_OFFICE ? &own
	       : kind == PAGE_OLE    ? converter_of_ole(in->bytes)
	                             : NULL;
}

/* Runs it and reads what it wrote. What a program wrote before it failed is worth reading. */
static int run(struct office *out, struct zb_arena *arena, const struct converter *by,
               struct zb_span bytes)
{
	union {
		const char *const *in;
		char *const *out; /* execve writes through none of them */
	} argv = { .in = by->argv };
	const struct child_job job = { .input = bytes,
		                       .program = by->work == NULL ? argv.out : NULL,
		                       .work = by->work };
	struct zb_buf written;
	zb_buf_init(&written, OUTPUT_MAX);
	if (by->work != NULL)
		charset_preload();
	int ret = child_run(&written, &job);
	if (ret == 0 || (ret == ZB_EMALFORMED && by->work == NULL && written.n > 0))
		ret = by->parse(out, arena, zb_buf_span(&written));
	zb_buf_deinit(&written);
	return ret;
}

/* --- pages --- */

static int explain(struct page *page, struct zb_arena *arena, const struct converter *by,
                   int err)
{
	enum { WHY_MAX = 160 };
	char *text = zb_arena_alloc(arena, WHY_MAX);
	page->reasons = zb_arena_array(arena, 1, sizeof(*page->reasons));
	if (text == NULL || page->reasons == NULL)
		return ZB_ENOMEM;
	int n = by == NULL ? snprintf(text, WHY_MAX, "no reader for such files")
	                   : snprintf(text, WHY_MAX, "%s: %s", by->name,
	                              err == ZB_ENOTFOUND ? "not installed" : zb_strerror(err));
	page->reasons[0] = zb_span(text, n < WHY_MAX ? (size_t)n : WHY_MAX - 1);
	page->n_reasons = 1;
	page->state = PAGE_NO_CONTENT;
	return 0;
}

static int convert(struct page *out, struct zb_arena *arena, const struct page_input *in,
                   const struct converter *by)
{
	struct office office;
	office_init(&office);
	int ret = by != NULL ? run(&office, arena, by, in->bytes) : ZB_ENOTFOUND;
	if (ret != 0 && ret != ZB_ENOMEM && by == &own && in->kind == PAGE_OLE)
		ret = run(&office, arena, by = &excel, in->bytes); /* older than Excel 97 */
	if (ret == 0 && by == &pdf_layout && office.n_tables == 0) {
		zb_buf_reset(&office.text);
		ret = run(&office, arena, by = &pdf_text, in->bytes);
	}
	if (ret != 0 && ret != ZB_ENOMEM)
		ret = explain(out, arena, by, ret);
	else if (ret == 0)
		ret = office_page(out, arena, &office, in->url);
	office_deinit(&office);
	return ret == 0 && out->text.n > 0 ? page_complete(out, arena) : ret;
}

int convert_page_read(struct page *out, struct zb_arena *arena, const struct page_input *in)
{
	enum page_kind kind = in->kind != PAGE_UNKNOWN ? in->kind : page_kind_of(in);
	if (kind != PAGE_PDF && kind != PAGE_OFFICE && kind != PAGE_OLE)
		return page_read(out, arena, in);
	struct page_input known = *in;
	known.kind = kind;
	*out = (struct page){ .kind = kind, .charset = { .name = "utf-8" } };
	return convert(out, arena, &known, converter_of(in, kind));
}
