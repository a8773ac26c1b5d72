/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end states of a URL or document, by the names that users see. A name once given keeps its
 * meaning; new ones may come.
 */
#pragma once

#include <stdbool.h>

/* Read and kept. */
#define ZB_OUTCOME_STORED     "stored"    /* a new document or a new version of one */
#define ZB_OUTCOME_UNCHANGED  "unchanged" /* the version we have */
#define ZB_OUTCOME_DUPLICATE  "duplicate" /* the text of another document; kept, no records */
#define ZB_OUTCOME_JOINED     "joined" /* a further page of an article, kept with the first */
#define ZB_OUTCOME_LISTED     "listed" /* a list page, feed or sitemap: its links went on */
#define ZB_OUTCOME_REDIRECTED "redirected" /* to an address that is in the job by itself */
/* Read and not kept. */
#define ZB_OUTCOME_NO_CONTENT   "no_content"  /* no text worth keeping */
#define ZB_OUTCOME_EMPTY_SHELL  "empty_shell" /* only scripts: needs a browser */
#define ZB_OUTCOME_BAD_CHARSET  "bad_charset" /* bytes that are text in no charset */
#define ZB_OUTCOME_UNSUPPORTED  "unsupported_type"
#define ZB_OUTCOME_PARSE_FAILED "parse_failed" /* a reader died or gave up on it, repeatedly */
#define ZB_OUTCOME_SOFT_404     "soft_404"
#define ZB_OUTCOME_MALFORMED    "malformed" /* the store refused what a reader made of it */
#define ZB_OUTCOME_LOGIN_WALL   "login_wall"
/* Not fetched. */
#define ZB_OUTCOME_ROBOTS_DENIED "robots_denied"
#define ZB_OUTCOME_ADDRESS_DENIED                                                              \
	"address_denied" /* resolves to a private or reserved address */
#define ZB_OUTCOME_BAD_URL      "bad_url"
#define ZB_OUTCOME_OUT_OF_SCOPE "out_of_scope" /* a redirect left the site or the patterns */
#define ZB_OUTCOME_TRAP         "trap"         /* endless address space */
#define ZB_OUTCOME_BUDGET       "budget"       /* the job's URL budget is spent */
/* Fetching failed. http_404 and the like: "http_" and the status. */
#define ZB_OUTCOME_HTTP_PREFIX        "http_"
#define ZB_OUTCOME_CHALLENGE          "challenge_412" /* a test of who asks, whatever the status */
#define ZB_OUTCOME_TOO_LARGE          "too_large"
#define ZB_OUTCOME_TIMEOUT            "timeout"
#define ZB_OUTCOME_DNS_FAILED         "dns_failed"
#define ZB_OUTCOME_CONNECT_FAILED     "connect_failed"
#define ZB_OUTCOME_TLS_FAILED         "tls_failed"
#define ZB_OUTCOME_BAD_RESPONSE       "bad_response" /* broken HTTP, encoding or length */
#define ZB_OUTCOME_TOO_MANY_REDIRECTS "too_many_redirects"
#define ZB_OUTCOME_NOT_READABLE       "not_readable" /* a file that cannot be opened */
#define ZB_OUTCOME_NO_SOURCE          "no_source"    /* sources.yaml names its source no more */

/* The names above but ZB_OUTCOME_HTTP_PREFIX, NULL ended. */
extern const char *const zb_outcomes[];
/* One of them, or http_ and a status. */
bool zb_outcome_is_known(const char *outcome);
/* True for outcomes that a user counts as success (exit code 0 of `crawl --wait`). */
bool zb_outcome_is_good(const char *outcome);
