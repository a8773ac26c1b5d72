/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted. */
#pragma once

#include "bind.h"
#include "document.h"

/* 工业投资、技改投资均增长: a list that one figure is about keeps all its names, another its last. */
struct phrase name_joined(const struct sentence *s, const struct quantity *q, struct phrase p);
/* 甲光伏项目、乙陶瓷项目等6个项目: the examples before 等, which tell nothing of the rest; empty: none. */
struct phrase name_examples(const struct sentence *s, const struct quantity *q);
/* Names a count by the thing behind it, or by the words before. */
void name_count(const struct document *doc, const struct sentence *s, struct quantity *q,
                struct phrase left, struct phrase right);
