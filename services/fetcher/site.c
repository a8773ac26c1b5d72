/* SPDX-License-Identifier: Apache-2.0 */
#include "site.h"

#include <libpsl.h>

enum { HOST_LONGEST = 255 };

struct zb_span site_of(struct zb_span host)
{
	char name[HOST_LONGEST + 1];
	if (host.n == 0 || host.n > HOST_LONGEST || host.p[0] == '[' ||
	    (host.p[host.n - 1] >= '0' && host.p[host.n - 1] <= '9'))
		return host;
	memcpy(name, host.p, host.n);
	name[host.n] = '\0';
	const psl_ctx_t *list = psl_builtin();
	const char *site = list != NULL ? psl_registrable_domain(list, name) : NULL;
	return site != NULL ? zb_span_sub(host, (size_t)(site - name), host.n) : host;
}
