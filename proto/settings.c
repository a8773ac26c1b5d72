/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/settings.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "common/curve.h"
#include "common/err.h"
#include "common/log.h"

#ifndef ZB_CONFIG_DIR
#define ZB_CONFIG_DIR "/etc/zhibiao"
#endif

enum { PATH_LONGEST = 4000 };

#define MIB     (1024ll * 1024)
#define GIB     (1024ll * MIB)
#define HOUR_MS (3600ll * 1000)

static const struct zb_conf_row fetcher_rows[] = {
	ZB_CONF_STR(struct zb_settings_fetcher, user_agent, 512,
	            "zhibiao/" ZB_VERSION " (+https://zhibiao.example/bot)"),
	ZB_CONF_INT(struct zb_settings_fetcher, host_delay_ms, 0, HOUR_MS, 1000),
	ZB_CONF_INT(struct zb_settings_fetcher, connections_per_host, 1, 256, 2),
	ZB_CONF_INT(struct zb_settings_fetcher, connections_per_site, 1, 1024, 8),
	ZB_CONF_INT(struct zb_settings_fetcher, max_connections, 1, 4096, 128),
	ZB_CONF_SIZE(struct zb_settings_fetcher, max_body_bytes, 1, 256 * MIB, 16 * MIB),
	ZB_CONF_INT(struct zb_settings_fetcher, timeout_ms, 100, HOUR_MS, 60000),
	ZB_CONF_INT(struct zb_settings_fetcher, connect_timeout_ms, 100, HOUR_MS, 15000),
	ZB_CONF_INT(struct zb_settings_fetcher, max_redirects, 0, 20, 10),
	ZB_CONF_INT(struct zb_settings_fetcher, attachments_per_page, 0, 10000, 32),
	ZB_CONF_INT(struct zb_settings_fetcher, pages_per_article, 1, 200, 40),
	ZB_CONF_INT(struct zb_settings_fetcher, max_attempts, 1, 100, 5),
	ZB_CONF_INT(struct zb_settings_fetcher, max_retry_after_ms, 0, 24 * HOUR_MS, HOUR_MS),
	ZB_CONF_INT(struct zb_settings_fetcher, crawl_delay_max_ms, 0, HOUR_MS, 60000),
	ZB_CONF_BOOL(struct zb_settings_fetcher, respect_robots, true),
	ZB_CONF_BOOL(struct zb_settings_fetcher, allow_private_addresses, false),
	ZB_CONF_BOOL(struct zb_settings_fetcher, verify_tls, true),
	ZB_CONF_STR(struct zb_settings_fetcher, ca_file, PATH_LONGEST, ""),
	ZB_CONF_STR(struct zb_settings_fetcher, proxy, 1024, ""),
	ZB_CONF_STR(struct zb_settings_fetcher, sources, PATH_LONGEST, "sources.yaml"),
	ZB_CONF_SIZE(struct zb_settings_fetcher, map_size, MIB, 1024 * GIB, 64 * GIB),
	ZB_CONF_INT(struct zb_settings_fetcher, commit_interval_ms, 0, 10000, 20),
	ZB_CONF_INT(struct zb_settings_fetcher, job_max_urls, 1, 1000000000, 1000000),
	ZB_CONF_INT(struct zb_settings_fetcher, keep_jobs_days, 1, 3650, 30),
	ZB_CONF_SIZE(struct zb_settings_fetcher, body_queue_bytes, MIB, 64 * GIB, 256 * MIB),
	ZB_CONF_SIZE(struct zb_settings_fetcher, disk_reserve_bytes, 0, 1024 * GIB, 256 * MIB),
	ZB_CONF_STR(struct zb_settings_fetcher, listen, 256, ""),
	ZB_CONF_END,
};

static const struct zb_conf_row extractor_rows[] = {
	ZB_CONF_INT(struct zb_settings_extractor, processes, 1, 256, 1),
	ZB_CONF_INT(struct zb_settings_extractor, credit, 1, 1024, 128),
	ZB_CONF_INT(struct zb_settings_extractor, document_timeout_ms, 100, HOUR_MS, 30000),
	ZB_CONF_SIZE(struct zb_settings_extractor, memory_max, MIB, 64 * GIB, GIB),
	ZB_CONF_STR(struct zb_settings_extractor, rules, PATH_LONGEST, ""),
	ZB_CONF_END,
};

static const struct zb_conf_row store_rows[] = {
	ZB_CONF_SIZE(struct zb_settings_store, map_size, MIB, 16 * 1024 * GIB, 256 * GIB),
	ZB_CONF_INT(struct zb_settings_store, commit_interval_ms, 0, 10000, 80),
	ZB_CONF_INT(struct zb_settings_store, commit_documents, 1, 65536, 256),
	ZB_CONF_INT(struct zb_settings_store, zstd_level, 1, 19, 3),
	ZB_CONF_STR(struct zb_settings_store, listen, 256, ""),
	ZB_CONF_END,
};

static const struct zb_conf_row bus_rows[] = {
	ZB_CONF_STR(struct zb_settings_bus, secret_key_file, PATH_LONGEST, ""),
	ZB_CONF_STR(struct zb_settings_bus, server_key, 40, ""),
	ZB_CONF_STRLIST(struct zb_settings_bus, allow, 1024),
	ZB_CONF_END,
};

static bool check_log_level(char why[ZB_CONF_WHY], const char *text)
{
	snprintf(why, ZB_CONF_WHY, "is debug, info, warn or error, not '%s'", text);
	return zb_log_level_from(text) >= 0;
}

static const struct zb_conf_row rows[] = {
	ZB_CONF_MAP(struct zb_settings, fetcher, fetcher_rows),
	ZB_CONF_MAP(struct zb_settings, extractor, extractor_rows),
	ZB_CONF_MAP(struct zb_settings, store, store_rows),
	ZB_CONF_MAP(struct zb_settings, bus, bus_rows),
	{ .key = "log_level",
	  .type = ZB_CONF_TYPE_STR,
	  .offset = offsetof(struct zb_settings, log_level),
	  .max = 16,
	  .text = "info",
	  .check = check_log_level },
	ZB_CONF_INT(struct zb_settings, drain_ms, 0, HOUR_MS, 10000),
	ZB_CONF_END,
};

static int check_key(const char *name, const char *key, const char *path, struct zb_diag *diag)
{
	if (zb_curve_is_key(key))
		return 0;
	return zb_diag_set(diag, path, 0,
	                   "bus.%s: %s is no key: 40 characters, as zhibiao keygen prints them",
	                   name, key);
}

static int check_bus(const struct zb_settings_bus *bus, const char *path, struct zb_diag *diag)
{
	int ret = bus->server_key[0] == '\0'
	                  ? 0
	                  : check_key("server_key", bus->server_key, path, diag);
	for (size_t i = 0; i < bus->allow.n && ret == 0; i++)
		ret = check_key("allow", bus->allow.items[i], path, diag);
	return ret;
}

int zb_settings_load(struct zb_settings *out, const char *path, struct zb_diag *diag)
{
	*out = (struct zb_settings){ 0 };
	if (path == NULL)
		return zb_conf_defaults(out, rows);
	int ret = zb_conf_load(out, rows, path, diag);
	if (ret == 0 && (ret = check_bus(&out->bus, path, diag)) < 0)
		zb_settings_deinit(out);
	return ret;
}

void zb_settings_deinit(struct zb_settings *settings)
{
	zb_conf_deinit(settings, rows);
}

const struct zb_conf_row *zb_settings_rows(void)
{
	return rows;
}

static bool has_lexicon(const char *dir)
{
	char path[PATH_MAX + 16];
	return snprintf(path, sizeof(path), "%s/lexicon", dir) < (int)sizeof(path) &&
	       access(path, R_OK | X_OK) == 0;
}

/* `path` without its last `n` components, then "/config". */
static bool beside(char *out, size_t size, const char *path, int n)
{
	size_t len = strlen(path);
	for (int i = 0; i < n; i++) {
		while (len > 0 && path[len - 1] != '/')
			len--;
		while (len > 1 && path[len - 1] == '/')
			len--;
	}
	return snprintf(out, size, "%.*s/config", (int)len, path) < (int)size &&
	       has_lexicon(out);
}

static bool dir_of(char *out, size_t size, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL)
		return snprintf(out, size, ".") < (int)size;
	return snprintf(out, size, "%.*s", (int)(slash - path), path) < (int)size;
}

int zb_settings_rules_dir(char *out, size_t size, const struct zb_settings *settings,
                          const char *conf_path)
{
	if (settings != NULL && settings->extractor.rules[0] != '\0') {
		snprintf(out, size, "%s", settings->extractor.rules);
		return has_lexicon(out) ? 0 : ZB_ENOTFOUND;
	}
	if (conf_path != NULL && dir_of(out, size, conf_path) && has_lexicon(out))
		return 0;
	const char *env = getenv("ZHIBIAO_CONFIG");
	if (env != NULL && snprintf(out, size, "%s", env) < (int)size && has_lexicon(out))
		return 0;
	char self[PATH_MAX];
	union {
		unsigned long in;
		const char *out;
	} started = { .in = getauxval(AT_EXECFN) }; /* needs no /proc */
	if (started.out != NULL && realpath(started.out, self) != NULL) {
		/* build/bin/x, bin/x, build/dev/bin/x, build/dev/tests/x */
		for (int up = 2; up <= 4; up++)
			if (beside(out, size, self, up))
				return 0;
	}
	snprintf(out, size, "%s", ZB_CONFIG_DIR);
	return has_lexicon(out) ? 0 : ZB_ENOTFOUND;
}
