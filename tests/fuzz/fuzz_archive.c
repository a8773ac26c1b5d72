/* SPDX-License-Identifier: Apache-2.0 */
/* WARC files: their records once in order and once by their places, and bodies decoded. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/buf.h"
#include "services/fetcher/archive.h"
#include "services/fetcher/coding.h"

enum { BLOCK_MAX = 1 << 20, PLACES = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(struct zb_span block)
{
	struct coding_message m;
	struct zb_span body;
	struct zb_buf a;
	struct zb_buf b;
	zb_buf_init(&a, BLOCK_MAX);
	zb_buf_init(&b, BLOCK_MAX);
	coding_split(&m, block);
	if (coding_decode(&body, &m, &a, &b) == 0 && body.n > block.n && body.n > BLOCK_MAX)
		abort();
	zb_buf_deinit(&a);
	zb_buf_deinit(&b);
}

static void read_all(struct archive *archive, struct zb_buf *block)
{
	struct archive_place places[PLACES];
	struct archive_record r;
	struct archive_place at;
	char text[48];
	unsigned n = 0;
	while (archive_next(&r, archive) == 0) {
		zb_buf_reset(block);
		if (n < PLACES)
			places[n++] = r.at;
		if (archive_block(block, archive) == 0)
			decode(zb_buf_span(block));
	}
	while (n-- > 0) {
		archive_place_print(text, &places[n]);
		if (!archive_place_read(&at, zb_span_str(text)) || at.file != places[n].file ||
		    at.inner != places[n].inner)
			abort();
		if (archive_seek(archive, &at) != 0 || archive_next(&r, archive) != 0 ||
		    r.at.file != at.file || r.at.inner != at.inner)
			abort(); /* a place is good for ever */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct archive *archive = NULL;
	struct zb_buf block;
	int fd = memfd_create("archive", MFD_CLOEXEC);
	if (fd < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	zb_buf_init(&block, BLOCK_MAX);
	if (write(fd, data, size) == (ssize_t)size && archive_open(&archive, path) == 0)
		read_all(archive, &block);
	archive_close(archive);
	zb_buf_deinit(&block);
	close(fd);
	return 0;
}
