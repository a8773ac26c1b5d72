/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which network addresses a crawler may talk to: public unicast only. Everything else of the
 * special-purpose registries (RFC 6890, IANA) is refused, also where it hides in an IPv6 address
 * (IPv4-mapped, NAT64, 6to4, Teredo). Asked at connect time, so a name that changes its address
 * between look-up and connection gains nothing.
 */
#pragma once

#include <stdbool.h>

#include "common/span.h"

struct sockaddr;

/* False for every family but IPv4 and IPv6. */
bool guard_allows(const struct sockaddr *sa);
/* False for a canonical host that is such an address itself, or localhost: what a proxy is asked
 * for is never looked up here. */
bool guard_allows_name(struct zb_span host);
