/* SPDX-License-Identifier: Apache-2.0 */
#include "glue.h"

#include <stdbool.h>

#include "lines.h"

enum { TITLE_MIN = 18, TITLE_MAX = 300, REPEATED_MIN = 2 }; /* bytes */

/* A line, and whether a blank one stands behind it and what comes then. */
struct place {
	struct zb_span line, next;
	size_t start;
	bool set_off; /* behind a line of text or at the head, before a blank line */
};

/* The next line that is not blank; false at the end. */
static bool place_next(struct place *p, struct zb_span text, size_t *at)
{
	struct zb_span line;
	bool after_blank = false;
	for (;;) {
		p->start = *at;
		if (!lines_next(&line, text, at))
			return false;
		p->line = lines_trim(line);
		if (p->line.n > 0)
			break;
		after_blank = true;
	}
	size_t ahead = *at;
	bool blank = false;
	p->next = (struct zb_span){ 0 };
	while (p->next.n == 0 && lines_next(&line, text, &ahead)) {
		p->next = lines_trim(line);
		blank = blank || p->next.n == 0;
	}
	p->set_off = blank && !after_blank && p->next.n > 0;
	if (p->set_off) /* blank lines are looked at once */
		*at = (size_t)(p->next.p - text.p);
	while (p->set_off && *at > 0 && text.p[*at - 1] != '\n')
		--*at;
	return true;
}

static bool is_title_like(struct zb_span line)
{
	static const char *const marks[] = { "。", "；", "！", "，", "：", NULL };
	if (line.n < TITLE_MIN || line.n > TITLE_MAX)
		return false;
	for (int i = 0; marks[i] != NULL; i++)
		if (zb_span_ends(line, zb_span_str(marks[i])))
			return false;
	return zb_span_find(line, ZB_S("。"), 0) < 0;
}

static bool is_repeated(const struct place *p)
{
	return p->set_off && is_title_like(p->line) && zb_span_starts(p->next, p->line);
}

size_t glue_titles(struct glue_title *out, size_t max, struct zb_span text)
{
	struct place p;
	size_t repeated = 0;
	size_t blanks = 0;
	for (size_t at = 0; place_next(&p, text, &at);) {
		blanks += p.set_off;
		repeated += is_repeated(&p);
	}
	if (repeated < REPEATED_MIN)
		return 0;
	/* Where blank lines stand behind titles only, a title need not be said again. */
	bool blank_tells = blanks <= repeated + repeated / 2;
	size_t n = 0;
	for (size_t at = 0; n < max && place_next(&p, text, &at);)
		if (is_repeated(&p) || (blank_tells && p.set_off && is_title_like(p.line)))
			out[n++] = (struct glue_title){ .line = p.line, .start = p.start };
	return n;
}
