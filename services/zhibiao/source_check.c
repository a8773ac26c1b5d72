/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "look.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "services/fetcher/health.h"
#include "source.h"
#include "sources_file.h"
#include "table.h"

enum { SAYS_MAX = 2000 };

struct check {
	const struct options *o;
	struct looker *looker;
	const Zhibiao__StatusReply *status; /* the fetcher's; NULL: it does not run */
	struct table *table;
	struct zb_buf says; /* what is wrong; empty: nothing */
	size_t wrong;
};

static const Zhibiao__SourceStatus *find_status(const struct check *c, const char *name)
{
	for (size_t i = 0; c->status != NULL && i < c->status->n_sources; i++)
		if (strcmp(c->status->sources[i]->name, name) == 0)
			return c->status->sources[i];
	return NULL;
}

__attribute__((format(printf, 2, 3))) static void add_fault(struct check *c, const char *fmt,
                                                            ...)
{
	char line[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (c->says.n > 0)
		zb_buf_add_str(&c->says, "; ");
	zb_buf_add_str(&c->says, line);
}

/* The alarms have the names that the fetcher gives them. */
static void judge_look(struct check *c, const struct source *s, const struct look *look,
                       int found)
{
	const Zhibiao__SourceStatus *was = find_status(c, s->name);
	struct zb_span code = look->page.site_code;
	bool feed = s->kind == SOURCE_FEED && look->page.kind != PAGE_FEED;
	bool map = s->kind == SOURCE_SITEMAP && look->page.kind != PAGE_SITEMAP &&
	           !zb_span_eq(look->url->path, ZB_S("/"));
	if (feed || map)
		add_fault(c, "layout_changed: no %s any more", source_kind_name(s->kind));
	else if (s->kind == SOURCE_LIST && found == 0 && look->page.n_links > 0)
		add_fault(c, "layout_changed: none of its %zu links is to be followed",
		          look->page.n_links);
	else if (found == 0)
		add_fault(c, "zero_yield: %s",
		          s->kind == SOURCE_PAGE ? "no text" : "nothing to follow");
	else if (was != NULL && s->kind != SOURCE_PAGE &&
	         health_links_lost(found, was->links_mean))
		add_fault(c, "layout_changed: %d where %.0f are usual", found, was->links_mean);
	if (s->site_code[0] != '\0' && code.n > 0 &&
	    !zb_span_eq(code, zb_span_str(s->site_code)))
		add_fault(c, "wrong_site_code: " ZB_SPAN_FMT ", not %s", ZB_SPAN_ARGS(code),
		          s->site_code);
}

static void judge_certificate(struct check *c, const struct look *look)
{
	const char *alarm = health_certificate(look->certificate_ms, zb_clock_wall_ms());
	char end[32];
	if (alarm != NULL)
		add_fault(c, "%s: %.10s", alarm,
		          zb_clock_rfc3339(end, sizeof(end), look->certificate_ms));
}

static void judge_trouble(struct check *c, const struct look *look)
{
	bool tls = strcmp(look->outcome, ZB_OUTCOME_TLS_FAILED) == 0;
	add_fault(c, "%s: %s",
	          look->certificate_expired ? "certificate_expired"
	          : tls                     ? "certificate"
	                                    : "unreachable",
	          look->trouble);
}

static int print(struct check *c, const struct source *s, const char *address, int found)
{
	const Zhibiao__SourceStatus *was = find_status(c, s->name);
	char n[2][24] = { "", "" };
	if (found >= 0)
		snprintf(n[0], sizeof(n[0]), "%d", found);
	if (was != NULL && was->links_mean > 0)
		snprintf(n[1], sizeof(n[1]), "%.0f", was->links_mean);
	const struct zb_span cells[] = {
		zb_span_str(s->name),
		zb_span_str(address),
		zb_span_str(n[0]),
		zb_span_str(n[1]),
		c->says.n > 0 ? zb_buf_span(&c->says) : ZB_S("well"),
	};
	c->wrong += c->says.n > 0;
	return table_row(c->table, cells);
}

static int check_address(struct check *c, const struct source *s, const char *address)
{
	struct look look = { 0 };
	struct url url;
	int found = -1;
	zb_buf_reset(&c->says);
	if (url_parse(&url, zb_span_str(address), NULL, NULL) < 0)
		return 0; /* a file or folder: nothing to be asked for */
	int ret = look_at(&look, c->looker, &url, s);
	if (ret < 0)
		add_fault(c, "unreachable: %s", zb_strerror(ret));
	else if (look.trouble[0] != '\0')
		judge_trouble(c, &look);
	else if ((found = look_count(&look, s)) >= 0)
		judge_look(c, s, &look, found);
	judge_certificate(c, &look);
	return print(c, s, address, found);
}

/* What the last run met. */
static int check_runs(struct check *c, const struct source *s)
{
	const Zhibiao__SourceStatus *was = find_status(c, s->name);
	zb_buf_reset(&c->says);
	for (size_t i = 0; was != NULL && i < was->n_alarms; i++)
		add_fault(c, "%s", was->alarms[i]);
	return c->says.n > 0 ? print(c, s, "(its last run)", -1) : 0;
}

static int check_all(struct check *c, const struct sources *sources, const char *name)
{
	int ret = 0;
	for (size_t i = 0; ret == 0 && i < sources_count(sources); i++) {
		const struct source *s = sources_at(sources, i);
		if (name != NULL && strcmp(s->name, name) != 0)
			continue;
		for (size_t u = 0; ret == 0 && u < s->urls.n; u++)
			ret = check_address(c, s, s->urls.items[u]);
		if (ret == 0)
			ret = check_runs(c, s);
	}
	return ret;
}

static int check_with(struct check *c, const struct zb_settings *settings,
                      const struct sources *sources, const char *name)
{
	static const struct table_column columns[] = {
		{ .title = "SOURCE", .least = 12 },  { .title = "ADDRESS", .least = 20 },
		{ .title = "FINDS", .right = true }, { .title = "USUALLY", .right = true },
		{ .title = "IS", .least = 20 },
	};
	struct client *turns = NULL; /* of its own: what the first one answered is still read */
	bool beside =
		c->status != NULL && client_open_quiet(&turns, c->o, settings, "fetcher") == 0;
	int ret =
		looker_open(&c->looker, &settings->fetcher, beside ? client_turn : NULL, turns);
	if (ret == 0)
		ret = table_new(&c->table, stdout, columns,
		                sizeof(columns) / sizeof(columns[0]));
	if (ret == 0)
		ret = check_all(c, sources, name);
	if (ret == 0)
		ret = table_end(c->table);
	table_free(c->table);
	looker_close(c->looker);
	client_close(turns);
	return ret;
}

/* The fetcher's baseline, where it runs. */
static void ask_status(struct check *c, struct client **client,
                       const struct zb_settings *settings)
{
	Zhibiao__StatusRequest request;
	Zhibiao__StatusReply *reply = NULL;
	zhibiao__status_request__init(&request);
	if (client_open_quiet(client, c->o, settings, "fetcher") == 0 &&
	    client_ask(&reply, *client, &client_status, &request.base) == 0)
		c->status = reply;
}

int source_check(const struct options *o, const struct zb_settings *settings, const char *name)
{
	char path[PATH_MAX], text[1024];
	struct zb_diag diag = { 0 };
	struct sources sources = { 0 };
	struct check c = { .o = o };
	struct client *client = NULL;
	int ret = sources_file_path(path, sizeof(path), o, settings);
	if (ret == 0)
		ret = sources_load(&sources, path, &diag);
	if (ret == ZB_ENOTFOUND || (ret == 0 && sources_count(&sources) == 0))
		return options_fail(o, "%s: no sources there: zhibiao source add URL", path);
	if (ret < 0)
		return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
	if (name != NULL && sources_find(&sources, zb_span_str(name)) == NULL) {
		sources_deinit(&sources);
		return options_fail(o, "%s: no source of that name in %s", name, path);
	}
	zb_buf_init(&c.says, SAYS_MAX);
	ask_status(&c, &client, settings);
	ret = check_with(&c, settings, &sources, name);
	client_close(client);
	zb_buf_deinit(&c.says);
	sources_deinit(&sources);
	if (ret < 0)
		return options_fail(o, "%s", zb_strerror(ret));
	return c.wrong > 0 ? EXIT_SOME : EXIT_DONE;
}
