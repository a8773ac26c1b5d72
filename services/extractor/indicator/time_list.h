/* SPDX-License-Identifier: Apache-2.0 */
/* As many times as figures: 5月、6月增速分别为3.5%、4.4%. */
#pragma once

#include "sentence.h"

/* Where a list of figures follows a list of as many times, each gets its own. */
void time_list_pair(struct sentence *s);
