/* SPDX-License-Identifier: Apache-2.0 */
#include "scope.h"

#include <regex.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/err.h"
#include "site.h"

enum { SITES_MAX = 100000 };

struct patterns {
	regex_t *items;
	size_t n;
};

struct scope {
	struct patterns allow;
	struct patterns deny;
	bool any_site;
	char **sites; /* owned; few */
	size_t n_sites;
	size_t cap_sites;
};

static void free_patterns(struct patterns *p)
{
	for (size_t i = 0; i < p->n; i++)
		regfree(&p->items[i]);
	free(p->items);
}

static int compile(struct patterns *out, char *const *texts, size_t n, struct zb_diag *diag)
{
	out->items = calloc(n + 1, sizeof(*out->items));
	if (out->items == NULL)
		return ZB_ENOMEM;
	for (; out->n < n; out->n++) {
		char why[128];
		regex_t *re = &out->items[out->n];
		int rc = regcomp(re, texts[out->n], REG_EXTENDED | REG_NOSUB);
		if (rc == 0)
			continue;
		regerror(rc, re, why, sizeof(why));
		zb_diag_set(diag, "pattern", 0, "%.200s: %s", texts[out->n], why);
		return ZB_EINVAL;
	}
	return 0;
}

int scope_new(struct scope **out, const struct scope_conf *conf, struct zb_diag *diag)
{
	*out = NULL;
	struct scope *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ZB_ENOMEM;
	s->any_site = conf->any_site;
	int ret;
	if ((ret = compile(&s->allow, conf->allow, conf->n_allow, diag)) < 0 ||
	    (ret = compile(&s->deny, conf->deny, conf->n_deny, diag)) < 0) {
		scope_free(s);
		return ret;
	}
	*out = s;
	return 0;
}

void scope_free(struct scope *s)
{
	if (s == NULL)
		return;
	free_patterns(&s->allow);
	free_patterns(&s->deny);
	for (size_t i = 0; i < s->n_sites; i++)
		free(s->sites[i]);
	free(s->sites);
	free(s);
}

static bool has_site(const struct scope *s, struct zb_span site)
{
	for (size_t i = 0; i < s->n_sites; i++)
		if (zb_span_eq(zb_span_str(s->sites[i]), site))
			return true;
	return false;
}

int scope_add_site(struct scope *s, struct zb_span host)
{
	struct zb_span site = site_of(host);
	if (has_site(s, site))
		return 0;
	int ret = zb_vec_grow(&s->sites, &s->cap_sites, s->n_sites + 1, sizeof(*s->sites),
	                      SITES_MAX);
	if (ret < 0)
		return ret;
	s->sites[s->n_sites] = strndup(site.p, site.n);
	if (s->sites[s->n_sites] == NULL)
		return ZB_ENOMEM;
	s->n_sites++;
	return 0;
}

static bool matches(const struct patterns *p, const char *url)
{
	for (size_t i = 0; i < p->n; i++)
		if (regexec(&p->items[i], url, 0, NULL, 0) == 0)
			return true;
	return false;
}

const char *scope_refuses_seed(const struct scope *s, const char *url)
{
	return matches(&s->deny, url) ? "matches a deny pattern" : NULL;
}

const char *scope_refuses(const struct scope *s, const char *url, struct zb_span host)
{
	if (!s->any_site && !has_site(s, site_of(host)))
		return "another site";
	if (s->allow.n > 0 && !matches(&s->allow, url))
		return "matches no allow pattern";
	return scope_refuses_seed(s, url);
}

size_t scope_sites(const struct scope *s)
{
	return s->n_sites;
}

const char *scope_site(const struct scope *s, size_t i)
{
	return s->sites[i];
}
