/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "common/buf.h"
#include "page_check.h"
#include "services/extractor/page/unzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Archives as they come, and the bytes as a deflated stream. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zb_span bytes = zb_span((const char *)data, size);
	struct zb_buf out;
	page_check(bytes, PAGE_OFFICE);
	zb_buf_init(&out, 4 << 20);
	unzip_gzip(&out, bytes);
	if (out.n > out.max)
		abort();
	zb_buf_deinit(&out);
	return 0;
}
