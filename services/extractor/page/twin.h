/* SPDX-License-Identifier: Apache-2.0 */
/* Elements that hold the same text twice: one for desks, one for telephones. */
#pragma once

#include "dom.h"

/* White space, scripts and what is hidden aside the texts are the same, or one is most of the
 * other. Time is linear in the shorter one. */
bool twin_of(const struct dom_node *a, const struct dom_node *b);
