/* SPDX-License-Identifier: Apache-2.0 */
/* Figures that only say which things are counted (采购额超过2亿元的县区有3个 gives the 3) or of what make
 * one is (3000米深水平台). */
#pragma once

#include "sentence.h"

/* Gives those quantities their reason and makes their tokens part of the names around them. Before
 * anything else is read from the sentence's quantities. */
void size_class_mark(struct sentence *s);
