/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of every page read, whatever its bytes; aborts where it does not. */
#pragma once

#include "services/extractor/page/page.h"

/* Reads `bytes` as `kind` and checks the result. */
void page_check(struct zb_span bytes, enum page_kind kind);
