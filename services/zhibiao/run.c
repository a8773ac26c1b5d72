/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <unistd.h>

#include "commands.h"
#include "common/log.h"
#include "proto/settings.h"
#include "supervisor.h"

enum { EXTRACTORS_MAX = 256 };

struct run_options {
	int64_t extractors;
};

static const struct option_row rows[] = {
	OPTION_INT(struct run_options, extractors, 'x', "N", 1, EXTRACTORS_MAX, 0,
	           "extractor processes (default: extractor.processes)"),
	OPTION_END,
};

static int run(const struct options *o, const void *own)
{
	const struct run_options *opt = own;
	struct zb_settings settings;
	struct supervisor *s = NULL;
	if (options_settings(&settings, o) != 0)
		return EXIT_FAILED;
	int level = zb_log_level_from(settings.log_level);
	zb_log_init("run", level >= 0 ? (enum zb_log_level)level : ZB_LOG_INFO);
	const struct supervisor_conf conf = {
		.conf_path = o->conf_path,
		.data = o->data,
		.extractors = (size_t)(opt->extractors > 0 ? opt->extractors
		                                           : settings.extractor.processes),
		.drain_ms = settings.drain_ms,
	};
	if (isatty(STDERR_FILENO))
		fprintf(stderr,
		        "zhibiao runs on %s; Ctrl-C stops it. Elsewhere: zhibiao crawl -d %s "
		        "URL\n",
		        o->data, o->data);
	int ret = supervisor_open(&s, &conf);
	if (ret == 0)
		ret = supervisor_run(s);
	supervisor_close(s);
	zb_settings_deinit(&settings);
	return ret == 0 ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_run = {
	.name = "run",
	.group = COMMAND_RUN,
	.summary = "all daemons in the foreground, supervised",
	.about =
		"Starts the store, the fetcher and the extractors on one data folder and starts\n"
		"again what dies. The first SIGTERM or Ctrl-C lets them finish what they hold and\n"
		"ends with 0; a second one ends at once. SIGHUP has all of them read the\n"
		"configuration and the rules again.",
	.options = rows,
	.size = sizeof(struct run_options),
	.run = run,
};
