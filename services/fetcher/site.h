/* SPDX-License-Identifier: Apache-2.0 */
/* The site a host belongs to. */
#pragma once

#include "common/span.h"

/* A part of `host` (without port), or all of it. */
struct zb_span site_of(struct zb_span host);
