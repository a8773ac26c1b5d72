/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/outcome.h"

#include <stddef.h>
#include <string.h>

bool zb_outcome_is_good(const char *outcome)
{
	static const char *const good[] = {
		ZB_OUTCOME_STORED, ZB_OUTCOME_UNCHANGED, ZB_OUTCOME_DUPLICATE,
		ZB_OUTCOME_JOINED, ZB_OUTCOME_LISTED,    ZB_OUTCOME_REDIRECTED,
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (strcmp(outcome, good[i]) == 0)
			return true;
	return false;
}
