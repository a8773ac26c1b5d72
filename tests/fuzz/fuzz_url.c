/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "services/fetcher/kin.h"
#include "services/fetcher/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was parsed must parse to itself, and the key of its key is that key. */
static void check(struct zb_span text, const struct url *base)
{
	struct url first;
	struct url again;
	char key[URL_MAX + 1];
	char twice[URL_MAX + 1];
	size_t n = 0;
	size_t m = 0;
	if (url_parse(&first, text, base, NULL) != 0)
		return;
	if (url_parse(&again, zb_span(first.href, first.n), NULL, NULL) != 0 ||
	    strcmp(first.href, again.href) != 0)
		abort();
	if (url_key(key, &n, &first, NULL) != 0)
		return;
	if (url_parse(&again, zb_span(key, n), NULL, NULL) != 0 ||
	    url_key(twice, &m, &again, NULL) != 0 || strcmp(key, twice) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct url base;
	struct zb_span text = zb_span((const char *)data, size);
	check(text, NULL);
	uint64_t kin = kin_of(1, text);
	if (kin_of(1, text) != kin)
		abort();
	if (url_parse(&base, ZB_S("https://example.cn/a/b?c"), NULL, NULL) == 0)
		check(text, &base);
	return 0;
}
