/* SPDX-License-Identifier: Apache-2.0 */
/* A page as one JSON object: what `zhibiao page` prints and the golden pages are compared with. */
#pragma once

#include "common/buf.h"
#include "services/extractor/page/page.h"

/* Appends the object, on one line. 0 or an error of the buffer. */
int page_json(struct zb_buf *out, const struct page *page);
