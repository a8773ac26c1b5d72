/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"

#include <string.h>

#include "columns.h"
#include "common/err.h"
#include "common/hash.h"
#include "proto/record.pb-c.h"
#include "proto/record_json.h"
#include "table.h"

enum { LINE_BYTES_MAX = 4 << 20 };

int format_open(struct format *f, const struct format_kind *kind, FILE *out, const char *path)
{
	*f = (struct format){ .kind = kind, .out = out, .path = path };
	zb_buf_init(&f->line, LINE_BYTES_MAX);
	return kind->begin != NULL ? kind->begin(f) : 0;
}

int format_hit(void *ctx, const struct query_hit *hit)
{
	struct format *f = ctx;
	int ret = f->kind->hit(f, hit);
	if (ret == 0)
		f->n++;
	return ret;
}

int format_close(struct format *f)
{
	int ret = f->kind->end != NULL ? f->kind->end(f) : 0;
	if (ret == 0 && f->out != NULL && (fflush(f->out) != 0 || ferror(f->out) != 0))
		ret = ZB_EFULL;
	zb_buf_deinit(&f->line);
	return ret;
}

int format_flush(struct format *f)
{
	int ret = f->line.err;
	if (ret == 0 && fwrite(f->line.p, 1, f->line.n, f->out) != f->line.n)
		ret = ZB_EFULL;
	zb_buf_reset(&f->line);
	return ret;
}

/* --- jsonl --- */

static int hit_jsonl(struct format *f, const struct query_hit *hit)
{
	const struct zb_record_home home = zb_record_home_of(hit->document, hit->record);
	zb_record_json(&f->line, hit->record, &home);
	zb_buf_add_char(&f->line, '\n');
	return format_flush(f);
}

const struct format_kind format_jsonl = { .name = "jsonl", .hit = hit_jsonl };

/* --- csv --- */

static bool needs_quotes(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r')
			return true;
	return false;
}

void format_cell(struct format *f, bool first, struct zb_span s)
{
	if (!first)
		zb_buf_add_char(&f->line, ',');
	if (!needs_quotes(s)) {
		zb_buf_add_span(&f->line, s);
		return;
	}
	zb_buf_add_char(&f->line, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			zb_buf_add_char(&f->line, '"');
		zb_buf_add_char(&f->line, s.p[i]);
	}
	zb_buf_add_char(&f->line, '"');
}

static int begin_csv(struct format *f)
{
	for (int i = 0; i < COLUMNS; i++)
		format_cell(f, i == 0, zb_span_str(columns[i].name));
	zb_buf_add_char(&f->line, '\n');
	return format_flush(f);
}

static int hit_csv(struct format *f, const struct query_hit *hit)
{
	struct columns_row row;
	columns_fill(&row, hit);
	for (int i = 0; i < COLUMNS; i++)
		format_cell(f, i == 0, row.cells[i]);
	zb_buf_add_char(&f->line, '\n');
	return format_flush(f);
}

const struct format_kind format_csv = { .name = "csv", .begin = begin_csv, .hit = hit_csv };

/* --- table --- */

enum { SHORT_ID = 6 }; /* three bytes are the document's */

static const struct table_column table_columns[] = {
	{ .title = "id", .fixed = true },
	{ .title = "period", .fixed = true, .spare = 1 },
	{ .title = "region", .least = 7, .spare = 2 },
	{ .title = "industry", .spare = 3 },
	{ .title = "indicator" },
	{ .title = "value", .right = true, .least = 10 },
	{ .title = "measure", .least = 8, .spare = 5 },
	{ .title = "status", .fixed = true, .spare = 4 },
	{ .title = "title", .least = 8, .spare = 6 },
};

enum { TABLE_COLUMNS = sizeof(table_columns) / sizeof(table_columns[0]) };

static int begin_table(struct format *f)
{
	struct table *t = NULL;
	int ret = table_new(&t, f->out, table_columns, TABLE_COLUMNS);
	f->state = t;
	return ret;
}

static void write_period(char *out, size_t size, const Zhibiao__Period *p)
{
	out[0] = '\0';
	if (p == NULL)
		return;
	if (p->start[0] == '\0')
		snprintf(out, size, "by %s", p->end);
	else if (p->end[0] == '\0')
		snprintf(out, size, "from %s", p->start);
	else if (strcmp(p->start, p->end) == 0)
		snprintf(out, size, "%s", p->end);
	else
		snprintf(out, size, "%s..%s", p->start, p->end);
}

/* As printed, with the comparator, and with the sign that the words around it gave. */
static void write_value(char *out, size_t size, const Zhibiao__Record *r)
{
	bool falls = r->value != NULL && r->value->mantissa < 0 && r->quote[0] != '-';
	bool plain = strcmp(r->op, "=") == 0;
	snprintf(out, size, "%s%s%s%s", plain ? "" : r->op, plain ? "" : " ", falls ? "-" : "",
	         r->quote);
}

static int hit_table(struct format *f, const struct query_hit *hit)
{
	const Zhibiao__Record *r = hit->record;
	char id[2 * SHORT_ID + 1] = "";
	char period[64];
	char value[512];
	char measure[80];
	if (r->id.len >= SHORT_ID)
		zb_hex(id, r->id.data, SHORT_ID);
	write_period(period, sizeof(period), r->period);
	write_value(value, sizeof(value), r);
	snprintf(measure, sizeof(measure), "%s%s%s", r->measure, r->basis[0] != '\0' ? " " : "",
	         r->basis);
	const struct zb_span cells[TABLE_COLUMNS] = {
		zb_span_str(id),
		zb_span_str(period),
		zb_span_str(r->region),
		zb_span_str(r->industry),
		zb_span_str(r->indicator),
		zb_span_str(value),
		zb_span_str(measure),
		zb_span_str(r->status),
		zb_record_home_of(hit->document, r).title,
	};
	return table_row(f->state, cells);
}

static int end_table(struct format *f)
{
	int ret = f->state != NULL ? table_end(f->state) : 0;
	table_free(f->state);
	return ret;
}

const struct format_kind format_table = {
	.name = "table",
	.begin = begin_table,
	.hit = hit_table,
	.end = end_table,
};
