/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a name when whose it is, where it is and the signs around it are cut off. */
#pragma once

#include "bind.h"
#include "document.h"

/* Trims *out, the text of `rest`, which is what the slots left of the phrase `p`. */
void name_trim(const struct document *doc, const struct sentence *s, const struct quantity *q,
               struct phrase p, struct phrase rest, struct name *out);
