/* SPDX-License-Identifier: Apache-2.0 */
/* Number formats of spreadsheets: a cell keeps 0.085 and 44260 and shows 8.5% and 2021-03-05. */
#pragma once

#include "common/span.h"

enum numfmt { NUMFMT_PLAIN, NUMFMT_PERCENT, NUMFMT_DATE };

/* Of a built-in format (ECMA-376 18.8.30, MS-XLS 2.4.126). */
enum numfmt numfmt_of_id(unsigned id);
/* Of a format code: 0.00%, yyyy"年"m"月". */
enum numfmt numfmt_of_code(struct zb_span code);
/* In `room`: at most 15 digits, which is what a spreadsheet shows. */
struct zb_span numfmt_show(char room[64], double value, enum numfmt how);
