/* SPDX-License-Identifier: Apache-2.0 */
#include "page_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_span bytes = zb_span((const char *)data, size);
	page_check(bytes, PAGE_FEED);
	page_check(bytes, PAGE_SITEMAP);
	return 0;
}
