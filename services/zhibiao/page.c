/* SPDX-License-Identifier: Apache-2.0 */
#include "services/extractor/convert.h"

#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/arena.h"
#include "common/err.h"
#include "page_json.h"

enum { FILE_SIZE_MAX = 256 << 20 };

struct page_options {
	const char *url;
	const char *content_type;
	const char *format;
};

static const char *const formats[] = { "json", "text", NULL };

static const struct option_row rows[] = {
	OPTION_STR(struct page_options, url, 'u', "URL", NULL,
	           "the page's address: links are resolved against it"),
	OPTION_STR(struct page_options, content_type, 't', "TYPE", NULL,
	           "the Content-Type the server gave, with its charset"),
	OPTION_ENUM(struct page_options, format, 'f', formats, "json", "how to print"),
	OPTION_END,
};

static int print(const struct page *page, const char *format)
{
	struct zb_buf out;
	zb_buf_init(&out, (size_t)1 << 32);
	if (strcmp(format, "json") == 0)
		page_json(&out, page);
	else
		zb_buf_add_span(&out, page->text);
	zb_buf_add_char(&out, '\n');
	int ret = out.err;
	if (ret == 0 && (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0))
		ret = ZB_EFULL;
	zb_buf_deinit(&out);
	return ret;
}

/* A file's name stands in for its address where none is given: it tells the kind. */
static int read_page(struct page *page, struct zb_arena *arena, struct zb_buf *bytes,
                     const char *path, const struct page_options *own)
{
	int ret = zb_buf_add_file(bytes, path);
	if (ret < 0)
		return ret;
	const struct page_input in = {
		.bytes = zb_buf_span(bytes),
		.url = zb_span_str(own->url != NULL         ? own->url
		                   : strcmp(path, "-") != 0 ? path
		                                            : ""),
		.content_type = zb_span_str(own->content_type),
	};
	return convert_page_read(page, arena, &in);
}

static int run(const struct options *o, const void *own)
{
	const struct page_options *p = own;
	struct zb_arena *arena = NULL;
	struct zb_buf bytes;
	struct page page = { .state = PAGE_NO_CONTENT };
	zb_buf_init(&bytes, FILE_SIZE_MAX);
	int ret = zb_arena_new(&arena, (size_t)8 * FILE_SIZE_MAX);
	if (ret == 0)
		ret = read_page(&page, arena, &bytes, o->args[0], p);
	if (ret == 0)
		ret = print(&page, p->format);
	/* A page of nothing but links is a list. */
	bool list = ret == 0 && page.state == PAGE_NO_CONTENT && page.n_links > 0;
	const char *state = ret == 0 && !list ? page_state_name(page.state) : NULL;
	zb_arena_free(arena);
	zb_buf_deinit(&bytes);
	if (ret < 0)
		return options_fail(o, "%s: %s", o->args[0], zb_strerror(ret));
	if (state == NULL)
		return EXIT_DONE;
	options_fail(o, "%s: %s", o->args[0], state);
	return EXIT_SOME;
}

const struct command command_page = {
	.name = "page",
	.group = COMMAND_EXPLAIN,
	.operands = "FILE|-",
	.args_min = 1,
	.args_max = 1,
	.summary = "show what is read from a page: text, metadata, tables, links",
	.about =
		"A page that is none is told with its state, such as no_content, and exit code 3.",
	.options = rows,
	.size = sizeof(struct page_options),
	.run = run,
};
