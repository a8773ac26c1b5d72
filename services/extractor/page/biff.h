/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks of Excel 97 to 2003 (MS-XLS, BIFF8): each sheet a table, its figures as they show. */
#pragma once

#include "sheet.h"

/* `file` is the OLE2 file. ZB_ENOTFOUND: no such workbook (an older one, or none); ZB_EMALFORMED:
 * none that can be read (encrypted). */
int biff_read(struct sheet *out, struct zb_span file);
