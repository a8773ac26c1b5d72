/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/err.h"
#include "format.h"
#include "reading.h"
#include "services/store/base.h"
#include "services/store/query.h"
#include "warc.h"

struct export_options {
	const char *format;
	const char *output;
	int64_t since;
	bool history;
};

static const char *const formats[] = { "jsonl", "csv", "sdmx-csv", "sqlite", "warc", NULL };

static const struct option_row rows[] = {
	OPTION_ENUM(struct export_options, format, 'f', formats, "jsonl", "what to write"),
	OPTION_STR(struct export_options, output, 'o', "FILE", NULL,
	           "where to (default: standard output)"),
	OPTION_INT(struct export_options, since, 0, "SEQ", 0, INT64_MAX, 0,
	           "only what changed behind SEQ; sdmx-csv says what went, too"),
	OPTION_FLAG(struct export_options, history, 'H',
	            "also what pages once said and no longer do"),
	OPTION_END,
};

static const struct format_kind *find_format(const char *name)
{
	static const struct format_kind *const kinds[] = { &format_jsonl, &format_csv,
		                                           &format_sdmx, &format_sqlite };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return &format_jsonl;
}

static int write_all(const struct base *base, const struct export_options *x, FILE *out,
                     const char *path, struct format *f)
{
	const struct format_kind *kind = find_format(x->format);
	const struct match all = {
		.since = (uint64_t)x->since,
		.history = x->history,
		.deletions = x->since > 0 && kind == &format_sdmx,
	};
	if (strcmp(x->format, "warc") == 0)
		return warc_write(&f->n, out, base, all.since);
	int ret = format_open(f, kind, out, path);
	if (ret == 0)
		ret = query_run(base, &all, format_hit, f);
	int closed = format_close(f);
	return ret < 0 ? ret : closed;
}

/* Under another name until it is whole, so that no half of an export is ever taken for one. */
static int write_file(const struct options *o, const struct base *base,
                      const struct export_options *x, struct format *f)
{
	char part[4096];
	if (snprintf(part, sizeof(part), "%s.part", x->output) >= (int)sizeof(part))
		return options_fail(o, "%s: the name is too long", x->output);
	unlink(part);
	bool own_file = find_format(x->format)->own_file;
	FILE *out = own_file ? NULL : fopen(part, "we");
	if (!own_file && out == NULL)
		return options_fail(o, "%s: %s", x->output, strerrordesc_np(errno));
	int ret = write_all(base, x, out, part, f);
	if (out != NULL && fclose(out) != 0 && ret == 0)
		ret = ZB_EFULL;
	if (ret == 0 && rename(part, x->output) != 0)
		ret = -errno;
	if (ret == 0)
		return EXIT_DONE;
	unlink(part);
	return options_fail(o, "writing %s: %s", x->output, zb_strerror(ret));
}

static int run(const struct options *o, const void *own)
{
	const struct export_options *x = own;
	struct base *base = NULL;
	struct format f = { 0 };
	if (x->output == NULL && find_format(x->format)->own_file)
		return options_usage(o, "--format %s needs -o FILE", x->format);
	int code = reading_open(&base, o);
	if (code != EXIT_DONE)
		return code;
	if (x->output != NULL) {
		code = write_file(o, base, x, &f);
	} else {
		int ret = write_all(base, x, stdout, NULL, &f);
		if (ret < 0)
			code = options_fail(o, "%s", zb_strerror(ret));
	}
	base_close(base);
	if (code == EXIT_DONE && f.left_out > 0) {
		fprintf(stderr,
		        "zhibiao export: %" PRIu64 " records have no date and were left out\n",
		        f.left_out);
		code = EXIT_SOME;
	}
	return code;
}

const struct command command_export = {
	.name = "export",
	.group = COMMAND_READ,
	.summary = "hand over: JSON lines, CSV, SDMX-CSV, SQLite; or the archive as WARC",
	.about =
		"warc is every version of every document as it was fetched (WARC 1.1); the others are\n"
		"the records.",
	.options = rows,
	.size = sizeof(struct export_options),
	.run = run,
};
