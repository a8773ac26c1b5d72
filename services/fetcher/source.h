/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sources of config/sources.yaml: what is crawled on a schedule. Loaded whole and checked,
 * or not at all; a bad file on a reload leaves the old list.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/conf.h"
#include "common/diag.h"
#include "common/span.h"
#include "schedule.h"

enum source_kind { SOURCE_PAGE, SOURCE_LIST, SOURCE_FEED, SOURCE_SITEMAP };

struct source { /* strings as in the file */
	char *name;
	int kind; /* enum source_kind */
	struct zb_conf_strings urls;
	struct zb_conf_strings allow;
	struct zb_conf_strings deny;
	int64_t depth; /* link steps; -1: by kind */
	char *interval;
	char *window;
	char *region;
	char *publisher;
	char *site_code; /* SiteIDCode its pages must carry; empty: any */
	int64_t max_urls;
	bool any_site;
	bool paused;
	bool verify_tls;
	bool cookies;
	char *proxy; /* empty: the fetcher's */
	struct zb_conf_strings headers;
	int64_t line; /* where it stands in the file */
	/* worked out */
	int64_t interval_ms;
	struct schedule_window hours;
};

struct sources {
	struct zb_conf_list list; /* of struct source */
};

/* ZB_ENOTFOUND where there is no such file; ZB_ECONFIG and the diag says where. On failure `out`
 * holds nothing. */
int sources_load(struct sources *out, const char *path, struct zb_diag *diag);
void sources_deinit(struct sources *sources);
size_t sources_count(const struct sources *sources);
const struct source *sources_at(const struct sources *sources, size_t i);
/* NULL where there is none of that name. */
const struct source *sources_find(const struct sources *sources, struct zb_span name);
/* "page", "list", "feed" or "sitemap"; ends with NULL. */
extern const char *const source_kinds[];
const char *source_kind_name(int kind);
/* Link steps from its addresses. */
uint32_t source_depth(const struct source *source);
