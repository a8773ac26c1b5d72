/* SPDX-License-Identifier: Apache-2.0 */
/* As many times as figures: 5月、6月增速分别为3.5%、4.4%. */
#pragma once

#include "document.h"

/* Where a list of figures follows a list of as many times, each gets its own; so does the list of a
 * later sentence of the paragraph that names no time. */
void time_list_pair(struct document *doc, struct sentence *s);
