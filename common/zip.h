/* SPDX-License-Identifier: Apache-2.0 */
/* zstd frames (RFC 8878) with the content size inside. */
#pragma once

#include "common/buf.h"
#include "common/span.h"

/* Working memory of compression, used again from one input to the next: _new and _free. */
struct zb_zipper;

int zb_zipper_new(struct zb_zipper **out);
void zb_zipper_free(struct zb_zipper *zipper);
/* Appends the compressed `in`. `level` 1 to 19. The buffer must have room for the worst case, a
 * little more than `in` itself. */
int zb_zip(struct zb_buf *out, struct zb_zipper *zipper, struct zb_span in, int level);
/* Appends what `in` holds; ZB_ETOOBIG where that is more than the buffer may take (checked
 * before any memory is asked for), ZB_EMALFORMED. */
int zb_unzip(struct zb_buf *out, struct zb_span in);
