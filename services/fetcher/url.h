/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http and https addresses as the URL Standard (WHATWG) reads them: what a browser would fetch
 * for the same text. The fragment is dropped, since no server sees it. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum { URL_MAX = 8192 };

/* A parsed address; the spans point into `href`. */
struct url {
	char href[URL_MAX + 1]; /* serialised, terminated */
	size_t n;
	struct zb_span scheme; /* "http" or "https" */
	struct zb_span user;   /* user or user:password, as serialised; empty: none */
	struct zb_span host;   /* lower case ASCII, xn-- labels, [v6] with its brackets */
	struct zb_span port;   /* digits; empty: the scheme's own */
	struct zb_span path;   /* begins with / */
	struct zb_span query;  /* without ?; .p is NULL where there is none */
};

/*
 * Parses `text`, relative to `base` unless that is NULL. 0, or ZB_EMALFORMED, ZB_ETOOBIG (longer
 * than URL_MAX), ZB_EDENIED (another scheme); then *why, which may be NULL, says why in words.
 */
int url_parse(struct url *out, struct zb_span text, const struct url *base, const char **why);
/*
 * The crawler's key of an address, into `out`: user and fragment gone, escapes in upper case,
 * escaped unreserved characters plain (RFC 3986, 6.2.2), empty parameters gone, and the query
 * parameters named in `drop` (NULL ended, may be NULL) left out, those with a = behind the name
 * only where their value is long and random; with it go ;jsessionid= and the like. ZB_ETOOBIG.
 */
int url_key(char out[URL_MAX + 1], size_t *n, const struct url *url, const char *const *drop);
