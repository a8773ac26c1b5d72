/* SPDX-License-Identifier: Apache-2.0 */
#include "look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/err.h"
#include "proto/outcome.h"
#include "proto/settings.h"
#include "services/extractor/convert.h"
#include "services/fetcher/robots.h"
#include "services/fetcher/scope.h"
#include "services/fetcher/site.h"
#include "services/fetcher/verdict.h"
#include "web.h"

enum { ROBOTS_MAX = 4 << 20, LINKS_OF_A_LIST = 5 };

struct looker {
	const struct zb_settings_fetcher *settings;
	struct web *web;
	struct zb_arena *arena;
	struct url url; /* of the last look */
	bool asked;     /* robots.txt of `origin` */
	char origin[URL_MAX + 1];
	struct robots *robots; /* what it says; NULL: there is none */
};

int looker_open(struct looker **out, const struct zb_settings_fetcher *settings,
                web_turn_fn turn, void *ctx)
{
	*out = NULL;
	struct looker *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return ZB_ENOMEM;
	l->settings = settings;
	int ret = zb_arena_new(&l->arena, (size_t)1 << 30);
	if (ret == 0)
		ret = web_open(&l->web, settings);
	if (ret < 0) {
		looker_close(l);
		return ret;
	}
	web_takes_turns(l->web, turn, ctx);
	*out = l;
	return 0;
}

void looker_close(struct looker *l)
{
	if (l == NULL)
		return;
	web_close(l->web);
	robots_free(l->robots);
	zb_arena_free(l->arena);
	free(l);
}

static void trouble(struct look *out, const char *outcome, const char *text)
{
	snprintf(out->trouble, sizeof(out->trouble), "%s%s%.260s", outcome,
	         text[0] != '\0' ? ": " : "", text);
	snprintf(out->outcome, sizeof(out->outcome), "%s", outcome);
}

/* --- asking --- */

/* It comes with the first answer on a connection. */
static void note_certificate(struct look *out, const struct http_answer *a)
{
	if (a->certificate_ms != 0)
		out->certificate_ms = a->certificate_ms;
	out->certificate_expired |= a->certificate_expired;
}

static void forget_robots(struct looker *l)
{
	robots_free(l->robots);
	l->robots = NULL;
	l->asked = false;
}

static int learn_robots(struct look *out, struct looker *l, const struct http_answer *a)
{
	char says[280];
	bool there = a->status >= 200 && a->status < 300 && a->body.n > 0;
	const char *failure = verdict_robots(a->status, a->outcome, a->body.n > 0);
	if (failure != NULL) {
		trouble(out, failure, "");
		snprintf(out->trouble, sizeof(out->trouble), "robots.txt: %s",
		         web_says(says, sizeof(says), a));
		return 0;
	}
	l->asked = true;
	return there ? robots_new(&l->robots, a->body, zb_span_str(l->settings->user_agent))
	             : 0;
}

static int ask_robots(struct look *out, struct looker *l, struct web_options options)
{
	struct url robots;
	struct web_page page;
	struct zb_span origin = zb_span(l->url.href, (size_t)(l->url.path.p - l->url.href));
	if (l->asked && zb_span_eq(origin, zb_span_str(l->origin)))
		return 0;
	forget_robots(l);
	memcpy(l->origin, origin.p, origin.n);
	l->origin[origin.n] = '\0';
	options.body_max = ROBOTS_MAX;
	options.hops_max = WEB_ROBOTS_HOPS;
	int ret = url_parse(&robots, ZB_S("/robots.txt"), &l->url, NULL);
	if (ret == 0)
		ret = web_get(&page, l->web, &robots, &options);
	if (ret != 0)
		return ret;
	note_certificate(out, page.answer);
	return learn_robots(out, l, page.answer);
}

/* Whether robots.txt lets us at l->url, and how often. */
static int obey_robots(struct look *out, struct looker *l, struct web_options *options)
{
	struct robots_verdict v;
	char says[280];
	if (!l->settings->respect_robots)
		return 0;
	int ret = ask_robots(out, l, *options);
	if (ret < 0 || out->trouble[0] != '\0' || l->robots == NULL)
		return ret;
	robots_check(&v, l->robots, zb_span(l->url.href, l->url.n));
	if (!v.allowed) {
		snprintf(says, sizeof(says), "robots.txt line %u: %.*s", v.line,
		         (int)(v.rule.n < 200 ? v.rule.n : 200), v.rule.p);
		trouble(out, ZB_OUTCOME_ROBOTS_DENIED, says);
	}
	int64_t delay = robots_delay_ms(l->robots);
	int64_t most = l->settings->crawl_delay_max_ms;
	options->delay_ms = delay < most ? delay : most;
	return 0;
}

static void judge_answer(struct look *out, const struct http_answer *a)
{
	struct verdict v = verdict_of(a->status, false, false);
	if (a->outcome != NULL)
		trouble(out, a->outcome, a->detail);
	else if (v.kind != VERDICT_READ)
		trouble(out, v.outcome, "");
}

static const struct page_link *refresh_of(const struct page *page)
{
	for (size_t i = 0; page->state != PAGE_FULL && i < page->n_links; i++)
		if (page->links[i].kind == PAGE_LINK_REFRESH && page->links[i].url.n > 0)
			return &page->links[i];
	return NULL;
}

/* --- what it is --- */

static enum source_kind kind_of(const struct look *out)
{
	const struct link_form *best = &out->forms[0];
	const struct page *page = &out->page;
	if (page->kind == PAGE_FEED)
		return SOURCE_FEED;
	if (page->kind == PAGE_SITEMAP)
		return SOURCE_SITEMAP;
	if (out->n_forms == 0 || best->links < LINKS_OF_A_LIST)
		return page->state == PAGE_NO_CONTENT && page->n_links > 0 ? SOURCE_LIST
		                                                           : SOURCE_PAGE;
	/* Links under whole headlines, more of them than text beside: two bytes and a half a column
	 * for what is mostly Chinese. */
	size_t linked = best->links * best->width * 5 / 2;
	return page->state != PAGE_FULL || linked >= page->text.n / 2 ? SOURCE_LIST
	                                                              : SOURCE_PAGE;
}

static int read_answer(struct look *out, struct looker *l, const struct http_answer *a)
{
	const struct page_input in = {
		.bytes = a->body,
		.url = zb_span(l->url.href, l->url.n),
		.content_type = a->content_type,
	};
	zb_arena_reset(l->arena);
	int ret = convert_page_read(&out->page, l->arena, &in);
	if (ret < 0)
		return ret;
	ret = link_forms(out->forms, LOOK_FORMS, LOOK_FORM_LEAST, &out->page,
	                 site_of(l->url.host), l->arena);
	out->n_forms = ret > 0 ? (size_t)ret : 0;
	out->kind = kind_of(out);
	return ret < 0 ? ret : 0;
}

/* l->url becomes what that names; 1, or an error where it is no address. */
static int go_on(struct look *out, struct looker *l, struct zb_span to)
{
	struct url base; /* spans of a url point into itself: parsed anew, not copied */
	int ret = url_parse(&base, zb_span(l->url.href, l->url.n), NULL, NULL);
	if (ret == 0)
		ret = url_parse(&l->url, to, &base, NULL);
	out->moved = true;
	return ret < 0 ? ret : 1;
}

/* One answer; 1 where it says that the page is elsewhere, and l->url is that. */
static int look_once(struct look *out, struct looker *l, const struct web_options *asked)
{
	struct web_page got;
	struct web_options options = *asked;
	int ret = obey_robots(out, l, &options);
	if (ret < 0 || out->trouble[0] != '\0')
		return ret;
	options.stays = true; /* where it leads to, another robots.txt may count */
	ret = web_get(&got, l->web, &l->url, &options);
	if (ret < 0)
		return ret;
	note_certificate(out, got.answer);
	if (web_moves_on(got.answer))
		return go_on(out, l, got.answer->location);
	judge_answer(out, got.answer);
	if (out->trouble[0] != '\0')
		return 0;
	ret = read_answer(out, l, got.answer);
	const struct page_link *on = ret == 0 ? refresh_of(&out->page) : NULL;
	return on != NULL ? go_on(out, l, on->url) : ret;
}

int look_at(struct look *out, struct looker *l, const struct url *url, const struct source *s)
{
	struct web_options options = { 0 };
	*out = (struct look){ .url = &l->url };
	if (s != NULL) {
		options.proxy = s->proxy[0] != '\0' ? s->proxy : NULL;
		options.headers = s->headers.items;
		options.n_headers = s->headers.n;
		options.trust_any = !s->verify_tls;
	}
	int ret = url_parse(&l->url, zb_span(url->href, url->n), NULL, NULL);
	for (int64_t hops = 0; ret == 0 && hops <= l->settings->max_redirects; hops++) {
		int more = look_once(out, l, &options);
		if (more <= 0)
			return more;
	}
	if (ret == 0)
		trouble(out, ZB_OUTCOME_TOO_MANY_REDIRECTS, "");
	return ret;
}

/* --- what a run would take --- */

static bool goes_on(const struct page_link *l, const struct source *s)
{
	if (l->nofollow || l->url.n == 0)
		return false;
	if (s->kind == SOURCE_FEED || s->kind == SOURCE_SITEMAP)
		return l->kind == PAGE_LINK_ITEM || l->kind == PAGE_LINK_SITEMAP;
	return l->kind == PAGE_LINK || l->kind == PAGE_LINK_ATTACHMENT;
}

int look_count(const struct look *look, const struct source *s)
{
	return look_links(look, s, NULL, NULL);
}

int look_links(const struct look *look, const struct source *s, look_link_fn fn, void *ctx)
{
	const struct scope_conf conf = { .allow = s->allow.items,
		                         .n_allow = s->allow.n,
		                         .deny = s->deny.items,
		                         .n_deny = s->deny.n,
		                         .any_site = s->any_site };
	struct scope *scope = NULL;
	struct zb_diag diag = { 0 };
	struct url url;
	int n = 0;
	if (s->kind == SOURCE_PAGE)
		return look->page.state == PAGE_FULL && look->page.text.n > 0;
	int ret = scope_new(&scope, &conf, &diag);
	if (ret == 0)
		ret = scope_add_site(scope, look->url->host);
	for (size_t i = 0; ret == 0 && i < look->page.n_links; i++) {
		const struct page_link *l = &look->page.links[i];
		if (!goes_on(l, s) || url_parse(&url, l->url, NULL, NULL) < 0)
			continue;
		const char *why = scope_refuses(scope, url.href, url.host);
		n += why == NULL ? 1 : 0;
		if (fn != NULL)
			fn(ctx, l, why);
	}
	scope_free(scope);
	return ret < 0 ? ret : n;
}
