/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"

#include <stdlib.h>

#include "common/err.h"
#include "trap.h"

int address_split(struct address *out, struct zb_span url)
{
	if (url.n >= sizeof(out->url))
		return ZB_ETOOBIG;
	memmove(out->url, url.p, url.n);
	out->url[url.n] = '\0';
	out->n = url.n;
	struct zb_span all = zb_span(out->url, out->n);
	ptrdiff_t scheme = zb_span_find(all, ZB_S("://"), 0);
	if (scheme <= 0)
		return ZB_EMALFORMED;
	size_t start = (size_t)scheme + 3;
	const char *slash = memchr(all.p + start, '/', all.n - start);
	size_t end = slash != NULL ? (size_t)(slash - all.p) : all.n;
	out->name = zb_span_sub(all, start, end - start);
	out->origin = zb_span_sub(all, 0, end);
	out->target = zb_span_sub(all, end, all.n);
	out->host = out->name;
	for (size_t i = out->name.n; i > 0 && out->name.p[i - 1] != ']'; i--)
		if (out->name.p[i - 1] == ':')
			out->host = zb_span_sub(out->name, 0, i - 1);
	return out->name.n > 0 ? 0 : ZB_EMALFORMED;
}

int address_base(struct url *out, const struct address *at)
{
	return url_parse(out, zb_span(at->url, at->n), NULL, NULL);
}

int address_read(struct address *out, struct zb_span text, const struct url *base,
                 const char **why)
{
	struct url url;
	char key[URL_MAX + 1];
	size_t n = 0;
	int ret = url_parse(&url, text, base, why);
	if (ret == 0)
		ret = url_key(key, &n, &url, trap_idle_parameters);
	return ret < 0 ? ret : address_split(out, zb_span(key, n));
}
