/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "look.h"
#include "proto/codec.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "services/fetcher/schedule.h"
#include "source.h"
#include "sources_file.h"
#include "table.h"

enum {
	NAME_WIDTH = 40,
	PATTERNS_MAX = 4,
	ARTICLES_LEAST = 5,
	ITEMS_SHOWN = 5,
	OTHERS_SHOWN = 20,
	ENTRY_MAX = 1 << 20
};

/* What becomes an entry: a source whose strings live here. */
struct draft {
	struct source source;
	char name[200], url[URL_MAX + 1], site_code[64];
	char *urls[1];
	char *patterns[PATTERNS_MAX];
};

/* --- names --- */

/* A title's first part: what stands behind _ or | is the site's. */
static struct zb_span short_title(struct zb_span title)
{
	static const char *const marks[] = { "_", "|", " - ", "--", "—" };
	size_t used = 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		ptrdiff_t at = zb_span_find(title, zb_span_str(marks[i]), 0);
		if (at > 0)
			title = zb_span_sub(title, 0, (size_t)at);
	}
	return zb_span_trim(zb_utf8_clip(zb_span_trim(title), NAME_WIDTH, &used));
}

static void set_name(struct draft *d, const struct look *look, const char *given)
{
	struct zb_span title = short_title(look->page.title);
	struct zb_span host = look->url != NULL ? look->url->host : zb_span("", 0);
	if (given != NULL)
		snprintf(d->name, sizeof(d->name), "%s", given);
	else if (title.n > 0)
		snprintf(d->name, sizeof(d->name), ZB_SPAN_FMT " " ZB_SPAN_FMT,
		         ZB_SPAN_ARGS(host), ZB_SPAN_ARGS(title));
	else
		snprintf(d->name, sizeof(d->name), ZB_SPAN_FMT, ZB_SPAN_ARGS(host));
	d->source.name = d->name;
}

static const char *refuse_twin(const struct sources *sources, const struct draft *d)
{
	struct url url;
	for (size_t i = 0; i < sources_count(sources); i++) {
		const struct source *s = sources_at(sources, i);
		if (strcmp(s->name, d->name) == 0)
			return s->name;
		for (size_t u = 0; u < s->urls.n; u++)
			if (url_parse(&url, zb_span_str(s->urls.items[u]), NULL, NULL) == 0 &&
			    strcmp(url.href, d->url) == 0)
				return s->name;
	}
	return NULL;
}

/* --- the entry --- */

static void set_patterns(struct draft *d, const struct look *look)
{
	const struct link_form *best = &look->forms[0];
	for (size_t i = 0; i < look->n_forms && d->source.allow.n < PATTERNS_MAX; i++) {
		const struct link_form *f = &look->forms[i];
		if (f->numbered && f->links >= ARTICLES_LEAST && f->width * 2 >= best->width)
			d->patterns[d->source.allow.n++] = zb_field_text(f->pattern);
	}
	d->source.allow.items = d->patterns;
}

static void make_draft(struct draft *d, const struct look *look,
                       const struct source_options *own)
{
	static const char *const intervals[] = { [SOURCE_PAGE] = "1d",
		                                 [SOURCE_LIST] = "6h",
		                                 [SOURCE_FEED] = "1h",
		                                 [SOURCE_SITEMAP] = "1d" };
	*d = (struct draft){ .source = { .kind = (int)look->kind, .depth = -1 } };
	struct source *s = &d->source;
	for (int k = 0; own->kind != NULL && source_kinds[k] != NULL; k++)
		if (strcmp(own->kind, source_kinds[k]) == 0)
			s->kind = k;
	set_name(d, look, own->name);
	snprintf(d->url, sizeof(d->url), "%s", look->url->href);
	snprintf(d->site_code, sizeof(d->site_code), ZB_SPAN_FMT,
	         ZB_SPAN_ARGS(look->page.site_code));
	d->urls[0] = d->url;
	s->urls = (struct zb_conf_strings){ d->urls, 1 };
	s->interval = zb_field_text(own->interval != NULL ? own->interval : intervals[s->kind]);
	s->region = zb_field_text(own->region);
	s->site_code = d->site_code;
	if (s->kind == SOURCE_LIST)
		set_patterns(d, look);
}

/* --- what is shown --- */

static int show_forms(const struct look *look, const struct draft *d)
{
	static const struct table_column columns[] = {
		{ .title = "LINKS", .right = true },
		{ .title = "FOLLOWED", .fixed = true },
		{ .title = "DATES IN IT", .fixed = true },
		{ .title = "FORM", .least = 20 },
		{ .title = "SUCH AS", .least = 12 },
	};
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; ret == 0 && i < look->n_forms; i++) {
		const struct link_form *f = &look->forms[i];
		bool followed = d->source.allow.n == 0;
		char n[24], dates[40] = "";
		for (size_t a = 0; a < d->source.allow.n; a++)
			followed |= d->source.allow.items[a] == f->pattern;
		snprintf(n, sizeof(n), "%zu", f->links);
		if (f->oldest[0] != '\0')
			snprintf(dates, sizeof(dates), "%s to %s", f->oldest, f->newest);
		const struct zb_span cells[] = { zb_span_str(n),
			                         followed ? ZB_S("yes") : ZB_S("no"),
			                         zb_span_str(dates), zb_span_str(f->pattern),
			                         f->anchor };
		ret = table_row(table, cells);
	}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

/* Links of none of those forms, which are too few to be one. */
struct others {
	regex_t forms[LOOK_FORMS];
	size_t n_forms;
	struct table *table;
	int err;
	size_t shown, more;
};

static void show_other(void *ctx, const struct page_link *link, const char *why)
{
	struct others *w = ctx;
	char url[URL_MAX + 1];
	snprintf(url, sizeof(url), ZB_SPAN_FMT, ZB_SPAN_ARGS(link->url));
	for (size_t i = 0; i < w->n_forms; i++)
		if (regexec(&w->forms[i], url, 0, NULL, 0) == 0)
			return;
	if (w->shown == OTHERS_SHOWN || w->err < 0) {
		w->more++;
		return;
	}
	const struct zb_span cells[] = { why == NULL ? ZB_S("yes") : ZB_S("no"),
		                         zb_span_str(why != NULL ? why : ""), zb_span_str(url),
		                         link->anchor };
	w->err = table_row(w->table, cells);
	w->shown++;
}

static int show_others(const struct look *look, const struct draft *d)
{
	static const struct table_column columns[] = {
		{ .title = "FOLLOWED", .fixed = true },
		{ .title = "WHY NOT", .fixed = true },
		{ .title = "OTHER LINKS", .least = 20 },
		{ .title = "TEXT", .least = 12 },
	};
	struct others w = { .n_forms = 0 };
	w.err = table_new(&w.table, stdout, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; w.err == 0 && i < look->n_forms; i++)
		if (regcomp(&w.forms[w.n_forms], look->forms[i].pattern,
		            REG_EXTENDED | REG_NOSUB) == 0)
			w.n_forms++;
	int ret = w.err == 0 ? look_links(look, &d->source, show_other, &w) : w.err;
	if (w.shown > 0 && look->n_forms > 0)
		putchar('\n');
	if (ret >= 0)
		ret = w.err == 0 ? table_end(w.table) : w.err;
	if (w.more > 0)
		printf("and %zu more\n", w.more);
	for (size_t i = 0; i < w.n_forms; i++)
		regfree(&w.forms[i]);
	table_free(w.table);
	return ret;
}

static int show_items(const struct look *look)
{
	static const struct table_column columns[] = {
		{ .title = "DATE", .fixed = true },
		{ .title = "TITLE", .least = 20 },
		{ .title = "ADDRESS", .least = 20 },
	};
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, 3);
	for (size_t i = 0; ret == 0 && i < look->page.n_items && i < ITEMS_SHOWN; i++) {
		const struct page_item *item = &look->page.items[i];
		const struct zb_span cells[] = { item->published, item->title, item->link };
		ret = table_row(table, cells);
	}
	for (size_t i = 0, shown = 0; ret == 0 && look->page.n_items == 0 &&
	                              i < look->page.n_links && shown < ITEMS_SHOWN;
	     i++) {
		const struct page_link *l = &look->page.links[i];
		if (l->kind != PAGE_LINK_ITEM && l->kind != PAGE_LINK_SITEMAP)
			continue;
		const struct zb_span cells[] = { l->published, l->anchor, l->url };
		ret = table_row(table, cells);
		shown++;
	}
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

static int show(const struct look *look, const struct draft *d, int found)
{
	static const char *const of[] = { [SOURCE_PAGE] = "page with text",
		                          [SOURCE_LIST] = "links to follow",
		                          [SOURCE_FEED] = "items",
		                          [SOURCE_SITEMAP] = "addresses" };
	printf("address  %s%s\n", d->url, look->moved ? "  (moved there)" : "");
	printf("kind     %s\n", source_kind_name(d->source.kind));
	printf("title    " ZB_SPAN_FMT "\n", ZB_SPAN_ARGS(look->page.title));
	printf("finds    %d %s\n\n", found, of[d->source.kind]);
	int ret = 0;
	if (d->source.kind == SOURCE_LIST) {
		ret = show_forms(look, d);
		ret = ret == 0 ? show_others(look, d) : ret;
	} else if (d->source.kind != SOURCE_PAGE) {
		ret = show_items(look);
	}
	if (d->source.kind != SOURCE_PAGE)
		putchar('\n');
	return ret;
}

/* --- writing --- */

/* A running fetcher reads the file at once; without one there is nobody to tell. */
static void tell_fetcher(const struct options *o, const struct zb_settings *settings)
{
	struct client *client = NULL;
	Zhibiao__SourceRequest request;
	Zhibiao__SourceReply *reply = NULL;
	zhibiao__source_request__init(&request);
	request.action = zb_field_text("reload");
	if (client_open_quiet(&client, o, settings, "fetcher") == 0 &&
	    client_ask(&reply, client, &client_source, &request.base) == 0)
		printf("the fetcher %s%s\n",
		       reply->error[0] == '\0' ? "has read it" : "did not take it: ",
		       reply->error);
	else
		printf("the fetcher reads it when it starts\n");
	client_close(client);
}

static int write_entry(const struct options *o, const struct source_options *own,
                       const struct zb_settings *settings, const struct draft *d,
                       const char *path)
{
	struct zb_buf entry;
	struct zb_diag diag = { 0 };
	char text[1024];
	zb_buf_init(&entry, ENTRY_MAX);
	sources_file_entry(&entry, &d->source);
	int ret = entry.err;
	if (ret == 0)
		fwrite(entry.p, 1, entry.n, stdout);
	if (ret == 0 && !own->dry_run)
		ret = sources_file_add(path, zb_buf_span(&entry), &diag);
	zb_buf_deinit(&entry);
	if (ret < 0)
		return options_fail(o, "%s",
		                    diag.message[0] != '\0'
		                            ? zb_diag_text(&diag, text, sizeof(text))
		                            : zb_strerror(ret));
	printf("\n%s %s\n", own->dry_run ? "not written to" : "written to", path);
	if (!own->dry_run)
		tell_fetcher(o, settings);
	return EXIT_DONE;
}

/* Why that draft is no source; 0 or EXIT_FAILED. */
static int refuse(const struct options *o, const struct sources *sources,
                  const struct look *look, const struct draft *d, int found)
{
	const char *twin = refuse_twin(sources, d);
	if (twin != NULL)
		return options_fail(o, "%s: there is a source of that name or address: %s",
		                    d->url, twin);
	bool feed = d->source.kind == SOURCE_FEED && look->page.kind != PAGE_FEED;
	bool map = d->source.kind == SOURCE_SITEMAP && look->page.kind != PAGE_SITEMAP;
	if (feed || map)
		return options_fail(o, "%s: no %s but a page that looks like a %s", d->url,
		                    source_kind_name(d->source.kind),
		                    source_kind_name((int)look->kind));
	if (found == 0)
		return options_fail(o, "%s: nothing to fetch there: %s", d->url,
		                    d->source.kind == SOURCE_PAGE ? "a page without text"
		                                                  : "no links within its site");
	return EXIT_DONE;
}

static int add_seen(const struct options *o, const struct source_options *own,
                    const struct zb_settings *settings, const struct look *look)
{
	char path[PATH_MAX], text[1024];
	struct zb_diag diag = { 0 };
	struct sources sources = { 0 };
	struct draft d;
	int ret = sources_file_path(path, sizeof(path), o, settings);
	if (ret == 0)
		ret = sources_load(&sources, path, &diag);
	if (ret < 0 && ret != ZB_ENOTFOUND)
		return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
	make_draft(&d, look, own);
	int found = look_count(look, &d.source);
	ret = found < 0 ? options_fail(o, "%s", zb_strerror(found))
	                : refuse(o, &sources, look, &d, found);
	if (ret == EXIT_DONE && show(look, &d, found) < 0)
		ret = options_fail(o, "out of memory");
	if (ret == EXIT_DONE)
		ret = write_entry(o, own, settings, &d, path);
	sources_deinit(&sources);
	return ret;
}

int source_add(const struct options *o, const struct source_options *own,
               const struct zb_settings *settings, const char *address)
{
	struct looker *looker = NULL;
	struct look look = { 0 };
	struct url url;
	const char *why = NULL;
	int64_t ms = 0;
	if (own->interval != NULL && schedule_duration(&ms, zb_span_str(own->interval)) < 0)
		return options_usage(o, "--interval %s: write 30m, 6h or 1d", own->interval);
	if (url_parse(&url, zb_span_str(address), NULL, &why) < 0)
		return options_fail(o, "%s: %s", address, why);
	struct client *turns = NULL;
	bool beside = client_open_quiet(&turns, o, settings, "fetcher") == 0;
	int ret = looker_open(&looker, &settings->fetcher, beside ? client_turn : NULL, turns);
	if (ret == 0)
		ret = look_at(&look, looker, &url, NULL);
	if (ret < 0)
		ret = options_fail(o, "%s: %s", address, zb_strerror(ret));
	else if (look.trouble[0] != '\0')
		ret = options_fail(o, "%s: %s", address, look.trouble);
	else
		ret = add_seen(o, own, settings, &look);
	looker_close(looker);
	client_close(turns);
	return ret;
}
