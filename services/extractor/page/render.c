/* SPDX-License-Identifier: Apache-2.0 */
#include "render.h"

#include <string.h>

#include "common/arena.h"
#include "common/err.h"

void render_init(struct render *r, struct zb_arena *arena, size_t max, bool raw)
{
	*r = (struct render){ .arena = arena, .raw = raw };
	zb_buf_init(&r->text, max);
	furniture_init(&r->furniture);
}

void render_deinit(struct render *r)
{
	zb_buf_deinit(&r->text);
}

/* --- lines --- */

static void end_line(struct render *r)
{
	r->space = SPACE_NONE;
	while (r->text.n > r->line &&
	       (r->text.p[r->text.n - 1] == ' ' || r->text.p[r->text.n - 1] == '\t'))
		r->text.n--;
	if (r->text.n == r->line)
		return;
	struct zb_span line = zb_span(r->text.p + r->line, r->text.n - r->line);
	size_t keep = 0;
	enum furniture verdict = r->raw || r->grid != NULL
	                                 ? FURNITURE_NONE
	                                 : furniture_of(&keep, &r->furniture, line);
	if (verdict == FURNITURE_LINE || verdict == FURNITURE_HEAD)
		r->text.n = r->line + keep;
	if (r->text.n == r->line)
		return;
	bool ends = verdict == FURNITURE_TAIL || verdict == FURNITURE_FOOT;
	if (ends && r->n_tails < RENDER_TAILS)
		r->tails[r->n_tails++] =
			(struct render_tail){ .at = r->line,
			                      .foot = verdict == FURNITURE_FOOT };
	zb_buf_add_char(&r->text, '\n');
	r->line = r->text.n;
}

static void break_line(struct render *r)
{
	if (!r->in_cell)
		end_line(r);
	else if (r->space == SPACE_NONE)
		r->space = SPACE_REAL;
}

/* --- characters --- */

/* White space at the head of `s`: its length, or 0. */
static size_t space_at(struct zb_span s, bool *wraps)
{
	*wraps = s.p[0] == '\n' || s.p[0] == '\r';
	if (*wraps || s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\f' || s.p[0] == '\v')
		return 1;
	if (zb_span_starts(s, ZB_S("\u00A0")))
		return 2;
	/* Left over where authors forgot the semicolon or escaped twice. */
	if (s.p[0] == '&')
		return zb_span_starts(s, ZB_S("&nbsp;"))  ? 6
		       : zb_span_starts(s, ZB_S("&nbsp")) ? 5
		                                          : 0;
	static const struct zb_span wide[] = {
		{ "　", 3 },     { "\u2002", 3 }, { "\u2003", 3 },
		{ "\u2009", 3 }, { "\u200B", 3 }, { "\uFEFF", 3 },
	};
	if ((unsigned char)s.p[0] != 0xE3 && (unsigned char)s.p[0] != 0xE2 &&
	    (unsigned char)s.p[0] != 0xEF)
		return 0;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (zb_span_starts(s, wide[i]))
			return 3;
	return 0;
}

/* Bytes up to the next white space. */
static size_t word_length(struct zb_span s)
{
	bool wraps = false;
	size_t i = 0;
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c <= ' ' || c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF ||
		     c == '&') &&
		    space_at(zb_span_sub(s, i, 6), &wraps) > 0)
			break;
		i++;
	}
	return i;
}

/* A line break of the source between two Chinese characters is no space. */
static void put_space(struct render *r, char next)
{
	bool chinese = r->text.n > r->line && (unsigned char)r->text.p[r->text.n - 1] >= 0x80 &&
	               (unsigned char)next >= 0x80;
	if (r->text.n > r->line && r->text.p[r->text.n - 1] != '\t' &&
	    (r->space == SPACE_REAL || (r->space == SPACE_WRAP && !chinese)))
		zb_buf_add_char(&r->text, ' ');
	r->space = SPACE_NONE;
}

static size_t take_space(struct render *r, struct zb_span s, size_t len, bool wraps)
{
	if (r->in_pre > 0 && wraps) {
		break_line(r);
		return len;
	}
	/* Behind a line break of the source two wide spaces begin a paragraph. */
	if (r->space == SPACE_WRAP && !r->in_cell && zb_span_starts(s, ZB_S("　　"))) {
		end_line(r);
		return 6;
	}
	if (wraps)
		r->space = r->space == SPACE_REAL && r->in_pre > 0 ? SPACE_REAL : SPACE_WRAP;
	else if (r->space == SPACE_NONE)
		r->space = SPACE_REAL;
	return len;
}

static void add_text(struct render *r, struct zb_span s)
{
	while (s.n > 0 && r->text.err == 0) {
		bool wraps = false;
		size_t len = space_at(s, &wraps);
		if (len > 0) {
			len = take_space(r, s, len, wraps);
		} else {
			len = word_length(s);
			if (r->space != SPACE_NONE)
				put_space(r, s.p[0]);
			zb_buf_add(&r->text, s.p, len);
		}
		s = zb_span_sub(s, len, s.n);
	}
}

/* --- elements --- */

static void begin_cell(struct render *r, const struct dom_node *td)
{
	if (r->grid->table->n_cells > r->grid->row_first)
		zb_buf_add_char(&r->text, '\t');
	r->space = SPACE_NONE;
	r->in_cell = grid_cell(r->grid, td, r->text.n) != NULL;
}

static void end_cell(struct render *r)
{
	struct page_table *t = r->grid->table;
	if (r->in_cell && t->n_cells > 0)
		t->cells[t->n_cells - 1].end = (uint32_t)r->text.n;
	r->in_cell = false;
	r->space = SPACE_NONE;
}

static void enter(struct render *r, struct dom_node *n)
{
	if ((tag_flags(n->tag) & TAG_IS_BLOCK) == 0)
		return;
	bool is_cell = n->tag == TAG_TD || n->tag == TAG_TH;
	if (r->grid != NULL && is_cell) {
		end_cell(r);
		begin_cell(r, n);
		return;
	}
	if (r->grid != NULL && n->tag == TAG_TR)
		r->in_cell = false;
	break_line(r);
	if (n->tag == TAG_PRE)
		r->in_pre++;
	if (n->tag == TAG_TR && r->grid != NULL) {
		grid_row_end(r->grid, r->text.n); /* of cells that stood in no row */
		grid_row(r->grid);
	}
	if (n->tag == TAG_TABLE && !r->raw && r->grid == NULL && grid_is_data(n))
		r->grid = grid_begin(&r->tables, r->arena, n);
}

static void leave(struct render *r, struct dom_node *n)
{
	if ((tag_flags(n->tag) & TAG_IS_BLOCK) == 0)
		return;
	if (r->grid != NULL && (n->tag == TAG_TD || n->tag == TAG_TH)) {
		end_cell(r);
		return;
	}
	break_line(r);
	if (n->tag == TAG_PRE && r->in_pre > 0)
		r->in_pre--;
	if (r->grid != NULL && n->tag == TAG_TR)
		grid_row_end(r->grid, r->text.n);
	if (r->grid != NULL && n == r->grid->node) {
		grid_row_end(r->grid, r->text.n);
		r->grid = NULL;
		r->in_cell = false;
	}
}

static bool is_left_out(const struct render *r, const struct dom_node *n)
{
	return n->tag == TAG_HEAD || n->tag == TAG_TITLE || n->tag == TAG_SCRIPT ||
	       (!r->raw && (n->flags & NODE_PRUNED) != 0) ||
	       (r->grid != NULL && n->tag == TAG_CAPTION);
}

/*
 * 来源 and 作者 in elements of their own, that only a style sheet holds apart: in a line of the
 * page's furniture such neighbours are words of their own.
 */
static void part_neighbours(struct render *r, const struct dom_node *n)
{
	enum { LINE_UNITS = 200 };
	bool neighbours = n->tag != TAG_TEXT && n->next != NULL &&
	                  (n->next->tag == TAG_SPAN || n->next->tag == TAG_A) &&
	                  n->parent != NULL && n->parent->units <= LINE_UNITS;
	if (r->raw && neighbours && r->space == SPACE_NONE)
		r->space = SPACE_REAL;
}

/* Walks from `n` to the end of `root`, leaving what is entered. */
static int walk(struct render *r, struct dom_node *root, struct dom_node *n,
                const struct dom_node *stop, size_t max)
{
	while (n != NULL && n != stop && r->text.n <= max && r->text.err == 0) {
		bool out = is_left_out(r, n) || (n != root && (n->flags & NODE_LIST) != 0);
		if (n->tag == TAG_TEXT)
			add_text(r, n->text);
		else if (!out)
			enter(r, n);
		if (!out && n->first != NULL) {
			n = n->first;
			continue;
		}
		if (n->tag != TAG_TEXT && !out)
			leave(r, n);
		while (n != root && n->next == NULL) {
			n = n->parent;
			leave(r, n);
		}
		part_neighbours(r, n);
		n = n == root ? NULL : n->next;
	}
	r->in_cell = false;
	end_line(r);
	return r->text.err != 0 ? r->text.err : r->err;
}

int render_add(struct render *r, struct dom_node *root, const struct dom_node *stop)
{
	return walk(r, root, root, stop, (size_t)-1);
}

int render_add_head(struct render *r, struct dom_node *root, size_t max)
{
	return walk(r, root, root, NULL, r->text.n + max);
}

int render_add_after(struct render *r, struct dom_node *root, struct dom_node *after,
                     size_t max)
{
	struct dom_node *n = dom_after(root, after);
	return n != NULL ? walk(r, root, n, NULL, r->text.n + max) : 0;
}
