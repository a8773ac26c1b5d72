/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common/diag.h"
#include "common/err.h"
#include "proto/keys.h"
#include "proto/settings.h"
#include "services/extractor/reader.h"
#include "services/fetcher/authority.h"
#include "services/fetcher/source.h"
#include "sources_file.h"

/* One part of the configuration; says what is wrong itself. */
typedef int (*check_fn)(const struct options *o, const struct zb_settings *settings);

/* Each in a line, those of a file in its order. */
static int tell_faults(const struct options *o, const struct zb_diags *all, int err)
{
	char text[1024];
	if (all->n == 0)
		return options_fail(o, "%s", zb_strerror(err));
	for (size_t i = 0; i < all->n; i++)
		options_fail(o, "%s", zb_diag_text(&all->items[i], text, sizeof(text)));
	if (all->found > all->n)
		options_fail(o, "%s: and %zu more", all->items[0].file, all->found - all->n);
	return EXIT_FAILED;
}

static int check_values(const struct options *o, const struct zb_settings *settings)
{
	char text[1024];
	struct zb_diag diag = { .line = 0 };
	if (authority_check(&settings->fetcher, o->conf_path, &diag) == 0)
		return EXIT_DONE;
	return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
}

/* The file is looked for as the fetcher does: beside the configuration. None is no sources, unless
 * one was named. */
static int check_sources(const struct options *o, const struct zb_settings *settings)
{
	char path[PATH_MAX];
	struct zb_diags all = { .n = 0 };
	struct zb_diag diag = { .all = &all };
	struct sources sources;
	int ret = sources_file_path(path, sizeof(path), o, settings);
	if (ret == 0)
		ret = sources_load(&sources, path, &diag);
	if (ret == ZB_ENOTFOUND && strcmp(settings->fetcher.sources, "sources.yaml") == 0)
		return EXIT_DONE;
	if (ret < 0)
		return tell_faults(o, &all, ret);
	size_t n = sources_count(&sources);
	printf("%s: %zu source%s\n", path, n, n == 1 ? "" : "s");
	sources_deinit(&sources);
	return EXIT_DONE;
}

/* Says what is wrong as the daemons do. */
static int check_keys(const struct options *o, const struct zb_settings *settings)
{
	struct zb_keys keys;
	(void)o;
	int ret = zb_keys_load(&keys, settings);
	zb_keys_deinit(&keys);
	return ret == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int check_rules(const struct options *o, const struct zb_settings *settings)
{
	char dir[PATH_MAX], text[1024];
	struct zb_diag diag = { 0 };
	struct reader *reader = NULL;
	if (zb_settings_rules_dir(dir, sizeof(dir), settings, o->conf_path) < 0)
		return options_fail(o,
		                    "no lexicon/ in %s: set extractor.rules to the folder that "
		                    "holds it",
		                    dir);
	int ret = reader_open(&reader, dir, settings->extractor.memory_max, &diag);
	if (ret == 0)
		printf("%s: rules %s\n", dir, reader_rules(reader));
	reader_close(reader);
	if (ret == 0)
		return EXIT_DONE;
	if (diag.message[0] == '\0')
		return options_fail(o, "%s: %s", dir, zb_strerror(ret));
	return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
}

static int run(const struct options *o, const void *own)
{
	static const check_fn checks[] = { check_values, check_keys, check_sources,
		                           check_rules };
	struct zb_settings settings;
	struct zb_diags all = { .n = 0 };
	struct zb_diag diag = { .all = &all };
	(void)own;
	int ret = zb_settings_load(&settings, o->conf_path, &diag);
	if (ret < 0)
		return tell_faults(o, &all, ret);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (checks[i](o, &settings) != EXIT_DONE)
			ret = EXIT_FAILED;
	zb_settings_deinit(&settings);
	if (ret == EXIT_DONE)
		printf("%s: no faults\n",
		       o->conf_path != NULL ? o->conf_path : "built-in settings");
	return ret;
}

const struct command command_check_config = {
	.name = "check-config",
	.group = COMMAND_KEEP,
	.summary = "say what is wrong in configuration, sources and rules",
	.run = run,
};
