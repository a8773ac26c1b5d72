/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WARC files (ISO 28500, versions 0.17 to 1.1) record by record: plain, gzip with a member a record,
 * or gzip as a whole. Memory is bounded whatever the file says: a header of at most 64 KiB, and of
 * a block as much as the caller's buffer may take.
 *
 * Lifecycle: archive_open, then archive_next and archive_block in turn, archive_close. A record's
 * place is good for archive_seek at any later time, in another process as well; going on from the
 * record that was read last costs nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct archive;
struct zb_buf;

struct archive_place {
	uint64_t file;  /* offset of the gzip member, or in a plain file of the record */
	uint64_t inner; /* offset in what that member holds; 0 in a plain file */
};

struct archive_record {
	struct archive_place at;
	uint64_t length; /* of its block, bytes */
	/* Fields of the header, empty where they are not there; valid until the next call. */
	struct zb_span type, uri, content_type, profile, refers_to;
	int64_t date_ms; /* WARC-Date; 0: none that can be read */
};

bool archive_is(struct zb_span path); /* by its name: .warc, .warc.gz */
/* -errno; ZB_EINVAL: no regular file; ZB_EMALFORMED: it does not begin as a WARC file does. */
int archive_open(struct archive **out, const char *path);
void archive_close(struct archive *archive);
const char *archive_path(const struct archive *archive);
/* The next record is the one at `at`. */
int archive_seek(struct archive *archive, const struct archive_place *at);
/* The next record's header. ZB_ENOTFOUND behind the last, ZB_EMALFORMED. */
int archive_next(struct archive_record *out, struct archive *archive);
/* Where the next record begins; false where there is none. */
bool archive_tell(struct archive_place *out, struct archive *archive);
/* Appends the block of that record; ZB_ETOOBIG where it is longer than the buffer may get, and
 * then nothing was read. What is there of a block that is cut off is no error. */
int archive_block(struct zb_buf *out, struct archive *archive);
/* The file ends within a record. */
bool archive_is_cut(const struct archive *archive);
/* "123" or "123+456", and back; false: no place. */
void archive_place_print(char out[48], const struct archive_place *at);
bool archive_place_read(struct archive_place *out, struct zb_span text);
