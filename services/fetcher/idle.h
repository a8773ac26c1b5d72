/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Query parameters that change nothing, learned from what was read: where addresses that differ in
 * one parameter only gave one text, for several texts, and never two, the first value seen
 * stands for all. Learned for addresses of one form (that differ in numbers and in that parameter),
 * so that what means nothing to articles is left alone on lists. Kept with the host.
 */
#pragma once

#include <stdbool.h>

#include "address.h"
#include "frontier.h"

struct idle;

int idle_new(struct idle **out);
void idle_free(struct idle *idle);
/* An article's text was read under `url`, an address of `host`. `text` is its hash. A step of the
 * frontier's open batch. */
int idle_saw(struct idle *idle, struct frontier *f, uint32_t host, struct zb_span url,
             struct zb_span text);
/* Gives idle parameters of `at` the value that stands for all; true where that changed it. */
bool idle_settle(struct idle *idle, struct frontier *f, uint32_t host, struct address *at);
