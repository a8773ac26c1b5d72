/* SPDX-License-Identifier: Apache-2.0 */
#include "site.h"

struct zb_span site_of(struct zb_span host)
{
	return host;
}
