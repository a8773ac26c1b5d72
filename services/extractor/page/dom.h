/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page as a tree, as small as reading an article needs: elements, their attributes of interest
 * and the text between them. Built in the caller's arena straight from libxml2's parser events,
 * so that no second tree is made. Scripts, styles and the like leave no text behind.
 *
 * Hostile pages: nesting is cut at DOM_DEPTH_MAX (what is deeper hangs one level higher and
 * stays readable), tags with thousands of attributes lose them, NULs are spaces. Time and memory
 * are linear in the page. Every function here is free of recursion.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "tag.h"

struct zb_arena;

enum { DOM_DEPTH_MAX = 400 };

struct dom_attr {
	struct dom_attr *next;
	const char *name; /* lower case, lives for ever */
	struct zb_span value;
};

enum {
	NODE_HIDDEN = 1,  /* display:none or the hidden attribute */
	NODE_PRUNED = 2,  /* judged not to belong to the article */
	NODE_LED = 4,     /* holds a line that begins with a link */
	NODE_TEASER = 8,  /* a headline with a sentence, or the sentence behind one */
	NODE_LIST = 16,   /* such ones in a list, or a list of nothing else: other stories */
	NODE_TITLED = 32, /* holds an h1 */
};

struct dom_node {
	struct dom_node *parent, *first, *last, *next;
	struct dom_attr *attrs;
	struct zb_span text; /* of a TAG_TEXT: entities resolved, white space as written */
	uint8_t tag;         /* enum tag */
	uint8_t flags;       /* NODE_ */
	uint16_t hints;      /* HINT_ of class and id */
	/* Weights of the subtree, filled by content_measure: two a Chinese character. */
	uint32_t units;
	uint32_t link_units;
	uint32_t good;    /* units in running text */
	uint32_t bad;     /* units in links and furniture */
	uint32_t tabular; /* units in tables of data */
	uint32_t texts;   /* lines of running text */
	uint32_t teasers; /* children that are NODE_TEASER */
	uint32_t teased;  /* units of these and their headlines */
	uint32_t told;    /* of these units, those in running text */
	uint32_t proses;  /* other children with running text */
	uint32_t neutral; /* units of these, and of children that are mere links */
	uint32_t order;   /* position in document order, from 1 */
};

struct dom_list {
	struct dom_list *next;
	struct dom_node *node;
};

struct dom {
	struct dom_node *root; /* never NULL after dom_build */
	struct dom_node *body; /* the root where there is none */
	struct dom_node *title;
	struct dom_list *metas;   /* meta, link, base and time elements in document order */
	struct dom_list *scripts; /* JSON-LD, its source as text */
	uint32_t nodes;
	uint32_t n_scripts; /* script elements of any kind */
	bool has_password;  /* an input asks for one */
	bool cut;           /* deeper than DOM_DEPTH_MAX somewhere */
};

/* `html` is UTF-8. 0, ZB_ENOMEM (the arena's ceiling too) or ZB_ELIBRARY. */
int dom_build(struct dom *out, struct zb_arena *arena, struct zb_span html);

/* The attribute's value, or an empty span with .p NULL. */
struct zb_span dom_attr(const struct dom_node *n, const char *name);
/* The next node of the subtree `root` in document order; NULL at its end. */
struct dom_node *dom_next(const struct dom_node *root, struct dom_node *n);
/* The next one that is not below `n`. */
struct dom_node *dom_after(const struct dom_node *root, struct dom_node *n);
/*
 * Text of the subtree, white space runs as one space and none at the ends, cut at `max` bytes.
 * In the arena; .p NULL where there was no room.
 */
struct zb_span dom_text(struct zb_arena *arena, struct dom_node *n, size_t max);
