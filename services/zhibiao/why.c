/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "commands.h"
#include "common/buf.h"
#include "common/err.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "services/fetcher/local.h"
#include "table.h"

enum { ADDRESS_MAX_BYTES = 64 << 10 };

static int print_facts(const Zhibiao__WhyReply *reply)
{
	static const struct table_column columns[] = {
		{ .title = "WHAT", .fixed = true },
		{ .title = "SAYS", .fixed = true },
	};
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, 2);
	for (size_t i = 0; i < reply->n_facts && ret == 0; i++) {
		const struct zb_span cells[] = { zb_span_str(reply->facts[i]->name),
			                         zb_span_str(reply->facts[i]->value) };
		ret = table_row(table, cells);
	}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

/* An address as it stands; a path as the fetcher knows it. To be freed; NULL without memory. */
static char *address_of(const char *operand, const char *path)
{
	struct zb_buf url;
	char *copy = NULL;
	zb_buf_init(&url, ADDRESS_MAX_BYTES);
	if (strstr(operand, "://") != NULL)
		zb_buf_add_str(&url, operand);
	else
		local_url(&url, path);
	if (url.err == 0)
		copy = strdup(zb_buf_cstr(&url));
	zb_buf_deinit(&url);
	return copy;
}

static int explain(const struct options *o, struct client *client, const char *operand)
{
	Zhibiao__WhyRequest request;
	Zhibiao__WhyReply *reply = NULL;
	char *path = realpath(operand, NULL);
	if (path == NULL && strstr(operand, "://") == NULL)
		return options_fail(o,
		                    "'%s' is neither a file nor an address (http:// or "
		                    "https://)",
		                    operand);
	zhibiao__why_request__init(&request);
	request.url = address_of(operand, path);
	free(path);
	int ret = request.url == NULL ? ZB_ENOMEM
	                              : client_ask(&reply, client, &client_why, &request.base);
	free(request.url);
	if (ret < 0)
		return EXIT_FAILED; /* told by the client */
	if (reply->error[0] != '\0')
		return options_fail(o, "%s", reply->error);
	ret = print_facts(reply);
	return ret < 0 ? options_fail(o, "%s", zb_strerror(ret)) : EXIT_DONE;
}

static int run(const struct options *o, const void *own)
{
	struct zb_settings settings;
	struct client *client = NULL;
	(void)own;
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	int ret = client_open(&client, o, &settings, "fetcher") == 0
	                  ? explain(o, client, o->args[0])
	                  : EXIT_FAILED;
	client_close(client);
	zb_settings_deinit(&settings);
	return ret;
}

const struct command command_why = {
	.name = "why",
	.group = COMMAND_RUN,
	.operands = "URL|FILE",
	.args_min = 1,
	.args_max = 1,
	.summary = "what the frontier knows of an address",
	.about =
		"Where it was found, when it is due, how it ended so far, and why it is not fetched.",
	.run = run,
};
