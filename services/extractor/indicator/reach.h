/* SPDX-License-Identifier: Apache-2.0 */
/* How far a time reaches: which of those before a figure holds for it. */
#pragma once

#include "document.h"

/* What the sentence before a quantity said of time. */
struct reach_run {
	const struct when *when;
	bool undated;
	uint32_t undated_at; /* the first such figure */
};

/* Notes for each token the last time before it. */
void reach_chain(struct sentence *s);
/* The nearest time before the quantity that can hold for it; NULL: none does. */
const struct when *reach_find(const struct document *doc, const struct sentence *s,
                              const struct quantity *q, const struct reach_run *run);
/* 上半年A，6月B；C: behind the semicolon it is the half-year again. The wider time, or `w`. */
const struct when *reach_lead(const struct sentence *s, const struct when *w);
