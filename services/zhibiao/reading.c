/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include <stdio.h>

#include "options.h"
#include "services/store/base.h"

int reading_open(struct base **out, const struct options *o)
{
	char path[4096];
	char text[1024];
	struct zb_diag diag = { 0 };
	snprintf(path, sizeof(path), "%s/store", o->data);
	const struct base_conf conf = { .path = path, .read_only = true };
	if (base_open(out, &conf, &diag) == 0)
		return EXIT_DONE;
	return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
}
