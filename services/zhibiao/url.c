/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "commands.h"
#include "common/err.h"
#include "services/fetcher/url.h"

struct url_options {
	const char *base;
	bool key;
};

static const struct option_row rows[] = {
	OPTION_STR(struct url_options, base, 'b', "URL", NULL,
	           "what relative addresses are relative to"),
	OPTION_FLAG(struct url_options, key, 'k',
	            "print the crawler's key: one page, one address"),
	OPTION_END,
};

static bool print_one(const char *text, const struct url *base, bool key)
{
	struct url url;
	const char *why = NULL;
	char made[URL_MAX + 1];
	size_t n = 0;
	if (url_parse(&url, zb_span_str(text), base, &why) < 0) {
		printf("none: %s\n", why);
		return false;
	}
	if (key && url_key(made, &n, &url, NULL) == 0)
		printf("%s\n", made);
	else
		printf("%s\n", url.href);
	return true;
}

static int run(const struct options *o, const void *own)
{
	const struct url_options *opt = own;
	struct url base;
	const char *why = NULL;
	int ret = opt->base != NULL ? url_parse(&base, zb_span_str(opt->base), NULL, &why) : 0;
	/* Against another scheme's base only addresses that need none can be ours. */
	if (ret < 0 && ret != ZB_EDENIED)
		return options_usage(o, "--base %s: %s", opt->base, why);
	int failed = 0;
	for (int i = 0; i < o->n_args; i++)
		failed += !print_one(o->args[i], opt->base != NULL && ret == 0 ? &base : NULL,
		                     opt->key);
	return failed > 0 ? EXIT_SOME : EXIT_DONE;
}

const struct command command_url = {
	.name = "url",
	.group = COMMAND_EXPLAIN,
	.operands = "URL...",
	.args_min = 1,
	.args_max = -1,
	.summary = "print the canonical form of addresses",
	.about =
		"Prints, a line each, the address as the URL Standard writes it, without fragment,\n"
		"or \"none:\" and the reason. Exit code 3 where some are none.",
	.options = rows,
	.size = sizeof(struct url_options),
	.run = run,
};
