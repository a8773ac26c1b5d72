/* SPDX-License-Identifier: Apache-2.0 */
/* SpreadsheetML: the sheets of a .xlsx, each a table; merged cells, percentages and dates as they show. */
#pragma once

#include "sheet.h"

int xlsx_read(struct sheet *out, struct zb_span archive);
