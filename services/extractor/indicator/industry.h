/* SPDX-License-Identifier: Apache-2.0 */
/* The one industry that a text as a whole is about, if there is one. */
#pragma once

#include "document.h"

/* NULL: none, or several. */
const struct lex_entry *industry_of_document(const struct document *doc, struct zb_span title);
