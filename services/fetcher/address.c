/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"

#include "common/err.h"

static bool take_scheme(struct zb_span *scheme, struct zb_span url)
{
	size_t i = 0;
	while (i < url.n && (url.p[i] == '+' || url.p[i] == '.' || url.p[i] == '-' ||
	                     ((url.p[i] | 32) >= 'a' && (url.p[i] | 32) <= 'z')))
		i++;
	*scheme = zb_span_sub(url, 0, i);
	return i > 0 && i < url.n && url.p[i] == ':';
}

int address_split(struct address *out, struct zb_span url)
{
	struct zb_span scheme;
	if (url.n >= sizeof(out->url) || !take_scheme(&scheme, url) ||
	    !zb_span_starts(zb_span_sub(url, scheme.n, 3), ZB_S("://")))
		return ZB_EMALFORMED;
	memmove(out->url, url.p, url.n);
	out->url[url.n] = '\0';
	out->n = url.n;
	struct zb_span all = zb_span(out->url, out->n);
	size_t start = scheme.n + 3;
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

/* Stand-in until the URL standard's parser is there. */
int address_read(struct address *out, struct zb_span url, const struct address *base)
{
	struct zb_span scheme;
	char made[ADDRESS_MAX];
	size_t n = 0;
	ptrdiff_t hash = zb_span_find(url, ZB_S("#"), 0);
	if (hash >= 0)
		url = zb_span_sub(url, 0, (size_t)hash);
	url = zb_span_trim(url);
	if (url.n + ADDRESS_MAX / 2 > sizeof(made))
		return ZB_ETOOBIG;
	if (take_scheme(&scheme, url)) {
		if (!zb_span_eq(scheme, ZB_S("http")) && !zb_span_eq(scheme, ZB_S("https")))
			return ZB_EDENIED;
		memcpy(made, url.p, url.n);
		n = url.n;
		if (memchr(made + scheme.n + 3, '/', n - scheme.n - 3) == NULL)
			made[n++] = '/';
		return address_split(out, zb_span(made, n));
	}
	if (base == NULL || base->n + url.n >= sizeof(made))
		return ZB_EMALFORMED;
	memcpy(made, base->url, base->n);
	n = base->origin.n;
	if (url.n == 0 || url.p[0] != '/') {
		n = base->n;
		while (n > base->origin.n && made[n - 1] != '/')
			n--;
	}
	memcpy(made + n, url.p, url.n);
	return address_split(out, zb_span(made, n + url.n));
}
