/* SPDX-License-Identifier: Apache-2.0 */
/* Rich Text Format: a line a paragraph, its tables as grids. */
#pragma once

#include "sheet.h"

/* `arena` holds what is decoded on the way. */
void rtf_read(struct sheet *out, struct zb_arena *arena, struct zb_span rtf);
