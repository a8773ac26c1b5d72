/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Elements as plain text: a line a paragraph, cells of a data table behind tabs, white space as a
 * reader sees it.
 *
 * Lifecycle: render_init, render_add for each element, then take `text` and the tables;
 * render_deinit frees the text. Tables lie in the arena.
 */
#pragma once

#include "common/buf.h"
#include "dom.h"
#include "furniture.h"
#include "grid.h"

enum { RENDER_TAILS = 16 };

enum render_space { SPACE_NONE, SPACE_WRAP /* a line break of the source */, SPACE_REAL };

/* A line at which the article may have ended. */
struct render_tail {
	size_t at;
	bool foot; /* of the site: no article follows */
};

struct render {
	struct zb_buf text;
	struct zb_arena *arena;
	struct grid_list tables;
	struct grid *grid;       /* the data table under way, or NULL */
	size_t line;             /* where the current line begins */
	enum render_space space; /* due before the next character */
	unsigned in_pre;         /* white space is text */
	bool in_cell;            /* line breaks are spaces */
	struct furniture_words furniture;
	bool raw; /* every line, furniture and pruned elements too, but for lists of stories */
	struct render_tail tails[RENDER_TAILS]; /* in the order of the text */
	size_t n_tails;
	int err;
};

/* `max`: bytes of text at most. `raw`: leave nothing out but lists of other stories, and make no
 * tables. */
void render_init(struct render *r, struct zb_arena *arena, size_t max, bool raw);
void render_deinit(struct render *r);
/* Adds the subtree up to, not including, `stop` (NULL: all of it). 0 or ZB_ENOMEM, ZB_ETOOBIG. */
int render_add(struct render *r, struct dom_node *root, const struct dom_node *stop);
/* Adds the first `max` bytes of the subtree, and what is left of the line there. */
int render_add_head(struct render *r, struct dom_node *root, size_t max);
/* Adds what stands behind the subtree `after` up to the end of `root`, at most `max` bytes. */
int render_add_after(struct render *r, struct dom_node *root, struct dom_node *after,
                     size_t max);
