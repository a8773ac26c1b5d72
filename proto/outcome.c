/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/outcome.h"

#include <stddef.h>
#include <string.h>

const char *const zb_outcomes[] = {
	ZB_OUTCOME_STORED,
	ZB_OUTCOME_UNCHANGED,
	ZB_OUTCOME_DUPLICATE,
	ZB_OUTCOME_JOINED,
	ZB_OUTCOME_LISTED,
	ZB_OUTCOME_REDIRECTED,
	ZB_OUTCOME_NO_CONTENT,
	ZB_OUTCOME_EMPTY_SHELL,
	ZB_OUTCOME_BAD_CHARSET,
	ZB_OUTCOME_UNSUPPORTED,
	ZB_OUTCOME_PARSE_FAILED,
	ZB_OUTCOME_SOFT_404,
	ZB_OUTCOME_MALFORMED,
	ZB_OUTCOME_LOGIN_WALL,
	ZB_OUTCOME_ROBOTS_DENIED,
	ZB_OUTCOME_ADDRESS_DENIED,
	ZB_OUTCOME_BAD_URL,
	ZB_OUTCOME_OUT_OF_SCOPE,
	ZB_OUTCOME_TRAP,
	ZB_OUTCOME_BUDGET,
	ZB_OUTCOME_CHALLENGE,
	ZB_OUTCOME_TOO_LARGE,
	ZB_OUTCOME_TIMEOUT,
	ZB_OUTCOME_DNS_FAILED,
	ZB_OUTCOME_CONNECT_FAILED,
	ZB_OUTCOME_TLS_FAILED,
	ZB_OUTCOME_BAD_RESPONSE,
	ZB_OUTCOME_TOO_MANY_REDIRECTS,
	ZB_OUTCOME_NOT_READABLE,
	ZB_OUTCOME_NO_SOURCE,
	NULL,
};

bool zb_outcome_is_known(const char *outcome)
{
	const size_t prefix = sizeof(ZB_OUTCOME_HTTP_PREFIX) - 1;
	for (size_t i = 0; zb_outcomes[i] != NULL; i++)
		if (strcmp(outcome, zb_outcomes[i]) == 0)
			return true;
	return strncmp(outcome, ZB_OUTCOME_HTTP_PREFIX, prefix) == 0 &&
	       strspn(outcome + prefix, "0123456789") == 3 && outcome[prefix + 3] == '\0';
}

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
