/* SPDX-License-Identifier: Apache-2.0 */
/* A place in a text that only moves on, and the pieces of dates that are taken there. A function
 * that does not find its piece leaves the cursor where it was. */
#pragma once

#include "stamp.h"

struct cursor {
	struct zb_span s;
	size_t at;
};

bool cursor_take(struct cursor *c, struct zb_span word);
/* One of the ASCII characters of `set`. */
bool cursor_char(struct cursor *c, const char *set);
/* Blanks of every width. */
void cursor_spaces(struct cursor *c);
/* One to `digits` digits, full-width ones too; -1 for none. */
int cursor_number(struct cursor *c, int digits);
/* A time of day with weekday and zone into *t, which may move the day; hour -1 for none. */
void cursor_time(struct cursor *c, struct stamp *t);

/* A day that there is, in the years that documents have. */
bool stamp_is_date(const struct stamp *t);
int stamp_month_days(int year, int month);
