/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and folders of this machine as input, under file:// URLs (RFC 8089; the path's bytes
 * percent-encoded where a URL cannot hold them).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/span.h"

/* The URL of an absolute path, with '/' behind a folder's; symbolic links and dot segments are
 * resolved. -errno, or ZB_EINVAL where it is not absolute. */
int local_url(struct zb_buf *out, const char *path);
bool local_is_url(struct zb_span url);
bool local_is_folder(struct zb_span url);
/* The path of a file:// URL, terminated. ZB_EMALFORMED. */
int local_path(struct zb_buf *out, struct zb_span url);
/* The whole file; ZB_ETOOBIG past the buffer's ceiling, -errno. Only regular files. */
int local_read(struct zb_buf *out, const char *path);
/* Calls `fn` with the URL of each entry (regular files and folders, by name; hidden ones and
 * symbolic links to folders left out). -errno. */
typedef int (*local_fn)(void *ctx, struct zb_span url);
int local_list(const char *path, local_fn fn, void *ctx);
/* By the name's ending; "application/octet-stream" where it says nothing. */
const char *local_type(struct zb_span path);
