/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at the address of a source: robots.txt asked, the page fetched and read, and what kind
 * it is. As polite as the daemon: robots.txt is obeyed, of each host that redirects lead to, and the
 * host's delay kept between requests.
 *
 * Lifecycle: looker_open, look_at any number of times, looker_close. What a look points to lives
 * until the next one.
 */
#pragma once

#include <stdbool.h>

#include "link_form.h"
#include "services/extractor/page/page.h"
#include "services/fetcher/source.h"
#include "services/fetcher/url.h"
#include "web.h"

struct looker;
struct zb_settings_fetcher;

enum { LOOK_FORMS = 8, LOOK_FORM_LEAST = 3 };

struct look {
	char trouble[320]; /* why there is nothing to see, its outcome first; empty: there is */
	int64_t certificate_ms;   /* when the server's ends; 0: there is none */
	bool certificate_expired; /* that is the trouble */
	char outcome[24];         /* of that trouble */
	const struct url *url;    /* that answered, behind redirects */
	bool moved;               /* it is not the one that was asked for */
	enum source_kind kind;
	struct page page;
	struct link_form forms[LOOK_FORMS]; /* of an HTML page's links to its own site */
	size_t n_forms;
};

/* `turn` as for web_takes_turns; NULL: nobody else asks. */
int looker_open(struct looker **out, const struct zb_settings_fetcher *settings,
                web_turn_fn turn, void *ctx);
void looker_close(struct looker *l);
/* `s` says what is asked for differently; NULL: nothing. 0 also where there is trouble; else an
 * error of ours. */
int look_at(struct look *out, struct looker *l, const struct url *url, const struct source *s);
/* What a run of `s` from that page would go on to: links in its scope, items, addresses; for a
 * page itself 1 where it has text. A count, or a negative error. */
int look_count(const struct look *look, const struct source *s);
/* `why`: a short reason why a run would not go there; NULL: it would. */
typedef void (*look_link_fn)(void *ctx, const struct page_link *link, const char *why);

/* The same with each link that a page of that kind goes on to, in or out of scope. */
int look_links(const struct look *look, const struct source *s, look_link_fn fn, void *ctx);
