/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the .cases files of config/rules: what the rules are for, as a person who changes them writes it down.
 * A line `> date title` begins a document, the lines behind it are its text, and each line
 * `= quote | value unit | measure basis | period | status | indicator | industry | region` is a
 * record that must come, in order, and no other. A slot of * matches anything.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "proto/decimal.h"
#include "services/extractor/indicator/indicator.h"

enum { FILE_SIZE_MAX = 1 << 20, RECORDS_MAX = 64, LINE_SIZE = 512, SLOTS = 8 };

struct document {
	char date[16];
	char title[256];
	struct zb_buf text;
	char wanted[RECORDS_MAX][LINE_SIZE];
	char found[RECORDS_MAX][LINE_SIZE];
	size_t n_wanted, n_found;
};

static struct indicator *x;

static void keep(void *ctx, const struct record *r)
{
	struct document *d = ctx;
	struct zb_decimal_text value = zb_decimal_text(r->value, r->value_exp);
	if (d->n_found == RECORDS_MAX)
		return;
	snprintf(d->found[d->n_found++], LINE_SIZE,
	         ZB_SPAN_FMT " | %s%s %s | %s %s | %s~%s | %s | " ZB_SPAN_FMT " | " ZB_SPAN_FMT
	                     " | " ZB_SPAN_FMT,
	         ZB_SPAN_ARGS(r->quote), strcmp(r->op, "=") == 0 ? "" : r->op, value.s, r->unit,
	         r->measure, r->basis != NULL ? r->basis : "-", r->period_start, r->period_end,
	         r->status, ZB_SPAN_ARGS(r->indicator), ZB_SPAN_ARGS(r->industry),
	         ZB_SPAN_ARGS(r->region));
}

static struct zb_span take_slot(struct zb_span *rest)
{
	const char *bar = memchr(rest->p, '|', rest->n);
	size_t n = bar != NULL ? (size_t)(bar - rest->p) : rest->n;
	struct zb_span slot = zb_span_trim(zb_span_sub(*rest, 0, n));
	*rest = zb_span_sub(*rest, n + 1, rest->n);
	return slot;
}

static bool matches(const char *wanted, const char *found)
{
	struct zb_span w = zb_span_str(wanted);
	struct zb_span f = zb_span_str(found);
	for (int i = 0; i < SLOTS; i++) {
		struct zb_span slot = take_slot(&w);
		struct zb_span got = take_slot(&f);
		if (!zb_span_eq(slot, ZB_S("*")) && !zb_span_eq(slot, got))
			return false;
	}
	return true;
}

static int run_document(struct document *d, const char *file, unsigned line)
{
	struct indicator_input in = { .text = zb_buf_span(&d->text),
		                      .title = zb_span_str(d->title),
		                      .published = zb_span_str(d->date) };
	int failed = 0;
	if (d->text.n == 0)
		return 0;
	indicator_read(x, &in, keep, NULL, d);
	for (size_t i = 0; i < d->n_wanted || i < d->n_found; i++) {
		const char *wanted = i < d->n_wanted ? d->wanted[i] : "nothing";
		const char *found = i < d->n_found ? d->found[i] : "nothing";
		if (i >= d->n_wanted || i >= d->n_found || !matches(wanted, found)) {
			print_error("%s, document of line %u:\n  wanted %s\n  found  %s\n",
			            file, line, wanted, found);
			failed++;
		}
	}
	return failed;
}

static void begin_document(struct document *d, struct zb_span head)
{
	zb_buf_reset(&d->text);
	d->n_wanted = d->n_found = 0;
	head = zb_span_trim(head);
	snprintf(d->date, sizeof(d->date), ZB_SPAN_FMT, ZB_SPAN_ARGS(zb_span_sub(head, 0, 10)));
	struct zb_span title = zb_span_trim(zb_span_sub(head, 10, head.n));
	snprintf(d->title, sizeof(d->title), ZB_SPAN_FMT, ZB_SPAN_ARGS(title));
}

static void add_line(struct document *d, struct zb_span line)
{
	if (zb_span_starts(line, ZB_S("="))) {
		assert_true(d->n_wanted < RECORDS_MAX);
		struct zb_span rest = zb_span_trim(zb_span_sub(line, 1, line.n));
		snprintf(d->wanted[d->n_wanted++], LINE_SIZE, ZB_SPAN_FMT, ZB_SPAN_ARGS(rest));
	} else if (line.n > 0) {
		zb_buf_add_span(&d->text, line);
		zb_buf_add_char(&d->text, '\n');
	}
}

static int run_file(const char *path)
{
	static struct document d;
	static char all[FILE_SIZE_MAX];
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	struct zb_span rest = zb_span(all, fread(all, 1, sizeof(all), f));
	fclose(f);
	int failed = 0;
	unsigned line_no = 0;
	unsigned begun = 0;
	zb_buf_init(&d.text, FILE_SIZE_MAX);
	while (rest.n > 0) {
		const char *nl = memchr(rest.p, '\n', rest.n);
		size_t n = nl != NULL ? (size_t)(nl - rest.p) : rest.n;
		struct zb_span line = zb_span_sub(rest, 0, n);
		rest = zb_span_sub(rest, n + 1, rest.n);
		line_no++;
		if (zb_span_starts(line, ZB_S("#")))
			continue;
		if (zb_span_starts(line, ZB_S(">"))) {
			failed += run_document(&d, path, begun);
			begin_document(&d, zb_span_sub(line, 1, line.n));
			begun = line_no;
		} else {
			add_line(&d, line);
		}
	}
	failed += run_document(&d, path, begun);
	zb_buf_deinit(&d.text);
	return failed;
}

static void test_cases__give_the_records_they_promise(void **state)
{
	static const char folder[] = ZB_SOURCE_DIR "/config/rules";
	DIR *dir = opendir(folder);
	int failed = 0;
	int files = 0;
	(void)state;
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		char path[4096];
		if (!zb_span_ends(zb_span_str(e->d_name), ZB_S(".cases")))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		failed += run_file(path);
		files++;
	}
	closedir(dir);
	assert_true(files > 0);
	assert_int_equal(0, failed);
}

int main(void)
{
	struct zb_diag diag = { 0 };
	char why[1024];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases__give_the_records_they_promise),
	};
	if (indicator_open(&x, ZB_SOURCE_DIR "/config", &diag) < 0) {
		fprintf(stderr, "%s\n", zb_diag_text(&diag, why, sizeof(why)));
		return EXIT_FAILURE;
	}
	int ret = cmocka_run_group_tests(tests, NULL, NULL);
	indicator_close(x);
	return ret;
}
