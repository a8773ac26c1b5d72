/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict.h"

#include <stdio.h>
#include <string.h>

#include "proto/outcome.h"

struct row {
	long from, to;
	enum verdict_kind kind;
	const char *outcome; /* NULL: "http_" and the status */
};

/* The first row that fits counts. */
static const struct row rows[] = {
	{ 204, 205, VERDICT_END, ZB_OUTCOME_NO_CONTENT },
	{ 206, 206, VERDICT_END, ZB_OUTCOME_BAD_RESPONSE }, /* no range was asked for */
	{ 200, 299, VERDICT_READ, NULL },
	{ 304, 304, VERDICT_SAME, ZB_OUTCOME_UNCHANGED },
	{ 300, 303, VERDICT_REDIRECT, NULL },
	{ 307, 308, VERDICT_REDIRECT, NULL },
	{ 408, 408, VERDICT_TRY_AGAIN, NULL },
	{ 412, 412, VERDICT_END, ZB_OUTCOME_CHALLENGE }, /* a script must set a cookie first */
	{ 425, 425, VERDICT_TRY_AGAIN, NULL },
	{ 429, 429, VERDICT_REFUSED, NULL },
	{ 501, 501, VERDICT_END, NULL },
	{ 503, 503, VERDICT_REFUSED, NULL },
	{ 505, 505, VERDICT_END, NULL },
	{ 521, 521, VERDICT_END, ZB_OUTCOME_CHALLENGE }, /* likewise, at some front servers */
	{ 500, 599, VERDICT_TRY_AGAIN, NULL },
	{ 300, 499, VERDICT_END, NULL },
};

static struct verdict named(enum verdict_kind kind, const char *outcome, long status)
{
	struct verdict v = { .kind = kind };
	if (outcome != NULL)
		snprintf(v.outcome, sizeof(v.outcome), "%s", outcome);
	else
		snprintf(v.outcome, sizeof(v.outcome), ZB_OUTCOME_HTTP_PREFIX "%ld", status);
	return v;
}

const char *verdict_robots(long status, const char *outcome, bool any)
{
	bool cut = outcome != NULL && strcmp(outcome, ZB_OUTCOME_TOO_LARGE) == 0;
	/* Of a file without end its head is what counts (2.5). */
	if (cut && status >= 200 && status < 300 && any)
		return NULL;
	if (outcome != NULL)
		return outcome;
	return status >= 500 || status == 429 ? ZB_OUTCOME_ROBOTS_DENIED : NULL;
}

struct verdict verdict_of(long status, bool conditional, bool has_location)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		if (status < r->from || status > r->to)
			continue;
		if (r->kind == VERDICT_SAME && !conditional)
			break;
		if (r->kind == VERDICT_REDIRECT && !has_location)
			return named(VERDICT_END, NULL, status);
		return named(r->kind, r->outcome, status);
	}
	return named(VERDICT_END, ZB_OUTCOME_BAD_RESPONSE, status);
}
