/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which network addresses a crawler may talk to: public unicast only. Everything else of the
 * special-purpose registries (RFC 6890, IANA) is refused, also where it hides in an IPv6 address
 * (IPv4-mapped, NAT64, 6to4, Teredo). Asked at connect time, so a name that changes its address
 * between look-up and connection gains nothing.
 */
#pragma once

#include <stdbool.h>

struct sockaddr;

/* False for every family but IPv4 and IPv6. */
bool guard_allows(const struct sockaddr *sa);
