/* SPDX-License-Identifier: Apache-2.0 */
/* What an extractor, or somebody in its place, says to the store: decoded, checked, and where it
 * may be stored, stored. The first two bytes say how much of the rest is the body. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/err.h"
#include "services/store/base.h"
#include "services/store/batch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct batch *open_batch(void)
{
	static char folder[] = "/tmp/zhibiao-fuzz-XXXXXX";
	char path[64];
	struct base *base = NULL;
	struct batch *batch = NULL;
	const struct base_conf conf = { .path = folder, .map_size = 256 << 20, .now_ms = 1 };
	const struct batch_conf limits = { .entries_max = 1,
		                           .bytes_max = 64 << 20,
		                           .zstd_level = 1 };
	if (mkdtemp(folder) == NULL || base_open(&base, &conf, NULL) < 0 ||
	    batch_new(&batch, base, &limits) < 0)
		abort();
	/* The files live on without their names, and leave nothing behind. */
	snprintf(path, sizeof(path), "%s/data.mdb", folder);
	remove(path);
	snprintf(path, sizeof(path), "%s/lock.mdb", folder);
	remove(path);
	remove(folder);
	return batch;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct batch *batch;
	struct entry *e = NULL;
	const char *why = NULL;
	if (size < 2)
		return 0;
	if (batch == NULL)
		batch = open_batch();
	size_t n = (size_t)data[0] << 8 | data[1];
	struct zb_span all = zb_span((const char *)data + 2, size - 2);
	struct zb_span body = zb_span_sub(all, 0, n);
	struct zb_span payload = zb_span_sub(all, body.n, all.n);
	if (batch_add(&e, batch, payload, body, &why) == 0) {
		int ret = batch_commit(batch, 1);
		if (ret < 0 && ret != ZB_EFULL)
			abort();
		batch_clear(batch);
	}
	return 0;
}
