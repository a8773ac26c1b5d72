/* SPDX-License-Identifier: Apache-2.0 */
#include "page_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Headers, numbers, dates and signing blocks, without markup around them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_span bytes = zb_span((const char *)data, size);
	page_check(bytes, PAGE_TEXT);
	page_check(bytes, PAGE_MARKDOWN);
	return 0;
}
