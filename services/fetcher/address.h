/* SPDX-License-Identifier: Apache-2.0 */
/* A canonical http or https URL with the parts that the fetcher asks for. A value; pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"
#include "url.h"

enum { ADDRESS_MAX = URL_MAX + 1 };

struct address {
	char url[ADDRESS_MAX]; /* terminated */
	size_t n;
	struct zb_span host;   /* without port; into `url` */
	struct zb_span name;   /* host, and port where it is not the scheme's own */
	struct zb_span origin; /* scheme and name */
	struct zb_span target; /* path and query */
};

/* Reads `text`, relative to `base` unless that is NULL, into the crawler's key of it (url_key).
 * Errors are url_parse's, and so is *why (may be NULL). */
int address_read(struct address *out, struct zb_span text, const struct url *base,
                 const char **why);
/* Takes `url`, a key already, apart. ZB_EMALFORMED, ZB_ETOOBIG. */
int address_split(struct address *out, struct zb_span url);
/* For resolving what is relative to it. */
int address_base(struct url *out, const struct address *at);
