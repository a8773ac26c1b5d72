/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a figure is fact, goal, forecast or grant: by verb, tense, paragraph and kind of document. */
#pragma once

#include "document.h"

/* Once for each sentence: what its words say, and for each quantity what those around it do. */
void status_prepare(struct sentence *s);
/* The status of a quantity whose time and basis are known. */
void status_assign(struct document *doc, const struct sentence *s, struct quantity *q);
