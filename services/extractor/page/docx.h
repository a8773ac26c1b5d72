/* SPDX-License-Identifier: Apache-2.0 */
/* WordprocessingML: word/document.xml of a .docx, a line a paragraph, its tables as grids. */
#pragma once

#include "sheet.h"

void docx_read(struct sheet *out, struct zb_span document);
