/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "authority.h"
#include "common/log.h"
#include "fetcher.h"

static int load_settings(struct zb_settings *settings, const char *path)
{
	struct zb_diag diag = { 0 };
	char text[1024];
	int ret = zb_settings_load(settings, path, &diag);
	if (ret == 0)
		ret = authority_check(&settings->fetcher, path, &diag);
	if (ret < 0)
		fprintf(stderr, "zhibiao-fetcherd: %s\n",
		        zb_diag_text(&diag, text, sizeof(text)));
	else
		zb_log_init("fetcherd",
		            (enum zb_log_level)zb_log_level_from(settings->log_level));
	return ret;
}

int main(int argc, char **argv)
{
	struct zb_daemon_args args;
	struct zb_settings settings = { 0 };
	struct fetcher *f = NULL;
	int ret = zb_daemon_args(&args, argc, argv, "crawls sources and jobs");
	if (ret == 1)
		return EXIT_SUCCESS;
	if (ret == 0)
		ret = load_settings(&settings, args.conf_path);
	if (ret == 0 && !args.check_only)
		ret = fetcher_open(&f, &args, &settings);
	bool begins = ret == 0 && !args.check_only;
	if (begins)
		ret = fetcher_run(f);
	fetcher_close(f);
	zb_settings_deinit(&settings);
	return zb_daemon_exit_code(ret, begins);
}
