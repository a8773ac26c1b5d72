/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <stdio.h>
#include <string.h>

#include "client.h"
#include "commands.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"

static const char *const kinds[] = { "page", "list", "feed", "sitemap", NULL };

static const struct option_row rows[] = {
	OPTION_STR(struct source_options, name, 'n', "NAME", NULL,
	           "add: what it is called; else after the page"),
	OPTION_ENUM(struct source_options, kind, 'k', kinds, NULL,
	            "add: what it is; else as it looks"),
	OPTION_STR(struct source_options, interval, 'i', "TIME", NULL,
	           "add: between two runs, such as 30m, 6h, 1d"),
	OPTION_STR(struct source_options, region, 'r', "NAME", NULL,
	           "add: region of documents that name none"),
	OPTION_FLAG(struct source_options, dry_run, 0, "add: show it, write nothing"),
	OPTION_END,
};

static int ask(const struct options *o, struct client *client)
{
	Zhibiao__SourceRequest request;
	Zhibiao__SourceReply *reply = NULL;
	zhibiao__source_request__init(&request);
	request.action = o->args[0];
	request.name = zb_field_text(o->n_args > 1 ? o->args[1] : "");
	if (client_ask(&reply, client, &client_source, &request.base) < 0)
		return EXIT_FAILED; /* told by the client */
	if (reply->error[0] != '\0')
		return options_fail(o, "%s%s%s", request.name,
		                    request.name[0] != '\0' ? ": " : "", reply->error);
	if (reply->job[0] != '\0')
		printf("job %s\n", reply->job);
	return EXIT_DONE;
}

/* --- what each action does --- */

static int ask_fetcher(const struct options *o, const struct source_options *own,
                       const struct zb_settings *settings)
{
	struct client *client = NULL;
	(void)own;
	int ret = client_open(&client, o, settings, "fetcher") == 0 ? ask(o, client)
	                                                            : EXIT_FAILED;
	client_close(client);
	return ret;
}

static int add(const struct options *o, const struct source_options *own,
               const struct zb_settings *settings)
{
	return source_add(o, own, settings, o->args[1]);
}

static int check(const struct options *o, const struct source_options *own,
                 const struct zb_settings *settings)
{
	(void)own;
	return source_check(o, settings, o->n_args > 1 ? o->args[1] : NULL);
}

static int report(const struct options *o, const struct source_options *own,
                  const struct zb_settings *settings)
{
	(void)own;
	return source_report(o, settings, o->n_args > 1 ? o->args[1] : NULL);
}

static const struct {
	const char *name;
	const char *operand; /* it needs; NULL: none */
	int (*act)(const struct options *o, const struct source_options *own,
	           const struct zb_settings *settings);
} actions[] = {
	{ "add", "the URL of a page", add },
	{ "check", NULL, check },
	{ "report", NULL, report },
	{ "run", "the NAME of a source", ask_fetcher },
	{ "pause", "the NAME of a source", ask_fetcher },
	{ "resume", "the NAME of a source", ask_fetcher },
	{ "reload", NULL, ask_fetcher },
};

static int run(const struct options *o, const void *own)
{
	struct zb_settings settings;
	size_t i = 0;
	while (i < sizeof(actions) / sizeof(actions[0]) &&
	       strcmp(actions[i].name, o->args[0]) != 0)
		i++;
	if (i == sizeof(actions) / sizeof(actions[0]))
		return options_usage(
			o, "'%s' is none of add, check, report, run, pause, resume and reload",
			o->args[0]);
	if (actions[i].operand != NULL && o->n_args < 2)
		return options_usage(o, "%s is missing", actions[i].operand);
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	int ret = actions[i].act(o, own, &settings);
	zb_settings_deinit(&settings);
	return ret;
}

const struct command command_source = {
	.name = "source",
	.group = COMMAND_RUN,
	.operands = "add URL, check|report [NAME], run|pause|resume NAME, reload",
	.args_min = 1,
	.args_max = 2,
	.summary = "add a source, look whether all are well, run, pause or resume one, reload",
	.about =
		"add looks at the page, says what it is and what a run would fetch, and writes the\n"
		"entry to sources.yaml; a running fetcher reads it at once. check fetches the\n"
		"addresses of sources and compares them with what they used to bring: exit code 3\n"
		"where something is wrong. Both obey robots.txt and keep the delays of hosts, also\n"
		"towards a running fetcher. report tells what their runs brought on each of the last\n"
		"31 days (Beijing time). reload has the fetcher read sources.yaml again. Sources and\n"
		"the alarms of their last runs are listed by: zhibiao status\n",
	.options = rows,
	.size = sizeof(struct source_options),
	.run = run,
};
