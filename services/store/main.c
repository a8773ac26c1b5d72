/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "common/daemon.h"
#include "common/log.h"
#include "proto/settings.h"
#include "services/store/store.h"

static int load_settings(struct zb_settings *settings, const char *path)
{
	struct zb_diag diag = { 0 };
	char text[1024];
	int ret = zb_settings_load(settings, path, &diag);
	if (ret < 0) {
		fprintf(stderr, "zhibiao-stored: %s\n",
		        zb_diag_text(&diag, text, sizeof(text)));
		return ret;
	}
	int level = zb_log_level_from(settings->log_level);
	zb_log_init("stored", level >= 0 ? (enum zb_log_level)level : ZB_LOG_INFO);
	return 0;
}

int main(int argc, char **argv)
{
	struct zb_daemon_args args;
	struct zb_settings settings = { 0 };
	struct store *store = NULL;
	int ret = zb_daemon_args(&args, argc, argv,
	                         "keeps documents and indicator records in LMDB");
	if (ret == 1)
		return EXIT_SUCCESS;
	if (ret == 0)
		ret = load_settings(&settings, args.conf_path);
	if (ret == 0 && !args.check_only)
		ret = store_open(&store, &args, &settings);
	bool begins = ret == 0 && !args.check_only;
	if (begins)
		ret = store_run(store);
	store_close(store);
	zb_settings_deinit(&settings);
	return zb_daemon_exit_code(ret, begins);
}
