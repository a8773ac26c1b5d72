/* SPDX-License-Identifier: Apache-2.0 */
#include "guard.h"

#include <netinet/in.h>

bool guard_allows(const struct sockaddr *sa)
{
	union {
		const struct sockaddr *any;
		const struct sockaddr_in *v4;
	} u = { .any = sa };
	if (sa->sa_family != AF_INET)
		return false;
	uint32_t a = ntohl(u.v4->sin_addr.s_addr);
	unsigned top = a >> 24;
	return top != 0 && top != 10 && top != 127 && top < 224 && a >> 20 != 0xAC1 &&
	       a >> 16 != 0xC0A8 && a >> 16 != 0xA9FE && a >> 22 != 0x191;
}
