/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/hash.h"
#include "common/json.h"
#include "format.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "services/extractor/reader.h"
#include "services/store/key.h"

enum { FILE_SIZE_MAX = 256 << 20, LINE_MAX_BYTES = 1 << 20 };

struct extract_options {
	const char *published;
	const char *format;
	bool numerals;
};

static const char *const formats[] = { "jsonl", "table", NULL };

static const struct option_row rows[] = {
	OPTION_STR(struct extract_options, published, 'p', "DATE", NULL,
	           "publication date, YYYY-MM-DD, where the document does not say"),
	OPTION_ENUM(struct extract_options, format, 'f', formats, "jsonl", "how to print"),
	OPTION_FLAG(struct extract_options, numerals, 'n',
	            "list every numeral with its record or the reason why it is none"),
	OPTION_END,
};

/* What every file of the run is printed through. */
struct printer {
	struct reader *reader;
	struct format format;
	struct zb_buf line;
	bool numerals;
	const char *published;
	int failed; /* files that could not be opened or read at all */
	int poor;   /* read, and nothing in them worth keeping */
};

static void print_records(struct printer *p, const struct reading *r)
{
	struct query_hit hit = { .document = &r->document };
	for (size_t i = 0; i < r->n_records; i++) {
		hit.record = r->records[i];
		format_hit(&p->format, &hit);
	}
}

/* Numerals come in the order in which they were understood; people read them in that of the
 * text. */
static int by_start(const void *a, const void *b)
{
	const struct numeral_entry *x = a;
	const struct numeral_entry *y = b;
	return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
	                            : (x->end > y->end) - (x->end < y->end);
}

static const char *record_at(const struct reading *r, uint32_t start, char hex[33])
{
	for (size_t i = 0; i < r->n_records; i++)
		if (r->records[i]->start == start)
			return zb_hex(hex, r->records[i]->id.data, 16);
	return NULL;
}

static void print_numerals(struct printer *p, const struct reading *r, const char *path)
{
	size_t n = r->n_numerals;
	struct numeral_entry *sorted = calloc(n + 1, sizeof(*sorted));
	struct zb_span text = zb_bytes_span(r->document.text);
	if (sorted == NULL)
		return;
	if (n > 0)
		memcpy(sorted, r->numerals, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_start);
	for (size_t i = 0; i < n; i++) {
		const struct numeral_entry *e = &sorted[i];
		struct zb_json j;
		char hex[33];
		bool record = strcmp(e->reason, "record") == 0;
		const char *id = record ? record_at(r, e->start, hex) : NULL;
		zb_buf_reset(&p->line);
		zb_json_init(&j, &p->line);
		zb_json_object(&j);
		zb_json_key(&j, "document");
		zb_json_str(&j, zb_span_str(path));
		zb_json_key(&j, "start");
		zb_json_int(&j, e->start);
		zb_json_key(&j, "end");
		zb_json_int(&j, e->end);
		zb_json_key(&j, "text");
		zb_json_str(&j, zb_span_sub(text, e->start, e->end - e->start));
		zb_json_key(&j, "reason");
		zb_json_str_or_null(&j, record ? zb_span("", 0) : zb_span_str(e->reason));
		zb_json_key(&j, "record");
		zb_json_str_or_null(&j, zb_span_str(id));
		zb_json_end(&j);
		printf("%s\n", zb_buf_cstr(&p->line));
	}
	free(sorted);
}

/* What became of a file that a crawl would not have kept. */
static void tell_outcome(struct printer *p, const struct options *o, const char *path,
                         const struct reading *r)
{
	if (r->outcome == NULL || zb_outcome_is_good(r->outcome))
		return;
	p->poor++;
	options_fail(o, "%s: %s%s%s", path, r->outcome, r->detail != NULL ? ": " : "",
	             r->detail != NULL ? r->detail : "");
}

static int extract_file(struct printer *p, const struct options *o, const char *path)
{
	struct zb_buf body;
	zb_buf_init(&body, FILE_SIZE_MAX);
	int ret = zb_buf_add_file(&body, path);
	if (ret < 0) {
		zb_buf_deinit(&body);
		return options_fail(o, "%s: %s", path, zb_strerror(ret));
	}
	Zhibiao__Lease lease = ZHIBIAO__LEASE__INIT;
	lease.url = lease.final_url = zb_field_text(path);
	struct reading r;
	ret = reader_read_dated(&r, p->reader, &lease, zb_buf_span(&body),
	                        p->published != NULL ? p->published : "");
	if (ret < 0)
		ret = options_fail(o, "%s: %s", path, zb_strerror(ret));
	else if (p->numerals)
		print_numerals(p, &r, path);
	else
		print_records(p, &r);
	if (ret == 0)
		tell_outcome(p, o, path, &r);
	zb_buf_deinit(&body);
	return ret;
}

static int open_reader(struct reader **out, const struct options *o,
                       const struct zb_settings *settings)
{
	char dir[PATH_MAX];
	char text[1024];
	struct zb_diag diag = { 0 };
	if (zb_settings_rules_dir(dir, sizeof(dir), settings, o->conf_path) < 0)
		return options_fail(o,
		                    "no rules in %s: set extractor.rules to the folder that "
		                    "holds lexicon/",
		                    dir);
	if (reader_open(out, dir, settings->extractor.memory_max, &diag) < 0)
		return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
	return 0;
}

static int extract_files(struct printer *p, const struct options *o, const char *format)
{
	bool table = strcmp(format, "table") == 0;
	int ret = format_open(&p->format, table ? &format_table : &format_jsonl, stdout, NULL);
	zb_buf_init(&p->line, LINE_MAX_BYTES);
	reader_keep_numerals(p->reader, p->numerals);
	for (int i = 0; ret == 0 && i < o->n_args; i++)
		p->failed += extract_file(p, o, o->args[i]) != EXIT_DONE ? 1 : 0;
	int closed = p->numerals ? 0 : format_close(&p->format);
	zb_buf_deinit(&p->line);
	if (ret < 0 || closed < 0)
		return options_fail(o, "%s", zb_strerror(ret < 0 ? ret : closed));
	if (p->failed == o->n_args)
		return EXIT_FAILED;
	return p->failed + p->poor > 0 ? EXIT_SOME : EXIT_DONE;
}

/* A year, month or day; a time of day may follow. */
static bool is_date(struct zb_span s)
{
	struct key_days days;
	bool timed = s.n > 10 && (s.p[10] == 'T' || s.p[10] == ' ');
	return key_days(&days, zb_span("", 0), timed ? zb_span_sub(s, 0, 10) : s);
}

static int run(const struct options *o, const void *own)
{
	const struct extract_options *opt = own;
	if (opt->published != NULL && !is_date(zb_span_str(opt->published)))
		return options_usage(o, "--published %s: wanted a date as 2024-03-31",
		                     opt->published);
	struct zb_settings settings;
	struct printer p = { .numerals = opt->numerals, .published = opt->published };
	int ret = options_settings(&settings, o);
	if (ret != 0)
		return ret;
	ret = open_reader(&p.reader, o, &settings);
	if (ret == 0)
		ret = extract_files(&p, o, opt->format);
	reader_close(p.reader);
	zb_settings_deinit(&settings);
	return ret;
}

const struct command command_extract = {
	.name = "extract",
	.group = COMMAND_EXPLAIN,
	.operands = "FILE|-...",
	.args_min = 1,
	.args_max = -1,
	.summary = "read records out of files",
	.about =
		"A file that a crawl would not keep is told with its outcome, such as bad_charset or\n"
		"no_content, and the exit code is 3.",
	.options = rows,
	.size = sizeof(struct extract_options),
	.run = run,
};
