/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration file that all processes share: config/zhibiao.yaml holds every key with its
 * default and a comment. Loaded once, handed down const, loaded anew on SIGHUP. Sizes are bytes,
 * times milliseconds.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/conf.h"
#include "common/diag.h"

struct zb_settings_fetcher {
	char *user_agent; /* product token first; with a contact address */
	int64_t host_delay_ms;
	int64_t connections_per_host;
	int64_t connections_per_site;
	int64_t max_connections;
	uint64_t max_body_bytes;
	int64_t timeout_ms; /* a whole transfer */
	int64_t connect_timeout_ms;
	int64_t max_redirects;
	int64_t attachments_per_page; /* of a notice, read with it */
	int64_t pages_per_article;    /* that are joined */
	int64_t max_attempts;         /* of one URL in one job */
	int64_t max_retry_after_ms;
	int64_t crawl_delay_max_ms;
	bool respect_robots;
	bool allow_private_addresses;
	bool verify_tls;
	char *ca_file; /* certificates trusted beside the system's */
	char *proxy;
	char *sources;     /* path of sources.yaml, relative to the configuration file */
	uint64_t map_size; /* ceiling of the frontier */
	int64_t commit_interval_ms;
	int64_t job_max_urls;
	int64_t keep_jobs_days;    /* ended jobs and their URLs are forgotten after so long */
	uint64_t body_queue_bytes; /* bodies not yet stored; fetching pauses above */
	uint64_t disk_reserve_bytes;
	char *listen; /* empty: ipc in the data folder */
};

struct zb_settings_extractor {
	int64_t processes;
	int64_t credit; /* documents one extractor holds */
	int64_t document_timeout_ms;
	uint64_t memory_max; /* bytes of one document's working memory */
	char *rules; /* folder of lexicon/ and rules/; empty: beside the configuration */
};

struct zb_settings_store {
	uint64_t map_size;
	int64_t commit_interval_ms; /* longest wait of a document for its commit */
	int64_t commit_documents;   /* commit as soon as so many wait */
	int64_t zstd_level;
	char *listen;
};

struct zb_settings_bus {
	char *secret_key_file; /* tcp only: CURVE keys, as `zhibiao keygen` writes them */
	char *server_key;      /* for processes that connect */
	struct zb_conf_strings allow;
};

struct zb_settings {
	struct zb_settings_fetcher fetcher;
	struct zb_settings_extractor extractor;
	struct zb_settings_store store;
	struct zb_settings_bus bus;
	char *log_level;
	int64_t drain_ms;
};

/* `path` NULL: the defaults. ZB_ENOTFOUND or ZB_ECONFIG with the diag filled. */
int zb_settings_load(struct zb_settings *out, const char *path, struct zb_diag *diag);
void zb_settings_deinit(struct zb_settings *settings);
/* The keys, for who lists or compares settings; ends with ZB_CONF_END. */
const struct zb_conf_row *zb_settings_rows(void);
/*
 * The folder that holds lexicon/ and rules/, into `out`: settings->extractor.rules if set, else
 * the folder of the configuration file if it has a lexicon/, else $ZHIBIAO_CONFIG, else the one
 * beside the program (../config, ../../config), else the installed one. ZB_ENOTFOUND.
 */
int zb_settings_rules_dir(char *out, size_t size, const struct zb_settings *settings,
                          const char *conf_path);
