/* SPDX-License-Identifier: Apache-2.0 */
#include "twin.h"

#include <stddef.h>

/* Reads the characters of a subtree that ink is used for, byte by byte. */
struct ink {
	const struct dom_node *root;
	struct dom_node *node; /* NULL at the end */
	size_t at;
};

static bool is_unseen(const struct dom_node *n)
{
	return (n->flags & NODE_HIDDEN) != 0 || n->tag == TAG_SCRIPT || n->tag == TAG_HEAD ||
	       n->tag == TAG_TITLE;
}

/* Bytes of white space at the head of `s`: ASCII, no-break and ideographic spaces. */
static size_t blank_at(struct zb_span s)
{
	if ((unsigned char)s.p[0] <= ' ')
		return 1;
	if (zb_span_starts(s, ZB_S("\u00A0")))
		return 2;
	return zb_span_starts(s, ZB_S("　")) || zb_span_starts(s, ZB_S("\u200B")) ? 3 : 0;
}

/* The next byte of ink, or -1 at the end. */
static int next_byte(struct ink *ink)
{
	while (ink->node != NULL) {
		struct dom_node *n = ink->node;
		if (n->tag == TAG_TEXT && ink->at < n->text.n) {
			struct zb_span rest = zb_span_sub(n->text, ink->at, 3);
			size_t blank = blank_at(rest);
			ink->at += blank > 0 ? blank : 1;
			if (blank == 0)
				return (unsigned char)rest.p[0];
			continue;
		}
		ink->at = 0;
		ink->node = is_unseen(n) ? dom_after(ink->root, n) : dom_next(ink->root, n);
	}
	return -1;
}

bool twin_of(const struct dom_node *a, const struct dom_node *b)
{
	enum { SHARE = 10 }; /* a tenth may be missing at the end */
	struct ink one = { .root = a, .node = a->first };
	struct ink two = { .root = b, .node = b->first };
	size_t same = 0;
	size_t rest = 0;
	int x = next_byte(&one);
	int y = next_byte(&two);
	for (; x >= 0 && x == y; x = next_byte(&one), y = next_byte(&two))
		same++;
	if (x >= 0 && y >= 0)
		return false;
	struct ink *longer = x >= 0 ? &one : &two;
	for (int c = x >= 0 ? x : y; c >= 0 && rest * SHARE <= same; c = next_byte(longer))
		rest++;
	return same > 0 && rest * SHARE <= same;
}
