/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "services/fetcher/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const urls[] = { "http://h/", "http://h/a/b.html?x=1",
		                            "/a",        "",
		                            "//",        "x" };
	struct robots *r = NULL;
	struct robots_verdict v;
	if (robots_new(&r, zb_span((const char *)data, size), ZB_S("zhibiao/1")) != 0)
		return 0;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		robots_check(&v, r, zb_span_str(urls[i]));
		if (!v.allowed && v.line == 0)
			abort(); /* nothing is denied without a line that says so */
	}
	robots_check(&v, r, zb_span((const char *)data, size));
	for (size_t i = 0; robots_sitemap(r, i).n > 0; i++)
		continue;
	if (robots_delay_ms(r) < 0)
		abort();
	robots_free(r);
	return 0;
}
