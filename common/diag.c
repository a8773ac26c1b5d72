/* SPDX-License-Identifier: Apache-2.0 */
#include "common/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/err.h"

static void add(struct zb_diags *all, const struct zb_diag *fault)
{
	size_t at = all->n;
	all->found++;
	while (at > 0 && all->items[at - 1].line > fault->line)
		at--;
	if (at == ZB_DIAGS_MAX)
		return;
	if (all->n < ZB_DIAGS_MAX)
		all->n++;
	memmove(&all->items[at + 1], &all->items[at],
	        (all->n - at - 1) * sizeof(all->items[0]));
	all->items[at] = *fault;
}

int zb_diag_set(struct zb_diag *diag, const char *file, unsigned line, const char *fmt, ...)
{
	if (diag == NULL || (diag->message[0] != '\0' && diag->all == NULL))
		return ZB_ECONFIG;
	struct zb_diag fault = { .line = line };
	snprintf(fault.file, sizeof(fault.file), "%s", file != NULL ? file : "");
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(fault.message, sizeof(fault.message), fmt, ap);
	va_end(ap);
	if (diag->all != NULL)
		add(diag->all, &fault);
	fault.all = diag->all;
	if (diag->message[0] == '\0')
		*diag = fault;
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
