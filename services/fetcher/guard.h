/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses may be connected to. */
#pragma once

#include <stdbool.h>

struct sockaddr;

/* False for private and reserved addresses. */
bool guard_allows(const struct sockaddr *sa);
