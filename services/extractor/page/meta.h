/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page's head says of it: the metas that government sites must carry (ArticleTitle, PubDate,
 * ContentSource, SiteIDCode; GB/T 42147), Open Graph and article properties, JSON-LD.
 */
#pragma once

#include "dom.h"
#include "stamp.h"

/* Values as written, white space trimmed; empty where absent. */
struct meta {
	struct zb_span title, published, publisher, column, site_name, site_code, author;
	struct zb_span og_title, og_published, og_author, og_site;
	struct zb_span address;  /* og:url */
	struct zb_span source;   /* of systems that have a meta of that name */
	struct zb_span modified; /* when the page was last changed */
	struct zb_span ld_title, ld_published, ld_author, ld_publisher;
	struct zb_span time; /* datetime of the first time element */
	struct zb_span base, canonical, refresh;
	struct zb_span next; /* link rel=next */
	bool nofollow;       /* robots: nofollow */
};

/* A list of words as rel and the robots meta have it: parted by blanks or commas, in any case. */
bool meta_has_word(struct zb_span list, struct zb_span word);
/* The date that a page's own scripts put into it, for pages that print none: WeChat's `ct`,
 * `publish_time` and the like. Reads at most the first megabyte of the markup. */
bool meta_script_date(struct stamp *out, struct zb_span markup);
void meta_read(struct meta *out, const struct dom *dom);
