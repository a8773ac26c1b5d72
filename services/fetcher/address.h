/* SPDX-License-Identifier: Apache-2.0 */
/* A canonical http or https URL with the parts that the fetcher asks for. A value; pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

enum { ADDRESS_MAX = 4096 };

struct address {
	char url[ADDRESS_MAX]; /* terminated */
	size_t n;
	struct zb_span host;   /* without port; into `url` */
	struct zb_span name;   /* host, and port where it is not the scheme's own */
	struct zb_span origin; /* scheme and name */
	struct zb_span target; /* path and query */
};

/* Reads `url`, relative to `base` unless that is NULL, into its canonical form without fragment.
 * ZB_EMALFORMED: no URL; ZB_EDENIED: neither http nor https; ZB_ETOOBIG. */
int address_read(struct address *out, struct zb_span url, const struct address *base);
/* Takes `url`, canonical already, apart. ZB_EMALFORMED. */
int address_split(struct address *out, struct zb_span url);
