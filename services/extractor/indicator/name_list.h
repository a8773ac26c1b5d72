/* SPDX-License-Identifier: Apache-2.0 */
/* The names of quantities that are listed one after another. */
#pragma once

#include "document.h"
#include "sentence.h"

/* Names the `n` quantities from `first` on, which are one group. */
void name_list(const struct document *doc, struct sentence *s, size_t first, size_t n);
