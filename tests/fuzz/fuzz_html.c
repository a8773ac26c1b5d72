/* SPDX-License-Identifier: Apache-2.0 */
#include "page_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	page_check(zb_span((const char *)data, size), PAGE_HTML);
	return 0;
}
