/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "commands.h"
#include "proto/settings.h"

static int run(const struct options *o, const void *own)
{
	struct zb_settings settings;
	(void)own;
	int ret = options_settings(&settings, o);
	if (ret != 0)
		return ret;
	zb_settings_deinit(&settings);
	printf("%s: no faults\n", o->conf_path != NULL ? o->conf_path : "built-in settings");
	return EXIT_DONE;
}

const struct command command_check_config = {
	.name = "check-config",
	.group = COMMAND_KEEP,
	.summary = "say what is wrong in the configuration",
	.run = run,
};
