/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the archive again under the rules as they are now. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "commands.h"
#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "compare.h"
#include "courier.h"
#include "proto/codec.h"
#include "proto/decimal.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"
#include "reading.h"
#include "services/extractor/reader.h"
#include "services/store/base.h"
#include "services/store/view.h"
#include "table.h"

enum { ARENA_MAX = 1 << 30, PROGRESS_STEP = 64 };

struct reextract_options {
	bool dry_run;
	bool list;
};

static const struct option_row rows[] = {
	OPTION_FLAG(struct reextract_options, dry_run, 'n', "only say what would change"),
	OPTION_FLAG(struct reextract_options, list, 'l',
	            "list what is gained (+), lost (-) and altered (~)"),
	OPTION_END,
};

struct again {
	const struct base *base;
	struct reader *reader;
	struct zb_arena *arena; /* of one document */
	struct zb_buf body;
	char at[KEY_SHA_SIZE]; /* the text last looked at */
	bool begun;
	bool list;
	bool terminal;
	uint64_t total, seen, changed, failed;
	struct compare_tally tally;
	/* the document under way */
	Zhibiao__Document *old;
	Zhibiao__Record **records;
	size_t n_records;
};

/* --- what is there --- */

/* The live records of the old reading. */
static int load_records(struct again *a, struct zb_txn *txn)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key = { 0 };
	struct zb_span val = { 0 };
	struct zb_span id = zb_bytes_span(a->old->id);
	a->n_records = 0;
	int ret = zb_cursor_open(&cur, txn, a->base->db[KEY_BY_DOCUMENT]);
	if (ret == 0)
		ret = zb_cursor_last(cur, id, &key, NULL);
	size_t most = ret == 0 ? (size_t)key_tail_32(key) + 1 : 0;
	a->records = zb_arena_array(a->arena, most + 1, sizeof(Zhibiao__Record *));
	if (ret == 0)
		ret = zb_cursor_seek(cur, id, &key, &val);
	while (ret == 0 && zb_span_starts(key, id) && a->n_records < most) {
		if (!view_is_gone(a->base, txn, val))
			ret = view_record(&a->records[a->n_records++], a->arena, a->base, txn,
			                  val);
		if (ret == 0)
			ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	return ret == ZB_ENOTFOUND ? 0 : a->records == NULL ? ZB_ENOMEM : ret;
}

/* The document that speaks for the next text that an address still has. */
static int load_next(struct again *a, struct zb_txn *txn)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key = { 0 };
	struct zb_span val = { 0 };
	Zhibiao__Text *text = NULL;
	int ret = zb_cursor_open(&cur, txn, a->base->db[KEY_TEXTS]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, zb_span(a->at, a->begun ? sizeof(a->at) : 0), &key,
		                     &val);
	if (ret == 0 && a->begun && zb_span_eq(key, zb_span(a->at, sizeof(a->at))))
		ret = zb_cursor_next(cur, &key, &val);
	if (ret == 0 && key.n == sizeof(a->at)) {
		memcpy(a->at, key.p, sizeof(a->at));
		a->begun = true;
		ret = zb_decode_trusted(&text, a->arena, &zhibiao__text__descriptor, val);
	}
	zb_cursor_close(cur);
	if (ret != 0 || text == NULL || text->live == 0)
		return ret;
	ret = view_document(&a->old, a->arena, a->base, txn, zb_bytes_span(text->root));
	if (ret == 0)
		ret = view_body(&a->body, NULL, a->arena, a->base, txn,
		                zb_bytes_span(a->old->body_sha256));
	for (size_t i = 0; ret == 0 && i < a->old->n_parts; i++)
		ret = view_body(&a->body, NULL, a->arena, a->base, txn,
		                zb_bytes_span(a->old->parts[i]->body_sha256));
	return ret == 0 ? load_records(a, txn) : ret;
}

/* --- reading it again --- */

static void print_change(void *ctx, enum compare_kind kind, const Zhibiao__Record *before,
                         const Zhibiao__Record *after)
{
	static const char marks[] = { ' ', '+', '-', '~' };
	const struct again *a = ctx;
	const Zhibiao__Record *r = after != NULL ? after : before;
	const Zhibiao__Decimal *v = r->value;
	if (!a->list)
		return;
	printf("%c\t%s\t%s\t%s\t%s\t%s", marks[kind], r->quote, r->indicator,
	       v != NULL ? zb_decimal_text(v->mantissa, v->exponent).s : "", r->unit,
	       a->old->url);
	if (kind == COMPARE_ALTERED)
		printf("\twas %s %s", before->indicator, before->unit);
	printf("\n");
}

static void fill_lease(Zhibiao__Lease *lease, const Zhibiao__Document *d)
{
	zhibiao__lease__init(lease);
	lease->url = d->url;
	lease->final_url = d->final_url;
	lease->fetched_ms = d->fetched_ms;
	lease->http_status = d->http_status;
	lease->content_type = d->content_type;
	lease->body_sha256 = d->body_sha256;
	lease->region = d->default_region;
	lease->publisher = d->default_publisher;
	lease->source = d->source;
	lease->parts = d->parts;
	lease->n_parts = d->n_parts;
	lease->parent = d->parent;
	lease->parent_url = d->parent_url;
	if (d->parent_url[0] != '\0')
		lease->parent_published = d->published; /* its own, or the notice's */
}

/* Encodes the new reading where it differs; an enum courier_next or an error. */
static int read_again(struct again *a, struct zb_buf *out, uint64_t ticket)
{
	Zhibiao__Lease lease;
	struct reading r;
	struct compare_tally before = a->tally;
	fill_lease(&lease, a->old);
	int ret = reader_read(&r, a->reader, &lease, zb_buf_span(&a->body));
	if (ret < 0)
		return ret;
	if (r.outcome != NULL) {
		a->failed++;
		fprintf(stderr, "zhibiao reextract: %s: now %s; left as it is\n", a->old->url,
		        r.outcome);
		return COURIER_SKIP;
	}
	bool same_text = zb_span_eq(zb_bytes_span(r.document.text_sha256),
	                            zb_bytes_span(a->old->text_sha256));
	const struct compare_side sides[2] = { { a->records, a->n_records },
		                               { r.records, r.n_records } };
	ret = compare_readings(&a->tally, a->arena, sides, same_text, print_change, a);
	if (ret < 0)
		return ret;
	if (same_text && a->tally.same - before.same == a->n_records &&
	    a->n_records == r.n_records && strcmp(r.document.rules, a->old->rules) == 0)
		return COURIER_SKIP;
	if (!same_text || a->tally.same - before.same != a->n_records ||
	    a->n_records != r.n_records)
		a->changed++;
	Zhibiao__Result result;
	zhibiao__result__init(&result);
	result.ticket = ticket;
	result.document = &r.document;
	result.records = r.records;
	result.n_records = r.n_records;
	result.again = true;
	ret = zb_encode(out, &result.base);
	return ret < 0 ? ret : COURIER_SEND;
}

static void tell_progress(const struct again *a)
{
	if (a->terminal && a->seen % PROGRESS_STEP == 0)
		fprintf(stderr, "\r\033[K%" PRIu64 " of %" PRIu64 " texts", a->seen, a->total);
}

/* A courier_next_fn. */
static int next(void *ctx, struct zb_buf *out, uint64_t ticket)
{
	struct again *a = ctx;
	struct zb_txn *txn = NULL;
	zb_arena_reset(a->arena);
	zb_buf_reset(&a->body);
	a->old = NULL;
	int ret = zb_txn_begin(&txn, a->base->kv, false);
	if (ret == 0)
		ret = load_next(a, txn);
	zb_txn_abort(&txn);
	if (ret == ZB_ENOTFOUND)
		return COURIER_NONE_LEFT;
	if (ret < 0)
		return ret;
	a->seen++;
	tell_progress(a);
	return a->old != NULL ? read_again(a, out, ticket) : COURIER_SKIP;
}

static void on_stored(void *ctx, const struct Zhibiao__Stored *stored)
{
	struct again *a = ctx;
	if (strcmp(stored->outcome, ZB_OUTCOME_MALFORMED) != 0)
		return;
	a->failed++;
	fprintf(stderr, "zhibiao reextract: the store refused a document: %s\n",
	        stored->detail);
}

/* --- the command --- */

static int read_dry(struct again *a)
{
	struct zb_buf thrown;
	int ret = COURIER_SKIP;
	zb_buf_init(&thrown, ZB_WIRE_BODY_MAX);
	while (ret > COURIER_NONE_LEFT) {
		zb_buf_reset(&thrown);
		ret = next(a, &thrown, 1);
	}
	zb_buf_deinit(&thrown);
	return ret;
}

static int open_reader(struct again *a, const struct options *o,
                       const struct zb_settings *settings)
{
	char dir[4096];
	char text[1024];
	struct zb_diag diag = { 0 };
	if (zb_settings_rules_dir(dir, sizeof(dir), settings, o->conf_path) < 0)
		return options_fail(o, "no rules at %s; give their folder as extractor.rules",
		                    dir);
	if (reader_open(&a->reader, dir, settings->extractor.memory_max, &diag) < 0)
		return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
	return EXIT_DONE;
}

static int read_archive(struct again *a, const struct options *o,
                        const struct zb_settings *settings, bool dry)
{
	struct zb_txn *txn = NULL;
	int ret = zb_txn_begin(&txn, a->base->kv, false);
	if (ret == 0)
		ret = zb_txn_count(&a->total, txn, a->base->db[KEY_TEXTS]);
	zb_txn_abort(&txn);
	if (ret == 0)
		ret = dry ? read_dry(a) : courier_run(o, settings, next, on_stored, a);
	if (a->terminal)
		fprintf(stderr, "\r\033[K");
	if (ret == ZB_EUPSTREAM)
		return options_fail(o,
		                    "no store answers on %s: start the daemons with "
		                    "zhibiao run, or ask with --dry-run",
		                    o->data);
	return ret < 0 ? options_fail(o, "%s", zb_strerror(ret)) : EXIT_DONE;
}

static int report(const struct again *a, bool dry)
{
	printf("%" PRIu64 " texts read again under rules %s: %" PRIu64
	       " documents %s; records: "
	       "%" PRIu64 " same, %" PRIu64 " gained, %" PRIu64 " lost, %" PRIu64 " altered\n",
	       a->seen, reader_rules(a->reader), a->changed, dry ? "would change" : "changed",
	       a->tally.same, a->tally.gained, a->tally.lost, a->tally.altered);
	return a->failed == 0 ? EXIT_DONE : EXIT_SOME;
}

static int run(const struct options *o, const void *own)
{
	const struct reextract_options *x = own;
	struct again a = { .list = x->list, .terminal = table_is_terminal(stderr) };
	struct zb_settings settings;
	struct base *base = NULL;
	int code = options_settings(&settings, o);
	if (code != EXIT_DONE)
		return code;
	zb_buf_init(&a.body, ZB_WIRE_BODY_MAX);
	code = reading_open(&base, o);
	a.base = base;
	if (code == EXIT_DONE && zb_arena_new(&a.arena, ARENA_MAX) < 0)
		code = options_fail(o, "out of memory");
	if (code == EXIT_DONE)
		code = open_reader(&a, o, &settings);
	if (code == EXIT_DONE)
		code = read_archive(&a, o, &settings, x->dry_run);
	if (code == EXIT_DONE)
		code = report(&a, x->dry_run);
	reader_close(a.reader);
	zb_arena_free(a.arena);
	zb_buf_deinit(&a.body);
	base_close(base);
	zb_settings_deinit(&settings);
	return code;
}

const struct command command_reextract = {
	.name = "reextract",
	.group = COMMAND_KEEP,
	.summary = "read the archive again under the rules as they are now",
	.about =
		"Every archived page that still speaks for its text is read again. Records that are new\n"
		"come, those no longer found go (see: changes), and the rest stays as it is. The\n"
		"store must run, unless with --dry-run.",
	.options = rows,
	.size = sizeof(struct reextract_options),
	.run = run,
};
