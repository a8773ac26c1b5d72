/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/buf.h"
#include "common/err.h"
#include "services/fetcher/robots.h"

enum { FILE_SIZE_MAX = 64 << 20 };

struct robots_options {
	const char *agent;
};

static const struct option_row rows[] = {
	OPTION_STR(struct robots_options, agent, 'a', "AGENT", "zhibiao", "whose rules count"),
	OPTION_END,
};

static int read_file(struct zb_buf *out, const char *path)
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

static void print_verdict(const struct robots *robots, const char *url)
{
	struct robots_verdict v;
	robots_check(&v, robots, zb_span_str(url));
	printf("%s\t%s\t", v.allowed ? "allowed" : "denied", url);
	if (v.line > 0)
		printf("line %u: " ZB_SPAN_FMT "\n", v.line, ZB_SPAN_ARGS(v.rule));
	else
		printf("no rule\n");
}

static int run(const struct options *o, const void *own)
{
	const struct robots_options *opt = own;
	struct zb_buf body;
	struct robots *robots = NULL;
	zb_buf_init(&body, FILE_SIZE_MAX);
	int ret = read_file(&body, o->args[0]);
	if (ret == 0)
		ret = robots_new(&robots, zb_buf_span(&body), zb_span_str(opt->agent));
	if (ret < 0)
		ret = options_fail(o, "%s: %s", o->args[0], zb_strerror(ret));
	for (int i = 1; ret == 0 && i < o->n_args; i++)
		print_verdict(robots, o->args[i]);
	robots_free(robots);
	zb_buf_deinit(&body);
	return ret;
}

const struct command command_robots = {
	.name = "robots",
	.group = COMMAND_EXPLAIN,
	.operands = "FILE|- URL...",
	.args_min = 2,
	.args_max = -1,
	.summary = "say what a robots.txt allows, and by which line",
	.about =
		"A line for each URL: allowed or denied, the URL, and the line that decided.\n"
		"RFC 9309; the agent's product token is what stands before its first digit or sign.\n",
	.options = rows,
	.size = sizeof(struct robots_options),
	.run = run,
};
