/* SPDX-License-Identifier: Apache-2.0 */
#include "common/diag.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/err.h"

int zb_diag_set(struct zb_diag *diag, const char *file, unsigned line, const char *fmt, ...)
{
	if (diag == NULL || diag->message[0] != '\0')
		return ZB_ECONFIG;
	snprintf(diag->file, sizeof(diag->file), "%s", file != NULL ? file : "");
	diag->line = line;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(diag->message, sizeof(diag->message), fmt, ap);
	va_end(ap);
	return ZB_ECONFIG;
}

const char *zb_diag_text(const struct zb_diag *diag, char *out, size_t size)
{
	if (diag->file[0] == '\0')
		snprintf(out, size, "%s", diag->message);
	else if (diag->line == 0)
		snprintf(out, size, "%s: %s", diag->file, diag->message);
	else
		snprintf(out, size, "%s:%u: %s", diag->file, diag->line, diag->message);
	return out;
}
