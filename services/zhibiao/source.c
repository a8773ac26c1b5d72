/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "commands.h"
#include "common/err.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"

static const char *const actions[] = { "run", "pause", "resume", "reload", NULL };

static int ask(const struct options *o, struct client *client)
{
	Zhibiao__SourceRequest request;
	Zhibiao__SourceReply *reply = NULL;
	zhibiao__source_request__init(&request);
	request.action = o->args[0];
	request.name = client_text(o->n_args > 1 ? o->args[1] : "");
	if (client_ask(&reply, client, &client_source, &request.base) < 0)
		return EXIT_FAILED; /* told by the client */
	if (reply->error[0] != '\0')
		return options_fail(o, "%s%s%s", request.name,
		                    request.name[0] != '\0' ? ": " : "", reply->error);
	if (reply->job[0] != '\0')
		printf("job %s\n", reply->job);
	return EXIT_DONE;
}

static bool is_action(const char *word)
{
	for (const char *const *a = actions; *a != NULL; a++)
		if (strcmp(*a, word) == 0)
			return true;
	return false;
}

static int run(const struct options *o, const void *own)
{
	struct zb_settings settings;
	struct client *client = NULL;
	(void)own;
	if (!is_action(o->args[0]))
		return options_usage(o, "'%s' is none of run, pause, resume and reload",
		                     o->args[0]);
	if (strcmp(o->args[0], "reload") != 0 && o->n_args < 2)
		return options_usage(o, "the NAME of a source is missing");
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	int ret = client_open(&client, o, &settings, "fetcher") == 0 ? ask(o, client)
	                                                             : EXIT_FAILED;
	client_close(client);
	zb_settings_deinit(&settings);
	return ret;
}

const struct command command_source = {
	.name = "source",
	.group = COMMAND_RUN,
	.operands = "run|pause|resume NAME, reload",
	.args_min = 1,
	.args_max = 2,
	.summary = "run a source now, pause or resume it, read sources.yaml again",
	.about = "Sources and their health are listed by: zhibiao status",
	.run = run,
};
