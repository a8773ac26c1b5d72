/* SPDX-License-Identifier: Apache-2.0 */
#include "services/fetcher/robots.h"

#include <stdio.h>
#include <string.h>

#include "client.h"
#include "commands.h"
#include "common/buf.h"
#include "common/err.h"
#include "proto/settings.h"
#include "services/fetcher/verdict.h"
#include "web.h"

enum { FILE_SIZE_MAX = 64 << 20, FETCHED_MAX = 4 << 20 };

struct robots_options {
	const char *agent;
};

static const struct option_row rows[] = {
	OPTION_STR(struct robots_options, agent, 'a', "AGENT", "zhibiao", "whose rules count"),
	OPTION_END,
};

/* A file, or what stands for one where a site has none to give. */
struct file {
	struct zb_buf text;
	bool denies_all;
	char why[300]; /* of all that is so; empty: the rules decide */
};

/* A file that is not there allows everything, one that cannot be had nothing. */
static void judge(struct file *file, const struct http_answer *a)
{
	char says[280];
	file->denies_all = verdict_robots(a->status, a->outcome, a->body.n > 0) != NULL;
	if (!file->denies_all && a->status >= 200 && a->status < 300)
		zb_buf_add_span(&file->text, a->body);
	else if (web_moves_on(a))
		snprintf(file->why, sizeof(file->why), "redirects that lead to none");
	else
		snprintf(file->why, sizeof(file->why), "%s", web_says(says, sizeof(says), a));
}

static int fetch_with(struct file *file, struct web *web, const char *address)
{
	const struct web_options options = { .body_max = FETCHED_MAX,
		                             .hops_max = WEB_ROBOTS_HOPS };
	struct web_page page;
	struct url at;
	struct url site;
	int ret = url_parse(&at, zb_span_str(address), NULL, NULL);
	/* A site's address stands for its robots.txt. */
	if (ret == 0 && zb_span_eq(at.path, ZB_S("/")) && at.query.n == 0) {
		ret = url_parse(&site, zb_span(at.href, at.n), NULL, NULL);
		if (ret == 0)
			ret = url_parse(&at, ZB_S("/robots.txt"), &site, NULL);
	}
	if (ret == 0)
		ret = web_get(&page, web, &at, &options);
	if (ret == 0)
		judge(file, page.answer);
	return ret;
}

static int fetch_file(struct file *file, const struct options *o, const char *address)
{
	struct zb_settings settings;
	struct web *web = NULL;
	struct client *turns = NULL;
	if (options_settings(&settings, o) != 0)
		return ZB_ECONFIG;
	int ret = web_open(&web, &settings.fetcher);
	if (ret == 0 && client_open_quiet(&turns, o, &settings, "fetcher") == 0)
		web_takes_turns(web, client_turn, turns);
	if (ret == 0)
		ret = fetch_with(file, web, address);
	web_close(web);
	client_close(turns);
	zb_settings_deinit(&settings);
	return ret;
}

static void print_verdict(const struct robots *robots, const struct file *file, const char *url)
{
	struct robots_verdict v;
	bool decided = file->why[0] != '\0';
	if (!decided)
		robots_check(&v, robots, zb_span_str(url));
	printf("%s\t", (decided ? !file->denies_all : v.allowed) ? "allowed" : "denied");
	options_put(stdout, url);
	printf("\t");
	if (decided) {
		printf("no robots.txt: ");
		options_put(stdout, file->why);
		printf("\n");
		return;
	}
	if (v.line == 0) {
		printf("no rule\n");
		return;
	}
	struct zb_buf rule;
	zb_buf_init(&rule, v.rule.n + 1);
	zb_buf_add_span(&rule, v.rule);
	printf("line %u: ", v.line);
	options_put(stdout, zb_buf_cstr(&rule));
	printf("\n");
	zb_buf_deinit(&rule);
}

static int run(const struct options *o, const void *own)
{
	const struct robots_options *opt = own;
	struct file file = { 0 };
	struct robots *robots = NULL;
	bool is_url = strstr(o->args[0], "://") != NULL;
	zb_buf_init(&file.text, FILE_SIZE_MAX);
	int ret = is_url ? fetch_file(&file, o, o->args[0])
	                 : zb_buf_add_file(&file.text, o->args[0]);
	if (ret == 0)
		ret = robots_new(&robots, zb_buf_span(&file.text), zb_span_str(opt->agent));
	for (int i = 1; ret == 0 && i < o->n_args; i++)
		print_verdict(robots, &file, o->args[i]);
	if (ret < 0 && ret != ZB_ECONFIG)
		options_fail(o, "%s: %s", o->args[0], zb_strerror(ret));
	robots_free(robots);
	zb_buf_deinit(&file.text);
	return ret < 0 ? EXIT_FAILED : EXIT_DONE;
}

const struct command command_robots = {
	.name = "robots",
	.group = COMMAND_EXPLAIN,
	.operands = "FILE|-|ADDRESS URL...",
	.args_min = 2,
	.args_max = -1,
	.summary = "say what a robots.txt allows, and by which line",
	.about =
		"A line for each URL: allowed or denied, the URL, and the line that decided, with\n"
		"tabs between. The file is read, or fetched where an address of it or of its site\n"
		"is given. RFC 9309, as Google's parser reads what the RFC leaves open. AGENT is a\n"
		"product token, or a User-Agent value, of which the token counts.",
	.options = rows,
	.size = sizeof(struct robots_options),
	.run = run,
};
