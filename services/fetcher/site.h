/* SPDX-License-Identifier: Apache-2.0 */
/* The site that a host belongs to: its registrable domain by the Public Suffix List. */
#pragma once

#include "common/span.h"

/*
 * www.shanghai.gov.cn belongs to shanghai.gov.cn. An IP address, a single label or a public
 * suffix itself is its own site. `host` is in canonical form (lower case, xn-- labels); the
 * result is a part of it.
 */
struct zb_span site_of(struct zb_span host);
