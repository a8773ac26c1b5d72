/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an article begins and ends within the lines rendered from the element that holds it: behind
 * its title, dateline and byline, before the credits, related stories and the site's foot.
 */
#pragma once

#include "render.h"

/* A part of r->text; empty where there is nothing but furniture. `title` may be empty. */
struct zb_span bounds_of(const struct render *r, struct zb_span title);
