/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML to text and metadata beside bare htmlReadMemory of the same bytes, in turns in one run:
 *   bench_page [ROUNDS] FILE...
 * The bare parser gets what a user of it would give: the bytes, no encoding, errors silenced.
 */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/arena.h"
#include "common/buf.h"
#include "services/extractor/page/page.h"

enum { ROUNDS = 20, FILE_MAX = 64 << 20 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int read_file(struct zb_buf *out, const char *path)
{
	FILE *f = fopen(path, "rbe");
	if (f == NULL) {
		perror(path);
		return -1;
	}
	char *to = NULL;
	size_t n = 0;
	while ((to = zb_buf_reserve(out, 65536)) != NULL && (n = fread(to, 1, 65536, f)) > 0)
		out->n += n;
	fclose(f);
	return out->err;
}

static double time_bare(struct zb_span s)
{
	double start = now();
	htmlDocPtr doc = htmlReadMemory(s.p, (int)s.n, NULL, NULL,
	                                HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
	                                        HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
	xmlFreeDoc(doc);
	return now() - start;
}

static double time_page(struct zb_arena *arena, struct zb_span s)
{
	struct page page;
	const struct page_input in = { .bytes = s, .kind = PAGE_HTML };
	double start = now();
	zb_arena_reset(arena);
	page_read(&page, arena, &in);
	return now() - start;
}

static void be_silent(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

int main(int argc, char **argv)
{
	struct zb_arena *arena = NULL;
	double bare = 0;
	double page = 0;
	double bytes = 0;
	int first = 1;
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	xmlSetGenericErrorFunc(NULL, be_silent);
	if (rounds > 0)
		first = 2;
	else
		rounds = ROUNDS;
	if (argc <= first || zb_arena_new(&arena, (size_t)1 << 30) < 0) {
		fprintf(stderr, "usage: bench_page [ROUNDS] FILE...\n");
		return 2;
	}
	for (int i = first; i < argc; i++) {
		struct zb_buf body;
		zb_buf_init(&body, FILE_MAX);
		if (read_file(&body, argv[i]) == 0 && body.n > 0)
			for (long k = 0; k < rounds; k++) {
				bare += time_bare(zb_buf_span(&body));
				page += time_page(arena, zb_buf_span(&body));
				bytes += (double)body.n;
			}
		zb_buf_deinit(&body);
	}
	printf("bare libxml2 %.1f MB/s, page %.1f MB/s, %.2f times the time\n",
	       bytes / bare / 1e6, bytes / page / 1e6, page / bare);
	zb_arena_free(arena);
	return 0;
}
