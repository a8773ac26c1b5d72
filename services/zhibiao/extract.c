/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/buf.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/record_json.h"
#include "proto/settings.h"
#include "services/extractor/reader.h"

enum { FILE_SIZE_MAX = 256 << 20 };

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

static int read_input(struct zb_buf *out, const char *path)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	if (f == NULL)
		return -errno;
	char *to = NULL;
	size_t n = 0;
	while ((to = zb_buf_reserve(out, 65536)) != NULL && (n = fread(to, 1, 65536, f)) > 0)
		out->n += n;
	int ret = ferror(f) != 0 ? -EIO : out->err;
	if (f != stdin)
		fclose(f);
	return ret;
}

static int print_records(const struct reading *r, const char *path)
{
	struct zb_buf line;
	struct zb_record_home home = {
		.document = zb_span_str(path),
		.title = zb_span_str(r->document.title),
		.published = zb_span_str(r->document.published),
	};
	zb_buf_init(&line, 16 << 20);
	for (size_t i = 0; i < r->n_records; i++) {
		zb_buf_reset(&line);
		if (zb_record_json(&line, r->records[i], &home) == 0)
			printf("%s\n", zb_buf_cstr(&line));
	}
	zb_buf_deinit(&line);
	return EXIT_DONE;
}

static int extract_file(struct reader *reader, const struct options *o,
                        const struct extract_options *own, const char *path)
{
	struct zb_buf body;
	zb_buf_init(&body, FILE_SIZE_MAX);
	int ret = read_input(&body, path);
	if (ret < 0) {
		zb_buf_deinit(&body);
		return options_fail(o, "%s: %s", path, zb_strerror(ret));
	}
	Zhibiao__Lease lease = ZHIBIAO__LEASE__INIT;
	union {
		const char *in;
		char *out;
	} url = { .in = path }, day = { .in = own->published != NULL ? own->published : "" };
	lease.url = url.out;
	lease.final_url = url.out;
	struct reading r;
	ret = reader_read_dated(&r, reader, &lease, zb_buf_span(&body), day.out);
	if (ret == 0)
		ret = print_records(&r, path);
	else
		ret = options_fail(o, "%s: %s", path, zb_strerror(ret));
	zb_buf_deinit(&body);
	return ret;
}

static int run(const struct options *o, const void *own)
{
	char dir[PATH_MAX];
	char text[1024];
	struct zb_diag diag = { 0 };
	struct zb_settings settings;
	struct reader *reader = NULL;
	int ret = options_settings(&settings, o);
	if (ret != 0)
		return ret;
	ret = zb_settings_rules_dir(dir, sizeof(dir), &settings, o->conf_path);
	if (ret < 0)
		ret = options_fail(o,
		                   "no rules in %s: set extractor.rules to the folder that "
		                   "holds lexicon/",
		                   dir);
	else if (reader_open(&reader, dir, settings.extractor.memory_max, &diag) < 0)
		ret = options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
	int failed = 0;
	for (int i = 0; ret == 0 && i < o->n_args; i++)
		failed += extract_file(reader, o, own, o->args[i]) != EXIT_DONE;
	reader_close(reader);
	zb_settings_deinit(&settings);
	if (ret == 0 && failed > 0)
		ret = failed == o->n_args ? EXIT_FAILED : EXIT_SOME;
	return ret;
}

const struct command command_extract = {
	.name = "extract",
	.group = COMMAND_EXPLAIN,
	.operands = "FILE|-...",
	.args_min = 1,
	.args_max = -1,
	.summary = "read records out of files",
	.options = rows,
	.size = sizeof(struct extract_options),
	.run = run,
};
