/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/arena.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/hash.h"
#include "common/utf8.h"
#include "marked.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/record.pb-c.h"
#include "reading.h"
#include "services/store/base.h"
#include "services/store/fact.h"
#include "services/store/view.h"
#include "table.h"

enum { ARENA_MAX = 1 << 30, OTHERS_MAX = 20, LINE_MAX_BYTES = 64 << 20 };

struct shown {
	const struct base *base;
	struct zb_txn *txn;
	struct zb_arena *arena;
	bool terminal;
};

/* Pages say what they like: it must not reach the terminal as a command. */
static void print_line(const char *name, const char *value)
{
	struct zb_buf clean;
	if (value == NULL || value[0] == '\0')
		return;
	zb_buf_init(&clean, LINE_MAX_BYTES);
	zb_utf8_tame(&clean, zb_span_str(value), "");
	printf("%-12s%s\n", name, zb_buf_cstr(&clean));
	zb_buf_deinit(&clean);
}

static void print_id(const char *name, ProtobufCBinaryData id)
{
	char hex[2 * KEY_SHA_SIZE + 1];
	if (id.len > 0 && id.len <= KEY_SHA_SIZE)
		print_line(name, zb_hex(hex, id.data, id.len));
}

static void print_time(const char *name, int64_t ms)
{
	char text[32];
	if (ms > 0)
		print_line(name, zb_clock_rfc3339(text, sizeof(text), ms));
}

/* --- documents --- */

static void print_notice(const Zhibiao__Document *d)
{
	const char *const lines[][2] = {
		{ "issuer", d->issuer },     { "number", d->doc_number },
		{ "issued", d->issued },     { "effective", d->effective },
		{ "validity", d->validity }, { "level", d->level },
		{ "topic", d->topic },
	};
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		print_line(lines[i][0], lines[i][1]);
}

static void print_head(const Zhibiao__Document *d)
{
	print_line("title", d->title);
	print_line("url", d->url);
	if (strcmp(d->url, d->final_url) != 0)
		print_line("led to", d->final_url);
	print_line("attached to", d->parent_url);
	print_id("notice", d->parent);
	print_line("published", d->published);
	print_line("publisher", d->publisher);
	print_line("author", d->author);
	for (size_t i = 0; i < d->n_parts; i++)
		print_line("goes on at", d->parts[i]->url);
	print_notice(d);
	print_time("fetched", d->fetched_ms);
	print_id("document", d->id);
	printf("%-12s%u\n", "version", d->version);
	print_id("body sha256", d->body_sha256);
	print_line("rules", d->rules);
	print_id("copy of", d->duplicate_of);
}

/* The other documents of its cluster, by their addresses. */
static void print_cluster(struct shown *s, const Zhibiao__Document *d)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span cluster = zb_bytes_span(d->cluster);
	if (cluster.n == 0 || zb_cursor_open(&cur, s->txn, s->base->db[KEY_CLUSTERS]) != 0)
		return;
	int shown = 0;
	int ret = zb_cursor_seek(cur, cluster, &key, NULL);
	while (ret == 0 && zb_span_starts(key, cluster) && shown < OTHERS_MAX) {
		struct zb_span id = zb_span_sub(key, KEY_ID_SIZE, KEY_ID_SIZE);
		Zhibiao__Document *other = NULL;
		if (!zb_span_eq(id, zb_bytes_span(d->id)) &&
		    view_head(&other, s->arena, s->base, s->txn, id) == 0) {
			print_line("much like", other->url);
			shown++;
		}
		ret = zb_cursor_next(cur, &key, NULL);
	}
	zb_cursor_close(cur);
}

/* The attachments of a notice, each as it was last seen. */
static void print_attachments(struct shown *s, const Zhibiao__Document *d)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct key head = key_term_head(zb_span_str(d->url));
	if (zb_cursor_open(&cur, s->txn, s->base->db[KEY_ATTACHMENTS]) != 0)
		return;
	int ret = zb_cursor_seek(cur, key_span(&head), &key, NULL);
	for (; ret == 0 && zb_span_starts(key, key_span(&head));
	     ret = zb_cursor_next(cur, &key, NULL)) {
		struct zb_span id = zb_span_sub(key, head.n, KEY_ID_SIZE);
		unsigned char newest[KEY_ID_SIZE];
		Zhibiao__Document *file = NULL;
		if (view_head(&file, s->arena, s->base, s->txn, id) != 0 ||
		    view_newest(newest, s->base, s->txn, zb_span_str(file->url)) != 0 ||
		    !zb_span_eq(zb_span((const char *)newest, sizeof(newest)), id))
			continue;
		print_line("attachment", file->url);
		print_id("file", file->id);
	}
	zb_cursor_close(cur);
}

/* The places of its live records' quotes; how many. */
static size_t find_marks(struct shown *s, const Zhibiao__Document *d, struct marked_span **out)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	struct zb_span prefix = zb_bytes_span(d->id);
	struct marked_span *marks =
		zb_arena_array(s->arena, (size_t)d->records + 1, sizeof(*marks));
	size_t n = 0;
	*out = marks;
	if (marks == NULL || zb_cursor_open(&cur, s->txn, s->base->db[KEY_BY_DOCUMENT]) != 0)
		return 0;
	int ret = zb_cursor_seek(cur, prefix, &key, &val);
	while (ret == 0 && zb_span_starts(key, prefix) && n < d->records) {
		Zhibiao__Record *r = NULL;
		if (!view_is_gone(s->base, s->txn, val) &&
		    view_record(&r, s->arena, s->base, s->txn, val) == 0)
			marks[n++] = (struct marked_span){ .start = r->start, .end = r->end };
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	return n;
}

static int show_document(struct shown *s, struct zb_span id)
{
	Zhibiao__Document *d = NULL;
	struct marked_span *marks = NULL;
	int ret = view_document(&d, s->arena, s->base, s->txn, id);
	if (d == NULL)
		return ret;
	print_head(d);
	print_attachments(s, d);
	print_cluster(s, d);
	size_t n = find_marks(s, d, &marks);
	printf("%-12s%zu\n\n", "records", n);
	return marked_print(stdout, zb_bytes_span(d->text), marks, n, s->terminal);
}

/* --- records --- */

static void print_value(const char *name, const Zhibiao__Decimal *d, const char *unit)
{
	if (d != NULL)
		printf("%-12s%s %s\n", name, zb_decimal_text(d->mantissa, d->exponent).s, unit);
}

static void print_record(const Zhibiao__Record *r)
{
	print_id("record", r->id);
	print_line("indicator", r->indicator);
	print_line("measure", r->measure);
	print_value("value", r->value, r->unit);
	print_value("high", r->high, r->unit);
	if (strcmp(r->op, "=") != 0)
		print_line("bound", r->op);
	print_line("basis", r->basis);
	print_line("of", r->of);
	print_line("industry", r->industry);
	print_line("region", r->region);
	print_line("org", r->org);
	if (r->period != NULL)
		printf("%-12s%s..%s\n", "period", r->period->start, r->period->end);
	print_line("status", r->status);
	print_line("rule", r->rule);
	for (size_t i = 0; i < r->n_repairs; i++)
		printf("%-12s%s was %s\n", "repaired", r->repairs[i]->is, r->repairs[i]->was);
}

/* The line of the text that holds the quote; marks count from its beginning. */
static struct zb_span line_around(struct zb_span text, struct marked_span *mark)
{
	size_t from = mark->start <= text.n ? mark->start : text.n;
	while (from > 0 && text.p[from - 1] != '\n')
		from--;
	ptrdiff_t end =
		zb_span_find(text, ZB_S("\n"), mark->end <= text.n ? mark->end : text.n);
	mark->start -= from;
	mark->end -= from;
	return zb_span_sub(text, from, (end < 0 ? text.n : (size_t)end) - from);
}

/* Who else says it, oldest first, and what they say where that differs beyond rounding. */
static void print_fact(struct shown *s, const Zhibiao__Record *r)
{
	unsigned char id[KEY_ID_SIZE] = { 0 };
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	struct zb_span fact = zb_span((const char *)id, sizeof(id));
	if (!fact_key(id, r) || zb_cursor_open(&cur, s->txn, s->base->db[KEY_FACTS]) != 0)
		return;
	int shown = 0;
	int ret = zb_cursor_seek(cur, fact, &key, &val);
	while (ret == 0 && zb_span_starts(key, fact) && shown < OTHERS_MAX) {
		Zhibiao__Fact__Source *f = NULL;
		Zhibiao__Document *d = NULL;
		if (zb_decode_trusted(&f, s->arena, &zhibiao__fact__source__descriptor, val) ==
		            0 &&
		    f->value != NULL && key_tail_64(key) != r->seq &&
		    view_head(&d, s->arena, s->base, s->txn, zb_bytes_span(f->document)) == 0) {
			printf("%-12s%s %s, %s%s\n", "also said",
			       zb_decimal_text(f->value->mantissa, f->value->exponent).s,
			       r->unit, d->url,
			       view_is_gone(s->base, s->txn, zb_bytes_span(f->record))
			               ? " (gone)"
			               : "");
			shown++;
		}
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
}

static int show_record(struct shown *s, struct zb_span id)
{
	Zhibiao__Record *r = NULL;
	Zhibiao__Document *d = NULL;
	int ret = view_record(&r, s->arena, s->base, s->txn, id);
	if (ret == 0)
		ret = view_document(&d, s->arena, s->base, s->txn, zb_bytes_span(r->document));
	if (d == NULL)
		return ret;
	print_record(r);
	if (view_is_gone(s->base, s->txn, id))
		print_line("gone", "its page no longer says this");
	print_fact(s, r);
	printf("\n");
	print_head(d);
	printf("\n");
	struct marked_span mark = { .start = r->start, .end = r->end };
	struct zb_span line = line_around(zb_bytes_span(d->text), &mark);
	return marked_print(stdout, line, &mark, 1, s->terminal);
}

/* --- the command --- */

static int find_and_show(const struct options *o, struct shown *s)
{
	static const struct {
		enum key_db db;
		int (*show)(struct shown *s, struct zb_span id);
	} kinds[] = { { KEY_RECORDS, show_record }, { KEY_DOCUMENTS, show_document } };
	unsigned char id[2][KEY_ID_SIZE] = { { 0 } };
	int found[2] = { 0 };
	const char *wanted = o->args[0];
	for (int i = 0; i < 2; i++) {
		found[i] = view_find(id[i], s->base, s->txn, kinds[i].db, zb_span_str(wanted));
		if (found[i] == ZB_EMALFORMED)
			return options_usage(o,
			                     "%s: wanted an id, or the head of one, in "
			                     "hexadecimal digits",
			                     wanted);
		if (found[i] < 0)
			return options_fail(o, "%s", zb_strerror(found[i]));
	}
	if (found[0] + found[1] == 0)
		return options_fail(o,
		                    "%s: no record and no document is called so; `zhibiao "
		                    "query` shows ids",
		                    wanted);
	if (found[0] + found[1] > 1)
		return options_fail(o, "%s: more than one is called so; give more digits",
		                    wanted);
	int kind = found[0] == 1 ? 0 : 1;
	int ret = kinds[kind].show(s, zb_span((const char *)id[kind], KEY_ID_SIZE));
	return ret < 0 ? options_fail(o, "%s", zb_strerror(ret)) : EXIT_DONE;
}

static int run(const struct options *o, const void *own)
{
	struct base *base = NULL;
	struct shown s = { .terminal = table_is_terminal(stdout) };
	(void)own;
	int code = reading_open(&base, o);
	if (code != EXIT_DONE)
		return code;
	s.base = base;
	int ret = zb_arena_new(&s.arena, ARENA_MAX);
	if (ret == 0)
		ret = zb_txn_begin(&s.txn, base->kv, false);
	code = ret == 0 ? find_and_show(o, &s) : options_fail(o, "%s", zb_strerror(ret));
	zb_txn_abort(&s.txn);
	zb_arena_free(s.arena);
	base_close(base);
	return code;
}

const struct command command_show = {
	.name = "show",
	.group = COMMAND_READ,
	.operands = "ID",
	.args_min = 1,
	.args_max = 1,
	.summary = "a document or record with its evidence marked in the text",
	.about =
		"ID is a record's or a document's, or as much of its head as is clear. Evidence is bold\n"
		"on a terminal and in [[ ]] elsewhere.",
	.run = run,
};
