/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "common/err.h"
#include "format.h"
#include "reading.h"
#include "services/store/base.h"
#include "services/store/match.h"
#include "services/store/query.h"
#include "services/store/view.h"
#include "table.h"

enum { DAY_SECONDS = 86400 };

struct query_options {
	const char *indicator;
	const char *industry;
	const char *region;
	const char *period;
	const char *status;
	const char *measure;
	const char *document;
	const char *text;
	const char *as_of;
	int64_t since;
	bool history;
	const char *format;
};

static const char *const formats[] = { "table", "jsonl", "csv", NULL };
static const char *const statuses[] = { "actual", "target", "forecast", "provision", NULL };
static const char *const measures[] = { "level",    "growth", "change", "share",
	                                "multiple", "rank",   NULL };

static const struct option_row rows[] = {
	OPTION_STR(struct query_options, indicator, 'i', "TEXT", NULL,
	           "the name holds TEXT; =TEXT: the name is TEXT"),
	OPTION_STR(struct query_options, industry, 'I', "TEXT", NULL,
	           "the industry holds TEXT, or is =TEXT"),
	OPTION_STR(struct query_options, region, 'r', "TEXT", NULL,
	           "region and all within: 上海市, 闵行, 310112"),
	OPTION_STR(struct query_options, period, 'p', "FROM..TO", NULL,
	           "overlapping these dates (YYYY, YYYY-MM, YYYY-MM-DD)"),
	OPTION_ENUM(struct query_options, status, 's', statuses, NULL, "how it is said"),
	OPTION_ENUM(struct query_options, measure, 'm', measures, NULL, "what kind of figure"),
	OPTION_STR(struct query_options, document, 'D', "TEXT", NULL,
	           "the address, or that of the notice, holds TEXT"),
	OPTION_STR(struct query_options, text, 't', "TEXT", NULL,
	           "TEXT stands in the sentence or the title"),
	OPTION_INT(struct query_options, since, 0, "SEQ", 0, INT64_MAX, 0,
	           "only what changed behind SEQ (see: changes)"),
	OPTION_STR(struct query_options, as_of, 'a', "SEQ|DATE", NULL,
	           "as the store was after change SEQ, or at the end of that day (UTC)"),
	OPTION_FLAG(struct query_options, history, 'H',
	            "also what pages once said and no longer do"),
	OPTION_ENUM(struct query_options, format, 'f', formats, "table", "how to print"),
	OPTION_END,
};

static int read_match(struct match *m, const struct options *o, const struct query_options *q)
{
	*m = (struct match){
		.indicator = zb_span_str(q->indicator),
		.industry = zb_span_str(q->industry),
		.region = zb_span_str(q->region),
		.status = zb_span_str(q->status),
		.measure = zb_span_str(q->measure),
		.document = zb_span_str(q->document),
		.text = zb_span_str(q->text),
		.since = (uint64_t)q->since,
		.history = q->history,
	};
	int ret = q->period != NULL ? match_period(&m->period, zb_span_str(q->period)) : 0;
	if (ret == ZB_EINVAL)
		return options_usage(o, "--period %s: FROM is later than TO", q->period);
	if (ret < 0)
		return options_usage(o,
		                     "--period %s: wanted FROM..TO, dates as 2020, 2020-09 "
		                     "or 2020-09-30",
		                     q->period);
	return EXIT_DONE;
}

/* A number of up to 19 digits that is no year is a change; else a date, to its end. */
static int read_as_of(struct match *m, const struct options *o, const struct base *base,
                      const char *text)
{
	struct zb_txn *txn = NULL;
	struct key_days days;
	struct tm tm = { 0 };
	if (text == NULL)
		return EXIT_DONE;
	if (strchr(text, '-') == NULL) {
		char *end = NULL;
		m->as_of = strtoull(text, &end, 10);
		if (*end != '\0' || m->as_of == 0)
			return options_usage(o,
			                     "--as-of %s: wanted the number of a change, or a "
			                     "date as 2024-03-31",
			                     text);
		return EXIT_DONE;
	}
	if (!key_days(&days, zb_span("", 0), zb_span_str(text)) ||
	    strptime(days.last, "%Y-%m-%d", &tm) == NULL)
		return options_usage(o, "--as-of %s: wanted a date as 2024-03-31", text);
	int ret = zb_txn_begin(&txn, base->kv, false);
	if (ret == 0)
		ret = view_seq_at(&m->as_of, base, txn,
		                  ((int64_t)timegm(&tm) + DAY_SECONDS) * 1000 - 1);
	zb_txn_abort(&txn);
	if (ret < 0)
		return options_fail(o, "reading the store: %s", zb_strerror(ret));
	m->nothing = m->as_of == 0;
	return EXIT_DONE;
}

static const struct format_kind *find_format(const char *name)
{
	static const struct format_kind *const kinds[] = { &format_table, &format_jsonl,
		                                           &format_csv };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return &format_table;
}

static int print_matches(const struct base *base, const struct match *m, const char *name,
                         uint64_t *n)
{
	struct format f;
	int ret = format_open(&f, find_format(name), stdout, NULL);
	if (ret == 0)
		ret = query_run(base, m, format_hit, &f);
	int closed = format_close(&f);
	*n = f.n;
	return ret < 0 ? ret : closed;
}

static int run(const struct options *o, const void *own)
{
	const struct query_options *q = own;
	struct match m;
	struct base *base = NULL;
	uint64_t n = 0;
	int code = read_match(&m, o, q);
	if (code == EXIT_DONE)
		code = reading_open(&base, o);
	if (code == EXIT_DONE)
		code = read_as_of(&m, o, base, q->as_of);
	if (code != EXIT_DONE) {
		base_close(base);
		return code;
	}
	int ret = print_matches(base, &m, q->format, &n);
	base_close(base);
	if (ret < 0)
		return options_fail(o, "%s: %s",
		                    ret == ZB_EFULL ? "writing the output"
		                                    : "reading the store",
		                    zb_strerror(ret));
	if (strcmp(q->format, "table") == 0 && table_is_terminal(stderr))
		fprintf(stderr, n == 0 ? "no record is like that\n" : "%llu records\n",
		        (unsigned long long)n);
	return EXIT_DONE;
}

const struct command command_query = {
	.name = "query",
	.group = COMMAND_READ,
	.summary = "records in the store",
	.about =
		"Without options all records, in the order they came. Reads the store itself: no "
		"daemon need run.",
	.options = rows,
	.size = sizeof(struct query_options),
	.run = run,
};
