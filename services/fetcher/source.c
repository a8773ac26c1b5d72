/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <regex.h>
#include <stdio.h>

#include "common/err.h"
#include "url.h"

enum { SOURCES_MAX = 5000, LIST_MAX = 10000, TEXT_MAX = 1024, DEPTH_MAX = 100 };

const char *const source_kinds[] = { "page", "list", "feed", "sitemap", NULL };

static const struct zb_conf_row source_rows[] = {
	{ .key = "name",
	  .type = ZB_CONF_TYPE_STR,
	  .offset = offsetof(struct source, name),
	  .max = 200,
	  .required = true },
	ZB_CONF_ENUM(struct source, kind, source_kinds, SOURCE_LIST),
	ZB_CONF_STRLIST(struct source, urls, LIST_MAX),
	ZB_CONF_STRLIST(struct source, allow, LIST_MAX),
	ZB_CONF_STRLIST(struct source, deny, LIST_MAX),
	ZB_CONF_INT(struct source, depth, -1, DEPTH_MAX, -1),
	ZB_CONF_STR(struct source, interval, 32, "6h"),
	ZB_CONF_STR(struct source, window, 32, ""),
	ZB_CONF_STR(struct source, region, TEXT_MAX, ""),
	ZB_CONF_STR(struct source, publisher, TEXT_MAX, ""),
	ZB_CONF_STR(struct source, site_code, 64, ""),
	ZB_CONF_INT(struct source, max_urls, 1, 1000000000, 10000),
	ZB_CONF_BOOL(struct source, any_site, false),
	ZB_CONF_BOOL(struct source, paused, false),
	ZB_CONF_BOOL(struct source, verify_tls, true),
	ZB_CONF_BOOL(struct source, cookies, false),
	ZB_CONF_STR(struct source, proxy, TEXT_MAX, ""),
	ZB_CONF_STRLIST(struct source, headers, 100),
	ZB_CONF_END,
};

static const struct zb_conf_row rows[] = {
	{ .key = "sources",
	  .type = ZB_CONF_TYPE_LIST,
	  .offset = offsetof(struct sources, list),
	  .max = SOURCES_MAX,
	  .rows = source_rows,
	  .size = sizeof(struct source) },
	ZB_CONF_END,
};

static int check_patterns(const struct zb_conf_strings *list, const char *what,
                          const struct source *s, const char *path, struct zb_diag *diag)
{
	for (size_t i = 0; i < list->n; i++) {
		regex_t re;
		char why[128];
		int rc = regcomp(&re, list->items[i], REG_EXTENDED | REG_NOSUB);
		if (rc != 0) {
			regerror(rc, &re, why, sizeof(why));
			return zb_diag_set(diag, path, 0, "source %s: %s: %.200s: %s", s->name,
			                   what, list->items[i], why);
		}
		regfree(&re);
	}
	return 0;
}

static int check_urls(const struct source *s, const char *path, struct zb_diag *diag)
{
	struct url url;
	if (s->urls.n == 0)
		return zb_diag_set(diag, path, 0, "source %s: no urls", s->name);
	for (size_t i = 0; i < s->urls.n; i++) {
		const char *why = "";
		if (s->urls.items[i][0] == '/')
			continue; /* a file or folder */
		if (url_parse(&url, zb_span_str(s->urls.items[i]), NULL, &why) < 0)
			return zb_diag_set(diag, path, 0, "source %s: urls: %.300s: %s",
			                   s->name, s->urls.items[i], why);
	}
	return 0;
}

static int check(struct source *s, const char *path, struct zb_diag *diag)
{
	if (s->name == NULL || s->name[0] == '\0')
		return zb_diag_set(diag, path, 0, "a source without a name");
	if (schedule_duration(&s->interval_ms, zb_span_str(s->interval)) < 0 ||
	    s->interval_ms < 1000)
		return zb_diag_set(diag, path, 0,
		                   "source %s: interval: '%s' is none; write 30m, 6h or 1d",
		                   s->name, s->interval);
	if (schedule_window(&s->hours, zb_span_str(s->window)) < 0)
		return zb_diag_set(diag, path, 0,
		                   "source %s: window: '%s' is none; write 22:00-06:00",
		                   s->name, s->window);
	int ret = check_urls(s, path, diag);
	if (ret == 0)
		ret = check_patterns(&s->allow, "allow", s, path, diag);
	return ret < 0 ? ret : check_patterns(&s->deny, "deny", s, path, diag);
}

static int check_all(struct sources *sources, const char *path, struct zb_diag *diag)
{
	struct source *items = sources->list.items;
	for (size_t i = 0; i < sources->list.n; i++) {
		int ret = check(&items[i], path, diag);
		if (ret < 0)
			return ret;
		const struct source *first = sources_find(sources, zb_span_str(items[i].name));
		if (first != &items[i])
			return zb_diag_set(diag, path, 0, "two sources are named %s",
			                   items[i].name);
	}
	return 0;
}

int sources_load(struct sources *out, const char *path, struct zb_diag *diag)
{
	*out = (struct sources){ 0 };
	int ret = zb_conf_load(out, rows, path, diag);
	if (ret < 0)
		return ret;
	ret = check_all(out, path, diag);
	if (ret < 0)
		sources_deinit(out);
	return ret;
}

void sources_deinit(struct sources *sources)
{
	zb_conf_deinit(sources, rows);
	*sources = (struct sources){ 0 };
}

size_t sources_count(const struct sources *sources)
{
	return sources->list.n;
}

const struct source *sources_at(const struct sources *sources, size_t i)
{
	const struct source *items = sources->list.items;
	return &items[i];
}

const struct source *sources_find(const struct sources *sources, struct zb_span name)
{
	for (size_t i = 0; i < sources->list.n; i++)
		if (zb_span_eq(zb_span_str(sources_at(sources, i)->name), name))
			return sources_at(sources, i);
	return NULL;
}

const char *source_kind_name(int kind)
{
	return source_kinds[kind];
}

/* A list's own pages are articles; a site map may name further ones before it names pages. */
uint32_t source_depth(const struct source *s)
{
	static const uint32_t by_kind[] = {
		[SOURCE_PAGE] = 0, [SOURCE_LIST] = 1, [SOURCE_FEED] = 1, [SOURCE_SITEMAP] = 1
	};
	return s->depth >= 0 ? (uint32_t)s->depth : by_kind[s->kind];
}
