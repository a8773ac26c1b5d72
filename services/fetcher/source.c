/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <regex.h>
#include <stdio.h>

#include "common/err.h"
#include "url.h"

enum { SOURCES_MAX = 5000, LIST_MAX = 10000, TEXT_MAX = 1024, DEPTH_MAX = 100 };
enum { WORD_MAX = 32, INTERVAL_LEAST_MS = 1000 };

#define CHECKED_LIST(f, fn)                                                                    \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_STRLIST, .offset = offsetof(struct source, f), \
		.max = LIST_MAX, .check = (fn)                                                 \
	}
#define CHECKED_TEXT(f, d, fn)                                                                 \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_STR, .offset = offsetof(struct source, f),     \
		.max = WORD_MAX, .text = (d), .check = (fn)                                    \
	}

const char *const source_kinds[] = { "page", "list", "feed", "sitemap", NULL };

static bool check_pattern(char why[ZB_CONF_WHY], const char *text)
{
	regex_t re;
	char said[128];
	int rc = regcomp(&re, text, REG_EXTENDED | REG_NOSUB);
	if (rc == 0) {
		regfree(&re);
		return true;
	}
	regerror(rc, &re, said, sizeof(said));
	snprintf(why, ZB_CONF_WHY, "%.200s: %s", text, said);
	return false;
}

static bool check_url(char why[ZB_CONF_WHY], const char *text)
{
	struct url url;
	const char *said = "";
	if (text[0] == '/' || url_parse(&url, zb_span_str(text), NULL, &said) == 0)
		return true; /* / begins a file or folder */
	snprintf(why, ZB_CONF_WHY, "%.300s: %s", text, said);
	return false;
}

static bool check_interval(char why[ZB_CONF_WHY], const char *text)
{
	int64_t ms = 0;
	snprintf(why, ZB_CONF_WHY, "'%s' is none; write 30m, 6h or 1d", text);
	return schedule_duration(&ms, zb_span_str(text)) == 0 && ms >= INTERVAL_LEAST_MS;
}

static bool check_window(char why[ZB_CONF_WHY], const char *text)
{
	struct schedule_window window;
	snprintf(why, ZB_CONF_WHY, "'%s' is none; write 22:00-06:00", text);
	return schedule_window(&window, zb_span_str(text)) == 0;
}

static const struct zb_conf_row source_rows[] = {
	{ .key = "name",
	  .type = ZB_CONF_TYPE_STR,
	  .offset = offsetof(struct source, name),
	  .max = 200,
	  .required = true },
	ZB_CONF_ENUM(struct source, kind, source_kinds, SOURCE_LIST),
	CHECKED_LIST(urls, check_url),
	CHECKED_LIST(allow, check_pattern),
	CHECKED_LIST(deny, check_pattern),
	ZB_CONF_INT(struct source, depth, -1, DEPTH_MAX, -1),
	CHECKED_TEXT(interval, "6h", check_interval),
	CHECKED_TEXT(window, "", check_window),
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
	{ .type = ZB_CONF_TYPE_LINE, .offset = offsetof(struct source, line) },
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

static int work_out(struct source *s, const char *path, struct zb_diag *diag)
{
	if (s->urls.n == 0)
		return zb_diag_set(diag, path, (unsigned)s->line, "source %s: no urls",
		                   s->name);
	if (schedule_duration(&s->interval_ms, zb_span_str(s->interval)) < 0 ||
	    schedule_window(&s->hours, zb_span_str(s->window)) < 0)
		return zb_diag_set(diag, path, (unsigned)s->line, "source %s: no schedule",
		                   s->name);
	return 0;
}

/* Every fault is told, and the first one returned. */
static int work_out_all(struct sources *sources, const char *path, struct zb_diag *diag)
{
	struct source *items = sources->list.items;
	int ret = 0;
	for (size_t i = 0; i < sources->list.n; i++) {
		int bad = work_out(&items[i], path, diag);
		const struct source *first = sources_find(sources, zb_span_str(items[i].name));
		if (first != &items[i])
			bad = zb_diag_set(diag, path, (unsigned)items[i].line,
			                  "two sources are named %s", items[i].name);
		ret = ret < 0 ? ret : bad;
	}
	return ret;
}

int sources_load(struct sources *out, const char *path, struct zb_diag *diag)
{
	*out = (struct sources){ 0 };
	int ret = zb_conf_load(out, rows, path, diag);
	if (ret < 0)
		return ret;
	ret = work_out_all(out, path, diag);
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
