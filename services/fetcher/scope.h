/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which URLs belong to a job: its sites and its patterns (POSIX extended regular expressions over
 * the canonical URL). Immutable once made.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/diag.h"
#include "common/span.h"

struct scope;

struct scope_conf {
	char *const *allow; /* a URL must match one of them, where there are any */
	size_t n_allow;
	char *const *deny; /* and none of these */
	size_t n_deny;
	bool any_site;
};

/* ZB_EINVAL: a pattern that is none; `diag` says which. */
int scope_new(struct scope **out, const struct scope_conf *conf, struct zb_diag *diag);
void scope_free(struct scope *scope);
/* Adds the site of `host` to those that belong. */
int scope_add_site(struct scope *scope, struct zb_span host);
/* `url` is canonical and terminated, `host` its host without port. NULL where it belongs, else
 * a short reason. */
const char *scope_refuses(const struct scope *scope, const char *url, struct zb_span host);
/* A seed need not match `allow`, only not `deny`. */
const char *scope_refuses_seed(const struct scope *scope, const char *url);
size_t scope_sites(const struct scope *scope);
const char *scope_site(const struct scope *scope, size_t i);
