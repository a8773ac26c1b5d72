/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where on a page its article is. Each line of text is weighed as running text, link text or
 * neither; the article is the element whose running text outweighs the links most, and what
 * inside it is lists of links, widgets or readers' comments is pruned.
 */
#pragma once

#include "dom.h"

/* What is taken to be no article, the more the less text would be left. */
enum content_doubt {
	CONTENT_STRICT,   /* what is hidden, named like furniture, or a list of other stories */
	CONTENT_ANY_NAME, /* only lists */
	CONTENT_EVERYTHING, /* nothing */
};

/* Fills the weights of every node. */
void content_measure(struct dom *dom, enum content_doubt doubt);
/* The article's element; NULL where the page holds no text worth reading. */
struct dom_node *content_choose(struct dom *dom);
/* Marks NODE_PRUNED what below `article` does not belong to it. */
void content_prune(struct dom_node *article);
